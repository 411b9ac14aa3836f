"""Documents for tests, built from text: what a reader would have made of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from extract.documents.model.document import Box, Document, Line


def document_of(
    text: str, *, bold: Collection[int] = (), headings: Collection[int] = (), lefts: Mapping[int, float] | None = None
) -> Document:
    """Return a document of these lines. Line numbers count from 1; `lefts` gives boxes that begin so far from the left."""
    lines: list[Line] = []
    start = 0
    for number, words in enumerate(text.split("\n"), 1):
        box: Box | None = None
        if lefts is not None:
            box = (lefts[number], 12.0 * number, lefts[number] + 5.0 * len(words), 12.0 * number + 10)
        lines.append(Line(number, start, start + len(words), box=box, bold=number in bold, heading=number in headings))
        start += len(words) + 1
    return Document(Path("made_up.txt"), "0" * 64, "text/plain", text, tuple(lines), language="en")
