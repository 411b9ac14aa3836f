"""A chat completion as the server sends it: what is read from it, when it is no answer, and how a stored one returns."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from typing import Any

from openai.types.chat import ChatCompletion

from extract.cache import StoredAnswer, StoredToken
from extract.errors import RefusalError, ReplyCutOffError
from extract.providers import Endpoint, Mode
from extract.questions import Question, TokenLogprob, Usage

_FENCE = re.compile(r"\s*```(?:json)?\s*\n(.*)\n\s*```\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply: its text (JSON), why it ended, what it used, and its tokens' log-probabilities."""

    text: str
    finish_reason: str
    usage: Usage
    logprobs: tuple[TokenLogprob, ...] = ()


def read_completion(completion: ChatCompletion, mode: Mode) -> Reply:
    """Return what a completion with at least one choice holds; figures that the server leaves out are 0."""
    choice = completion.choices[0]
    text = choice.message.content or ""
    if mode == "tools" and choice.message.tool_calls:
        called = choice.message.tool_calls[0]
        text = called.function.arguments if called.type == "function" else text
    usage = completion.usage
    details = usage.prompt_tokens_details if usage else None
    tokens = choice.logprobs.content if choice.logprobs else None
    return Reply(
        text=text,
        finish_reason=choice.finish_reason or "",
        usage=Usage(
            prompt_tokens=usage.prompt_tokens if usage else 0,
            cached_tokens=(details.cached_tokens or 0) if details else 0,
            completion_tokens=usage.completion_tokens if usage else 0,
            calls=1,
        ),
        logprobs=tuple(
            TokenLogprob(
                token.token, token.logprob, tuple((top.token, top.logprob) for top in token.top_logprobs or ())
            )
            for token in tokens or ()
        ),
    )


def unfence(completion: ChatCompletion) -> None:
    """Take a Markdown fence away from the first choice's text, as servers without a JSON mode put it there."""
    message = completion.choices[0].message
    fenced = _FENCE.match(message.content or "")
    if fenced:
        message.content = fenced.group(1)


def check_complete(completion: ChatCompletion, question: Question[Any], endpoint: Endpoint) -> None:
    """Raise where a completion is no answer to be read.

    Raises:
        ReplyCutOffError: it ended at the token limit.
        RefusalError: the model declined, or a filter cut in.
    """
    choice = completion.choices[0]
    asked = describe(question)
    if choice.finish_reason == "content_filter" or choice.message.refusal:
        by = "a content filter" if choice.finish_reason == "content_filter" else "the model"
        raise RefusalError(
            f"Question {asked} was declined by {by} at {endpoint.host!r} ({endpoint.model!r}).",
            "Nothing was kept of the reply. Try another model for this document.",
        )
    if choice.finish_reason == "length":
        raise ReplyCutOffError(
            f"The reply to question {asked} was cut off at {question.max_tokens} tokens by {endpoint.model!r}.",
            "Nothing was kept of it. Split the document, or use a model with a longer context.",
        )


def rebuild_completion(answer: StoredAnswer, mode: Mode, name: str) -> ChatCompletion:
    """Return a stored answer in the form in which the server sent it, so that it is checked the same way."""
    message: dict[str, Any] = {"role": "assistant", "content": answer.text}
    if mode == "tools":
        called = {"name": name, "arguments": answer.text}
        message = {"role": "assistant", "tool_calls": [{"id": "stored", "type": "function", "function": called}]}
    return ChatCompletion.model_validate(
        {
            "id": "stored",
            "object": "chat.completion",
            "created": 0,
            "model": "stored",
            "choices": [{"index": 0, "finish_reason": answer.finish_reason, "message": message}],
        }
    )


def store_reply(reply: Reply, usage: Usage) -> StoredAnswer:
    """Return what is kept of a reply. `usage` is that of the whole question, re-asks included."""
    return StoredAnswer(
        text=reply.text,
        finish_reason=reply.finish_reason,
        prompt_tokens=usage.prompt_tokens,
        cached_tokens=usage.cached_tokens,
        completion_tokens=usage.completion_tokens,
        calls=usage.calls,
        reasks=usage.reasks,
        logprobs=tuple(StoredToken(token=t.token, logprob=t.logprob, top=t.top) for t in reply.logprobs),
        stored_at=time.time(),
    )


def restore_reply(stored: StoredAnswer) -> Reply:
    """Return a stored reply with what it cost when it was asked."""
    return Reply(
        text=stored.text,
        finish_reason=stored.finish_reason,
        usage=Usage(
            prompt_tokens=stored.prompt_tokens,
            cached_tokens=stored.cached_tokens,
            completion_tokens=stored.completion_tokens,
            calls=stored.calls,
            reasks=stored.reasks,
            from_cache=True,
        ),
        logprobs=tuple(TokenLogprob(t.token, t.logprob, t.top) for t in stored.logprobs),
    )


def describe(question: Question[Any]) -> str:
    """Return the question's name for messages: its prompt, and the document's name where it has one."""
    return f"{question.prompt!r} about {question.document!r}" if question.document else f"{question.prompt!r}"
