"""How fast one model is asked by all tasks together: calls at once, pauses that it asks for, calls and tokens a minute."""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque

SLOWER = 0.5
"""What is left of the limit after a sign of overload, as in TCP's congestion avoidance (RFC 5681)."""
FASTER = 0.05
"""How much the limit grows while as many answers come as it allows at once; by one call at least."""
SLACK_S = 0.1
"""How much of an idle time is made up for, so that a late wake-up of the event loop costs no rate."""


class Meter:
    """Spaces amounts out evenly, so that a minute holds no more than `per_minute`, and one call, of them."""

    def __init__(self, per_minute: int) -> None:
        self._seconds_each = 60 / per_minute
        self._next_s = 0.0

    def take(self, amount: float) -> float:
        """Reserve an amount and return the moment (of the monotonic clock) from which it may be used."""
        at = max(self._next_s, time.monotonic() - SLACK_S)
        self._next_s = at + amount * self._seconds_each
        return at

    def correct(self, amount: float) -> None:
        """Add an amount that was used beyond what was reserved; a negative one was reserved and not used."""
        self._next_s += amount * self._seconds_each


class Pace:
    """Lets calls through: as many at once as the server bears, `most` at the utmost.

    `limit` is how many that are now. It falls when the server says that it has too much (429, 503, 529, timeouts) and grows
    again with every answer. A pause that the server asks for holds back all calls. `under_way` counts calls that have a place.
    """

    def __init__(
        self, most: int, *, requests_per_minute: int | None = None, tokens_per_minute: int | None = None
    ) -> None:
        self.most = most
        self.limit = float(most)
        self.under_way = 0
        self._closed_until_s = 0.0
        self._slowed_s = 0.0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._requests = Meter(requests_per_minute) if requests_per_minute else None
        self._tokens = Meter(tokens_per_minute) if tokens_per_minute else None

    async def enter(self, tokens: int) -> float:
        """Wait for a place and for what `tokens` need; returns the moment at which the call may begin.

        `leave` has to follow, whatever becomes of the call.
        """
        await self._take_place()
        try:
            await self._wait(tokens)
        except BaseException:
            self.leave()
            raise
        return time.monotonic()

    def leave(self) -> None:
        """Give the place back."""
        self.under_way -= 1
        self._wake()

    def answered(self, tokens_beyond: int) -> None:
        """Note an answer, and how many tokens more it took than was said when it entered."""
        if self.under_way * 2 >= self.limit:  # a limit that nothing comes near is not tested by this answer
            self.limit = min(self.limit + max(1.0, FASTER * self.limit) / self.limit, self.most)
            self._wake()
        if self._tokens:
            self._tokens.correct(tokens_beyond)

    def overloaded(self, began_s: float, pause_s: float | None) -> None:
        """Note that a call which began at `began_s` met an overload, and the pause that the server asked for."""
        if pause_s:
            self._closed_until_s = max(self._closed_until_s, time.monotonic() + pause_s)
        if began_s >= self._slowed_s:  # calls that were under way at the last slowing tell nothing new
            self.limit = max(min(self.limit, self.under_way) * SLOWER, 1.0)
            self._slowed_s = time.monotonic()

    async def _take_place(self) -> None:
        if not self._waiting and self.under_way < int(self.limit):
            self.under_way += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # the place was given in the same moment
                self.leave()
            raise

    async def _wait(self, tokens: int) -> None:
        at = self._closed_until_s
        if self._requests:
            at = max(at, self._requests.take(1))
        if self._tokens:
            at = max(at, self._tokens.take(tokens))
        while (left_s := at - time.monotonic()) > 0:
            await asyncio.sleep(left_s)
            if self._closed_until_s > at:  # a pause was asked for in the meantime: come back spread out
                at = self._closed_until_s + random.uniform(0, 0.2)  # noqa: S311 - hides nothing

    def _wake(self) -> None:
        while self._waiting and self.under_way < int(self.limit):
            turn = self._waiting.popleft()
            if not turn.done():
                self.under_way += 1
                turn.set_result(None)
