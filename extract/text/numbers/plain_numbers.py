"""Write the numbers of a line the one way that they are read: no TeX marks, a point before decimals, commas between thousands.

Nothing changes its place: what is returned has the length of what was given, so offsets stay true.
"""

from __future__ import annotations

import re
from collections.abc import Callable

COMMA_LANGUAGES = frozenset(
    [
        "bg",
        "cs",
        "da",
        "de",
        "el",
        "es",
        "et",
        "fi",
        "fr",
        "hr",
        "hu",
        "id",
        "is",
        "it",
        "lt",
        "lv",
        "nb",
        "nl",
        "nn",
        "no",
        "pl",
        "pt",
        "ro",
        "ru",
        "sk",
        "sl",
        "sr",
        "sv",
        "tr",
        "uk",
        "vi",
    ]
)
"""ISO 639-1 codes of languages that write 4,2 for four and two tenths, after the Unicode CLDR's number symbols
(https://cldr.unicode.org). Mexico and Switzerland write otherwise; there a comma with one or two digits is read the same."""

MATH = re.compile(r"\$(?=[^\s$])([^$\n]{1,80}?)(?<=[^\s$])\$(?!\d)")
"""TeX's inline mathematics, told from amounts of dollars as pandoc does: nothing blank inside at either dollar sign, and no digit
behind the second (https://pandoc.org/MANUAL.html#math)."""
_MARKS: tuple[tuple[str, str], ...] = (
    # What a careless reader of "\t" and "\r" left of \times and \rightarrow counts as well.
    (r"\\(?:long)?[Rr]ightarrow\b|(?<!\w)ightarrow\b|\\to\b", "→"),
    (r"\\times\b|(?<!\w)imes\b", "×"),
    (r"\\(?:approx|sim|simeq)\b", "~"),
    (r"\\pm\b", "±"),
    (r"\\geq?\b", "≥"),
    (r"\\leq?\b", "≤"),
    (r"\\%", "%"),
    (r"\\[ ,;!]|\\(?:text|mathrm|mathbf)\b|[{}$]", " "),
)
_POINT_THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:[.\u00a0\u202f' ]\d{3})+(?![\d.])(?:,\d+)?")
_COMMA_DECIMALS = re.compile(r"(?<![\d.,])\d+,\d{1,2}(?![\d,])")


def write_plainly(line: str, language: str | None = None) -> str:
    """Return a line of the same length with TeX's signs as themselves, and numbers written as in English."""
    return write_separators(write_signs(line), language)


def write_signs(line: str) -> str:
    """Return a line of the same length in which the signs of TeX's inline mathematics stand as themselves."""
    return MATH.sub(lambda match: _without_marks(match[0]), line)


def write_separators(line: str, language: str | None) -> str:
    """Return a line of the same length in which numbers have a point before decimals, and commas between thousands.

    `language` is an ISO 639-1 code; numbers are changed only where it is one of `COMMA_LANGUAGES`.
    """
    if language not in COMMA_LANGUAGES:
        return line
    line = _POINT_THOUSANDS.sub(lambda match: _swapped(match[0]), line)
    return _COMMA_DECIMALS.sub(lambda match: match[0].replace(",", "."), line)


def _without_marks(math: str) -> str:
    for pattern, sign in _MARKS:
        math = re.sub(pattern, _padded(sign), math)
    return math


def _padded(sign: str) -> Callable[[re.Match[str]], str]:
    # At the right end, where the number stands that the sign belongs to; a factor's sign belongs to the number before it.
    return lambda match: sign.ljust(len(match[0])) if sign == "×" else sign.rjust(len(match[0]))


def _swapped(number: str) -> str:
    whole, comma, decimals = number.partition(",")
    return re.sub(r"\D", ",", whole) + comma.replace(",", ".") + decimals
