"""Put wrapped lines together again: the sentences and bullets of a document, as spans of its text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from extract.documents.model.document import Document, Line
from extract.text.drafts import Span

MAX_CHARS = 700
"""Longest piece shown at once, in code points; a longer one is cut after a sentence or a semicolon."""

_BULLET = re.compile(r"^\s*(?:[•●▪◦‣·*–—-]\s|\(?\d{1,3}[.)]\s|\[\d{1,3}\]\s|\(?(?:[a-z]|[ivx]{2,4})\)\s)")
_MARK = re.compile(r"\s*(?:[•●▪◦‣·]|[*–—-]\s)")
_MAX_INSET_PT = 40.0
"""A wrapped line of a bullet is set in from its mark by 18 pt (Word) or less; more than this is another column."""
_MIN_INSET_PT = 3.0
"""It is set in by the width of the mark and a space at least; lines that differ by less are set alike, up to rounding."""
_MAX_INSET_CHARS = 12
_END = re.compile(r"[.!?:;]\s*$")
_CUT = re.compile(r"(?<=[.;!?])\s+(?=[A-ZÀ-Þ•(\"“]|\w+ed\b|\w+ing\b)")

_SENTENCE = re.compile(r"(?<=[^\W\d_]{3}[.!?;])\s+(?=[^\W\d_a-zß-ÿ])|(?<=[\d%)][.!?;])\s+(?=[^\W\d_a-zß-ÿ])")
"""Between two sentences: a full stop behind a word or a number, and a capital."""


def sentences(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the spans of the sentences of text[start:end], which is one line or several."""
    for cut in _SENTENCE.finditer(text, start, end):
        yield start, cut.start()
        start = cut.end()
    yield start, end


def paragraphs(document: Document, lines: Iterable[Line]) -> list[Span]:
    """Return the spans of the bullets, sentences and lines that `lines` hold, wrapped lines joined.

    A line goes on the one before when that one does not end a sentence and this one begins in lower case or with a
    digit, without a bullet; or when the one before ends in a hyphen, a comma or a joining word.
    """
    found: list[Span] = []
    previous: Line | None = None
    for line in lines:
        text = document.line_text(line)
        if not text.strip():
            previous = None
            continue
        if previous and found and _goes_on(document.line_text(previous), text) and line.number == previous.number + 1:
            found[-1] = (found[-1][0], line.end)
        else:
            found.append((line.start, line.end))
        previous = line
    return [piece for span in found for piece in _cut(document.text, span)]


def stands_in_bullet(document: Document, line: Line) -> bool:
    """Whether a line belongs to a bullet: it has the mark, or goes on below a line that does, set in from the mark.

    How far a line is set in is told by its box, in text without pages by the spaces before it.
    """
    for number in range(line.number, 0, -1):
        above = document.lines[number - 1]
        text = document.line_text(above)
        if not text.strip():
            return False
        if _MARK.match(text):
            return above is line or _is_set_in(document, line, above)
        if not _is_set_in_alike(document, above, line):
            return False
    return False


def _is_set_in(document: Document, line: Line, mark: Line) -> bool:
    if line.box and mark.box:
        return _MIN_INSET_PT < line.box[0] - mark.box[0] <= _MAX_INSET_PT
    return 0 < _indent(document, line) - _indent(document, mark) <= _MAX_INSET_CHARS


def _is_set_in_alike(document: Document, one: Line, other: Line) -> bool:
    if one.box and other.box:
        return abs(one.box[0] - other.box[0]) < 2.0
    return _indent(document, one) == _indent(document, other)


def _indent(document: Document, line: Line) -> int:
    text = document.line_text(line)
    return len(text) - len(text.lstrip())


def _goes_on(before: str, text: str) -> bool:
    if _BULLET.match(text) or _END.search(before):
        return False
    first = text.strip()[0]
    if first.islower() or re.search(
        r"(?:[,&/–-]|\b(?:and|or|of|the|for|with|to|in|by|a|an|from|on|und|et))\s*$", before
    ):
        return True
    return len(before) > 60 and (first.isdigit() or first in "($€£+")


def _cut(text: str, span: Span) -> list[Span]:
    start, end = span
    if end - start <= MAX_CHARS:
        return [span]
    pieces: list[Span] = []
    piece_start = start
    last_cut = start
    for match in _CUT.finditer(text, start, end):
        if match.start() - piece_start > MAX_CHARS and last_cut > piece_start:
            pieces.append((piece_start, last_cut))
            piece_start = last_cut
        last_cut = match.end()
    if end - piece_start > MAX_CHARS and last_cut > piece_start:
        pieces.append((piece_start, last_cut))
        piece_start = last_cut
    pieces.append((piece_start, end))
    return pieces
