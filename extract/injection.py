"""Tell the lines of a document that speak to a language model, or to whoever screens the document, from those that don't.

Phrases that give orders count, not topics: "Ignore all previous instructions" does, "prompt engineering" does not.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from extract.injection_phrases import PHRASES

_QUOTES = str.maketrans("‘’‚‛ʼ`´“”„‟«»", "'''''''\"\"\"\"\"\"")
_MARKS = re.compile(r"\*\*|__")


def addresses_model(line: str) -> bool:
    """Tell whether a line speaks to a model or a screener ("ignore all previous instructions", "<|im_start|>").

    Knows such phrases in some ten languages; costs time linear in the line. What it misses is not shown to be harmless.
    """
    folded = _fold(line)
    return any(pattern.search(folded) for pattern in _patterns())


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile("|".join(f"(?:{phrase})" for phrase in phrases)) for phrases in PHRASES.values())


def _fold(line: str) -> str:
    """Return the line in lower case without accents on Latin letters, invisible characters and double spaces."""
    letters: list[str] = []
    for character in unicodedata.normalize("NFKD", line.casefold()):
        if unicodedata.category(character) == "Cf":
            continue
        if unicodedata.combining(character) and letters and letters[-1].isascii():
            continue
        letters.append(character)
    text = unicodedata.normalize("NFC", "".join(letters)).translate(_QUOTES)
    return " ".join(_MARKS.sub("", text).split())
