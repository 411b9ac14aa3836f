"""Mail addresses, telephone numbers and links, as they are written in a text."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.text.dates.periods import Period

EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?<![\w/.])\+?\(?\d[\d\s().\-–/]{6,18}\d(?![\w/])")
LINK = re.compile(
    r"(?i)\b(?:https?://|www\.)[^\s|·•,;<>()]+|\b(?:linkedin\.com|github\.com|gitlab\.com|orcid\.org|scholar\.google\.\w+|twitter\.com|x\.com)/[^\s|·•,;<>()]+"
)
HEAD_CHARS = 1200
"""The person's own data stand in the first code points of a résumé, or under a heading of contact."""


def is_phone(match: re.Match[str], periods: Sequence[Period]) -> bool:
    """Whether a match of `PHONE` is a telephone number, and no period of the same text."""
    digits = sum(c.isdigit() for c in match[0])
    dated = any(p.start < match.end() and match.start() < p.end for p in periods)
    return 7 <= digits <= 15 and not dated
