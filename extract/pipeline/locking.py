"""One run at a time on a folder of results: the second one waits, or is told who is there."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path

import filelock

from extract.errors import UserError
from extract.pipeline.watcher import Watcher
from extract.system.interrupting import Stop

_LOOK_S = 0.2


@asynccontextmanager
async def hold_folder(
    place: Path, *, wait_s: float | None, watcher: Watcher, stop: Stop, shown: str | None = None
) -> AsyncGenerator[None]:
    """Hold the lock file below `place` for as long as the block lasts, so that one run alone writes there.

    The system lets go of the lock when the process that holds it ends, however it ends. `wait_s` bounds the waiting; None
    waits until the other run is done. `shown` names what is held, where that is not the folder above.

    Raises:
        CancelledError: `stop` was asked for while waiting.
        UserError: the other run is still there after `wait_s`, or the lock file cannot be made.
    """
    lock, holder = filelock.FileLock(place / "lock"), place / "holder"
    began_s, told, seen = time.monotonic(), False, ""
    shown = shown or str(place.parent)
    while not stop.asked:
        try:
            _acquire(lock, place)
            break
        except filelock.Timeout:
            who = _read_holder(holder)
            if wait_s is not None and time.monotonic() - began_s >= wait_s:
                raise UserError(
                    f"Another run{who} writes to {shown!r}.",
                    "Wait until it is done, end it, or let this one wait longer with --wait.",
                ) from None
            if (
                not told and who == seen
            ):  # twice the same: between taking the lock and saying so, an earlier one stands there
                watcher.say(f"waiting: another run{who} writes to {shown!r}")
                told = True
            seen = who
            await asyncio.sleep(_LOOK_S)
        except (OSError, NotImplementedError) as error:
            raise UserError(
                f"The lock {str(place / 'lock')!r} could not be taken: {_why(error)}.",
                "Make the folder writable; keep results on a file system that knows locks.",
            ) from error
    if not lock.is_locked:
        raise asyncio.CancelledError  # asked to stop while waiting: nothing here may be touched
    try:
        with contextlib.suppress(OSError):  # only so that others can name this process
            holder.write_text(f"{os.getpid()}\n", encoding="utf-8")
        yield
    finally:
        with contextlib.suppress(OSError):
            holder.unlink(missing_ok=True)
        lock.release()


def _acquire(lock: filelock.BaseFileLock, place: Path) -> None:
    place.mkdir(parents=True, exist_ok=True)
    lock.acquire(blocking=False)


def _read_holder(holder: Path) -> str:
    try:
        return f" (process {int(holder.read_text('utf-8'))})"
    except (OSError, ValueError):
        return ""


def _why(error: Exception) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
