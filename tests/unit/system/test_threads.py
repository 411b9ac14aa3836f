"""Work done in a thread comes to its end, whoever waits for it."""

from __future__ import annotations

import asyncio
import threading

import pytest

from extract.errors import UserError
from extract.system.threads import finished_in_thread


def test_work_is_at_its_end_when_the_task_that_waits_for_it_is_cancelled() -> None:
    begun, may_end, done = threading.Event(), threading.Event(), threading.Event()

    def write() -> None:
        begun.set()
        may_end.wait(30)
        done.set()

    async def run() -> None:
        writing = asyncio.create_task(finished_in_thread(write))
        assert await asyncio.to_thread(begun.wait, 30)
        writing.cancel()
        await asyncio.sleep(0)
        assert not writing.done()
        may_end.set()
        with pytest.raises(asyncio.CancelledError):
            await writing
        assert done.is_set()

    asyncio.run(run())


def test_error_of_the_work_is_raised_where_it_is_waited_for() -> None:
    def write(name: str) -> None:
        raise UserError(f"The file {name!r} could not be written.", "Free some space.")

    async def run() -> None:
        with pytest.raises(UserError, match="could not be written"):
            await finished_in_thread(write, "a.json")

    asyncio.run(run())
