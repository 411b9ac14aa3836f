"""Words of the examples in prompts, and where they come back although the document does not hold them."""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable, Iterator
from typing import Any, cast

from extract.extraction.engine.prompt_runner import Asked
from extract.llm.prompts.prompt_set import built_in_prompts
from extract.llm.request.answer_schema import free_texts
from extract.pipeline.setup.prompt_check import BUILDERS
from extract.text.anchor import TextIndex
from schemas import Posting, Profile

MIN_CHARS = 3
"""A shorter text, such as "R", stands in most documents."""
_NOT_VALUES = ("leaves", "evidence", "id", "findings", "provenance", "document", "unread_lines")


@functools.cache
def example_words() -> tuple[str, ...]:
    """Every text that a model wrote freely in an example's answer, of all prompts."""
    found: dict[str, None] = {}
    for name, prompt in built_in_prompts().loaded.items():
        for example in prompt.examples:
            texts = free_texts(BUILDERS[name](example.variables).schema, example.answer)
            found |= {text: None for _, text in texts if len(text) >= MIN_CHARS}
    return tuple(found)


def leaked(stored: Profile | Posting, text: str) -> list[str]:
    """The example words among a file's values that do not stand in the document."""
    return _lacking(texts_of(stored.model_dump(mode="json")), TextIndex(text))


def answers_with_example_words(asked: Iterable[Asked], text: str) -> list[Asked]:
    """The answers of the model itself that hold words of an example which the document lacks; choices have words of their own."""
    index = TextIndex(text)
    written = [each for each in asked if each.probabilities is None]
    return [each for each in written if _lacking(texts_of(json.loads(each.reply)), index)]


def _lacking(texts: Iterable[str], index: TextIndex) -> list[str]:
    values = {text.casefold() for text in texts}
    return [words for words in example_words() if words.casefold() in values and not index.find(words)]


def texts_of(value: Any) -> Iterator[str]:
    """Yield the texts among the values of plain data."""
    if isinstance(value, dict):
        for name, inner in cast("dict[str, object]", value).items():
            if name not in _NOT_VALUES:
                yield from texts_of(inner)
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from texts_of(inner)
    elif isinstance(value, str):
        yield value
