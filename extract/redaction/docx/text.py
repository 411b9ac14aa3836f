"""The words of one part of a Word document: joined to lines as they are read, and taken out of the pieces that hold them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.documents.files.package import XmlElement
from extract.redaction.copying import Taken, mark_of
from extract.redaction.findings import Hit

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_TEXTS = (f"{_W}t", f"{_M}t")
_BREAKS = {f"{_W}tab": "\t", f"{_W}ptab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}


@dataclass(slots=True)
class Piece:
    """A piece of a line: its text, and the element that holds it, None for what stands between elements."""

    text: str
    element: XmlElement | None = None


def lines_of(root: XmlElement) -> list[list[Piece]]:
    """Return the lines of a part in the order of the file, the single-paragraph cells of a table's row joined by tabs."""
    lines: list[list[Piece]] = []
    rows: dict[XmlElement, int] = {}
    for paragraph in root.iter(f"{_W}p"):
        own = _split(_pieces(paragraph))
        row = next(paragraph.iterancestors(f"{_W}tr"), None)
        if row is not None and len(own) == 1 and row in rows and _is_alone(paragraph):
            lines[rows[row]] += [Piece("\t"), *own[0]]
            continue
        if row is not None and len(own) == 1 and _is_alone(paragraph):
            rows[row] = len(lines)
        lines += own
    return lines


def _is_alone(paragraph: XmlElement) -> bool:
    parent = paragraph.getparent()
    return parent is not None and sum(child.tag == f"{_W}p" for child in parent) == 1


def _pieces(paragraph: XmlElement) -> Iterator[Piece]:
    """Yield the pieces of a paragraph, without those of paragraphs inside it, as in text boxes."""
    for element in paragraph.iter(*_TEXTS, *_BREAKS):
        if next(element.iterancestors(f"{_W}p"), None) is paragraph and element.getparent() is not None:
            if element.tag in _TEXTS:
                yield Piece(element.text or "", element)
            elif _is_in_run(element):
                yield Piece(_BREAKS[str(element.tag)])


def _is_in_run(element: XmlElement) -> bool:
    """Tell a tab in a text from a tab stop of a style."""
    parent = element.getparent()
    return parent is not None and parent.tag == f"{_W}r"


def _split(pieces: Iterator[Piece]) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        if piece.text == "\n" and piece.element is None:
            lines.append([])
        else:
            lines[-1].append(piece)
    return lines


def line_text(line: Sequence[Piece]) -> str:
    """Return the text of a line; line feeds inside an element count as spaces, as Word shows them."""
    return "".join(piece.text for piece in line).replace("\n", " ").replace("\r", " ")


def take_out(line: Sequence[Piece], hits: Sequence[Hit], taken: list[Taken]) -> None:
    """Put a mark where each hit begins, and take its letters out of the elements that hold them."""
    text = line_text(line)
    taken.extend(Taken(hit.kind, None, text[hit.start : hit.end]) for hit in hits)
    at = 0
    for piece in line:
        end = at + len(piece.text)
        if piece.element is not None and any(hit.start < end and at < hit.end for hit in hits):
            piece.element.text = _rewritten(piece.text, at, hits)
            piece.element.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        at = end


def _rewritten(text: str, at: int, hits: Sequence[Hit]) -> str:
    written: list[str] = []
    for place, letter in enumerate(text, at):
        hit = next((hit for hit in hits if hit.start <= place < hit.end), None)
        if hit is None:
            written.append(letter)
        elif place == hit.start:
            written.append(mark_of(hit.kind))
    return "".join(written)
