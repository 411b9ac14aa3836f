"""The lowest layer of a provider's batch service: replies that batches brought; what they did not bring is set aside."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from extract.errors import VouchlineError
from extract.llm.exchange.interface import Json, Request, Response
from extract.llm.exchange.response import check_form, read_completion
from extract.llm.retry.retries import GarbledReplyError

Unusable = Literal["invalid", "refused", "cut_off", "turned_down"]
"""Why a reply is no answer. "turned_down": the provider did not take the request, and would not take it again."""


@dataclass(frozen=True, slots=True)
class Replies:
    """What batches brought. `find` returns the completion for a key, None where there is none.

    `turned_down` holds the keys that no batch will answer.
    """

    find: Callable[[str], Json | None] = lambda _: None
    turned_down: frozenset[str] = frozenset()


class SetAsideError(VouchlineError):
    """A request that is not sent now: `request` is what would go out."""

    def __init__(self, request: Request) -> None:
        super().__init__("A question is set aside.")
        self.request = request


class NoBatchAnswerError(VouchlineError):
    """No batch brings an answer to this request."""

    def __init__(self, why: Unusable) -> None:
        super().__init__("A question is left to the run.")
        self.why: Unusable = why


class BatchedExchange:
    """Sends nothing: gives the reply of a batch in its place. `replies` may be exchanged for later ones."""

    def __init__(self, replies: Replies | None = None) -> None:
        self.replies = replies or Replies()

    async def send(self, request: Request) -> Response:
        """Return the reply that a batch brought.

        Raises:
            SetAsideError: there is none yet.
            NoBatchAnswerError: no batch will bring one, or what it brought is no chat completion.
        """
        if request.key in self.replies.turned_down:
            raise NoBatchAnswerError("turned_down")
        reply = self.replies.find(request.key)
        if reply is None:
            raise SetAsideError(request)
        with contextlib.suppress(GarbledReplyError):
            return read_completion(check_form(reply), request.endpoint.mode)
        # Outside the block: an error that hangs on to a garbled reply would be tried again.
        raise NoBatchAnswerError("invalid")

    async def close(self) -> None:
        """There is nothing to close."""
