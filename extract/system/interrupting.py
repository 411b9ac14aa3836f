"""How a run is asked to end early: by Ctrl-C, by its budget, by a failure that shall end it."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

StopCode = Literal["not_reached", "budget", "fail_fast"]
INTERRUPTED = "The run stopped before it was done; run the same command again, what is done is kept."


@dataclass(slots=True)
class Stop:
    """Nothing new is begun once `asked`; what is under way is finished, but not where it was `interrupted`.

    `code` and `reason` are what run.json says of the documents that were not reached. `interrupted` tells that a person or
    the system asked.
    """

    asked: bool = False
    interrupted: bool = False
    code: StopCode = "not_reached"
    reason: str = INTERRUPTED
    _end: Callable[[], None] | None = None

    def ask(self, code: StopCode, reason: str) -> None:
        """Ask to stop; the first reason holds."""
        if not self.asked:
            self.asked, self.code, self.reason = True, code, reason

    def interrupt(self) -> None:
        """Ask to stop because somebody wants it: what is under way ends too."""
        self.asked = self.interrupted = True
        if self._end is not None:
            self._end()

    def when_interrupted(self, end: Callable[[], None]) -> None:
        """Have `end` called when somebody interrupts the run; it takes the place of what was to be called before."""
        self._end = end


@contextmanager
def heeding_signals(stop: Stop, say: Callable[[str], None]) -> Generator[None]:
    """Let Ctrl-C and SIGTERM ask to stop during the block; a second one cancels the task that runs it at once."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None

    def heed() -> None:
        if stop.interrupted:
            task.cancel()
            return
        stop.interrupt()
        say("stopping: what was answered is kept; once more leaves out the page.")

    heeded: list[signal.Signals] = []
    for number in (signal.SIGINT, signal.SIGTERM):
        # Not on Windows, and not outside the main thread: there Ctrl-C ends the run at once.
        with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
            loop.add_signal_handler(number, heed)
            heeded.append(number)
    try:
        yield
    finally:
        for number in heeded:
            loop.remove_signal_handler(number)
