"""What a document is to the rest of the program: one text, its lines, and what the reader noticed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from extract.documents.model.places import PlacedWord

JSON = "application/json"
"""Media type of a file of another program: its text is JSON, and its values are whole, however long."""

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points (1/72 inch) from the page's top left corner."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a document's text.

    `start` (inclusive) and `end` (exclusive) are code-point offsets into `Document.text`, the line break not included.
    `number` and `page` count from 1. `page` and `box` are None where the format has no pages. `size` is the height of
    the letters in points, None where the format does not say. `bold` is True when the whole line is bold.
    `heading` is True where the format itself marks a heading (HTML h1–h6, Word heading styles, Markdown #), and `level` is which of them,
    counted from 1, where the format says.
    """

    number: int
    start: int
    end: int
    page: int | None = None
    box: Box | None = None
    size: float | None = None
    bold: bool = False
    heading: bool = False
    level: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A link that the document carries: `url`, and the offsets of the words that carry it (None where unknown)."""

    url: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader noticed, such as hidden text that it left out; it becomes a finding of the profile."""

    code: str
    message: str
    page: int | None = None
    severity: Literal["info", "warning", "error"] = "warning"


@dataclass(frozen=True, slots=True)
class Document:
    """A document as read.

    `text` is what the model sees and what all evidence points into: lines joined by one line feed each.
    `words` says where they stand on their pages, in the order of the text; empty where there are no pages.
    `sha256` is of the file's bytes (hex). `media_type` is by content, not by suffix. `language` is an ISO 639-1 code,
    None where it cannot be told.
    """

    path: Path
    sha256: str
    media_type: str
    text: str
    lines: tuple[Line, ...]
    pages: int | None = None
    language: str | None = None
    links: tuple[Link, ...] = ()
    notices: tuple[Notice, ...] = field(default=())
    words: tuple[PlacedWord, ...] = ()

    def line_text(self, line: Line) -> str:
        """Return the text of one of this document's lines."""
        return self.text[line.start : line.end]

    def line_at(self, offset: int) -> Line:
        """Return the line that holds the code point at `offset` (its line break counts as its own).

        Raises:
            IndexError: `offset` is outside the text.
        """
        if not 0 <= offset <= len(self.text):
            raise IndexError(offset)
        low, high = 0, len(self.lines) - 1
        while low < high:
            middle = (low + high + 1) // 2
            if self.lines[middle].start <= offset:
                low = middle
            else:
                high = middle - 1
        return self.lines[low]
