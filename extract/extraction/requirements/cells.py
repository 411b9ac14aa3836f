"""Postings set as tables: a person specification with columns or a last column for essential and desirable."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.documents.model.document import Document, Line
from extract.extraction.requirements.wording import Importance
from extract.text.drafts import Span

_SHORT: dict[str, Importance] = {
    "e": "required", "d": "preferred", "essential": "required", "desirable": "preferred", "required": "required", "preferred": "preferred",
    "must": "required", "must have": "required", "nice to have": "preferred", "m": "required",
}  # fmt: skip
"""What a cell at the end of a row says of the row, as person specifications abbreviate it."""


_COLUMN_WORDS = 3
_REQUIRED = re.compile(r"(?i)\b(?:essential|required|must[- ]haves?|mandatory|erforderlich|zwingend|requis)\b")
_PREFERRED = re.compile(r"(?i)\b(?:desirable|preferred|nice[- ]to[- ]haves?|optional|wünschenswert|souhaité)\b")


def _column(text: str) -> Importance | None:
    """Return what a column's head makes of the cells below it."""
    if len(text.split()) > _COLUMN_WORDS:
        return None
    return "required" if _REQUIRED.search(text) else "preferred" if _PREFERRED.search(text) else None


class Cells:
    """Cuts the rows of a table into cells, and knows what the columns' heads make of each.

    A head is a line of at least two cells of which one is a heading of demands ("Essential", "Desirable"). It holds for
    the rows below it, up to the next line without cells. `is_unclear`: the section that was entered last has such a head,
    but lists below it in place of rows, so that what stands in which column cannot be told.
    """

    def __init__(self, document: Document) -> None:
        self._text = document.text
        self._importance: dict[Span, Importance] = {}
        self._columns: tuple[Importance | None, ...] = ()
        self.is_unclear = False

    def enter(self, heading: Line | None, spans: Sequence[Span]) -> Iterator[Span]:
        """Return the spans of a section's paragraphs, rows of a table cell by cell."""
        if heading is not None:
            self._columns = self._head((heading.start, heading.end)) or ()
        self.is_unclear = len(set(self._columns) - {None}) > 1 and not any(
            "\t" in self._text[slice(*span)] for span in spans
        )
        return self._pieces(spans)

    def _pieces(self, spans: Sequence[Span]) -> Iterator[Span]:
        for span in spans:
            if "\t" not in self._text[span[0] : span[1]]:
                self._columns = ()
                yield span
                continue
            if columns := self._head(span):
                self._columns = columns
                continue
            yield from self._row(span)

    def importance_at(self, span: Span) -> Importance | None:
        """Return what the column, or the row's last cell, makes of a cell; None where neither says."""
        return self._importance.get(span)

    def _row(self, span: Span) -> Iterator[Span]:
        cells = self._cells(span)
        mark = _SHORT.get(self._text[slice(*cells[-1])].strip().casefold()) if len(cells) > 1 else None
        if not mark and not self._columns:
            yield span
            return
        for place, cell in enumerate(cells[:-1] if mark else cells):
            of_column = self._columns[place] if place < len(self._columns) else None
            importance = mark if mark and place == len(cells) - 2 else of_column
            if importance and re.search(r"\w", self._text[slice(*cell)]):
                self._importance[cell] = importance
                yield cell

    def _head(self, span: Span) -> tuple[Importance | None, ...] | None:
        texts = [self._text[slice(*cell)] for cell in self._cells(span)]
        if len(texts) < 2:
            return None
        columns: tuple[Importance | None, ...] = tuple(_column(text) for text in texts)
        return columns if any(columns) else None

    def _cells(self, span: Span) -> list[Span]:
        cells: list[Span] = []
        start = span[0]
        for piece in re.split(r"(\t+)", self._text[span[0] : span[1]]):
            if piece and not piece.startswith("\t"):
                cells.append((start, start + len(piece)))
            start += len(piece)
        return cells
