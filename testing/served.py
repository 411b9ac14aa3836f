"""`vouchline serve` as a process of its own, for tests: its address, what it printed, and how it ended."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2

from testing.servers.fitting import FittingServer

ROOT = Path(__file__).parents[1]
RECORDING = ROOT / "cassettes" / "test_user_replay"
REPLAY = ("--cassettes", str(RECORDING), "--record-mode", "none", "--model", "embedded", "--as-of", "2026-01-31")
"""Options with which recorded answers are played, of the documents in samples/replay."""
COMMAND = (sys.executable, "-m", "extract.cli")


@dataclass(slots=True)
class Served:
    """A server that answers. `scratch` is where its temporary files go; `said` is what it printed on stderr, once it ended."""

    base_url: str
    process: subprocess.Popen[str]
    scratch: Path
    said: str = ""

    def client(self, **options: Any) -> httpx2.Client:
        """Return a client, to be used in a `with` block."""
        return httpx2.Client(base_url=self.base_url, timeout=180, **options)

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and return the exit status."""
        self.process.send_signal(number)
        self.said += self.process.communicate(timeout=180)[1]
        return self.process.returncode

    def left(self) -> list[Path]:
        """Return the files of documents that are there now."""
        return [path for path in self.scratch.rglob("*") if path.is_file() and path.name != "lock"]


def child_environment(folder: Path, **variables: str) -> dict[str, str]:
    """Return the environment of a process of the project whose temporary files go into `folder`."""
    folder.mkdir(exist_ok=True)
    return {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder), "PYTHONWARNINGS": "error", **variables}


@contextmanager
def served(folder: Path, *options: str, **variables: str) -> Generator[Served]:
    """Serve with these options until the end of the block; `folder` is for its temporary files."""
    process = subprocess.Popen(
        [*COMMAND, "serve", *options], cwd=folder, env=child_environment(folder / "tmp", **variables),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        assert address, process.communicate(timeout=180)[1]
        yield Served(address, process, folder / "tmp")
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=180)


def at(server: FittingServer) -> tuple[str, ...]:
    """Return options with which the model is a test's own server."""
    return ("--base-url", server.base_url, "--model", "made-up", "--jobs", "1", "--no-cache")
