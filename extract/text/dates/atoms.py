"""Read single dates, and the parts of dates that only a range completes, out of a text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from extract.text.dates import patterns as patterns
from extract.text.dates.month_names import month_numbers
from extract.text.dates.partial_date import PartialDate


@dataclass(frozen=True, slots=True)
class Atom:
    """One date of the text, or half of one.

    `first` is the date; `last` the second one of a form that is a range in itself ("2019–21"). Both are None where the
    words give no date (a season). `month` and `day` stand without a year ("May" of "May–Aug 2022"). `role`: "any" can be
    a period alone; "half" counts only within a range; "start" only as the first date of one. `vague` marks words that
    name a time but no date. `rule` names the form. `fallback` counts alone where a "half" found no partner.
    """

    start: int
    end: int
    rule: str
    first: PartialDate | None = None
    last: PartialDate | None = None
    month: int | None = None
    day: int | None = None
    role: str = "any"
    vague: bool = False
    fallback: Atom | None = None


def find_atoms(flat: str, language: str | None) -> Iterator[Atom]:
    """Yield the atoms of a text made uniform by `flatten`, in order, not overlapping; digits of addresses left out."""
    masked = _masked_spans(flat)
    starts = [start for start, _ in masked]
    regex = patterns.atom_regex(language)
    position = 0
    while match := regex.search(flat, position):
        mask = bisect_right(starts, match.end() - 1) - 1
        if mask >= 0 and masked[mask][1] > match.start():
            position = max(match.start() + 1, masked[mask][1])
            continue
        atom = _read_atom(match, language)
        if atom is None:
            position = _after_failure(flat, match)
            continue
        yield atom
        position = atom.end


def _after_failure(flat: str, match: re.Match[str]) -> int:
    if match.lastgroup in {"day_month_year", "month_day_year"}:  # "30 Feb 2020" is not Feb 2020
        return match.end()
    position = match.start()
    if not flat[position].isdigit():
        return position + 1
    while position < len(flat) and flat[position].isdigit():
        position += 1
    return position


def _masked_spans(flat: str) -> list[tuple[int, int]]:
    spans = [match.span() for match in patterns.MASKS.finditer(flat)]
    spans += [match.span() for match in patterns.ASCII_RUN.finditer(flat) if patterns.is_address(match[0])]
    spans.sort()
    merged: list[tuple[int, int]] = []
    for start, end in spans:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _read_atom(match: re.Match[str], language: str | None) -> Atom | None:
    form = match.lastgroup
    # lastgroup is the outermost group that closed last; the separator groups inside are closed before it
    assert form is not None
    text, span = match[0], match.span()
    if form in _VAGUE:
        return Atom(*span, form, vague=True, role=_VAGUE[form])
    numbers = [int(digits) for digits in re.findall(r"\d+", text)]
    named = patterns.month_regex(language).search(text)
    month = None if named is None else month_numbers(language).get(named[0].casefold())
    try:
        return _build(form, span, text, numbers, month, language)
    except ValueError:  # no such month or day: not a date
        return None


_VAGUE = {
    "season": "any",
    "quarter": "any",
    "year_quarter": "any",
    "decade": "any",
    "part_of_year": "any",
    "month_placeholder": "any",
    "placeholder": "any",
    "part_of_decade": "any",
    "season_only": "start",
}


def _build(  # noqa: C901 one branch a form
    form: str, span: tuple[int, int], text: str, numbers: list[int], month: int | None, language: str | None
) -> Atom | None:
    start, end = span
    match form, numbers:
        case ("iso_day" | "cjk", [year, *rest]):
            return Atom(start, end, form, PartialDate(year, *rest))
        case ("era", within):
            year, *rest = [1, *within] if "元" in text else within
            return Atom(start, end, form, PartialDate(patterns.ERAS[text[:2]] + year, *rest))
        case ("iso_month", [year, number]):
            loose = re.search(r"[-.]\d\Z", text) is not None  # "2019.9" may be a version
            return Atom(start, end, form, PartialDate(year, number), role="half" if loose else "any")
        case ("year_short_year", [year, number]):
            pair = _short_range(year, number, text)
            if pair is None:
                return Atom(start, end, "iso_month", PartialDate(year, number))
            return Atom(start, end, "year_short_range", *pair)
        case ("year_slash_year", [first, last]):
            return Atom(start, end, "year_range", PartialDate(first), PartialDate(last)) if first < last else None
        case ("dotted_month", [year, number]):  # "2020. 3." may be a year and a list's number
            alone = Atom(start, start + 4, "year", PartialDate(year))
            return Atom(start, end, form, PartialDate(year, number), role="half", fallback=alone)
        case ("month_year_first", [year]) if month is not None:
            alone = Atom(start, start + 4, "year", PartialDate(year))
            return Atom(start, end, form, PartialDate(year, month), role="half", fallback=alone)
        case ("day_month_year" | "month_day_year", [one, year]) if month is not None:
            return Atom(start, end, form, PartialDate(year, month, one))
        case ("days_month_year" | "month_days_year", [one, two, year]) if month is not None:
            if one >= two:
                return None
            return Atom(start, end, form, PartialDate(year, month, one), PartialDate(year, month, two))
        case ("month_year", [year]) if month is not None:
            return Atom(start, end, form, PartialDate(year, month))
        case ("month_short_year", [short]) if month is not None:
            return Atom(start, end, form, PartialDate(full_year(short), month))
        case ("month_dash_year", [short]) if month is not None:
            return Atom(start, end, form, PartialDate(full_year(short), month), role="half")
        case ("month_day", [day]) if month is not None:
            return Atom(start, end, form, month=month, day=day, role="start")
        case ("month_only", []) if month is not None:
            return Atom(start, end, form, month=month, role="start")
        case ("numeric_day", [one, two, year]):
            return Atom(start, end, *_numeric_day(one, two, year, text, language))
        case ("months_year", [one, two, year]) if one < two:
            return Atom(start, end, form, PartialDate(year, one), PartialDate(year, two))
        case ("numeric_month", [number, year]):
            loose = re.match(r"\d[.-]", text) is not None  # "1.2019" may be a version
            return Atom(start, end, form, PartialDate(year, number), role="half" if loose else "any")
        case ("numeric_short", [number, short]):
            return Atom(start, end, form, PartialDate(full_year(short), number), role="half")
        case ("year", [year]):
            return Atom(start, end, form, PartialDate(year))
        case ("short_year", [short]):
            return Atom(start, end, form, PartialDate(full_year(short)), role="half")
        case _:
            return None


def full_year(short: int) -> int:
    """Return the year that two digits stand for: 1950 to 2049."""
    return 2000 + short if short < 50 else 1900 + short


def _short_range(year: int, short: int, text: str) -> tuple[PartialDate, PartialDate] | None:
    """Read "2019–21" as years; None where the second number is a month ("2019-10") or no later year.

    Up to 12 a hyphen or a dot makes a month; a dash makes a year; a slash makes the next year only ("2010/11").
    """
    last = year - year % 100 + short
    if last <= year:
        last += 100
    separator = text[4]
    two_digits = re.search(r"\d\d\Z", text) is not None and "." not in text
    if not two_digits or last - year > 20 or (separator == "/" and last - year != 1):
        return None
    if separator == "-" and short <= 12 and "'" not in text:
        return None
    return PartialDate(year), PartialDate(last)


def _numeric_day(one: int, two: int, year: int, text: str, language: str | None) -> tuple[str, PartialDate]:
    if "." in text or one > 12 or (language is not None and not language.startswith("en")):
        return "numeric_day", PartialDate(year, two, one)
    if two > 12 or one == two:
        return "numeric_day", PartialDate(year, one, two)
    # 03/04/2020 in English is March in one country and April in another; the year is all that it says for sure.
    PartialDate(year, one, two)
    return "numeric_day_ambiguous", PartialDate(year)
