"""Words of units in the languages of the Unicode CLDR, as Babel has them, and how long each unit of time is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from functools import cache
from typing import Literal

from babel.dates import format_timedelta
from babel.units import format_unit

_LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "pl",
    "ru",
    "uk",
    "cs",
    "sv",
    "da",
    "nb",
    "fi",
    "tr",
    "ro",
    "hu",
)
TimeUnit = Literal["second", "minute", "hour", "day", "week", "month", "year"]
SECONDS: dict[TimeUnit, int] = {
    "second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800, "month": 2_592_000, "year": 31_536_000,
}  # fmt: skip
"""Lengths of the units of time as Babel counts them: a month of 30 days, a year of 365."""
_OTHERS = ("mass-tonne", "mass-kilogram", "length-kilometer", "length-meter", "area-hectare", "volume-liter")
_NEVER_LARGER = 1_000
"""Babel says "5 days" in days, and never in weeks, up to so many."""
_COUNTS = (1, 2, 5)
"""Counts at which languages take other forms: one, a few, many."""


@cache
def time_words() -> Mapping[str, float]:
    """Return the words for units of time, in small letters, with the seconds that one is long."""
    found: dict[str, float] = {}
    for unit, seconds in SECONDS.items():
        for word in _words(_times(unit, seconds)):
            found.setdefault(word, float(seconds))
    return found


@cache
def unit_words() -> tuple[str, ...]:
    """Return the words for units of time and some others that are longer than an abbreviation, the longest first."""
    others = _words(
        format_unit(count, unit, locale=name) for unit in _OTHERS for name in _LANGUAGES for count in _COUNTS
    )
    return tuple(sorted((word for word in {*time_words(), *others} if len(word) > 2), key=lambda w: (-len(w), w)))


def _times(unit: TimeUnit, seconds: int) -> Iterator[str]:
    for language in _LANGUAGES:
        for count in _COUNTS:
            length = timedelta(seconds=count * seconds)
            yield format_timedelta(length, granularity=unit, threshold=_NEVER_LARGER, locale=language)


def _words(texts: Iterable[str]) -> set[str]:
    """Return the words beside the numbers of some texts, where one word is all that is left."""
    words = (re.sub(r"[\d\s\u00a0\u202f]+", " ", text).strip().casefold() for text in texts)
    return {word for word in words if re.fullmatch(r"[^\W\d_]+", word)}


def seconds_of(unit: str | None) -> float | None:
    """Return how long a unit of time is, by its word in any of the languages or its usual sign; None for others."""
    if unit is None:
        return None
    signs = {
        "s": 1.0,
        "sec": 1.0,
        "secs": 1.0,
        "ms": 1e-3,
        "min": 60.0,
        "mins": 60.0,
        "h": 3_600.0,
        "hr": 3_600.0,
        "hrs": 3_600.0,
    }
    return signs.get(unit.casefold()) or time_words().get(unit.casefold())
