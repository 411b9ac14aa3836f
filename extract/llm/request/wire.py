"""The body of a request: what a question becomes for one endpoint, and how its reply is held to a schema."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from extract.llm.local.grammar import compact_grammar, copying_grammar, source_of, word_grammar
from extract.llm.request.answer_schema import AnswerForm
from extract.llm.request.providers import Endpoint
from extract.llm.request.questions import Question, T

Json = dict[str, Any]

_MARK = re.compile(r"<\|(?=[\w▁]{1,40}\|>)")
"""The beginning of a mark such as "<|im_end|>" or "<|eot_id|>"."""
SAMPLING_TEMPERATURE = 0.7
"""Temperature at which the same question is asked again to see whether the answer holds."""


def constrained(wire: Mapping[str, Any], answer: AnswerForm[Any], endpoint: Endpoint, source: str = "") -> Json:
    """Return a request whose reply is held to `answer`; as instructor made it where its own means do.

    A model that takes one is held by a grammar in place of the response format: the same schema, white space settled, and free
    words held to those of `source`, where there is one.
    """
    if endpoint.mode != "json_schema":
        return dict(wire)
    schema = answer.schema
    if endpoint.profile.grammar:
        rest = {name: value for name, value in wire.items() if name != "response_format"}
        return rest | {"extra_body": {"grammar": _grammar(answer, source)}}
    # The name reaches the server, and at OpenAI the model: the schema's own name, which must fit [A-Za-z0-9_-]{1,64}.
    name = "".join(c if c.isascii() and (c.isalnum() or c in "_-") else "_" for c in answer.name)[:64] or "answer"
    return dict(wire) | {
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": name, "schema": schema, "strict": True},
        }
    }


def says_words(answer: AnswerForm[Any], endpoint: Endpoint) -> bool:
    """Tell whether an answer that is one choice is said in that word alone: one token in place of seven of JSON."""
    return endpoint.profile.grammar and endpoint.mode == "json_schema" and answer.choice is not None


def _grammar(answer: AnswerForm[Any], source: str) -> str:
    if answer.choice is not None:
        return word_grammar(answer.choice[1])
    return copying_grammar(answer.schema, source_of(source)) if source else compact_grammar(answer.schema)


def as_text(content: str) -> str:
    """Return a message in which no words are a mark of a chat template: many servers read those in documents as their own."""
    return _MARK.sub("< |", content)


def request_body(wire: Mapping[str, Any]) -> Json:
    """Return the body of a request as it is sent: what openai's library calls `extra_body` stands beside the rest."""
    return {name: value for name, value in wire.items() if name != "extra_body"} | wire.get("extra_body", {})


def request_arguments(question: Question[T], endpoint: Endpoint, seed: int) -> Json:
    """Return the arguments of the chat completion request, apart from what holds the reply to its schema."""
    arguments: Json = {
        "model": endpoint.model,
        "messages": [{"role": message.role, "content": as_text(message.content)} for message in question.messages],
        "seed": seed + question.sample,
    }
    arguments[endpoint.profile.limit_name] = question.max_tokens
    if endpoint.profile.temperature:
        arguments["temperature"] = SAMPLING_TEMPERATURE if question.sample else 0
    if question.top_logprobs and endpoint.profile.logprobs:
        arguments |= {"logprobs": True, "top_logprobs": question.top_logprobs}
    return arguments
