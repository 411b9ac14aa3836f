"""A chat completion as the server sends it: what is read from it, and when it is no answer.

Servers differ, and some err: nothing is taken for granted but what `check_form` has seen.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast

from openai.types.chat import ChatCompletion

from extract.errors import RefusalError, ReplyCutOffError
from extract.llm.exchange.interface import Response
from extract.llm.request.providers import Endpoint, Mode
from extract.llm.request.questions import Question, TokenLogprob, Usage
from extract.llm.retry.retries import GarbledReplyError

Json = dict[str, Any]
_FENCE = re.compile(r"\s*```(?:json)?\s*\n(.*)\n\s*```\s*", re.DOTALL)
MOST_TOKENS = 10_000_000
"""More than the context of any model: a larger figure is a fault of the server."""


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


def read_completion(completion: Json, mode: Mode) -> Response:
    """Return what a completion holds; figures that the server leaves out, or that cannot be, are 0.

    A Markdown fence around the text goes, as servers without a JSON mode put it there.
    """
    choice = _table(completion["choices"][0])
    message = _table(choice["message"])
    text = message.get("content")
    if mode == "tools" and (called := _called(message)) is not None:
        text = called
    elif mode == "json" and isinstance(text, str) and (fenced := _FENCE.match(text)):
        text = fenced.group(1)
    usage = _table(completion.get("usage"))
    prompt = _count(usage.get("prompt_tokens"))
    return Response(
        text=text if isinstance(text, str) else "",
        finish_reason=str(choice.get("finish_reason") or ""),
        usage=Usage(
            prompt_tokens=prompt,
            cached_tokens=min(_count(_table(usage.get("prompt_tokens_details")).get("cached_tokens")), prompt),
            completion_tokens=_count(usage.get("completion_tokens")),
            calls=1,
        ),
        logprobs=_logprobs(choice.get("logprobs")),
        completion=completion,
    )


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


def for_instructor(response: Response) -> ChatCompletion:
    """Return a reply in the form that instructor reads; what it does not read is left out."""
    message: Json = response.completion["choices"][0]["message"]
    kept: Json = {"role": "assistant", "content": response.text}
    if (arguments := _called(message)) is not None:
        function = _table(_table(message["tool_calls"][0]).get("function"))
        call = {"name": str(function.get("name")), "arguments": arguments}
        content = message.get("content")
        kept["content"] = content if isinstance(content, str) else None
        kept["tool_calls"] = [{"id": "call", "type": "function", "function": call}]
    choice = {"index": 0, "finish_reason": "stop", "message": kept}
    return ChatCompletion.model_validate(
        {"id": "reply", "object": "chat.completion", "created": 0, "model": "reply", "choices": [choice]}
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
