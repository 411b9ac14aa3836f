"""Tell the lines of a document that speak to a language model, or to whoever screens the document, from those that don't.

Phrases that give orders count, not topics: "Ignore all previous instructions" does, "prompt engineering" does not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, lru_cache

from extract.documents.model.document import Document
from extract.text.injection.disguises import undisguised
from extract.text.injection.phrases import PHRASES

_QUOTES = str.maketrans("‘’‚‛ʼ`´“”„‟«»", "'''''''\"\"\"\"\"\"")
_MARKS = re.compile(r"\*\*|__")
_PIECE = re.compile(r"(?<=[.!?])\s+|(?<=[。！？])|\s+[|·•–—]\s+|\t+")


@lru_cache(maxsize=4_096)  # a document's lines are looked at before it is asked about, and again when it is checked
def addresses_model(line: str) -> bool:
    """Tell whether a line speaks to a model or a screener ("ignore all previous instructions", "<|im_start|>").

    Knows such phrases in some twenty languages, also disguised; costs time linear in the line. What it misses is not shown
    to be harmless.
    """
    return any(_is_addressed(_fold(reading)) for reading in (line, *undisguised(line)))


def _is_addressed(folded: str) -> bool:
    return any(pattern.search(folded) for pattern in _patterns())


def addressed_spans(document: Document) -> Iterator[tuple[int, int]]:
    """Yield where the text speaks to a model or a screener: lines, and pairs of lines that only together do so."""
    done = 0
    for index, line in enumerate(document.lines):
        if line.start < done:
            continue
        end = line.end if addresses_model(document.line_text(line)) else None
        if end is None and index + 1 < len(document.lines):
            below = document.lines[index + 1]
            both = f"{document.line_text(line)} {document.line_text(below)}"
            if not addresses_model(document.line_text(below)) and addresses_model(both):
                end = below.end
        if end is not None:
            done = end
            yield line.start, end


def without_addressed(document: Document) -> Document:
    """Return the document as it is asked about: spaces in place of what speaks to a model, all offsets as they were.

    Of a line that says something else first, the sentence that speaks to a model goes, and what stands behind it.
    """
    letters = list(document.text)
    for start, end in addressed_spans(document):
        start = _first_addressed(document.text, start, end)
        letters[start:end] = (c if c == "\n" else " " for c in letters[start:end])
    return replace(document, text="".join(letters))


def _first_addressed(text: str, start: int, end: int) -> int:
    begins = [start, *(match.end() for match in _PIECE.finditer(text, start, end))]
    for begin, stop in zip(begins, [*begins[1:], end], strict=True):
        if addresses_model(text[begin:stop]):
            return begin
    return start


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
