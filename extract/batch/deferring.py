"""A client that asks nobody: what the cache does not hold is answered from a batch's replies, or put on a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from extract.batch.stand_ins import Variant, stand_in
from extract.cache import AnswerCache
from extract.client import ModelClient
from extract.completions import check_complete, check_form
from extract.errors import InvalidReplyError, RefusalError, ReplyCutOffError, VouchlineError
from extract.keys import fingerprint
from extract.prompt_set import PromptSet
from extract.providers import Endpoint
from extract.questions import Answer, Question, T, Usage
from extract.retries import GarbledReplyError
from extract.wire import Json, request_body

Unusable = Literal["invalid", "refused", "cut_off", "turned_down"]
"""Why a reply is no answer. "turned_down": the provider did not take the request, and would not take it again."""


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A question without an answer: the request's body just as it would go out, and what it is about."""

    key: str
    body: Json
    prompt: str
    document: str


@dataclass(frozen=True, slots=True)
class Replies:
    """What batches brought. `find` returns the completion for a key, None where there is none.

    `turned_down` holds the keys that no batch will answer.
    """

    find: Callable[[str], Json | None] = lambda _: None
    turned_down: frozenset[str] = frozenset()


@dataclass(slots=True)
class Foreseen:
    """What came up behind a client: open questions by key in the order of asking, and replies that are no answers.

    `complete` is false as soon as a stand-in was handed out.
    """

    open: dict[str, OpenQuestion] = field(default_factory=dict[str, OpenQuestion])
    unusable: dict[str, tuple[Unusable, str, str]] = field(default_factory=dict[str, tuple[Unusable, str, str]])
    """Why, prompt and document, by key."""
    complete: bool = True


class _DeferredError(VouchlineError):
    """A request that is not sent; ends in `DeferringClient.ask`."""

    def __init__(self, key: str, body: Json) -> None:
        super().__init__("A question is set aside.")
        self.key = key
        self.body = body


class _NoAnswerError(VouchlineError):
    """No batch brings an answer to this question."""

    def __init__(self, key: str, why: Unusable) -> None:
        super().__init__("A question is left to the run.")
        self.key = key
        self.why: Unusable = why


class DeferringClient(ModelClient):
    """The client itself up to the wire, so that a reply of a batch is checked, stored and counted as any other."""

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        cache: AnswerCache,
        recorded: bool = False,
        without: frozenset[str] = frozenset(),
        prompts: PromptSet | None = None,
    ) -> None:
        super().__init__(endpoint, cache=cache, recorded=recorded, without=without, prompts=prompts)
        self.replies = Replies()
        self.foreseen = Foreseen()
        self.variant: Variant = "silent"

    async def ask(self, question: Question[T]) -> Answer[T]:
        """Return what the cache or a batch's reply answers, else a stand-in.

        Raises:
            NoStandInError: there is no answer, and nothing to put in its place.
        """
        try:
            return await super().ask(question)
        except _DeferredError as deferred:
            key = deferred.key
            self.foreseen.open[key] = OpenQuestion(key, deferred.body, question.prompt, question.document)
        except InvalidReplyError:
            key = fingerprint([question.prompt_fingerprint, *(message.content for message in question.messages)])
            self.foreseen.unusable[key] = ("invalid", question.prompt, question.document)
        except _NoAnswerError as missing:
            key = missing.key
            self.foreseen.unusable[key] = (missing.why, question.prompt, question.document)
        self.foreseen.complete = False
        return Answer(stand_in(question.answer, self.variant), Usage(), key)

    async def _exchange(self, call: Any, wire: Mapping[str, Any]) -> Json:
        """Take the reply of a batch in place of sending. Asking again has a key of its own, made from the first one."""
        body = request_body(wire)
        key = fingerprint({"again": call.key, "body": body}) if call.usage.calls else call.key
        if key in self.replies.turned_down:
            raise _NoAnswerError(key, "turned_down")
        reply = self.replies.find(key)
        if reply is None:
            raise _DeferredError(key, body)
        try:
            completion = check_form(reply)
            check_complete(completion, call.question, self.endpoint)
        except GarbledReplyError:
            raise _NoAnswerError(key, "invalid") from None
        except RefusalError:
            raise _NoAnswerError(key, "refused") from None
        except ReplyCutOffError:
            raise _NoAnswerError(key, "cut_off") from None
        return completion
