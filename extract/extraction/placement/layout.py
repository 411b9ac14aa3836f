"""How the lines of a document stand to each other: what parts two rows, and which rows are details of an entry."""

from __future__ import annotations

import functools
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from extract.documents.model.document import Document, Line
from extract.extraction.placement.told import Place
from extract.extraction.placement.weights import WEIGHTS, Weights
from extract.text.dates.periods import Period
from extract.text.paragraphs import sentences, stands_in_bullet
from extract.text.sections.segment import Section

PROSE_CHARS = 110
"""A line as long as that is a sentence of a description rather than the head of an entry."""
PARAGRAPH_CHARS = 160
"""A line as long as that holds a paragraph."""
SENTENCE_WORDS = 9
"""So is one of so many words that ends as a sentence does."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line with words, or one sentence of a line that holds a paragraph. `number` and `page` are those of the line."""

    start: int
    end: int
    number: int
    page: int | None


class Layout:
    """The rows of a document: its lines with words, paragraphs on one line by their sentences, counted from 0."""

    def __init__(
        self, document: Document, sections: Sequence[Section], periods: Sequence[Period], weights: Weights = WEIGHTS
    ) -> None:
        self._document = document
        self.weights = weights
        lines = [line for line in document.lines if document.line_text(line).strip()]
        self.rows = [row for line in lines for row in _rows_of(document, line)]
        self._starts = [row.start for row in self.rows]
        headings = {section.heading.number for section in sections if section.heading}
        self._kinds: list[str] = []
        starts = [(section.start, section.kind) for section in sections]
        place = 0
        for line in self.rows:
            while place + 1 < len(starts) and starts[place + 1][0] <= line.start:
                place += 1
            self._kinds.append(starts[place][1] if starts else "top")
        self.is_heading = [line.number in headings for line in self.rows]
        levels = {line.number: line.level for line in lines}
        self._levels = [levels[row.number] for row in self.rows]
        bullets = {line.number for line in lines if stands_in_bullet(document, line)}
        self.is_bullet = [row.number in bullets for row in self.rows]
        self.periods_of: dict[int, list[Period]] = {}
        for period in periods:
            self.periods_of.setdefault(self.row_at(period.start), []).append(period)
        apart = sum(line.number - above.number > 1 for above, line in pairwise(self.rows))
        self._is_airy = 2 * apart > len(self.rows)
        steps = [self._step(row) for row in range(len(self.rows))]
        self._away = list(accumulate(steps))
        self._sections_before = list(accumulate(self.is_heading))

    def row_at(self, offset: int) -> int:
        """Return the row of the line at an offset; that of the row above where the line is empty."""
        return max(bisect_right(self._starts, offset) - 1, 0)

    def kind_at(self, row: int) -> str:
        """Return the kind of the section in which a row stands."""
        return self._kinds[row] if self._kinds else "top"

    def stands_alone(self, place: Place) -> bool:
        """Tell whether nothing but marks stands beside some words on their row."""
        line = self.rows[place.row]
        text = self._document.text
        beside = text[line.start : max(place.start, line.start)] + text[place.end : max(line.end, place.end)]
        return not any(char.isalnum() for char in beside)

    def text_of(self, row: int) -> str:
        """Return the words of a row."""
        return self._document.text[self.rows[row].start : self.rows[row].end].strip()

    @functools.cache  # noqa: B019 - lives as long as the document is read
    def is_detail(self, row: int) -> bool:
        """Tell whether a row is of a description, a bullet or a sentence, rather than of the head of an entry."""
        text = self.text_of(row)
        is_sentence = text.endswith((".", ";", "!", "。")) and len(text.split()) >= SENTENCE_WORDS
        number = self.rows[row].number
        is_part = any(0 <= near < len(self.rows) and self.rows[near].number == number for near in (row - 1, row + 1))
        return self.is_bullet[row] or len(text) >= PROSE_CHARS or is_sentence or is_part

    def apart(self, one: int, other: int) -> float:
        """Return how far two rows stand apart: rows, empty lines, bullets and headings between them, weighed."""
        low, high = min(one, other), max(one, other)
        return self._away[high] - self._away[low]

    def are_in_one_section(self, one: int, other: int) -> bool:
        """Tell whether no heading stands between two rows: neither of a section, nor one of the upper row's own level."""
        low, high = min(one, other), max(one, other)
        level = self._levels[low]
        parted = level is not None and any((below or level + 1) <= level for below in self._levels[low + 1 : high + 1])
        return self._sections_before[high] == self._sections_before[low] and not parted

    def _step(self, row: int) -> float:
        """Return how far a row is from the one above it."""
        if row == 0:
            return 0.0
        weights, above, line = self.weights, self.rows[row - 1], self.rows[row]
        away = weights.row
        if line.number - above.number > 1 and not self._is_airy:  # where all lines stand apart, that says nothing
            away += weights.blank
        if self.is_heading[row]:
            away += weights.heading
        if self.is_bullet[row - 1] and not self.is_bullet[row]:
            away += weights.after_bullets
        elif self.is_bullet[row]:
            away += weights.bullet
        if above.page != line.page:
            away += weights.row
        return away


def _rows_of(document: Document, line: Line) -> Iterator[Row]:
    """Yield a line as a row, or the sentences of a line as long as a paragraph."""
    whole = line.end - line.start < PARAGRAPH_CHARS
    for start, end in [(line.start, line.end)] if whole else sentences(document.text, line.start, line.end):
        yield Row(start, end, line.number, line.page)
