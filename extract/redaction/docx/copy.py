"""A Word document without its candidate: what is no text goes, words are taken out, and the copy is read again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from extract.documents import Document
from extract.documents.files.package import XmlElement
from extract.documents.formats.docx.reader import read_docx
from extract.redaction.copying import Copy, Taken, check_bytes, check_text, sought_words
from extract.redaction.docx.parts import copy_parts, texts_of
from extract.redaction.docx.text import line_text, lines_of, take_out
from extract.redaction.findings import Finder, Hit, Kind, joined

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GONE = tuple(
    f"{_W}{name}"
    for name in (
        "del", "moveFrom", "delText", "delInstrText", "instrText", "fldChar", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr",
        "rPrChange", "pPrChange", "sectPrChange", "tblPrChange", "trPrChange", "tcPrChange", "tblGridChange", "numberingChange",
        "cellIns", "cellDel", "cellMerge", "moveFromRangeStart", "moveFromRangeEnd", "moveToRangeStart", "moveToRangeEnd",
        "customXmlInsRangeStart", "customXmlInsRangeEnd", "customXmlDelRangeStart", "customXmlDelRangeEnd",
        "commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef", "bookmarkStart", "bookmarkEnd",
        "permStart", "permEnd", "proofErr", "object", "altChunk", "subDoc", "control", "hlinkClick",
    )
)  # fmt: skip
"""Elements that go with all that they hold: deleted text, comments, fields' instructions, bookmarks, embedded objects."""
_UNWRAPPED = tuple(f"{_W}{name}" for name in ("ins", "moveTo", "hyperlink", "fldSimple", "smartTag", "customXml"))
"""Elements that go, but for what they hold."""
_DRAWN = (f"{_W}drawing", f"{_W}pict")
_BOX = f"{_W}txbxContent"
_PICTURES = ("pic", "blip", "blipFill", "imagedata", "textpath", "hlinkClick", "hlinkHover")
_TELLING = ("descr", "title", "alt", "name", "href", "string")
"""Attributes of drawings that hold words."""
_NOTE = "Comments, deleted text, properties, pictures, links, bookmarks, fields, custom XML and embedded files were left out."


def redact_docx(data: bytes, document: Document, finder: Finder, known: Iterable[Hit]) -> Copy:
    """Return a copy of a Word document. `known` are further words of `document`, as read, that go wherever they stand.

    Raises:
        DocumentError: the file is damaged.
        RedactionError: "unsafe": words are left.
    """
    words: set[tuple[Kind, str]] = {(hit.kind, document.text[hit.start : hit.end]) for hit in known}
    taken: list[Taken] = []

    def clean(root: XmlElement, name: str) -> None:
        _strip(root)
        lines = lines_of(root)
        texts = [line_text(line) for line in lines]
        head = finder.find_head(texts) if name == "word/document.xml" or "header" in name else {}
        for number, (line, text) in enumerate(zip(lines, texts, strict=True)):
            hits = joined([*finder.find(text), *head.get(number, ()), *_literal(text, words)])
            if hits:
                take_out(line, hits, taken)

    content, left_out = copy_parts(data, clean)
    taken += [Taken("picture") for name in left_out if name.startswith("word/media/")]
    copy = read_docx(content)
    check_text(finder, "\n".join(line.text for line in copy.lines))
    check_bytes(sought_words(finder, taken), texts_of(content))
    return Copy(content, taken, [_NOTE])


def _literal(text: str, words: Iterable[tuple[Kind, str]]) -> Iterator[Hit]:
    for kind, word in words:
        at = text.find(word) if word else -1
        while at >= 0:
            yield Hit(kind, at, at + len(word))
            at = text.find(word, at + len(word))


def _strip(root: XmlElement) -> None:
    for row in list(root.iter(f"{_W}tr")):
        if row.find(f"{_W}trPr/{_W}del") is not None:
            _remove(row)
    for element in list(root.iter(*_GONE)):
        _remove(element)
    for run in list(root.iter(f"{_W}r")):
        if run.find(f"{_W}rPr/{_W}vanish") is not None:
            _remove(run)
    for element in list(root.iter(*_UNWRAPPED)):
        _unwrap(element)
    for drawing in list(root.iter(*_DRAWN)):
        if next(drawing.iter(_BOX), None) is None:
            _remove(drawing)
    _strip_foreign(root)


def _strip_foreign(root: XmlElement) -> None:
    """Take pictures out of drawings, and words out of the attributes there."""
    for element in list(root.iter("{*}*")):
        space, _, name = str(element.tag).rpartition("}")
        if space + "}" == _W:
            continue
        if name in _PICTURES:
            _remove(element)
        for attribute in element.attrib:
            if str(attribute).rpartition("}")[2] in _TELLING:
                element.set(attribute, "")


def _remove(element: XmlElement) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: XmlElement) -> None:
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    for child in reversed(list(element)):
        parent.insert(at + 1, child)
    parent.remove(element)
