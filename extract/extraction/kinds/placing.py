"""A fact of an answer, made ready to be placed: every place of each of its values within the lines that were shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.placement import Place, Placed, Told
from extract.extraction.placement.told import FactShape
from extract.text.anchor import Anchor
from extract.text.dates.periods import Period
from extract.text.drafts import Span

MOST_FOUND = 100
"""Places of one value that are looked at."""
_AT_THE_END = " \t\n,;:|·•(–—-"
_AT_THE_BEGIN = " \t\n,;:|·•)–—-"


def tell(
    reading: ExtractionContext,
    shape: FactShape,
    within: Span,
    values: Mapping[str, str | None],
    meant: Sequence[Period] = (),
) -> Told:
    """Return a fact with every place of each of its values between two offsets; `meant` are periods that it may have."""
    places = {name: places_of(reading, value, within) for name, value in values.items() if value}
    places["period"] = [
        Place(p.start, p.end, reading.layout.row_at(p.start))
        for p in meant
        if within[0] <= p.start and p.end <= within[1]
    ]
    return Told(shape, {name: each for name, each in places.items() if each})


def note_unsupported(reading: ExtractionContext, told: Told, values: Mapping[str, str | None]) -> None:
    """Add a finding for each value that stands nowhere in the lines that were shown."""
    for name, value in values.items():
        if value and value.strip() and name not in told.places:
            reading.note(
                "unsupported_value", f"The {name} given for a {told.shape.kind} does not stand in the text; left empty."
            )


def left_out(fact: Placed) -> dict[str, Span]:
    """Return the values of a fact that stand in another entry, and where each stands first."""
    return {
        name: (places[0].start, places[0].end) for name, places in fact.told.places.items() if name not in fact.places
    }


def places_of(reading: ExtractionContext, value: str, within: Span) -> list[Place]:
    """Return every place of a value between two offsets, in text order; dates at its ends are no part of it."""
    found = reading.index.find(value, limit=MOST_FOUND) or reading.index.find_parts(value)
    if not found and (around := reading.anchor_around_dates(value, within)):
        found = [around]
    inside = [_without_dates(reading, a) for a in found if within[0] <= a.start and a.end <= within[1]]
    return [Place(a.start, a.end, reading.layout.row_at(a.start), a.how) for a in inside if a]


def _without_dates(reading: ExtractionContext, anchor: Anchor) -> Anchor | None:
    """Return an anchor without a period at either end of it, None where it is nothing else: "Dayton, 2016 - 2020"."""
    start, end, text = anchor.start, anchor.end, reading.document.text
    for period in reading.periods:
        if start <= period.start and period.end >= end > period.start:
            end = start + len(text[start : period.start].rstrip(_AT_THE_END))
        elif period.start <= start < period.end <= end:
            start = end - len(text[period.end : end].lstrip(_AT_THE_BEGIN))
    if (start, end) == (anchor.start, anchor.end):
        return anchor
    return Anchor(start, end, "normalised") if end > start else None


def period_at(reading: ExtractionContext, place: Place) -> Period:
    """Return the period that stands at a place."""
    return next(period for period in reading.periods if period.start == place.start)
