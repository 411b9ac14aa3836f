"""ODT: the words of an OpenDocument text in the order of the document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from extract.documents.files.package import XmlElement, open_archive, read_xml
from extract.documents.formats.odt.lists import Lists, read_lists
from extract.documents.model.assemble import DraftDocument, DraftLine, Part
from extract.documents.model.document import Notice
from extract.errors import DocumentError

MEDIA_TYPE = "application/vnd.oasis.opendocument.text"

_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_XLINK = "{http://www.w3.org/1999/xlink}"
_DRAWN = {f"{_DRAW}frame", f"{_DRAW}custom-shape", f"{_DRAW}rect", f"{_DRAW}g", f"{_DRAW}a"}
_SHORT_CELL = 150
_MAX_DEPTH = 80
_SKIPPED = {
    f"{_TEXT}tracked-changes", f"{_OFFICE}annotation", f"{_OFFICE}annotation-end", f"{_TEXT}sequence-decls",
    f"{_OFFICE}forms", f"{_TEXT}variable-decls", f"{_TEXT}user-field-decls", f"{_TEXT}table-of-content",
    f"{_TEXT}alphabetical-index",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Look:
    bold: bool = False
    hidden: bool = False
    points: float | None = None
    white: bool = False
    shaded: bool = False  # on a ground that is not white, or that is not known

    @property
    def visible(self) -> bool:
        return not (self.hidden or (self.white and not self.shaded))


@dataclass(frozen=True, slots=True)
class _Item:
    """Where a paragraph stands among lists: style, level (0: outside), and the label that its first paragraph gets."""

    style: str = ""
    level: int = 0
    label: str = ""


@dataclass(slots=True)
class _Reader:
    styles: dict[str, XmlElement]
    lists: Lists
    lines: list[DraftLine] = field(default_factory=list[DraftLine])
    notes: list[XmlElement] = field(default_factory=list[XmlElement])
    hidden: list[int] = field(default_factory=lambda: [0])
    shaded: bool = False

    def look(self, name: str | None, base: _Look) -> _Look:
        """Return how words in a named style are drawn, with the styles that it builds on."""
        chain: list[XmlElement] = []
        while name in self.styles and len(chain) < 20:
            chain.append(self.styles[name])
            name = self.styles[name].get(f"{_STYLE}parent-style-name")
        for style in reversed(chain):
            ground = self.ground(style)
            base = replace(base, shaded=base.shaded if ground is None else ground)
            for properties in style.findall(f"{_STYLE}text-properties"):
                base = _apply(base, properties)
        return base

    def ground(self, style: XmlElement | None) -> bool | None:
        """Whether a style of a paragraph, cell or table puts a ground other than white behind words; None: it does not say."""
        for properties in style if style is not None else ():
            color = properties.get(f"{_FO}background-color")
            if color and color != "transparent" and properties.tag != f"{_STYLE}text-properties":
                return color.casefold() != "#ffffff"
        return None


def read_odt(data: bytes) -> DraftDocument:
    """Read an ODT document: page headers, the body with tables and text boxes in place, notes, page footers.

    Deleted and hidden words and comments are left out.

    Raises:
        DocumentError: "damaged", "encrypted" or "too_large".
    """
    archive = open_archive(data)
    manifest = read_xml(archive, "META-INF/manifest.xml", allow_doctype=True)
    if manifest is not None and any(str(element.tag).endswith("}encryption-data") for element in manifest.iter()):
        raise DocumentError("encrypted", "The document is locked with a password.", "Save a copy without password.")
    content = read_xml(archive, "content.xml")
    if content is None:
        raise DocumentError("damaged", "The document has no content.", "Save it again.")
    body = content.find(f"{_OFFICE}body/{_OFFICE}text")
    if body is None:
        raise DocumentError("unsupported", "The document is no text document.", "Save it as ODT, DOCX or PDF.")
    common = read_xml(archive, "styles.xml")
    styles = {
        style.get(f"{_STYLE}name", ""): style
        for part in (common, content)
        if part is not None
        for style in part.iter(f"{_STYLE}style")
    }
    reader = _Reader(styles, read_lists(common, content))
    _page_parts(common, "header", reader)
    _blocks(body, reader, _Item(), depth=0)
    for note in reader.notes:
        _blocks(note, reader, _Item(), depth=1)
    _page_parts(common, "footer", reader)
    draft = DraftDocument(MEDIA_TYPE, reader.lines)
    if reader.hidden[0]:
        draft.notices.append(
            Notice("hidden_text", f"{reader.hidden[0]} characters that a word processor would not show were left out.")
        )
    return draft


def _page_parts(common: XmlElement | None, kind: str, reader: _Reader) -> None:
    """Headers and footers once a wording, though each page style may have its own."""
    seen: set[str] = set()
    names = [f"{_STYLE}{kind}{pages}" for pages in ("-first", "", "-left")]
    for part in common.iter(*names) if common is not None else ():
        if part.get(f"{_STYLE}display") == "false":
            continue
        own = replace(reader, lines=[])
        _blocks(part, own, _Item(), depth=0)
        wording = "\n".join(line.text for line in own.lines)
        if wording not in seen:
            seen.add(wording)
            reader.lines.extend(own.lines)


def _blocks(container: XmlElement, reader: _Reader, item: _Item, depth: int) -> None:
    if depth > _MAX_DEPTH:
        return
    for child in container:
        tag = child.tag
        if tag in (f"{_TEXT}p", f"{_TEXT}h"):
            _paragraph(child, reader, item.label, depth)
            item = replace(item, label="")
        elif tag == f"{_TEXT}list":
            style, level = child.get(f"{_TEXT}style-name", item.style), item.level + 1
            reader.lists.start(child, style, level)
            for inner in child:
                _blocks(inner, reader, _Item(style, level, reader.lists.next_label(inner, style, level)), depth + 1)
        elif tag == f"{_TABLE}table":
            _table(child, reader, depth)
        elif tag == f"{_TEXT}section" and child.get(f"{_TEXT}display") in ("none", "condition"):
            reader.hidden[0] += _characters(child)
        elif tag in _DRAWN:
            _blocks(child, replace(reader, shaded=True), item, depth + 1)
        elif tag not in _SKIPPED and isinstance(tag, str):
            _blocks(child, reader, item, depth + 1)


def _characters(element: XmlElement) -> int:
    return len("".join("".join(element.itertext()).split()))


def _table(table: XmlElement, reader: _Reader, depth: int) -> None:
    for row in table.iter(f"{_TABLE}table-row"):
        if next(row.iterancestors(f"{_TABLE}table")) is not table:
            continue
        cells: list[list[DraftLine]] = []
        for cell in row.findall(f"{_TABLE}table-cell"):
            ground = reader.ground(reader.styles.get(cell.get(f"{_TABLE}style-name", "")))
            own = replace(reader, lines=[], shaded=reader.shaded if ground is None else ground)
            _blocks(cell, own, _Item(), depth + 1)
            if own.lines:
                cells.append(own.lines)
        if len(cells) > 1 and all(len(cell) == 1 and len(cell[0].text) <= _SHORT_CELL for cell in cells):
            parts: list[Part] = []
            for cell in cells:
                parts += [Part("\t"), *cell[0].parts] if parts else cell[0].parts
            reader.lines.append(DraftLine(parts, bold=all(cell[0].bold for cell in cells)))
        else:
            for cell in cells:
                reader.lines.extend(cell)


def _paragraph(element: XmlElement, reader: _Reader, prefix: str, depth: int) -> None:
    if any(mark.get(f"{_TEXT}is-hidden") != "false" for mark in element.iter(f"{_TEXT}hidden-paragraph")):
        reader.hidden[0] += _characters(element)
        return
    look = reader.look(element.get(f"{_TEXT}style-name"), _Look(shaded=reader.shaded))
    rows: list[list[tuple[Part, _Look]]] = [[]]
    boxes: list[XmlElement] = []
    _inline(element, reader, look, None, rows, boxes)
    style = reader.styles.get(element.get(f"{_TEXT}style-name", ""))
    parent = style.get(f"{_STYLE}parent-style-name", "") if style is not None else ""
    heading = element.tag == f"{_TEXT}h" or bool(
        re.match(r"Heading|Title|Subtitle", parent or element.get(f"{_TEXT}style-name", ""))
    )
    for row in rows:
        if not any(part.text.strip() for part, _ in row):
            continue
        parts = [part for part, _ in row]
        if prefix:
            parts.insert(0, Part(prefix))
            prefix = ""
        worded = [own for part, own in row if any(character.isalnum() for character in part.text)]
        size = next((own.points for own in worded if own.points), None)
        bold = bool(worded) and all(own.bold for own in worded)
        reader.lines.append(DraftLine(parts, bold=bold, heading=heading, size=size))
    for box in boxes:
        _blocks(box, replace(reader, shaded=True), _Item(), depth + 1)


def _inline(
    element: XmlElement,
    reader: _Reader,
    look: _Look,
    url: str | None,
    rows: list[list[tuple[Part, _Look]]],
    boxes: list[XmlElement],
) -> None:
    def add(text: str | None) -> None:
        if text and not look.visible:
            reader.hidden[0] += len("".join(text.split()))
        elif text:
            rows[-1].append((Part(text, url), look))

    add(_fold(element.text))
    for child in element:
        tag = child.tag
        if tag == f"{_TEXT}s":
            add(" " * min(100, int(child.get(f"{_TEXT}c", "1")) if child.get(f"{_TEXT}c", "1").isdigit() else 1))
        elif tag == f"{_TEXT}tab":
            add("\t")
        elif tag == f"{_TEXT}line-break":
            rows.append([])
        elif tag in _DRAWN:
            boxes.append(child)
        elif tag == f"{_TEXT}note":
            reader.notes.extend(child.findall(f"{_TEXT}note-body"))
        elif tag == f"{_TEXT}hidden-text":
            reader.hidden[0] += _characters(child)
        elif tag not in _SKIPPED and isinstance(tag, str):
            link = child.get(f"{_XLINK}href", "") if tag == f"{_TEXT}a" else ""
            own = reader.look(child.get(f"{_TEXT}style-name"), look)
            _inline(child, reader, own, link if re.match(r"https?:|mailto:|tel:", link) else url, rows, boxes)
        add(_fold(child.tail))


def _fold(text: str | None) -> str:
    """White space in the file is layout of the file; the spaces that count have elements of their own."""
    return re.sub(r"[ \t\r\n]+", " ", text or "")


def _apply(look: _Look, properties: XmlElement) -> _Look:
    weight = properties.get(f"{_FO}font-weight")
    size = re.fullmatch(r"([\d.]+)pt", properties.get(f"{_FO}font-size", ""))
    points = float(size.group(1)) if size and size.group(1).count(".") < 2 else look.points
    color = re.fullmatch(r"#([0-9a-fA-F]{2})([0-9a-fA-F]{2})([0-9a-fA-F]{2})", properties.get(f"{_FO}color", ""))
    ground = properties.get(f"{_FO}background-color", "transparent")
    hidden, white, shaded = look.hidden, look.white, look.shaded
    if color:
        white = all(int(part, 16) > 243 for part in color.groups())
    if ground != "transparent":
        shaded = ground.casefold() != "#ffffff"
    if properties.get(f"{_TEXT}display") == "none" or (points is not None and points < 2.0):
        hidden = True
    return _Look(weight in ("bold", "600", "700", "800", "900") if weight else look.bold, hidden, points, white, shaded)
