"""Work that waits for the disk, done in a thread so that no call is held back meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


async def finished_in_thread(work: Callable[P, R], *args: P.args, **named: P.kwargs) -> R:
    """Return what `work` returns, done in a thread. Where this is cancelled it waits for the end of the work first."""
    doing = asyncio.ensure_future(asyncio.to_thread(work, *args, **named))
    try:
        return await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.wait([doing])
        raise
