"""Lines of a page, from words whose order is known."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from extract.documents.layout.direction import is_right_to_left, reading_order
from extract.documents.layout.glyphs import Word
from extract.documents.layout.reading_order import read_region
from extract.documents.layout.rows import Row, join_words
from extract.documents.model.assemble import DraftLine, Part
from extract.documents.model.places import PartPlace
from extract.documents.ocr.recognition import RecognisedPage


def lines_of(words: list[Word], page: int, bands: Sequence[tuple[float, float]]) -> list[DraftLine]:
    """Return the words of a page as lines in reading order; what does not stand upright comes last.

    `bands` are tops and bottoms of shapes that run from edge to edge: each is read before what comes under it.
    """
    return [_line(row, page) for row in _rows(words, bands)]


def recognised_lines(recognised: RecognisedPage, page: int) -> list[DraftLine]:
    """Return recognised words as lines in reading order, each where it stands in the picture."""
    rows = _rows(recognised.words, ())
    recognised.put_back()
    return [_line(row, page) for row in rows]


def _rows(words: list[Word], bands: Sequence[tuple[float, float]]) -> list[Row]:
    upright = [word for word in words if word.upright]
    turned = [word for word in words if not word.upright]
    read = [row for part in _cut_at_bands(upright, bands) for row in read_region(part)]
    return [*read, *_turned_rows(turned)]


def _cut_at_bands(words: list[Word], bands: Sequence[tuple[float, float]]) -> list[list[Word]]:
    edges = sorted(edge for band in bands for edge in band)
    parts: list[list[Word]] = [[] for _ in range(len(edges) + 1)]
    for word in words:
        parts[bisect_left(edges, word.middle)].append(word)
    return [part for part in parts if part]


def _turned_rows(words: list[Word]) -> list[Row]:
    """Words set upwards, downwards or aslant come after the others, in the order of the file, a row a line."""
    rows: list[list[Word]] = []
    for word in words:
        last = rows[-1][-1] if rows else None
        # Words of one line that runs up or down the page share their left edge; aslant, they go on where one ended.
        near = last is not None and min(abs(word.left - last.left), abs(word.baseline - last.baseline)) < word.size
        if near:
            word.joint = " "
            rows[-1].append(word)
        else:
            rows.append([word])
    return [Row(row) for row in rows]


def _place(word: Word) -> PartPlace:
    """Return where a word's characters stand; recognised ones share the word's width evenly, turned ones are not told apart."""
    edges = word.edges
    if not word.upright:
        edges = (word.left, word.right)
    elif len(edges) != len(word.text) + 1:
        count = len(word.text)
        edges = tuple(word.left + (word.right - word.left) * place / count for place in range(count + 1))
        edges = edges[::-1] if is_right_to_left(word.text) else edges
    return PartPlace(round(word.top, 1), round(word.bottom, 1), tuple(round(edge, 1) for edge in edges))


def _line(row: Row, page: int) -> DraftLine:
    joints = join_words(row.words)
    order = reading_order([word.text for word in row.words])
    parts: list[Part] = []
    for before, number in zip([None, *order], order, strict=False):
        word = row.words[number]
        if before is not None:
            # The joint that stands between two neighbours on the page; turned runs meet at a space.
            joint = joints[max(before, number)] if abs(before - number) == 1 else " "
            parts.append(Part(joint, word.url if word.url == row.words[before].url else None))
        parts.append(Part(word.text, word.url, _place(word)))
    box = (
        round(row.left, 2),
        round(min(word.top for word in row.words), 2),
        round(row.right, 2),
        round(max(word.bottom for word in row.words), 2),
    )
    return DraftLine(parts, page=page, box=box, size=round(row.size, 2), bold=row.bold)
