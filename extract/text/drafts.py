"""A fact while it is being put together: values, how each was found, and the pieces of text that bear it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from extract.documents.model.boxes import boxes_of
from extract.documents.model.document import Document
from extract.text.anchor import Anchor
from schemas import Evidence, Leaf

Span = tuple[int, int]
"""Offsets into the document's text: start (inclusive), end (exclusive)."""


@dataclass(slots=True)
class Draft:
    """A fact without its number. `owner` is the draft that it belongs to (a project's role, a metric's paper)."""

    values: dict[str, Any] = field(default_factory=dict[str, Any])
    leaves: dict[str, Leaf] = field(default_factory=dict[str, Leaf])
    spans: list[Span] = field(default_factory=list[Span])
    owner: Draft | None = None

    left_out: dict[str, Span] = field(default_factory=dict[str, Span])
    """Values that were told of the fact and stand in another entry, by field, and where."""
    own_start: int | None = None
    """Offset of the first piece that is the fact's own, where it has others in a heading that it shares."""

    def put(self, name: str, value: object, anchor: Anchor, *, shared: bool = False) -> None:
        """Fill a field with a value that stands in the text; `shared` where that is a heading above several facts."""
        self.values[name] = value
        self.leaves[name] = Leaf(how=anchor.how, start=anchor.start, end=anchor.end, shared=shared)
        self.spans.append((anchor.start, anchor.end))

    def derive(self, name: str, value: object, rule: str, span: Span) -> None:
        """Fill a field with a value that the named rule worked out from the words of `span`."""
        self.values[name] = value
        self.leaves[name] = Leaf(how="derived", rule=rule, start=span[0], end=span[1])
        self.spans.append(span)

    @property
    def start(self) -> int:
        """Offset of the first piece of text that bears the fact out."""
        return min(span[0] for span in self.spans)

    @property
    def begins(self) -> int:
        """Offset at which the fact's own lines begin: behind a heading that it shares with others."""
        return self.start if self.own_start is None else self.own_start

    @property
    def end(self) -> int:
        """Offset one past the last piece."""
        return max(span[1] for span in self.spans)


def lines_of(document: Document, spans: Iterable[Span]) -> list[int]:
    """Return the numbers of the lines that the spans touch, in order, each once."""
    numbers: set[int] = set()
    for start, end in spans:
        first, last = document.line_at(start).number, document.line_at(max(start, end - 1)).number
        numbers.update(range(first, last + 1))
    return sorted(numbers)


def evidence_at(document: Document, start: int, end: int) -> Evidence | None:
    """Return the evidence between two offsets, white space at its ends left out; None when nothing else is there."""
    text = document.text[start:end]
    stripped = text.strip()
    if not stripped:
        return None
    start += len(text) - len(text.lstrip())
    line = document.line_at(start)
    end = start + len(stripped)
    boxes = boxes_of(document, start, end)
    return Evidence(start=start, end=end, text=stripped, line=line.number, page=line.page, boxes=boxes)


def placed(document: Document, leaves: Mapping[str, Leaf]) -> dict[str, Leaf]:
    """Return the leaves with the boxes of their words."""
    return {
        name: leaf.model_copy(update={"boxes": boxes_of(document, leaf.start, leaf.end)})
        for name, leaf in leaves.items()
    }


def evidence_lines(document: Document, spans: Sequence[Span]) -> list[Evidence]:
    """Return the whole lines that the spans touch, as evidence, in order."""
    found: list[Evidence] = []
    for number in lines_of(document, spans):
        line = document.lines[number - 1]
        if piece := evidence_at(document, line.start, line.end):
            found.append(piece)
    return found
