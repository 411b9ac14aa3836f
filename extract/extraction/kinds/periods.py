"""Periods as closed choices: which of the periods that stand in a document a fact may have, and how they become dates."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.extraction.engine.context import ExtractionContext
from extract.llm.request.answer_schema import Shape, one_of_or_null, or_null, text
from extract.text.canonical import is_same
from extract.text.dates.periods import Period, find_periods
from extract.text.drafts import Draft, Span

MAX_CHOICES = 400
"""Periods offered at once; hosted providers allow 1,000 enum values a schema, used by several fields."""


NEAR_ROWS = 3
"""A minor stands at most twice so many rows (lines with words) from the programme that it is of."""


def in_part(
    reading: ExtractionContext, part: Span, *, but: Sequence[str] = (), only: Sequence[str] = ()
) -> list[Period]:
    """Return the periods of a part of the document: those in sections of the kinds `only`, or not in those of `but`."""
    found: list[Period] = []
    for period in reading.periods:
        if part[0] <= period.start and period.end <= part[1]:
            kind = reading.section_at(period.start).kind
            if (kind in only) if only else (kind not in but):
                found.append(period)
    return found[:MAX_CHOICES]


def shown_text(period: Period) -> str:
    """Return a period as the model is shown it: white space folded."""
    return " ".join(period.text.split())


def choice(periods: Sequence[Period], *, closed: bool) -> Shape:
    """Return the field of a period in an answer: one of these texts or null; any text where the schema is static."""
    texts = tuple(dict.fromkeys(shown_text(period) for period in periods))
    if not closed:
        return or_null(text())
    return one_of_or_null(texts)


def fills_its_line(reading: ExtractionContext, period: Period) -> bool:
    """Whether nothing but marks stands on the line beside a period."""
    line = reading.document.line_at(period.start)
    return line.start <= period.start and reading.document.line_text(line).strip(" •-–*()[]") == period.text


def meant(periods: Sequence[Period], text: str | None, language: str | None) -> list[Period]:
    """Return the periods that a text names: set alike or otherwise, else those of the same dates ("Oct" for "October")."""
    if not text:
        return []
    if same := [period for period in periods if is_same(shown_text(period), text)]:
        return same
    read = find_periods(text, language)
    if len(read) != 1 or not read[0].start_date:
        return []
    dates = (read[0].start_date, read[0].end_date, read[0].is_current)
    return [period for period in periods if (period.start_date, period.end_date, period.is_current) == dates]


_BEGUN = re.compile(r"(?i)\b(?:started|begun|began|entered|enrolled|since|from|ab|seit)\s(?:in\s)?\Z")


def says_begin(reading: ExtractionContext, period: Period) -> bool:
    """Whether the words before a lone date say that it is when something began."""
    return _BEGUN.search(reading.document.text[max(0, period.start - 14) : period.start]) is not None


def fill_dates(draft: Draft, period: Period, *, single_is_end: bool = False) -> None:
    """Put a period's dates into a draft. `single_is_end`: a lone date is when it ended (a degree), not when it began."""
    span = (period.start, period.end)
    start, end = period.start_date, period.end_date
    if period.kind == "single" and single_is_end and start and not end and not period.is_current:
        start, end = None, start
    if start:
        draft.derive("start_date", start.iso(), period.rule, span)
    if end and not period.is_current:
        draft.derive("end_date", end.iso(), period.rule, span)
    draft.values["is_current"] = period.is_current
    draft.spans.append(span)


def fill_end(draft: Draft, period: Period) -> None:
    """Put the end that a period gives into a draft that has its begin from another one."""
    if period.end_date is not None:
        draft.derive("end_date", period.end_date.iso(), period.rule, (period.start, period.end))
