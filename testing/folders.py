"""Folders of made-up documents, and runs over them in processes that can be killed."""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from extract.cli import main
from extract.system.child_process import child_environment
from testing.servers.answer_process import AnsweringServer

LONG_S = 1_800.0
RESULTS = ("profiles", "postings", "comparisons")


def resume(number: int) -> str:
    """Return a short résumé that is like no other."""
    return f"Person{number:05} Example\nperson{number}@example.com\nEXPERIENCE\nNurse, Hospital{number:05}, Jan 2020 – Present\n"


def write_resumes(folder: Path, count: int) -> None:
    """Write so many résumés, none of them younger than a minute."""
    folder.mkdir(parents=True, exist_ok=True)
    before = time.time() - 60
    for number in range(count):
        path = folder / f"person{number:05}.txt"
        path.write_text(resume(number), encoding="utf-8")
        os.utime(path, (before, before))


class Run:
    """`vouchline run docs -o OUT` below `place`, in a process of its own, which first does `before`.

    The process is forked from one that has loaded the program already; what it prints goes into files below `place`.
    """

    def __init__(
        self, place: Path, server: AnsweringServer, *options: str, out: str = "out", jobs: int = 4, before: str = ""
    ) -> None:
        arguments = ["run", "docs", "-o", out, "--kind", "resume", "--as-of", "2026-01-31", "--jobs", str(jobs),
                     "--base-url", server.base_url, "--model", "made-up", *options]  # fmt: skip
        environment = child_environment() | {
            "VOUCHLINE_PROVIDER": "llama_cpp", "VOUCHLINE_CACHE_DIR": str(place / f"cache-{out}"),
        }  # fmt: skip
        printed, self._printed = tempfile.mkstemp(suffix=".printed", dir=place)
        os.close(printed)
        self._process = _CONTEXT.Process(
            target=_run, args=(place, environment, self._printed, before, arguments), daemon=True
        )
        self._process.start()
        self.pid = self._process.pid

    def printed(self) -> str:
        """Return all that it has printed so far."""
        return Path(self._printed).read_text("utf-8")

    def is_running(self) -> bool:
        """Tell whether it has not ended."""
        return self._process.is_alive()

    def wait(self, timeout_s: float = LONG_S) -> tuple[int, str]:
        """Return its exit status and all that it printed, once it has ended."""
        self._process.join(timeout_s)
        assert self._process.exitcode is not None, self.printed()
        return self._process.exitcode, self.printed()

    def wait_until(self, there: Callable[[], bool]) -> None:
        """Wait for something to be there while the run goes on; it may also end before."""
        deadline_s = time.monotonic() + LONG_S
        while self.is_running() and not there():
            assert time.monotonic() < deadline_s
            time.sleep(0.01)

    def send(self, number: signal.Signals) -> None:
        """Send it a signal."""
        os.kill(self._process.pid or 0, number)


_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["testing.loaded"])


def _run(place: Path, environment: dict[str, str], printed: str, before: str, arguments: list[str]) -> None:
    """Become a run: its folder, its environment and its output, then the command itself."""
    os.chdir(place)
    os.environ.clear()
    os.environ.update(environment)
    file = os.open(printed, os.O_WRONLY | os.O_APPEND)
    os.dup2(file, 1)
    os.dup2(file, 2)
    exec(before, {})
    main(arguments)


def stored_results(out: Path) -> dict[str, bytes]:
    """Return every profile, posting and comparison, by path."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for folder in RESULTS
        for path in sorted((out / folder).rglob("*"))
        if path.is_file()
    }


def run_file(out: Path) -> dict[str, Any]:
    """Return run.json."""
    return json.loads((out / "run.json").read_bytes())


def outcome_counts(out: Path) -> Counter[str]:
    """Return how many documents came to what."""
    return Counter(document["outcome"] for document in run_file(out)["documents"])
