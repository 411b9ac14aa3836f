"""Work for a client, for as long as it waits, its time lasts and the server runs."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Generator
from contextlib import asynccontextmanager, contextmanager
from typing import Any, TypeVar

from starlette.requests import ClientDisconnect, Request

from extract.serve.problems import ProblemError

_Result = TypeVar("_Result")


class Places:
    """Counts requests under way, and refuses those above the limit before their body is read."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken = 0

    @contextmanager
    def take(self) -> Generator[None]:
        """Hold a place for as long as the block lasts.

        Raises:
            ProblemError: there is none.
        """
        if self._taken >= self._most:
            raise ProblemError(
                429, "too_many_requests", f"{self._most} requests are under way, as many as the server takes at once.",
                "Send it again in some seconds, or have the server started with a larger --max-requests.",
            )  # fmt: skip
        self._taken += 1
        try:
            yield
        finally:
            self._taken -= 1


@asynccontextmanager
async def within(seconds: float, what: str, option: str) -> AsyncGenerator[None]:
    """Bound the block.

    Raises:
        ProblemError: its time is over.
    """
    bound = asyncio.timeout(seconds)
    try:
        async with bound:
            yield
    except TimeoutError:
        if not bound.expired():
            raise
        raise ProblemError(
            503, "out_of_time", f"The {what} took more than {seconds:g} seconds and was ended.",
            f"Send less at once, or have the server started with a larger {option}.",
        ) from None  # fmt: skip


async def attended(request: Request, work: Coroutine[Any, Any, _Result], stopping: asyncio.Event) -> _Result:
    """Return what `work` returns. The body of the request has been read.

    Raises:
        ClientDisconnect: the client left; the work was cancelled.
        ProblemError: the server is ending; the work was cancelled.
    """
    working = asyncio.ensure_future(work)
    left, ended = asyncio.ensure_future(_left(request)), asyncio.ensure_future(stopping.wait())
    try:
        await asyncio.wait({working, left, ended}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        if left.done():
            raise ClientDisconnect
        raise ProblemError(503, "ending", "The server is ending.", "Send it again when the server is back.")
    finally:
        for task in (working, left, ended):
            task.cancel()
        await asyncio.gather(working, left, ended, return_exceptions=True)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
