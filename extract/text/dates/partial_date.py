"""A date as precise as the text that gives it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering
from typing import Self


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month of a year, or a day.

    Dates are ordered by what they give; a year comes before its months, a month before its days.

    Raises:
        ValueError: there is no such month or day, or a day stands without its month.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError("a day needs its month")
        date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return (self.year, self.month or 0, self.day or 0) < (other.year, other.month or 0, other.day or 0)

    def iso(self) -> str:
        """Return ISO 8601 with this precision: "2023", "2023-10" or "2023-10-05"."""
        parts = (f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part is not None))
        return "-".join(parts)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the date that `iso()` wrote.

        Raises:
            ValueError: the text is not of that form, or there is no such day.
        """
        if re.fullmatch(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?", text) is None:
            raise ValueError(f"{text!r} is not a date like 2023, 2023-10 or 2023-10-05")
        return cls(*map(int, text.split("-")))
