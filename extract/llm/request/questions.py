"""What is asked of a model and what comes back, apart from how it gets there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel

from extract.llm.request.answer_schema import AnswerForm

T = TypeVar("T", bound=BaseModel)
Role = Literal["system", "user", "assistant"]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a conversation."""

    role: Role
    content: str


@dataclass(frozen=True, slots=True)
class Question(Generic[T]):
    """One question to the model.

    `prompt` names the prompt file; `prompt_fingerprint` is the sha256 (hex, 12 or more characters) of its content.
    `answer` is the form that the reply must fit, held to the document where the endpoint's shape is "closed". `max_tokens` bounds the reply. `top_logprobs` above 0 asks for the log-probabilities of the reply's tokens
    and of that many alternatives (0–20), where the endpoint has them. `document` names the document in messages and
    recordings; it is never sent and is no part of the key. `sample` 0 asks for the likeliest answer; each number above
    asks for another one, drawn at a higher temperature with a seed of its own, so that it has a key of its own.
    The first `fixed` messages are the same for all documents; this is no part of what is asked. `source` is the text that the
    answer's free words are to be copied from, where the endpoint can hold it to that; "" holds it to nothing. `about` are
    the hashes of the documents that it shows words of: they are kept with the answer, by which it can be erased, and are
    neither sent nor part of the key.
    """

    prompt: str
    prompt_fingerprint: str
    messages: tuple[Message, ...]
    answer: AnswerForm[T]
    max_tokens: int
    top_logprobs: int = 0
    document: str = ""
    sample: int = 0
    fixed: int = 0
    source: str = ""
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TokenLogprob:
    """One token of a reply: its text, its natural-log probability, and the likeliest tokens in its place."""

    token: str
    logprob: float
    top: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Usage:
    """What an answer cost when it was asked.

    `prompt_tokens` includes `cached_tokens`, those the server had read before. `calls` counts requests that brought a
    reply, `reasks` those of them that asked again because a reply did not fit the schema. `seconds` is the time spent
    waiting, retries included. Where `from_cache` is true the figures are those of the first time: this time cost
    nothing.
    """

    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    calls: int = 0
    reasks: int = 0
    seconds: float = 0.0
    from_cache: bool = False

    def __add__(self, other: Usage) -> Usage:
        """Return the sum; it is `from_cache` only if both are."""
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.cached_tokens + other.cached_tokens,
            self.completion_tokens + other.completion_tokens,
            self.calls + other.calls,
            self.reasks + other.reasks,
            self.seconds + other.seconds,
            self.from_cache and other.from_cache,
        )


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """A reply that fits the question's schema. `key` is the content address of the request that it answers."""

    value: T
    usage: Usage
    key: str
    logprobs: tuple[TokenLogprob, ...] = ()
