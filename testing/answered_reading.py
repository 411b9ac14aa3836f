"""A document being read, its questions answered by a table in place of a model: answers go through their own schemas."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.engine.prompt_runner import Choice
from extract.llm.client import ModelClient
from extract.llm.request.answer_schema import AnswerForm, form_of
from extract.llm.request.providers import resolve_endpoint
from extract.llm.request.questions import T
from extract.text.sections.headings import DocumentKind
from testing.builders.documents import document_of

Answer = Callable[[dict[str, str]], Any]
"""From the variables of a prompt: the answer, or for a closed question how likely each option is."""


class AnsweredReading(ExtractionContext):
    """A reading whose questions are answered by the functions of a table, by prompt; `seen` is what was asked, in order."""

    def __init__(self, text: str, answers: Mapping[str, Answer], kind: DocumentKind = "resume") -> None:
        endpoint = resolve_endpoint(base_url="http://127.0.0.1:9/v1", model="told", provider="llama_cpp")
        super().__init__(document_of(text), kind, ModelClient(endpoint, cache=None), "made_up")
        self.answers = answers
        self.seen: list[tuple[str, dict[str, str]]] = []

    async def ask(self, prompt: Any, answer: type[T] | AnswerForm[T], max_tokens: int, **variables: str) -> T | None:
        """Return the answer of the table, read by the schema of the question."""
        self.seen.append((prompt, variables))
        told = self.answers[prompt](variables) if prompt in self.answers else None
        return None if told is None else form_of(answer).read(json.dumps(told))

    async def choose(self, prompt: str, answer: type[T] | AnswerForm[T], **variables: str) -> Choice | None:
        """Return the likeliest option of the table's answer, which must be options of the question."""
        self.seen.append((prompt, variables))
        if prompt not in self.answers:
            return None
        chances: dict[str, float] = self.answers[prompt](variables)
        choice = form_of(answer).choice
        assert choice is not None
        assert chances.keys() <= set(choice[1])
        whole = dict.fromkeys(choice[1], 0.0) | chances
        return Choice(max(whole, key=lambda option: whole[option]), whole)
