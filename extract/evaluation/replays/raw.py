"""The model's own answers as facts: what it said when it was asked to list, and nothing that code made of it.

Values that do not stand in the text are dropped, and periods are read as dates; that is all. Numbers have no answer of their
own to be scored: code finds and reads them, the model says what they measure.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, cast

from extract.documents.model.document import Document
from extract.extraction.engine.prompt_runner import Asked
from extract.extraction.kinds.education import degrees
from extract.text.anchor import TextIndex
from extract.text.dates.periods import find_periods

Fact = dict[str, Any]
LISTS = {
    "roles": ("roles", "jobs"), "education": ("education", "degrees"), "publications": ("publications", "publications"),
    "projects": ("projects", "projects"),
}  # fmt: skip
"""The question that lists a kind, and the field of its answer."""
_CLOSED = ("year", "period")


def raw_facts(document: Document, asked: Sequence[Asked]) -> dict[str, list[Fact]]:
    """Return the facts of each kind that the answers list, each once, in the order of the answers."""
    index = TextIndex(document.text)
    found: dict[str, list[Fact]] = {}
    for kind, (prompt, name) in LISTS.items():
        facts: list[Fact] = []
        for item in _items(asked, prompt, name):
            told = {field: value for field, value in item.items() if field in _CLOSED or _stands(index, value)}
            fact = _with_dates(kind, told, document.language)
            if kind == "education":
                fact["level"] = degrees.level_of(str(fact.get("degree") or ""))
            if any(told.values()) and fact not in facts:
                facts.append(fact)
        found[kind] = facts
    return found


def _items(asked: Sequence[Asked], prompt: str, name: str) -> Iterator[Fact]:
    for each in asked:
        if each.prompt == prompt:
            answer = cast("Fact", json.loads(each.reply))
            yield from answer.get(name) or []


def _stands(index: TextIndex, value: object) -> bool:
    return not isinstance(value, str) or bool(index.find(value) or index.find_parts(value))


def _with_dates(kind: str, told: Fact, language: str | None) -> Fact:
    """Return a fact with its period as dates; a lone date is when a job began, and when a programme ended."""
    fact = {field: value for field, value in told.items() if field != "period"}
    periods = find_periods(str(told.get("period") or ""), language)
    if kind == "roles":
        fact["is_current"] = bool(periods) and periods[0].is_current
    if not periods:
        return fact
    start, end = periods[0].start_date, periods[0].end_date
    if kind == "education" and periods[0].kind == "single" and start and not end:
        start, end = None, start
    return fact | {"start_date": start.iso() if start else None, "end_date": end.iso() if end else None}
