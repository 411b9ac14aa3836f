"""Find the periods and dates of a text: "Oct. 2023 – Present", "09/2018–06/2021", "2019–21", "2023-10-05".

What a period says is worked out by code with a named rule, never by a model. What the text leaves open stays None:
a season, a quarter, "20XX" or "early 2020s" gives no date at all, 03/04/2020 gives its year alone unless the language
settles the order of day and month, and the start of "Nov – Feb 2022" has no year.

A number of four digits by itself is taken for a year from 1950 to 2049, unless it stands in an amount, an address or an
identifier ("2000 users", "2019 Main Street", "$1999", "2.0.1"). In a range, 1900 to 2099 are years.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extract.text.dates import patterns as patterns
from extract.text.dates.atoms import Atom, find_atoms
from extract.text.dates.partial_date import PartialDate as PartialDate

Kind = Literal["range", "single", "vague"]


@dataclass(frozen=True, slots=True)
class Period:
    """A period or date that stands in a text.

    `start` (inclusive) and `end` (exclusive) are code-point offsets into the text searched; `text` is what stands there,
    with the words that belong to it ("since", "Expected", "(expected)", "Present").
    `start_date` is the begin of a range, or the date of a single one; None where the text gives none ("until 2019").
    `end_date` is the end of a range, None for an open range and for a single date.
    `is_current`: words say that it goes on (present, to date, heute, since …); a dash with nothing behind it does not.
    `kind` "vague": the words name a time that is no date (season, quarter, 20XX); the dates they cannot give are None.
    `is_expected`: the text says that the date lies ahead (expected, anticipated).
    `rule` names the form: that of the first date, for a range joined with "_to_" and that of the second, or "present".
    """

    start: int
    end: int
    text: str
    start_date: PartialDate | None
    end_date: PartialDate | None
    is_current: bool
    kind: Kind
    rule: str
    is_expected: bool = False


def find_periods(text: str, language: str | None = None) -> list[Period]:
    """Return the periods and dates of `text`, in order, not overlapping. Costs time linear in the text.

    `language` is an ISO 639-1 code, None where unknown: it settles names of months that mean different months in
    different languages, and the order of 03/04/2020.
    """
    flat = patterns.flatten(text)
    atoms = list(find_atoms(flat, language))
    periods: list[Period] = []
    index = 0
    while index < len(atoms):
        period, used = _read_period(flat, atoms, index)
        index += used
        if period is not None:
            floor = periods[-1].end if periods else 0
            period = _with_words_around(flat, period, floor, language)
            periods.append(replace(period, text=text[period.start : period.end]))
    return periods


def _read_period(flat: str, atoms: Sequence[Atom], index: int) -> tuple[Period | None, int]:
    """Return the period that begins with an atom, and how many atoms it took."""
    atom = atoms[index]
    if atom.last is None:
        if index + 1 < len(atoms):
            following = atoms[index + 1]
            period = _join(flat, atom, following)
            if period is not None:
                return None if _is_amount(flat, following) else period, 2
        if atom.role != "start" and (tail := _find_tail(flat, atom.end)):
            kind: Kind = "vague" if atom.vague else "range"
            return _period(
                atom.start, tail.end(), atom.first, None, kind, f"{atom.rule}_to_present", is_current=True
            ), 1
    if atom.role == "half" and atom.fallback is None and _is_introduced(flat, atom.start):
        atom = replace(atom, role="any")  # "since ’19"
    if atom.role != "any":
        if atom.fallback is None:
            return None, 1
        atom = atom.fallback
    if _is_amount(flat, atom):
        return None, 1
    if atom.last is not None:
        return _period(atom.start, atom.end, atom.first, atom.last, "range", atom.rule), 1
    if atom.rule == "year" and atom.first is not None and not 1950 <= atom.first.year < 2050:
        return None, 1
    return _period(atom.start, atom.end, atom.first, None, "vague" if atom.vague else "single", atom.rule), 1


def _is_introduced(flat: str, start: int) -> bool:
    """Tell whether a word before an offset says that a date follows, so that a form that may be something else is one."""
    before = flat[max(0, start - 40) : start]
    return bool(patterns.SINCE_BEFORE.search(before) or patterns.UNTIL_BEFORE.search(before))


def _join(flat: str, one: Atom, two: Atom) -> Period | None:
    """Return the range of two dates that nothing but a dash or a word like "to" parts; None if they make none."""
    if two.role == "start" or two.last is not None or not _connected(flat, one, two):
        return None
    short = {"numeric_short", "month_dash_year", "short_year"}
    if (one.rule in short) != (two.rule in short) and one.rule == "numeric_short":
        return None
    first, vague = one.first, one.vague or two.vague
    if one.month is not None:  # "May" of "May–Aug 2022": the year is that of the end
        if two.first is None or two.first.month is None or (one.day is not None and two.first.day is None):
            return None
        if (one.month, one.day or 0) <= (two.first.month, two.first.day or 0):
            try:
                first = PartialDate(two.first.year, one.month, one.day)
            except ValueError:
                return None
        else:  # "Nov – Feb 2022": the text does not give the year of the start
            vague = True
    kind: Kind = "vague" if vague else "range"
    period = _period(one.start, two.end, first, two.first, kind, f"{one.rule}_to_{two.rule}")
    return replace(period, is_expected=patterns.EXPECTED_WITHIN.search(flat, one.end, two.start) is not None)


def _connected(flat: str, one: Atom, two: Atom) -> bool:
    if two.start - one.end > 40:
        return False
    if patterns.CONNECTOR.fullmatch(flat, one.end, two.start):
        return not _begins_list(flat, one.end, two.start, two.end)
    in_order = one.first is not None and two.first is not None and one.first.year <= two.first.year
    if in_order and patterns.CELL.fullmatch(flat, one.end, two.start) and _opens_its_line(flat, one.start):
        return True
    before = flat[max(0, one.start - 16) : one.start]
    return bool(patterns.BETWEEN.fullmatch(flat, one.end, two.start) and patterns.BETWEEN_BEFORE.search(before))


def _opens_its_line(flat: str, start: int) -> bool:
    """Tell whether nothing but marks stands before an offset on its line: the first cell of a row."""
    return not re.search(r"\w", flat[flat.rfind("\n", 0, start) + 1 : start])


def _find_tail(flat: str, position: int) -> re.Match[str] | None:
    tail = patterns.CURRENT_TAIL.match(flat, position)
    if tail is None and (cell := patterns.CELL_NOW.match(flat, position)):
        return cell
    return None if tail is None or _begins_list(flat, position, tail.end(), tail.end()) else tail


def _begins_list(flat: str, start: int, stop: int, end: int) -> bool:
    """Tell whether what lies between start and stop ends a paragraph, or opens a list whose entry goes on behind `end`.

    Over two lines, "Oct 2020 / – Present" is one period, "Oct 2020 / - Current state of the wards" is not. Over an empty
    line, it is one only where the dash ends the first line, and nothing but the second date stands on the other.
    """
    gap = flat[start:stop]
    goes_on = flat[end : end + 2].lstrip(" ")[:1].isalnum()
    if re.search(r"\n[^\S\n]*\n", gap):
        return goes_on or re.match(r"[^\S\n]*[-–~]{1,3}[^\S\n]*\n", gap) is None
    return goes_on and re.search(r"\n\s*[-–]\s", gap) is not None


def _is_amount(flat: str, atom: Atom) -> bool:
    """Tell whether a bare number of four digits is something else than a year."""
    if atom.rule not in {"year", "year_short_range"} or atom.first is None:
        return False
    if patterns.UNIT_AFTER.match(flat, atom.end) or patterns.STREET_AFTER.match(flat, atom.end):
        return True
    before = flat[max(0, atom.start - 20) : atom.start]
    return bool(patterns.AMOUNT_BEFORE.search(before))


def _with_words_around(flat: str, period: Period, floor: int, language: str | None) -> Period:
    """Take the words in that change what the dates mean: since, until, expected."""
    before = flat[max(floor, period.start - 40) : period.start]
    if period.start_date is not None and period.end_date is None and not period.is_current:
        if since := patterns.SINCE_BEFORE.search(before):
            start = period.start - len(since[0])
            return replace(period, start=start, kind="range", is_current=True, rule=f"since_{period.rule}")
        until = patterns.UNTIL_BEFORE.search(before)
        if until is None and language in patterns.LANGUAGES_OF_DO:
            until = patterns.DO_BEFORE.search(before)
        if until:
            start, date = period.start - len(until[0]), period.start_date
            period = replace(
                period, start=start, start_date=None, end_date=date, kind="range", rule=f"until_{period.rule}"
            )
    elif period.kind == "vague" and not period.is_current and (since := patterns.SINCE_BEFORE.search(before)):
        return replace(period, start=period.start - len(since[0]), is_current=True, rule=f"since_{period.rule}")
    if expected := patterns.EXPECTED_BEFORE.search(before):
        period = replace(period, start=period.start - len(expected[0]), is_expected=True)
    if expected := patterns.EXPECTED_AFTER.match(flat, period.end):
        period = replace(period, end=expected.end(), is_expected=True)
    return period


def _period(
    start: int,
    end: int,
    first: PartialDate | None,
    last: PartialDate | None,
    kind: Kind,
    rule: str,
    *,
    is_current: bool = False,
) -> Period:
    return Period(start, end, "", first, last, is_current, kind, rule)
