"""No more requests at once, and in a minute, than the server bears."""

from __future__ import annotations

from extract.llm.exchange.interface import Exchange, Request, Response
from extract.llm.retry.pacing import Pace
from extract.llm.retry.retries import OVERLOAD, decide

_LETTERS_A_TOKEN = 4
"""Of English text; an estimate, corrected when the reply tells how many there were."""


class PacedExchange:
    """Waits for a place before each request, and tells the pace what came of it.

    A pause that the server asks for holds back all requests, up to `most_pause_s`: one that no request will wait for holds
    nobody back, each learns it from the server.
    """

    def __init__(self, below: Exchange, pace: Pace, most_pause_s: float) -> None:
        self._below = below
        self._pace = pace
        self._most_pause_s = most_pause_s

    async def send(self, request: Request) -> Response:
        """Send a request when its turn has come; raises what comes from below."""
        estimate = sum(len(message["content"] or "") for message in request.wire["messages"]) // _LETTERS_A_TOKEN
        began_s = await self._pace.enter(estimate)
        try:
            response = await self._below.send(request)
        except Exception as error:
            self._note(error, began_s)
            raise
        else:
            said = response.usage.prompt_tokens + response.usage.completion_tokens
            self._pace.answered((said or estimate) - estimate)
            return response
        finally:
            self._pace.leave()

    async def close(self) -> None:
        """Close what is below."""
        await self._below.close()

    def _note(self, error: Exception, began_s: float) -> None:
        decision = decide(error)
        if decision.kind in OVERLOAD:
            asked_s = decision.retry_after_s
            self._pace.overloaded(began_s, asked_s if asked_s and asked_s <= self._most_pause_s else None)
