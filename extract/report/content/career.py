"""A career as a picture: one bar a role or study on a common axis of months, and the times between that no entry fills."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from extract.report.content.wording import period
from extract.text.dates.partial_date import PartialDate
from schemas import Education, Profile, Role

SHORTEST_GAP_MONTHS = 4
"""Shorter times between two entries are left out: a notice period, a summer, a date rounded to its month."""
_MOST_TICKS = 6
_STEPS = (1, 2, 5, 10, 20)

BarKind = Literal["work", "study", "gap"]


@dataclass(frozen=True, slots=True)
class Bar:
    """One row. `possible` and `sure` are months, end not included; `sure` is empty (its ends equal) where dates give years alone."""

    kind: BarKind
    fact_id: str
    when: str
    possible: tuple[int, int]
    sure: tuple[int, int]
    lasted: str


@dataclass(frozen=True, slots=True)
class Career:
    """Bars and gaps, the latest first; `first` and `end` bound the axis in months, `ticks` are years on it."""

    bars: tuple[Bar, ...]
    undated: tuple[str, ...]
    first: int
    end: int
    ticks: tuple[int, ...]

    def share(self, month: int) -> float:
        """Return where a month lies on the axis, in percent of its length."""
        return round(100 * (month - self.first) / (self.end - self.first), 1)


def career_of(profile: Profile) -> Career | None:
    """Return the career that a profile's dated roles and studies tell; None where it has neither."""
    as_of = _months(PartialDate.parse(profile.as_of))[1] + 1
    facts: list[Role | Education] = [*profile.roles, *profile.education]
    bars = [bar for fact in facts if (bar := _bar(fact, as_of)) is not None]
    dated = {bar.fact_id for bar in bars}
    undated = tuple(_named(fact) for fact in facts if fact.id not in dated)
    if not bars:
        return Career((), undated, 0, 1, ()) if undated else None
    rows = sorted([*bars, *_gaps(bars, as_of)], key=lambda bar: (-bar.possible[1], -bar.possible[0], bar.kind == "gap"))
    first, end = min(bar.possible[0] for bar in bars), max(bar.possible[1] for bar in rows)
    return Career(tuple(rows), undated, first, end, _ticks(first, end))


def _bar(fact: Role | Education, as_of: int) -> Bar | None:
    """Return the bar of a fact; None without a date, or where its end lies before its start."""
    current = isinstance(fact, Role) and fact.is_current
    start, end = fact.start_date, fact.end_date
    if start is None and end is None:
        return None
    last = (as_of - 1, as_of - 1) if current else _months(PartialDate.parse(end or start or ""))
    begin = _months(PartialDate.parse(start or end or ""))
    possible = begin[0], max(last[1], begin[0]) + 1
    if last[1] < begin[0]:
        return None
    sure = (begin[1], last[0] + 1) if begin[1] <= last[0] else (begin[0], begin[0])
    is_role = isinstance(fact, Role)
    return Bar(
        "work" if is_role else "study", fact.id, period(start, end, current), possible, sure,
        _lasted(possible, sure) if is_role and start and (end or current) else "",
    )  # fmt: skip


def _named(fact: Role | Education) -> str:
    parts = (fact.title, fact.employer) if isinstance(fact, Role) else (fact.degree, fact.field, fact.institution)
    return ", ".join(part for part in parts if part) or fact.id


def _gaps(bars: Iterable[Bar], as_of: int) -> list[Bar]:
    """Return the times before the as-of date that no entry can fill, however its dates are read."""
    gaps: list[Bar] = []
    reached: int | None = None
    for bar in sorted(bars, key=lambda bar: bar.possible):
        if reached is not None and bar.possible[0] - reached >= SHORTEST_GAP_MONTHS:
            gaps.append(_gap(reached, bar.possible[0]))
        reached = max(reached or 0, bar.possible[1])
    if reached is not None and as_of - reached >= SHORTEST_GAP_MONTHS:
        gaps.append(_gap(reached, as_of))
    return gaps


def _gap(start: int, end: int) -> Bar:
    when = f"{_iso(start)} – {_iso(end - 1)}"
    return Bar("gap", "", when, (start, end), (start, end), months_told(end - start))


def _lasted(possible: tuple[int, int], sure: tuple[int, int]) -> str:
    """Say how long a bar is: its months in full, or "about" where years alone are given."""
    told = months_told(possible[1] - possible[0])
    return told if sure == possible else f"up to {told}"


def months_told(months: int) -> str:
    """Return months as "4 years 2 months"."""
    years, rest = divmod(months, 12)
    parts = [
        f"{count} {word}{'' if count == 1 else 's'}" for count, word in ((years, "year"), (rest, "month")) if count
    ]
    return " ".join(parts) or "less than a month"


def _ticks(first: int, end: int) -> tuple[int, ...]:
    """Return the months at which the axis names a year: January, every so many years."""
    years = range(-(-first // 12), -(-end // 12))
    step = next((step for step in _STEPS if len(years) / step <= _MOST_TICKS), _STEPS[-1])
    return tuple(year * 12 for year in _round(years, step))


def _round(years: Sequence[int], step: int) -> list[int]:
    return [year for year in years if year % step == 0]


def _months(date: PartialDate) -> tuple[int, int]:
    """Return the first and the last month that a date may mean, counted from year 0."""
    if date.month is None:
        return date.year * 12, date.year * 12 + 11
    month = date.year * 12 + date.month - 1
    return month, month


def _iso(month: int) -> str:
    return f"{month // 12:04}-{month % 12 + 1:02}"
