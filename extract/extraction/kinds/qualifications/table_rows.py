"""Tables of skills and certificates: the row of headings names nothing, and a row names one thing, with its level or dates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extract.documents.model.document import Document, Line
from extract.text.drafts import Span
from extract.text.languages import is_level

_DATE = re.compile(r"(?:\d{1,2}[./-]){0,2}(?:19|20)\d{2}|[–—-]")
MIN_ROWS = 2
"""Rows below the headings that make a table."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: where what it names stands, and how well that is known, as written. A row of headings has no `name`."""

    name: Span | None
    level: str | None = None


def table_rows(document: Document, lines: Sequence[Line]) -> dict[int, TableRow]:
    """Return the rows of the tables with headings among some lines, by the number of their line.

    Such a table has a first row of words alone, and below it rows of as many cells of which the last one is a level, a date
    or nothing. Where cells of the first column are the same or say what kind the second one is of, the second names something.
    """
    found: dict[int, TableRow] = {}
    run: list[tuple[Line, list[Span]]] = []
    for line in [*lines, None]:
        cells = _cells(document, line) if line else []
        if line and len(cells) > 1 and (not run or len(cells) == len(run[0][1])):
            run.append((line, cells))
            continue
        found |= _read(document, run)
        run = [(line, cells)] if line and len(cells) > 1 else []
    return found


def _cells(document: Document, line: Line) -> list[Span]:
    cells = re.finditer(r"[^\t]+", document.text[line.start : line.end])
    return [(line.start + cell.start(), line.start + cell.end()) for cell in cells if cell[0].strip()]


def _read(document: Document, run: Sequence[tuple[Line, list[Span]]]) -> dict[int, TableRow]:
    if len(run) <= MIN_ROWS:
        return {}
    words = [[" ".join(document.text[start:end].split()) for start, end in cells] for _, cells in run]
    heads, rows = words[0], words[1:]
    if any(_says_how(cell) or re.search(r"\d", cell) for cell in heads) or not all(_says_how(row[-1]) for row in rows):
        return {}
    labels = Counter(row[0] for row in rows)
    column = 1 if len(heads) > 2 and max(labels.values()) > 1 else 0
    found = {run[0][0].number: TableRow(None)}
    for (line, cells), row in zip(run[1:], rows, strict=True):
        level = row[-1] if is_level(row[-1]) else None
        found[line.number] = TableRow(cells[column], level)
    return found


def _says_how(cell: str) -> bool:
    return is_level(cell) or _DATE.fullmatch(cell) is not None
