"""Work out how long something lasted, as bounds: "2020–2021" is 1 to 24 months.

The convention: something that began in month a and ended in month b lasted b − a months at least (the first and the last
month together make one) and b − a + 1 at most (both in full). A date that gives its year alone may be any month of it.
What is current ends at the as-of date, and nothing after the as-of date counts. Days only take a month off the lower
bound where they show that it was not full (31 May to 1 August is 2 months at least, not 3).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extract.text.dates.partial_date import PartialDate

LONGEST_MONTHS = 720
"""Upper bound where the text does not say when something began: sixty years of work."""


@dataclass(frozen=True, slots=True)
class MonthBounds:
    """A number of months that lies between `low` and `high`, both included."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Span:
    """A time as the text gives it. None where it does not say; `is_current` means that it goes on."""

    start: PartialDate | None
    end: PartialDate | None
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class MonthPart:
    """Spans that may overlap, by their `places` among those given, and the months that they cover together."""

    places: tuple[int, ...]
    bounds: MonthBounds


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Months counted from year 0: those that surely count (`sure`) and those that may (`possible`); end not included."""

    sure: tuple[int, int]
    possible: tuple[int, int]


def duration_months(
    start: PartialDate | None, end: PartialDate | None, *, is_current: bool, as_of: PartialDate
) -> MonthBounds:
    """Return how many months lie between two dates.

    Without an end, and not current, it may have ended at any time up to `as_of`: the lower bound is 0. Without a start
    the upper bound is `LONGEST_MONTHS`. An end that lies before the start, and a start after `as_of`, give 0 to 0.
    """
    return union_months([Span(start, end, is_current)], as_of=as_of)


def union_months(spans: Iterable[Span], *, as_of: PartialDate) -> MonthBounds:
    """Return how many months all spans together cover, overlaps counted once. Costs n log n for n spans.

    A span without a start widens the upper bound by up to `LONGEST_MONTHS`; leave out what has no dates where that says
    too little.
    """
    parts = month_parts(spans, as_of=as_of)
    return MonthBounds(sum(part.bounds.low for part in parts), sum(part.bounds.high for part in parts))


def month_parts(spans: Iterable[Span], *, as_of: PartialDate) -> list[MonthPart]:
    """Return the spans in groups that may overlap one another, the earliest first; the sum of their bounds is the union.

    A span whose dates contradict each other, or that lies ahead of `as_of`, is in no group.
    """
    stretches = [(stretch, place) for place, span in enumerate(spans) if (stretch := _stretch(span, as_of)) is not None]
    groups: list[list[tuple[_Stretch, int]]] = []
    reached: int | None = None
    for stretch, place in sorted(stretches, key=lambda each: (each[0].possible, each[1])):
        first, end = stretch.possible
        if reached is not None and first < reached:
            groups[-1].append((stretch, place))
            reached = max(reached, end)
        else:
            groups.append([(stretch, place)])
            reached = end
    return [_part(group) for group in groups]


def _part(group: Sequence[tuple[_Stretch, int]]) -> MonthPart:
    low = _covered(stretch.sure for stretch, _ in group)
    high = max(low, _covered(stretch.possible for stretch, _ in group))
    return MonthPart(tuple(place for _, place in group), MonthBounds(low, high))


def _stretch(span: Span, as_of: PartialDate) -> _Stretch | None:
    """Return the months of a span; None where its dates contradict each other or lie ahead."""
    horizon_first, horizon_last = _months(as_of)
    end = as_of if span.is_current else span.end
    if end is not None:
        end_first, end_last = _months(end)
        end_first, end_last = min(end_first, horizon_first), min(end_last, horizon_last)
    else:
        end_first, end_last = (0 if span.start is None else _months(span.start)[0]), horizon_last
    if span.start is None:
        return _Stretch((0, 0), (end_last + 1 - LONGEST_MONTHS, end_last + 1))
    start_first, start_last = _months(span.start)
    if start_first > end_last or (end is not None and _is_before(end, span.start)):
        return None
    if span.start.day is not None and end is not None and end.day is not None and span.start.day > end.day + 1:
        start_last += 1
    return _Stretch((start_last, end_first), (start_first, end_last + 1))


def _is_before(one: PartialDate, two: PartialDate) -> bool:
    """Tell whether a date lies before another whatever they leave open."""
    both_have_days = one.day is not None and two.day is not None
    return one < two if both_have_days else _months(one)[1] < _months(two)[0]


def _months(date: PartialDate) -> tuple[int, int]:
    """Return the first and the last month that a date may mean, counted from year 0."""
    if date.month is None:
        return date.year * 12, date.year * 12 + 11
    month = date.year * 12 + date.month - 1
    return month, month


def _covered(stretches: Iterable[tuple[int, int]]) -> int:
    total, reached = 0, None
    for start, end in sorted(stretches):
        begin = start if reached is None else max(start, reached)
        if end > begin:
            total += end - begin
            reached = end
    return total
