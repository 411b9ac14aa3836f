"""Answers that stand in for those that no batch has brought yet, and a list of what would have been asked."""

from __future__ import annotations

from dataclasses import dataclass, field

from extract.errors import InvalidReplyError, RefusalError, ReplyCutOffError
from extract.llm.exchange.batched import NoBatchAnswerError, SetAsideError, Unusable
from extract.llm.exchange.interface import Exchange, Request, Response
from extract.pipeline.batch.stubs import Variant, stand_in


@dataclass(slots=True)
class Foreseen:
    """What came up: open requests by key in the order of asking, and replies that are no answers.

    `complete` is false as soon as a stand-in was handed out.
    """

    open: dict[str, Request] = field(default_factory=dict[str, Request])
    unusable: dict[str, tuple[Unusable, str, str]] = field(default_factory=dict[str, tuple[Unusable, str, str]])
    """Why, prompt and document, by key."""
    complete: bool = True


class DeferringExchange:
    """Stands on top of the layers: what has no answer below is noted, and answered with a stand-in."""

    def __init__(self, below: Exchange, variant: Variant) -> None:
        self.foreseen = Foreseen()
        self._below = below
        self._variant: Variant = variant

    async def send(self, request: Request) -> Response:
        """Return what the cache or a batch's reply answers, else a stand-in.

        Raises:
            NoStandInError: there is no answer, and nothing to put in its place.
        """
        try:
            return await self._below.send(request)
        except SetAsideError as aside:
            self.foreseen.open[aside.request.key] = aside.request
        except NoBatchAnswerError as missing:
            self._note(request, missing.why)
        except InvalidReplyError:
            self._note(request, "invalid")
        except RefusalError:
            self._note(request, "refused")
        except ReplyCutOffError:
            self._note(request, "cut_off")
        self.foreseen.complete = False
        return Response(stand_in(request.question.answer, self._variant))

    async def close(self) -> None:
        """Close what is below."""
        await self._below.close()

    def _note(self, request: Request, why: Unusable) -> None:
        self.foreseen.unusable[request.key] = (why, request.question.prompt, request.question.document)
