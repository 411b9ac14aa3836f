"""Values that a person gives: each must fit its field, and stand in the document or be called the person's knowledge."""

from __future__ import annotations

import math
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import ValidationError

from extract.review.decisions.subjects import LINKS, NOT_DECIDED, fact_model
from extract.text.anchor import TextIndex
from extract.text.dates.periods import find_periods
from extract.text.dates.written import DATE_FORMS, UnreadableDateError, read_written_date
from extract.text.numbers.numerals import find_numerals
from schemas import Evidence, Place, ReviewKind, Value

FieldKind = Literal["text", "lines", "date", "year", "number", "flag", "choice", "choices", "link"]
CHOSEN: tuple[FieldKind, ...] = ("flag", "choice", "choices")
"""Kinds of fields whose values are chosen, so that no words of the document have to be them."""
_DATES = ("start_date", "end_date", "date", "expires")
_MESSAGES = {
    "string_too_short": "must not be empty", "float_parsing": "must be a number", "int_parsing": "must be a whole number",
    "string_pattern_mismatch": f"must be a date, {DATE_FORMS}",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One field that can be corrected. `choices` are the words of a closed set; `nullable`: it may be left empty.

    A "link" names another fact: what can be chosen is told by what else there is, and by `links.py` when it is taken.
    """

    name: str
    kind: FieldKind
    nullable: bool
    choices: tuple[str, ...] = ()
    default: Value = None


class CorrectionError(Exception):
    """Values that cannot be taken: `problems` has a sentence for each field, by its name."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("values cannot be taken")
        self.problems = dict(problems)


@dataclass(frozen=True, slots=True)
class Given:
    """Values that can be taken, where each stands in the document, and which rest on the person's knowledge alone."""

    values: dict[str, Value]
    places: dict[str, Place]
    knowledge: list[str]


@cache
def fields_of(kind: ReviewKind) -> tuple[Field, ...]:
    """Return the fields of a kind of facts that can be corrected, in the order of the file."""
    fields = fact_model(kind).model_fields.items()
    return tuple(_field(name, info.annotation) for name, info in fields if name not in NOT_DECIDED)


def _field(name: str, annotation: Any) -> Field:
    if name in LINKS:
        return Field(name, "link", nullable=True)
    kind, nullable = _without_none(annotation)
    if get_origin(kind) is Literal:
        words: tuple[str, ...] = get_args(kind)
        default = None if nullable else next((word for word in ("unknown", "other") if word in words), words[0])
        return Field(name, "choice", nullable, words, default)
    if kind is bool:
        return Field(name, "flag", nullable, default=None if nullable else False)
    if get_origin(kind) is list:
        [each] = get_args(kind)
        if get_origin(each) is Literal:
            return Field(name, "choices", nullable, get_args(each), [])
        return Field(name, "lines", nullable, default=[])
    if kind is str:
        return Field(name, "date" if name in _DATES else "text", nullable)
    return Field(name, "number" if kind is float else "year", nullable)


def take_values(
    kind: ReviewKind,
    now: Mapping[str, Value],
    given: Mapping[str, Value],
    *,
    text: str,
    near: Sequence[Evidence],
    knowledge: Sequence[str] = (),
    spans: Mapping[str, tuple[int, int]] | None = None,
    language: str | None = None,
) -> Given:
    """Return those of the given values that differ from `now`, each with its place.

    Texts, dates and numbers have to stand in the text: near the lines `near` first. Dates and numbers are read by the
    same code as in extraction. A value of `spans` stands where the person says, one of `knowledge` nowhere. What is chosen
    needs no place, and an emptied field neither. Links are not among the values.

    Raises:
        CorrectionError: a field does not exist, its value does not fit, or does not stand in the document.
    """
    fields = {field.name: field for field in fields_of(kind) if field.kind != "link"}
    problems = {name: "is no field of this kind" for name in given if name not in fields}
    if problems:
        raise CorrectionError(problems)
    given = _with_dates(given, fields, language)
    values = _checked(kind, {**{name: field.default for name, field in fields.items()}, **now, **given})
    changed = {name: values[name] for name in given if values[name] != now.get(name) or name not in now}
    search = _Search(text, [(piece.start, piece.end) for piece in near], language)
    places: dict[str, Place] = {}
    known: list[str] = []
    for name, value in changed.items():
        if fields[name].kind in CHOSEN or value in (None, [], ""):
            continue
        span = (spans or {}).get(name)
        place = search.selected(span) if span else search.find(fields[name].kind, value)
        if place is not None:
            places[name] = place
        elif span is None and name in knowledge:
            known.append(name)
        else:
            problems[name] = "The selected words are not in the document." if span else _not_found(fields[name].kind)
    if problems:
        raise CorrectionError(problems)
    return Given(changed, places, known)


def _with_dates(given: Mapping[str, Value], fields: Mapping[str, Field], language: str | None) -> dict[str, Value]:
    """Return the values with the dates that people wrote in ISO 8601."""
    taken: dict[str, Value] = {}
    problems: dict[str, str] = {}
    for name, value in given.items():
        taken[name] = value
        if fields[name].kind == "date" and isinstance(value, str) and value.strip():
            try:
                taken[name] = read_written_date(value, language)
            except UnreadableDateError as error:
                problems[name] = str(error)
    if problems:
        raise CorrectionError(problems)
    return taken


def _not_found(kind: FieldKind) -> str:
    what = {"date": "This date", "year": "This year", "number": "This number"}.get(kind, "These words")
    verb = "do" if kind in ("text", "lines") else "does"
    return (
        f"{what} {verb} not stand in the document. Select the words that say it and choose “Use selection”, "
        "or mark it as your own knowledge."
    )


def _checked(kind: ReviewKind, values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values as the fact's model takes them."""
    model = fact_model(kind)
    stand_in: dict[str, Any] = {
        "id": "fact-1", "leaves": {}, "summary_lines": [], "used_in": [], "used_lines": [], "ids": {}, "ids_from": {},
        "evidence": [{"start": 0, "end": 1, "text": "x", "line": 1, "page": None}],
    }  # fmt: skip
    bare = {name: stand_in.get(name) for name in model.model_fields if name not in values}
    cleaned = {name: _cleaned(value) for name, value in values.items()}
    try:
        checked = model.model_validate({**bare, **cleaned})
    except ValidationError as error:
        problems: dict[str, str] = {}
        for each in error.errors(include_url=False, include_context=False, include_input=False):
            name = str(each["loc"][0]) if each["loc"] else "values"
            message = _MESSAGES.get(each["type"]) or f"cannot be used: {each['msg'].lower()}"
            problems.setdefault(name, message if cleaned.get(name) is not None else "must not be empty")
        raise CorrectionError(problems) from None
    found: dict[str, Value] = checked.model_dump(mode="json", include=set(values))
    return found


def _cleaned(value: Value) -> Value:
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, list):
        return [word.strip() for word in value if word.strip()]
    return value


def _without_none(annotation: Any) -> tuple[Any, bool]:
    """Return the type that an annotation allows besides None, and whether None is allowed."""
    if get_origin(annotation) is Annotated:
        return _without_none(get_args(annotation)[0])
    if get_origin(annotation) in (Union, types.UnionType):
        [kind] = [each for each in get_args(annotation) if each is not type(None)]
        return _without_none(kind)[0], True
    return annotation, False


class _Search:
    """Looks values up in a text, closest to some spans of it."""

    def __init__(self, text: str, near: Sequence[tuple[int, int]], language: str | None) -> None:
        self._text = text
        self._near = near
        self._language = language
        self._index: TextIndex | None = None

    def selected(self, span: tuple[int, int]) -> Place | None:
        start, end = span
        words = self._text[start:end]
        if start < 0 or end - start != len(words) or not words.strip():
            return None
        return Place(how="derived", rule="selected_by_reviewer", start=start, end=end, text=words)

    def find(self, kind: FieldKind, value: Value) -> Place | None:
        if kind == "date":
            return self._date(str(value))
        if kind == "number":
            return self._number(value)
        if isinstance(value, list):
            places = [self._words(word) for word in value]
            if not all(places):
                return None
            first = places[0]
            assert first is not None
            return first
        return self._words(str(value))

    def _words(self, words: str) -> Place | None:
        self._index = self._index or TextIndex(self._text)
        anchor = self._index.best(words, self._near)
        if anchor is None:
            return None
        return Place(how=anchor.how, start=anchor.start, end=anchor.end, text=self._text[anchor.start : anchor.end])

    def _date(self, date: str) -> Place | None:
        found = [
            (period.start, period.end, period.rule)
            for period in find_periods(self._text, self._language)
            if date in [each.iso() for each in (period.start_date, period.end_date) if each is not None]
        ]
        if not found and date.isdigit():  # the year of "Summer 2019", which code takes for no date
            year = self._words(date)
            return None if year is None else year.model_copy(update={"how": "derived", "rule": "year"})
        return self._closest(found)

    def _number(self, value: Value) -> Place | None:
        if not isinstance(value, (int, float)):
            return None
        found: list[tuple[int, int, str]] = []
        start = 0
        for line in self._text.split("\n"):
            found += [
                (start + numeral.start, start + numeral.end, "numeral")
                for numeral in find_numerals(line)
                if math.isclose(abs(numeral.value), abs(value), rel_tol=1e-9)
            ]
            start += len(line) + 1
        return self._closest(found)

    def _closest(self, found: Sequence[tuple[int, int, str]]) -> Place | None:
        if not found:
            return None

        def distance(place: tuple[int, int, str]) -> int:
            return sum(max(start - place[1], place[0] - end, 0) for start, end in self._near)

        start, end, rule = min(found, key=distance)
        return Place(how="derived", rule=rule, start=start, end=end, text=self._text[start:end])
