"""One request to the model's server and its reply, sent again as the rules allow and no faster than the server bears."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from pydantic_core import from_json

from extract.completions import check_form, tokens_said
from extract.failures import explain
from extract.local.engines import FIXED_HEADER
from extract.pacing import Pace
from extract.providers import Endpoint
from extract.questions import Question
from extract.requesting import Requester
from extract.retries import OVERLOAD, Decision, GarbledReplyError, decide, retry_call
from extract.retry_policy import RetryPolicy

Json = dict[str, Any]
_LETTERS_A_TOKEN = 4
"""Of English text; an estimate, corrected when the reply tells how many there were."""


class Sender:
    """The connections to one endpoint, and what is known of its server: whether it has answered, what it bears."""

    def __init__(self, endpoint: Endpoint, pace: Pace, retry: RetryPolicy, timeout_s: float, *, recorded: bool) -> None:
        self.pace = pace
        self._endpoint = endpoint
        self._retry = retry
        self._timeout_s = timeout_s
        self._has_answered = False
        self._requester = Requester(endpoint, timeout_s, recorded=recorded)

    async def close(self) -> None:
        """Close the connections."""
        await self._requester.close()

    async def send(self, body: Mapping[str, Any], question: Question[Any], retries: list[str]) -> Json:
        """Return the reply's JSON object, which has a choice with a message at least.

        The kind of each fault after which the request is sent again is added to `retries`.

        Raises:
            VouchlineError: see `ModelClient.ask`.
        """
        tokens = sum(len(message["content"] or "") for message in body["messages"]) // _LETTERS_A_TOKEN
        try:
            return await retry_call(
                lambda: self._attempt(body, tokens, question.fixed),
                self._retry,
                is_first_contact=lambda: not self._has_answered,
                on_retry=lambda decision: retries.append(decision.kind),
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, it may hold the request
            failure = explain(error, self._endpoint, question, first_contact=not self._has_answered)
        raise failure  # outside the block, so that nothing of the request hangs on to it

    async def _attempt(self, body: Mapping[str, Any], tokens: int, fixed: int) -> Json:
        began_s = await self.pace.enter(tokens)
        try:
            reply = await self._request(body, fixed)
        except Exception as error:
            self._note(decide(error, first_contact=not self._has_answered), began_s)
            raise
        else:
            self._has_answered = True
            self.pace.answered(tokens_said(reply, tokens) - tokens)
            return reply
        finally:
            self.pace.leave()

    def _note(self, decision: Decision, began_s: float) -> None:
        if decision.kind in OVERLOAD:
            asked_s = decision.retry_after_s
            # A pause that no call will wait for holds nobody back: each learns it from the server.
            self.pace.overloaded(began_s, asked_s if asked_s and asked_s <= self._retry.max_total_s else None)

    async def _request(self, body: Mapping[str, Any], fixed: int) -> Json:
        headers = {FIXED_HEADER: str(fixed)} if fixed and self._endpoint.profile.prefixes else {}
        # httpx2 bounds the time between two bytes; a reply that drips is bounded here.
        async with asyncio.timeout(self._timeout_s):
            reply = await self._requester.post(body, headers)
        try:
            return check_form(from_json(reply))
        except ValueError:
            raise GarbledReplyError from None
