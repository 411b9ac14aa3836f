"""A PDF without its candidate: words become places on pages, these are cleared, and the copy is read again."""

# pikepdf's objects take any attribute.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pikepdf

from extract.documents import Document
from extract.documents.formats.pdf.reader import TextLayer, read_text_layer
from extract.documents.model.assemble import assemble
from extract.documents.model.boxes import boxes_of
from extract.redaction.copying import Copy, Taken, check_bytes, check_text, sought_words
from extract.redaction.findings import Finder, Hit, in_lines
from extract.redaction.pdf.content import Area
from extract.redaction.pdf.refusing import scan, unusual
from extract.redaction.pdf.writing import write_without

_NOWHERE = Path()
_MAX_LOST = 0.02  # of the words that were to stay
_PICTURE_NOTICES = ("recognised_text", "unreadable_page", "damaged_page")
_OPAQUE = ("/FontFile", "/FontFile2", "/FontFile3")
_STRING = re.compile(rb"\(((?:[^()\\]|\\.)*)\)")
_NOTE = (
    "Metadata, attachments, bookmarks, links, comments, forms to fill in, scripts, hidden layers and text, tags with alternate texts, "
    "and earlier versions of the file were left out."
)


def redact_pdf(data: bytes, document: Document, finder: Finder, known: Iterable[Hit]) -> Copy:
    """Return a copy of a PDF. `known` are further words of `document`, as read, that go.

    Raises:
        DocumentError: "encrypted", "damaged".
        RedactionError: "scan", or "unsafe": nothing may be written.
    """
    if any(notice.code in _PICTURE_NOTICES for notice in document.notices):
        raise scan()
    layer = read_text_layer(data)
    every = assemble(layer.draft, _NOWHERE, "")
    hits = in_lines(finder, every.text)
    taken = [Taken(hit.kind, every.line_at(hit.start).page, every.text[hit.start : hit.end]) for hit in hits]
    boxes = [box for hit in hits for box in boxes_of(every, hit.start, hit.end)]
    for hit in known:
        places = boxes_of(document, hit.start, hit.end)
        if not set(places) <= set(boxes):
            taken.append(Taken(hit.kind, document.line_at(hit.start).page, document.text[hit.start : hit.end]))
            boxes += places
    cleaned = write_without(data, _areas(layer, boxes))
    taken += [Taken("picture", page) for page, count in cleaned.pictures.items() for _ in range(count)]
    gone = Counter(every.text.split()) - Counter(_kept(every.text, hits).split())
    gone.update(word for each in taken for word in each.text.split())
    _check(finder, cleaned.data, Counter(every.text.split()) - gone, sought_words(finder, taken))
    return Copy(cleaned.data, taken, [_NOTE])


def _areas(layer: TextLayer, boxes: Iterable[tuple[int, float, float, float, float]]) -> dict[int, list[Area]]:
    """Return the boxes of words to take out, and of words that cannot be seen, in each page's own coordinates."""
    hidden = [(page, word.left, word.top, word.right, word.bottom) for page, word in layer.hidden]
    areas: dict[int, list[Area]] = {}
    for page, left, top, right, bottom in [*boxes, *hidden]:
        frame = layer.frames[page - 1]
        assert frame is not None
        (x0, y0), (x1, y1) = frame.unplace(left, top), frame.unplace(right, bottom)
        areas.setdefault(page, []).append((min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return areas


def _kept(text: str, hits: Iterable[Hit]) -> str:
    letters = list(text)
    for hit in hits:
        letters[hit.start : hit.end] = " " * (hit.end - hit.start)
    return "".join(letters)


def _check(finder: Finder, data: bytes, wanted: Counter[str], sought: set[str]) -> None:
    """Read the copy again: nothing that goes is left, and what stays is there."""
    layer = read_text_layer(data)
    copy = assemble(layer.draft, _NOWHERE, "")
    check_text(finder, copy.text)
    check_text(finder, "\n".join(word.text for _, word in layer.hidden))
    check_bytes(sought, _readable(data))
    lost = wanted - Counter(copy.text.split()) - Counter(word.text for _, word in layer.hidden)
    if lost.total() > max(3, _MAX_LOST * wanted.total()):
        raise unusual("letters that cannot be parted from those around them")


def _readable(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield all objects and decompressed streams but fonts, each with what its strings spell together."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        opaque = {
            thing[key].objgen
            for thing in pdf.objects
            if isinstance(thing, pikepdf.Dictionary)
            for key in _OPAQUE
            if key in thing
        }
        for thing in pdf.objects:
            is_stream = isinstance(thing, pikepdf.Stream)
            if not is_stream or thing.objgen not in opaque:
                content = thing.read_bytes() if is_stream else thing.unparse(resolved=True)
                yield content, b"".join(_STRING.findall(content))
