"""Periods as closed choices: which of the periods that stand in a document a fact may have, and how they become dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from extract.anchor import Anchor
from extract.dates import Period
from extract.drafts import Draft, Span
from extract.reading import Reading

MAX_CHOICES = 400
"""Periods offered at once; hosted providers allow 1,000 enum values a schema, used by several fields."""


def in_part(reading: Reading, part: Span, *, but: Sequence[str] = (), only: Sequence[str] = ()) -> list[Period]:
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


def choice(periods: Sequence[Period], *, closed: bool) -> Any:
    """Return the type of a period in an answer: one of these texts or null; any text where the schema is static."""
    texts = tuple(dict.fromkeys(shown_text(period) for period in periods))
    if not closed:
        return str | None
    return Literal[texts] | None if texts else None


def place(periods: Iterable[Period], text: str | None, near: Sequence[Span], taken: Iterable[Period]) -> Period | None:
    """Return the period that an answer means: of those with its text, one not taken and nearest to the fact."""
    wanted = " ".join((text or "").split()).casefold()
    if not wanted:
        return None
    same = [period for period in periods if shown_text(period).casefold() == wanted]
    free = [period for period in same if period not in taken] or same

    def distance(period: Period) -> int:
        return min((max(start - period.end, period.start - end, 0) for start, end in near), default=0)

    return min(free, key=lambda period: (distance(period), period.start), default=None)


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


def anchor_of(period: Period) -> Anchor:
    """Return a period's place as an anchor."""
    return Anchor(period.start, period.end, "exact")
