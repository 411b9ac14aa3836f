"""The models of a kind of the user's own: what a model of language may answer, and what is stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from pydantic import Field, create_model

from extract.extraction.custom.kind import PERIOD_FIELDS, FactKind, KindField
from extract.extraction.kinds import periods
from extract.llm.request.answer_schema import (
    AnswerForm,
    NamedFields,
    Shape,
    list_of,
    narrowed,
    one_of_or_null,
    or_null,
    text,
)
from extract.text.dates.periods import Period
from schemas import Fact
from schemas.base import PartialDate

MAX_DATE_CHARS = 80
MAX_NUMBER_CHARS = 60
"""Longest date and number where an answer is not held to those of the document."""


def answer_form(
    kind: FactKind, dates: Sequence[Period], numerals: Sequence[str], *, closed: bool
) -> AnswerForm[NamedFields]:
    """Return the answer to a kind's question: a list, called like the kind, of facts with its fields.

    Where the answer is `closed`, dates and numbers are one of those given, and the list has a longest length.
    """
    shapes = {name: _shape(kind, name, field, dates, numerals, closed=closed) for name, field in kind.ordered.items()}
    fact = narrowed(NamedFields, _class_name(kind.one), **shapes)
    facts = list_of(fact, at_most=kind.limits.facts if closed else None)
    return narrowed(NamedFields, _class_name(kind.kind), **{kind.kind: facts})


def _shape(
    kind: FactKind, name: str, field: KindField, dates: Sequence[Period], numerals: Sequence[str], *, closed: bool
) -> Shape:
    if field.type == "choice":
        return one_of_or_null(tuple(field.choices))
    if field.type in ("date", "period"):
        return periods.choice(dates, closed=True) if closed else or_null(text(MAX_DATE_CHARS))
    if field.type == "number":
        return one_of_or_null(numerals) if closed else or_null(text(MAX_NUMBER_CHARS))
    if name == kind.names:
        return text(kind.limits.characters)
    return or_null(text(kind.limits.characters))


def fact_model(kind: FactKind) -> type[Fact]:
    """Return the strict model of a kind's facts as they are stored: the exact schema of what `additional` holds."""
    fields: dict[str, Any] = {}
    date: Any = PartialDate
    for name, field in kind.ordered.items():
        told = Field(description=field.about or name.replace("_", " ").capitalize())
        if field.type == "period":
            for each in PERIOD_FIELDS[:2]:
                fields[each] = (date | None, ...)
            fields[PERIOD_FIELDS[2]] = (
                bool,
                Field(description="True when the text says present, now, current or ongoing."),
            )
        elif field.type == "number":
            fields[name] = (float | None, told)
            fields[f"{name}_unit"] = (str | None, Field(description="Unit as written; null where the text gives none."))
        elif field.type == "date":
            fields[name] = (date | None, told)
        elif field.type == "choice":
            literal: Any = Literal
            fields[name] = (literal[tuple(field.choices)] | None, told)
        else:
            fields[name] = (str if name == kind.names else str | None, told)
    return create_model(f"Additional{_class_name(kind.one)}", __base__=Fact, __doc__=kind.about or None, **fields)


def _class_name(words: str) -> str:
    return "".join(part.capitalize() for part in words.split("_"))
