"""Words that are set so that a search for them fails: letters of another script, letters apart, base64, addresses, reversed.

A line that is none of these gives nothing, so that it costs no second search.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

_ALIKE = str.maketrans(
    {
        "а": "a", "е": "e", "о": "o", "р": "p", "с": "c", "і": "i", "ѕ": "s", "ј": "j", "у": "y", "х": "x", "ԁ": "d", "һ": "h",
        "α": "a", "ο": "o", "ρ": "p", "ε": "e", "υ": "u", "ι": "i", "κ": "k", "τ": "t", "χ": "x", "ν": "v",
    }
)  # fmt: skip
"""Small Cyrillic and Greek letters that look like Latin ones: the usual ones of Unicode's confusables.txt (UTS 39)."""
_MIXED = re.compile(r"[a-z][\u0370-\u03ff\u0400-\u052f]|[\u0370-\u03ff\u0400-\u052f][a-z]")
_APART = re.compile(r"(?<!\w)(?:\w ){5,}\w(?!\w)")
_LETTERS = re.compile(r"(?<!\w)(?:\w )+\w(?!\w)")
_ENCODED = re.compile(r"(?<![\w+/])[A-Za-z0-9+/]{24,4000}={0,2}(?![\w+/])")
_ADDRESS = re.compile(r"(?:https?://|www\.|(?<![\w-])[\w-]{1,60}\.[a-z]{2,6}/)[^\s)>\]]{12,2000}")
_REVERSED = re.compile("\u202e([^\u202c\u202e]+)")


def undisguised(line: str) -> Iterator[str]:
    """Yield what a line says in disguise, one reading a disguise."""
    lowered = line.casefold()
    if _MIXED.search(lowered):
        yield lowered.translate(_ALIKE)
    if _APART.search(line):
        yield " ".join(_LETTERS.sub(lambda m: m[0].replace(" ", ""), word) for word in re.split(r"\s{2,}", line))
    for match in _ENCODED.finditer(line):
        if text := _decoded(match[0]):
            yield text
    for match in _ADDRESS.finditer(line):
        yield re.sub(r"[-_+/=?&.]+", " ", unquote_plus(match[0]))
    for match in _REVERSED.finditer(line):
        yield match[1][::-1]


def _decoded(token: str) -> str | None:
    """Return the text that a word in base64 stands for, None where it stands for no text in ASCII."""
    try:
        text = base64.b64decode(token + "=" * (-len(token) % 4), validate=True).decode("ascii")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return text if text.isprintable() else None
