"""Letters without case and marks, by which names and addresses are the same."""

from __future__ import annotations

import unicodedata

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe"})


def folded(text: str) -> str:
    """Return a text in small letters without accents: "Zoë Łoś" is "zoe los"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(c for c in decomposed if not unicodedata.combining(c))
