"""What happens on the wire, told to whoever wants to know: each call, and each time that one is tried again.

Nothing here holds text of a document, a completion or a key.
"""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Protocol

from extract.providers import Endpoint
from extract.questions import Usage


@dataclass(slots=True)
class CallRecord:
    """One question and what came of it.

    `retries` holds the kind of each fault after which it was sent again (see `extract.retries.Kind`). `error` is the name of
    the error's class, None where there is an answer. `seconds` counts retries and waiting for a place.
    """

    prompt: str
    document: str
    endpoint: Endpoint
    max_tokens: int
    seed: int
    retries: list[str] = field(default_factory=list[str])
    usage: Usage = field(default_factory=Usage)
    finish_reason: str = ""
    seconds: float = 0.0
    error: str | None = None


class CallObserver(Protocol):
    """Gets told of calls. It must not raise, and must not take long."""

    def call_begins(self, call: CallRecord) -> object:
        """A question is asked, of the cache or the model. What is returned comes back at its end."""
        ...

    def call_ends(self, call: CallRecord, begun: object) -> None:
        """The question has an answer or has failed."""
        ...


observers: ContextVar[tuple[CallObserver, ...]] = ContextVar("observers", default=())
"""Those who are told of the calls of this task and of the tasks that it starts."""
