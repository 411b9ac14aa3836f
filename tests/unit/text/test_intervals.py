from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.text.dates.intervals import LONGEST_MONTHS, MonthBounds, Span, duration_months, union_months
from extract.text.dates.partial_date import PartialDate

AS_OF = PartialDate(2026, 11, 22)


def date_of(text: str | None) -> PartialDate | None:
    return None if text is None else PartialDate.parse(text)


@pytest.mark.parametrize(
    ("start", "end", "is_current", "low", "high"),
    [
        pytest.param("2020", "2021", False, 1, 24, id="years"),
        pytest.param("2020", "2020", False, 0, 12, id="one year"),
        pytest.param("2020-05", "2020-08", False, 3, 4, id="months"),
        pytest.param("2020-05", "2020-05", False, 0, 1, id="one month"),
        pytest.param("2020", "2021-03", False, 3, 15, id="year to month"),
        pytest.param("2020-05-31", "2020-08-01", False, 2, 4, id="days that do not fill the last month"),
        pytest.param("2020-05-10", "2020-08-09", False, 3, 4, id="days that fill it to the day"),
        pytest.param("2020-05-10", "2020-05-02", False, 0, 0, id="days in the wrong order"),
        pytest.param("2023-10", None, True, 37, 38, id="current ends at the as-of date"),
        pytest.param("2026", None, True, 0, 11, id="current since this year"),
        pytest.param("2020-05", "2030-01", False, 78, 79, id="an end ahead stops at the as-of date"),
        pytest.param("2027-01", "2028-01", False, 0, 0, id="wholly ahead"),
        pytest.param("2021-03", "2019-02", False, 0, 0, id="end before start"),
        pytest.param("2026-01", None, False, 0, 11, id="no end, not current"),
        pytest.param(None, "2019", False, 0, LONGEST_MONTHS, id="no start"),
        pytest.param(None, None, False, 0, LONGEST_MONTHS, id="no dates"),
        pytest.param(None, None, True, 0, LONGEST_MONTHS, id="current, no start"),
    ],
)
def test_duration_is_bounded_by_what_the_dates_leave_open(
    start: str | None, end: str | None, is_current: bool, low: int, high: int
) -> None:
    bounds = duration_months(date_of(start), date_of(end), is_current=is_current, as_of=AS_OF)
    assert bounds == MonthBounds(low, high)


def test_union_counts_overlaps_once_when_two_jobs_run_side_by_side() -> None:
    spans = [
        Span(PartialDate(2020, 1), PartialDate(2020, 12)),
        Span(PartialDate(2020, 6), PartialDate(2021, 6)),
    ]
    assert union_months(spans, as_of=AS_OF) == MonthBounds(17, 18)


def test_union_is_nothing_when_there_are_no_spans() -> None:
    assert union_months([], as_of=AS_OF) == MonthBounds(0, 0)


def test_union_leaves_gaps_out_when_jobs_lie_apart() -> None:
    spans = [
        Span(PartialDate(2018, 1), PartialDate(2018, 3)),
        Span(PartialDate(2020, 1), PartialDate(2020, 3)),
    ]
    assert union_months(spans, as_of=AS_OF) == MonthBounds(4, 6)


# Three years, so that every concrete month can be tried out.
YEARS = (2019, 2020, 2021)
dates = st.builds(
    PartialDate, year=st.sampled_from(YEARS), month=st.one_of(st.none(), st.integers(1, 12).filter(lambda m: m % 4 < 2))
)
span_lists = st.lists(st.builds(Span, start=dates, end=dates, is_current=st.booleans()), min_size=1, max_size=2)
horizons = st.builds(PartialDate, year=st.sampled_from((2020, 2021)), month=st.integers(1, 12))


def possible_months(date: PartialDate) -> range:
    first = date.year * 12 + (0 if date.month is None else date.month - 1)
    return range(first, first + (12 if date.month is None else 1))


def possible_covers(span: Span, horizon: int) -> set[tuple[frozenset[int], frozenset[int]]]:
    """Every way to fill in the months: those passed in full (the first counted), those touched."""
    assert span.start is not None
    assert span.end is not None
    ends = [horizon] if span.is_current else [*possible_months(span.end)]
    covers: set[tuple[frozenset[int], frozenset[int]]] = set()
    for first, last in product(possible_months(span.start), ends):
        if first <= last:
            stop = min(last, horizon)
            covers.add((frozenset(range(first, stop)), frozenset(range(first, stop + 1))))
    return covers or {(frozenset(), frozenset())}


@given(spans=span_lists, as_of=horizons)
def test_union_equals_brute_force_when_every_month_is_tried(spans: list[Span], as_of: PartialDate) -> None:
    horizon = possible_months(as_of)[0]
    choices = [possible_covers(span, horizon) for span in spans]
    low = min(len(frozenset[int]().union(*(passed for passed, _ in choice))) for choice in product(*choices))
    high = max(len(frozenset[int]().union(*(touched for _, touched in choice))) for choice in product(*choices))
    assert union_months(spans, as_of=as_of) == MonthBounds(low, high)


@given(spans=span_lists, as_of=horizons)
def test_union_never_exceeds_the_sum_when_spans_overlap(spans: list[Span], as_of: PartialDate) -> None:
    union = union_months(spans, as_of=as_of)
    each = [duration_months(span.start, span.end, is_current=span.is_current, as_of=as_of) for span in spans]
    assert union.low <= sum(bounds.low for bounds in each)
    assert max(bounds.high for bounds in each) <= union.high <= sum(bounds.high for bounds in each)
    assert union.low <= union.high
