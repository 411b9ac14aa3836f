"""Dates as people write them, taken for what they say: "June 2019", "06/2019", "6/19", "5 June 2019"."""

from __future__ import annotations

import re

from extract.text.dates.periods import PartialDate, find_periods

DATE_FORMS = "such as 2019, June 2019, 06/2019 or 5 June 2019"
_SHORT = re.compile(r"(1[0-2]|0?[1-9])\s*/\s*['’]?([0-9]{2})")
_PIVOT = 50
"""Two digits from here on are a year of the last century."""


class UnreadableDateError(ValueError):
    """A text that says no date, or not which; the message says why, and what to write."""


def read_written_date(text: str, language: str | None = None) -> str:
    """Return the ISO date that a text says, with its precision: "2019-06" of "June 2019". The whole text has to be it.

    Raises:
        UnreadableDateError: it says none, a vague one, or one of several.
    """
    written = text.strip()
    try:
        return PartialDate.parse(written).iso()
    except ValueError:
        pass
    if short := _SHORT.fullmatch(written):
        year = int(short[2])
        return PartialDate(year + (1900 if year >= _PIVOT else 2000), int(short[1])).iso()
    found = find_periods(written, language)
    if len(found) != 1 or (found[0].start, found[0].end) != (0, len(written)):
        raise UnreadableDateError(f"must be a date, {DATE_FORMS}")
    [period] = found
    if period.kind == "range":
        raise UnreadableDateError("must be one date, not a period")
    if period.start_date is None:
        raise UnreadableDateError(f"names a time that is no date; write its year or month, {DATE_FORMS}")
    if period.rule.endswith("ambiguous"):
        raise UnreadableDateError("may be two different days; write it as 2020-04-03 or 3 April 2020")
    return period.start_date.iso()
