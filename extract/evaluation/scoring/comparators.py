"""When a value counts as the one that gold gives. Wording may differ a little; dates, numbers and closed sets may not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from rapidfuzz import fuzz

Scalar = str | int | float | bool | None
Options = tuple[Scalar, ...]
"""The readings of a gold field that are right. None among them: the document may be taken not to say."""
Same = Callable[[object, object], bool]

CLOSE_WORDING = 88.0
"""Lowest similarity (0–100, words in any order) at which two texts are the same: a typing error, a word moved."""
MIN_PART_CHARS = 4
MIN_PART_SHARE = 0.45
"""One text may be a part of the other ("Acme" of "Acme Inc."), if it has this many letters and this share of them."""
MAX_TIMES_LONGER, MAX_MORE_CHARS = 2, 12
"""A value that is longer than gold's may have at most twice its letters and twelve more."""
CLOSE_NAME = 92.0
"""As `CLOSE_WORDING`, for the short names of skills and the like."""
CLOSE_OWNER = 90.0
"""As `CLOSE_WORDING`, for the name of what a fact belongs to: "Data Engineer" is not "Lead Data Engineer"."""
CLOSE_TOPIC_WORDS, CLOSE_TOPIC_PART = 60.0, 75.0
"""A metric's name is free wording, so it is asked for its topic alone: most words shared, or one in the other."""

_DASHES = str.maketrans(dict.fromkeys("\u2212\u2013\u2014", "-"))
_LEFT_OUT = str.maketrans(dict.fromkeys("\"'“”‘’*$_`"))
_EDGES = " .,;:-|·•()"


def normalise(value: object) -> str:
    """Return a value's text without case, quotes, marks of Markdown and edges; all dashes one, white space single."""
    text = unicodedata.normalize("NFKC", str(value)).casefold().translate(_DASHES).translate(_LEFT_OUT)
    return " ".join(text.split()).strip(_EDGES)


def letters_of(text: str) -> str:
    """Return a text's letters and digits alone, so that neither line breaks nor punctuation part its words."""
    return re.sub(r"[\W_]+", "", normalise(text))


def is_empty(value: object) -> bool:
    """Tell whether a field says nothing."""
    return value is None or value in ("", [])


def same_text(gold: object, got: object) -> bool:
    """Tell whether two names or titles are the same but for wording: a small difference, or one a part of the other."""
    want, have = normalise(gold), normalise(got)
    if not want or not have:
        return False
    return want == have or fuzz.token_sort_ratio(want, have) >= CLOSE_WORDING or _is_part(want, have)


def _is_part(want: str, have: str) -> bool:
    short, long = sorted((want, have), key=len)
    return (
        short in long
        and len(short) >= MIN_PART_CHARS
        and len(short) / len(long) >= MIN_PART_SHARE
        and len(have) <= MAX_TIMES_LONGER * len(want) + MAX_MORE_CHARS
    )


def same_name(gold: object, got: object) -> bool:
    """Tell whether a name is gold's, or holds it as whole words: "Go" is in "Go (advanced)", and not in "Google"."""
    want, have = normalise(gold), normalise(got)
    if not want or not have:
        return False
    return fuzz.token_sort_ratio(want, have) >= CLOSE_NAME or bool(re.search(rf"(?<!\w){re.escape(want)}(?!\w)", have))


def same_owner(gold: object, got: object) -> bool:
    """Tell whether two names are of the same position, project or paper, each named whole."""
    return fuzz.token_sort_ratio(normalise(gold), normalise(got)) >= CLOSE_OWNER


def same_unit(gold: object, got: object) -> bool:
    """Tell whether two units are the same; a lone sign such as "$" is one too."""
    return str(gold).strip().casefold() == str(got).strip().casefold() or same_text(gold, got)


def same_topic(gold: object, got: object) -> bool:
    """Tell whether two names of metrics are about the same thing."""
    want, have = normalise(gold), normalise(got)
    return fuzz.token_set_ratio(want, have) >= CLOSE_TOPIC_WORDS or fuzz.partial_ratio(want, have) >= CLOSE_TOPIC_PART


def same_degree(gold: object, got: object) -> bool:
    """Tell whether two degrees are the same: "BS" and "B.S.", "B.Sc." and "B.Sc. (Hons)"."""
    want, have = (re.sub(r"[.\s]", "", normalise(value)) for value in (gold, got))
    if not want or not have:
        return False
    return want.startswith(have) or have.startswith(want) or same_text(gold, got)


def same_number(gold: object, got: object) -> bool:
    """Tell whether two numbers are equal but for rounding in the last binary places."""
    try:
        want, have = float(str(gold)), float(str(got))
    except ValueError:
        return False
    return abs(want - have) <= 1e-9 * max(1.0, abs(want), abs(have))


def same_word(gold: object, got: object) -> bool:
    """Tell whether two values of a closed set are equal."""
    return normalise(gold) == normalise(got)


def same_date(gold: object, got: object) -> bool:
    """Tell whether two dates are equal, precision included: "2020" is not "2020-01"."""
    return str(gold) == str(got)


def same_flag(gold: object, got: object) -> bool:
    """Tell whether two flags are equal; a missing one is false."""
    return bool(gold) == bool(got)


def same_value(gold: object, got: object) -> bool:
    """Tell whether two values of a field that nothing is known about are the same, by what gold's is.

    Flags, numbers and dates have to be equal; texts may differ in wording, but in no digit.
    """
    if isinstance(gold, bool) or isinstance(got, bool):
        return gold is got
    if isinstance(gold, (int, float)) or isinstance(got, (int, float)):
        return same_number(gold, got)
    if _DATE.fullmatch(str(gold)):
        return same_date(gold, got)
    return _DIGITS.findall(str(gold)) == _DIGITS.findall(str(got)) and same_text(gold, got)


_DATE = re.compile(r"\d{4}(?:-\d\d){0,2}")
_DIGITS = re.compile(r"\d")


def matches(same: Same, options: Sequence[Scalar], got: object) -> bool:
    """Tell whether a filled field holds one of the readings that are right."""
    return any(option is not None and same(option, got) for option in options)
