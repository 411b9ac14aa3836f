"""What came of each question to the model, told to whoever wants to know.

Nothing here holds text of a document, a completion or a key.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Protocol

from extract.llm.request.providers import Endpoint
from extract.llm.request.questions import Usage

FINISH_REASONS = ("stop", "length", "content_filter", "tool_calls")


@dataclass(slots=True)
class CallRecord:
    """One question and what came of it.

    `began_ns` is of the system's clock, `seconds` counts retries and waiting for a place. `retries` holds the kind of each
    fault after which it was sent again (see `extract.llm.retry.retries.Kind`). `finish_reason` is one of `FINISH_REASONS`, "other" or
    "". `error` is the name of the error's class, None where there is an answer.
    """

    prompt: str
    document: str
    endpoint: Endpoint
    max_tokens: int
    seed: int
    began_ns: int
    retries: list[str] = field(default_factory=list[str])
    usage: Usage = field(default_factory=Usage)
    finish_reason: str = ""
    seconds: float = 0.0
    error: str | None = None


class CallObserver(Protocol):
    """Gets told of calls. It must not raise, and must not take long."""

    def call_began(self, prompt: str, document: str) -> None:
        """A question is asked: the name of its prompt, and of its document."""
        ...

    def call_ended(self, call: CallRecord) -> None:
        """A question has an answer, from the cache or the model, or has failed."""
        ...


observers: ContextVar[tuple[CallObserver, ...]] = ContextVar("observers", default=())
"""Those who are told of the calls of this task and of the tasks that it starts."""
