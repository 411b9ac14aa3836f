"""A stream of paragraphs of an RTF document: its body, a header, a footnote, a text box, or the label of a list item."""

from __future__ import annotations

from dataclasses import dataclass, field

from extract.documents.model.assemble import DraftLine, Part

_SHORT_CELL = 150  # characters; a longer cell is a column of text, not a piece of a line


@dataclass(slots=True)
class Flow:
    """Paragraphs while they are read. `kind` is the destination: "body", "header", "footer", "footnote", "box", "label"."""

    kind: str
    lines: list[DraftLine] = field(default_factory=list[DraftLine])
    label: str = ""
    heading: bool = False
    _parts: list[Part] = field(default_factory=list[Part])
    _bold: list[bool] = field(default_factory=list[bool])
    _boxes: list[DraftLine] = field(default_factory=list[DraftLine])
    _cells: list[list[DraftLine]] = field(default_factory=list[list[DraftLine]])
    _row_start: int | None = None

    def add(self, text: str, url: str | None, *, bold: bool) -> None:
        """Add words to the paragraph."""
        self._parts.append(Part(text, url))
        if text.strip():
            self._bold.append(bold)

    def take_box(self, lines: list[DraftLine]) -> None:
        """Keep the words of a text box until the paragraph that it hangs on ends."""
        self._boxes += lines

    def end_paragraph(self) -> None:
        """Make the paragraph a line, with the label of its list item before it; empty ones are dropped."""
        if any(part.text.strip() for part in self._parts):
            parts = [Part(self.label), *self._parts] if self.label else self._parts
            self.lines.append(DraftLine(parts, bold=all(self._bold), heading=self.heading))
            self.label = ""
        self.lines += self._boxes
        self._parts, self._bold, self._boxes = [], [], []

    def start_row(self) -> None:
        """Note that what follows stands in a table, unless it is known."""
        if self._row_start is None:
            self._row_start = len(self.lines)

    def end_cell(self) -> None:
        """Take the paragraphs since the last cell out as a cell."""
        self.start_row()
        self.end_paragraph()
        self._cells.append(self.lines[self._row_start :])
        del self.lines[self._row_start :]

    def end_row(self) -> None:
        """Put the cells back: on one line where all are short, otherwise one after the other."""
        self.end_paragraph()
        cells = [cell for cell in self._cells if cell]
        if len(cells) > 1 and all(len(cell) == 1 and len(cell[0].text) <= _SHORT_CELL for cell in cells):
            parts = list(cells[0][0].parts)
            for (line,) in cells[1:]:
                parts += [Part("\t"), *line.parts]
            self.lines.append(DraftLine(parts, bold=all(cell[0].bold for cell in cells)))
        else:
            for cell in cells:
                self.lines += cell
        self._cells, self._row_start = [], None

    def close(self) -> None:
        """End what is open."""
        self.end_row()
