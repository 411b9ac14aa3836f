"""What goes through the seam: one request to a model, what came back, and what happened on the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from extract.llm.request.keys import fingerprint
from extract.llm.request.providers import Endpoint
from extract.llm.request.questions import Question, TokenLogprob, Usage
from extract.llm.request.wire import request_body

Json = dict[str, Any]


@dataclass(slots=True)
class Trail:
    """What happened to a request, told by the layers as it happens: known also where an error ends it.

    `usage` sums the replies that came, also those that were no answers. `faults` holds the kind of each fault after which it
    was sent again (see `extract.llm.retry.retries.Kind`). `finish_reason` is that of the last reply, "" where none came.
    """

    usage: Usage = field(default_factory=Usage)
    faults: list[str] = field(default_factory=list[str])
    finish_reason: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """One chat completion request.

    `wire` are the arguments of openai's `chat.completions.create`, `arguments` those of them that instructor starts from.
    `key` is its content address. `is_reask` tells that a reply to the same question did not fit.
    """

    question: Question[Any]
    endpoint: Endpoint
    arguments: Json
    wire: Json
    key: str
    is_reask: bool = False
    trail: Trail = field(default_factory=Trail, compare=False)

    @property
    def body(self) -> Json:
        """The JSON body as it is sent."""
        return request_body(self.wire)

    def asked_again(self, wire: Mapping[str, Any]) -> Request:
        """Return the request that asks again in other words; its key is made from the first one's."""
        key = fingerprint({"again": self.key, "body": request_body(wire)})
        return replace(self, wire=dict(wire), key=key, is_reask=True)


@dataclass(frozen=True, slots=True)
class Response:
    """One reply: its text (JSON, or one word), why it ended, what it used, and its tokens' log-probabilities.

    `completion` is the chat completion as the server sent it; empty where the answer was kept from before.
    """

    text: str
    finish_reason: str = "stop"
    usage: Usage = field(default_factory=Usage)
    logprobs: tuple[TokenLogprob, ...] = ()
    completion: Json = field(default_factory=dict[str, Any])


class Exchange(Protocol):
    """What answers requests, alone or with another exchange below it."""

    async def send(self, request: Request) -> Response:
        """Return the reply to a request.

        Raises:
            VouchlineError: as `ModelClient.ask` says, above the layer `retrying`.
            openai.OpenAIError, GarbledReplyError, ReplyTooLargeError, TimeoutError: below it.
        """
        ...

    async def close(self) -> None:
        """Close connections, here and below; what is to be stored is stored first."""
        ...
