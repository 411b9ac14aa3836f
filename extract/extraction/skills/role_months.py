"""How many months positions cover, as bounds with the sum shown, and when the last of them ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.text.dates.intervals import Span, month_parts
from extract.text.dates.partial_date import PartialDate
from schemas import Months, Role


@dataclass(frozen=True, slots=True)
class RoleMonths:
    """Months that positions cover together, overlaps counted once. `role_ids` are those with dates that count, by time.

    `told` shows the sum: "2018-09–2021-02 (29 to 30) + 2021-03–now (68 to 69) = 97 to 99 months". Positions that may
    overlap are one term of it.
    """

    low: int
    high: int
    role_ids: tuple[str, ...]
    told: str

    def as_stored(self, needed: int | None = None) -> Months:
        """Return it as a verdict has it, beside the months asked for."""
        return Months(low=self.low, high=self.high, needed=needed, roles=list(self.role_ids), sum=self.told)


def months_of(roles: Sequence[Role], as_of: str) -> RoleMonths:
    """Return the months that positions cover; those without a start, and those after the ISO date `as_of`, count none."""
    dated = [role for role in roles if role.start_date]
    spans = [Span(_date(role.start_date), _date(role.end_date), role.is_current) for role in dated]
    parts = month_parts(spans, as_of=PartialDate.parse(as_of))
    low, high = sum(part.bounds.low for part in parts), sum(part.bounds.high for part in parts)
    terms = [(" and ".join(_period(dated[place]) for place in part.places), part.bounds) for part in parts]
    if len(terms) > 1:
        terms_told = " + ".join(f"{term} ({bounds_told(each.low, each.high)})" for term, each in terms)
    else:
        terms_told = terms[0][0] if terms else ""
    total = f"{bounds_told(low, high)} month{'' if high == 1 else 's'}"
    told = f"{terms_told} = {total}" if terms else total
    return RoleMonths(low, high, tuple(dated[place].id for part in parts for place in part.places), told)


def last_day_of(roles: Sequence[Role], as_of: str) -> str | None:
    """Return when the last position ended, as precise as the text, at most `as_of`; None where none has dates.

    One that goes on ends at `as_of`; of one without an end the begin is known alone.
    """
    now = PartialDate.parse(as_of)
    ends = [now if role.is_current else _date(role.end_date or role.start_date) for role in roles]
    known = [min(end, now, key=_latest) for end in ends if end is not None]
    return max(known, key=_latest).iso() if known else None


def bounds_told(low: int, high: int) -> str:
    """Return bounds in words: "12", or "11 to 12"."""
    return f"{low}" if low == high else f"{low} to {high}"


def _latest(date: PartialDate) -> tuple[int, int, int]:
    return date.year, date.month or 12, date.day or 31


def _period(role: Role) -> str:
    end = "now" if role.is_current else role.end_date or "?"
    return str(role.start_date) if role.start_date == role.end_date else f"{role.start_date}–{end}"


def _date(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None
