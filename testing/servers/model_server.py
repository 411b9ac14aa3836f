"""A model server in a process of its own that misbehaves by a plan, as tests and measurements see it."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from extract.system.child_process import child_environment
from testing.servers.plans import Plan, Seen

_START = Path(__file__).parents[2]


@dataclass(frozen=True)
class RunningServer:
    """A running server: its address, and ways to look at it."""

    base_url: str
    process_id: int

    def seen(self) -> Seen:
        """Return what the server saw since the plan was set."""
        return Seen.parse(json.loads(self._call("/seen")))

    def follow(self, plan: Plan) -> None:
        """Change the plan, and forget what was seen."""
        self._call("/plan", plan.dump().encode())

    def _call(self, path: str, body: bytes | None = None) -> bytes:
        address = self.base_url.removesuffix("/v1") + path
        with urllib.request.urlopen(urllib.request.Request(address, body), timeout=30) as reply:
            return reply.read()


@contextmanager
def model_server(plan: Plan | None = None, *, certificate: Path | None = None) -> Generator[RunningServer]:
    """Run a server; with a certificate it speaks TLS alone."""
    command = [sys.executable, "-m", "testing.servers.model_process", (plan or Plan()).dump()]
    process = subprocess.Popen(
        [*command, *([str(certificate)] if certificate else [])],
        cwd=_START, env=child_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        port = int(process.stdout.readline())
        yield RunningServer(f"{'https' if certificate else 'http'}://127.0.0.1:{port}/v1", process.pid)
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()
