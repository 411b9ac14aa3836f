"""A chat completion as the server sends it: what is read from it, when it is no answer, and how a stored one returns.

Servers differ, and some err: nothing is taken for granted but what `check_form` has seen.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from openai.types.chat import ChatCompletion

from extract.cache import StoredAnswer, StoredToken
from extract.errors import RefusalError, ReplyCutOffError
from extract.providers import Endpoint, Mode
from extract.questions import Question, TokenLogprob, Usage
from extract.retries import GarbledReplyError

Json = dict[str, Any]
_FENCE = re.compile(r"\s*```(?:json)?\s*\n(.*)\n\s*```\s*", re.DOTALL)
MOST_TOKENS = 10_000_000
"""More than the context of any model: a larger figure is a fault of the server."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply: its text (JSON), why it ended, what it used, and its tokens' log-probabilities."""

    text: str
    finish_reason: str
    usage: Usage
    logprobs: tuple[TokenLogprob, ...] = ()


def check_form(completion: object) -> Json:
    """Return a reply that is a chat completion with a choice and its message.

    Raises:
        GarbledReplyError: it is not.
    """
    choices = _table(completion).get("choices")
    if not isinstance(choices, list) or not choices:
        raise GarbledReplyError
    choice = cast("list[object]", choices)[0]
    if not isinstance(_table(choice).get("message"), dict):
        raise GarbledReplyError
    return cast("Json", completion)


def read_completion(completion: Json, mode: Mode) -> Reply:
    """Return what a completion holds; figures that the server leaves out, or that cannot be, are 0."""
    choice = _table(completion["choices"][0])
    message = _table(choice["message"])
    text = message.get("content")
    if mode == "tools" and (called := _called(message)) is not None:
        text = called
    usage = _table(completion.get("usage"))
    prompt = _count(usage.get("prompt_tokens"))
    return Reply(
        text=text if isinstance(text, str) else "",
        finish_reason=str(choice.get("finish_reason") or ""),
        usage=Usage(
            prompt_tokens=prompt,
            cached_tokens=min(_count(_table(usage.get("prompt_tokens_details")).get("cached_tokens")), prompt),
            completion_tokens=_count(usage.get("completion_tokens")),
            calls=1,
        ),
        logprobs=_logprobs(choice.get("logprobs")),
    )


def tokens_said(completion: Json, otherwise: int) -> int:
    """Return how many tokens the server says that a call took; `otherwise` where it does not say."""
    usage = _table(completion.get("usage"))
    return _count(usage.get("prompt_tokens")) + _count(usage.get("completion_tokens")) or otherwise


def unfence(completion: Json) -> None:
    """Take a Markdown fence away from the first choice's text, as servers without a JSON mode put it there."""
    message = completion["choices"][0]["message"]
    fenced = _FENCE.match(str(message.get("content") or ""))
    if fenced:
        message["content"] = fenced.group(1)


def check_complete(completion: Json, question: Question[Any], endpoint: Endpoint) -> None:
    """Raise where a completion is no answer to be read.

    Raises:
        ReplyCutOffError: it ended at the token limit.
        RefusalError: the model declined, or a filter cut in.
    """
    choice = completion["choices"][0]
    reason, asked = choice.get("finish_reason"), describe(question)
    if reason == "content_filter" or choice["message"].get("refusal"):
        by = "a content filter" if reason == "content_filter" else "the model"
        raise RefusalError(
            f"Question {asked} was declined by {by} at {endpoint.host!r} ({endpoint.model!r}).",
            "Nothing was kept of the reply. Try another model for this document.",
        )
    if reason == "length":
        raise ReplyCutOffError(
            f"The reply to question {asked} was cut off at {question.max_tokens} tokens by {endpoint.model!r}.",
            "Split the document, or use a model with a longer context.",
            completion=read_completion(completion, endpoint.mode).text,
        )


def for_instructor(completion: Json) -> ChatCompletion:
    """Return a completion in the form that instructor reads; what it does not read is left out."""
    message: Json = completion["choices"][0]["message"]
    kept: Json = {"role": "assistant", "content": message.get("content")}
    if (arguments := _called(message)) is not None:
        function = _table(_table(message["tool_calls"][0]).get("function"))
        call = {"name": str(function.get("name")), "arguments": arguments}
        kept["tool_calls"] = [{"id": "call", "type": "function", "function": call}]
    if not isinstance(kept["content"], str):
        kept["content"] = None if "tool_calls" in kept else ""
    choice = {"index": 0, "finish_reason": "stop", "message": kept}
    return ChatCompletion.model_validate(
        {"id": "reply", "object": "chat.completion", "created": 0, "model": "reply", "choices": [choice]}
    )


def rebuild_completion(answer: StoredAnswer, mode: Mode, name: str) -> Json:
    """Return a stored answer in the form in which the server sent it, so that it is checked the same way."""
    message: Json = {"role": "assistant", "content": answer.text}
    if mode == "tools":
        called = {"name": name, "arguments": answer.text}
        message = {"role": "assistant", "tool_calls": [{"id": "stored", "type": "function", "function": called}]}
    return {"choices": [{"index": 0, "finish_reason": answer.finish_reason, "message": message}]}


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


def _table(value: object) -> Json:
    return cast("Json", value) if isinstance(value, dict) else {}


def _count(value: object) -> int:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return cast("int", value) if whole and 0 <= cast("int", value) <= MOST_TOKENS else 0


def _called(message: Json) -> str | None:
    """Return the arguments of the first function that the model calls."""
    calls = message.get("tool_calls")
    if not isinstance(calls, list) or not calls:
        return None
    arguments = _table(_table(cast("list[object]", calls)[0]).get("function")).get("arguments")
    return arguments if isinstance(arguments, str) else None


def _logprobs(value: object) -> tuple[TokenLogprob, ...]:
    """Return the tokens with their log-probabilities; none where they are not in OpenAI's form."""
    tokens = _table(value).get("content")
    if not isinstance(tokens, list):
        return ()
    try:
        return tuple(
            TokenLogprob(*_token(token), tuple(_token(top) for top in cast("Sequence[Json]", token.get("top_logprobs") or ())))
            for token in cast("list[Json]", tokens)
        )  # fmt: skip
    except (AttributeError, KeyError, TypeError, ValueError):
        return ()


def _token(token: Json) -> tuple[str, float]:
    return str(token["token"]), float(token["logprob"])
