"""Requests sent again where the fault passes; what stays is told in words for people."""

from __future__ import annotations

from extract.errors import VouchlineError
from extract.llm.exchange.failures import explain
from extract.llm.exchange.interface import Exchange, Request, Response
from extract.llm.retry.policy import RetryPolicy
from extract.llm.retry.retries import retry_call


class RetryingExchange:
    """Tries again as the policy allows, and knows whether the server has ever answered: before that, some faults are set-up."""

    def __init__(self, below: Exchange, policy: RetryPolicy) -> None:
        self._below = below
        self._policy = policy
        self._has_answered = False

    async def send(self, request: Request) -> Response:
        """Return the reply; the kind of each fault after which it was sent again is added to the request's trail.

        Raises:
            VouchlineError: it failed for good; names what, and holds neither request nor reply.
        """
        try:
            return await retry_call(
                lambda: self._attempt(request),
                self._policy,
                is_first_contact=lambda: not self._has_answered,
                on_retry=lambda decision: request.trail.faults.append(decision.kind),
            )
        except VouchlineError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever it is, it may hold the request
            failure = explain(error, request.endpoint, request.question, first_contact=not self._has_answered)
        raise failure  # outside the block, so that nothing of the request hangs on to it

    async def close(self) -> None:
        """Close what is below."""
        await self._below.close()

    async def _attempt(self, request: Request) -> Response:
        response = await self._below.send(request)
        self._has_answered = True
        return response
