"""DOCX: the words of a Word document in the order in which they stand on the page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from extract.documents.files.package import XmlElement, open_archive, read_xml
from extract.documents.formats.docx.styles import RunStyle, Styles, is_on, read_styles
from extract.documents.model.assemble import DraftDocument, DraftLine, Part
from extract.documents.model.document import Notice
from extract.errors import DocumentError

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_SHORT_CELL = 150  # characters; a longer cell is a column of text, not a piece of a line
_MAX_DEPTH = 60
_FIELD_LINK = re.compile(r'HYPERLINK\s+"([^"]+)"')


@dataclass(slots=True)
class _Reader:
    styles: Styles
    links: dict[str, str]
    lines: list[DraftLine] = field(default_factory=list[DraftLine])
    hidden: int = 0


@dataclass(slots=True)
class _Paragraph:
    """Lines of one paragraph while its runs are read. `fields` holds one entry an open field: [address, in result]."""

    lines: list[list[tuple[Part, RunStyle]]] = field(default_factory=lambda: [[]])
    fields: list[list[str]] = field(default_factory=list[list[str]])
    boxes: list[XmlElement] = field(default_factory=list[XmlElement])


def read_docx(data: bytes) -> DraftDocument:
    """Read a DOCX document: headers first, then the body with tables and text boxes in place, then footnotes, footers.

    A table row whose cells are short single paragraphs is one line, cells parted by tabs; otherwise cell after cell.
    Deleted, hidden and white words are left out; so are comments and metadata.

    Raises:
        DocumentError: "damaged", "encrypted", "too_large", or "empty".
    """
    archive = open_archive(data)
    document = read_xml(archive, "word/document.xml")
    if document is None:
        raise DocumentError("damaged", "The document has no main part.", "Save it again in Word or LibreOffice.")
    body = document.find(f"{_W}body")
    if body is None:
        strict = _STRICT in (document.tag if isinstance(document.tag, str) else "")
        what = "is in the strict variant of the format" if strict else "has no body"
        raise DocumentError("unsupported", f"The document {what}.", "Save it as a usual Word document (.docx).")
    names = archive.namelist()
    theme = next((name for name in sorted(names) if re.fullmatch(r"word/theme/theme\d*\.xml", name)), "")
    styles = read_styles(
        read_xml(archive, "word/styles.xml"),
        read_xml(archive, "word/numbering.xml"),
        read_xml(archive, theme) if theme else None,
    )
    reader = _Reader(styles, {})
    seen: set[str] = set()
    for prefix in ("word/header", "", "word/footnotes", "word/endnotes", "word/footer"):
        if not prefix:
            reader.links = _targets(read_xml(archive, "word/_rels/document.xml.rels"))
            _read_blocks(body, reader, 0)
            continue
        for name in sorted(name for name in names if re.fullmatch(rf"{prefix}\d*\.xml", name)):
            part = read_xml(archive, name)
            if part is not None:
                _read_part(part, name, archive_links=_targets(read_xml(archive, _rels(name))), reader=reader, seen=seen)
    draft = DraftDocument(MEDIA_TYPE, reader.lines)
    if reader.hidden:
        draft.notices.append(
            Notice("hidden_text", f"{reader.hidden} characters that Word would not show were left out.")
        )
    return draft


def _read_part(part: XmlElement, name: str, *, archive_links: dict[str, str], reader: _Reader, seen: set[str]) -> None:
    """Headers and footers come once a wording, though each section may have three."""
    own = replace(reader, links=archive_links, lines=[], hidden=0)
    notes = part.findall(f"{_W}footnote") + part.findall(f"{_W}endnote")
    for block in notes or [part]:
        if block.get(f"{_W}type") not in ("separator", "continuationSeparator", "continuationNotice"):
            _read_blocks(block, own, 0)
    wording = "\n".join(line.text.strip() for line in own.lines)
    if wording not in seen:
        seen.add(wording)
        reader.lines.extend(own.lines)
    reader.hidden += own.hidden


def _rels(name: str) -> str:
    folder, _, file = name.rpartition("/")
    return f"{folder}/_rels/{file}.rels"


def _targets(relationships: XmlElement | None) -> dict[str, str]:
    if relationships is None:
        return {}
    return {
        relationship.get("Id", ""): relationship.get("Target", "")
        for relationship in relationships.iter(f"{_RELATIONSHIPS}Relationship")
        if relationship.get("TargetMode") == "External"
        and re.match(r"(?:https?|mailto|tel):", relationship.get("Target", ""), re.IGNORECASE)
    }


def _read_blocks(container: XmlElement, reader: _Reader, depth: int) -> None:
    for block in _blocks(container):
        if depth > _MAX_DEPTH:
            return
        if block.tag == f"{_W}p":
            _read_paragraph(block, reader, depth)
        else:
            _read_table(block, reader, depth)


def _blocks(container: XmlElement) -> Iterator[XmlElement]:
    """Paragraphs and tables, also those inside content controls and accepted insertions."""
    for child in container:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag == f"{_W}sdt":
            content = child.find(f"{_W}sdtContent")
            if content is not None:
                yield from _blocks(content)
        elif child.tag in (f"{_W}ins", f"{_W}smartTag", f"{_W}customXml", f"{_W}moveTo"):
            yield from _blocks(child)


def _read_table(table: XmlElement, reader: _Reader, depth: int) -> None:
    rows = [row for row in table.iter(f"{_W}tr") if next(row.iterancestors(f"{_W}tbl")) is table]
    for row in rows:
        cells: list[list[DraftLine]] = []
        for cell in row.iter(f"{_W}tc"):
            if next(cell.iterancestors(f"{_W}tr")) is not row or _is_merged_away(cell):
                continue
            own = replace(reader, lines=[], hidden=0)
            _read_blocks(cell, own, depth + 1)
            reader.hidden += own.hidden
            cells.append([line for line in own.lines if line.text.strip()])
        filled = [cell for cell in cells if cell]
        if len(filled) > 1 and all(len(cell) == 1 and len(cell[0].text) <= _SHORT_CELL for cell in filled):
            reader.lines.append(_join(filled))
        else:
            for cell in filled:
                reader.lines.extend(cell)


def _is_merged_away(cell: XmlElement) -> bool:
    merge = cell.find(f"{_W}tcPr/{_W}vMerge")
    return merge is not None and merge.get(f"{_W}val", "continue") == "continue"


def _join(cells: list[list[DraftLine]]) -> DraftLine:
    lines = [cell[0] for cell in cells]
    parts = list(lines[0].parts)
    for line in lines[1:]:
        parts.extend([Part("\t"), *line.parts])
    return DraftLine(
        parts,
        size=lines[0].size,
        bold=all(line.bold for line in lines),
        heading=all(line.heading for line in lines),
    )


def _read_paragraph(element: XmlElement, reader: _Reader, depth: int) -> None:
    style = reader.styles.of_paragraph(element)
    paragraph = _Paragraph()
    _read_runs(element, reader, paragraph, style.run, url=None)
    first = True
    for runs in paragraph.lines:
        text = "".join(part.text for part, _ in runs)
        if not text.strip():
            continue
        worded = [run for part, run in runs if any(character.isalnum() for character in part.text)]
        sizes = [run.points for part, run in runs for _ in part.text.strip() if run.points]
        parts = [part for part, _ in runs]
        if first and style.label:
            parts.insert(0, Part(style.label))
        first = False
        reader.lines.append(
            DraftLine(
                parts,
                size=sorted(sizes)[len(sizes) // 2] if sizes else None,
                bold=bool(worded) and all(run.bold for run in worded),
                heading=style.heading,
            )
        )
    for box in paragraph.boxes:
        _read_blocks(box, reader, depth + 1)


def _read_runs(element: XmlElement, reader: _Reader, paragraph: _Paragraph, base: RunStyle, *, url: str | None) -> None:
    for child in element:
        tag = child.tag
        if tag == f"{_W}r":
            _read_run(child, reader, paragraph, base, url=url)
        elif tag == f"{_W}hyperlink":
            target = reader.links.get(child.get(f"{_R}id", ""))
            _read_runs(child, reader, paragraph, base, url=target or url)
        elif tag == f"{_W}fldSimple":
            match = _FIELD_LINK.search(child.get(f"{_W}instr", ""))
            _read_runs(child, reader, paragraph, base, url=match.group(1) if match else url)
        elif tag == f"{_W}sdt":
            content = child.find(f"{_W}sdtContent")
            if content is not None:
                _read_runs(content, reader, paragraph, base, url=url)
        elif tag in (f"{_W}ins", f"{_W}smartTag", f"{_W}customXml", f"{_W}moveTo", f"{_W}dir", f"{_W}bdo"):
            _read_runs(child, reader, paragraph, base, url=url)


def _read_run(run: XmlElement, reader: _Reader, paragraph: _Paragraph, base: RunStyle, *, url: str | None) -> None:
    style = reader.styles.of_run(run, base)
    for child in _run_children(run):
        tag = child.tag
        if tag == f"{_W}fldChar":
            _field_char(child, paragraph)
        elif tag == f"{_W}instrText":
            if paragraph.fields:
                paragraph.fields[-1][0] += child.text or ""
        elif tag in (f"{_W}drawing", f"{_W}pict", f"{_W}object"):
            paragraph.boxes.extend(_text_boxes(child))
        elif tag == f"{_W}ruby":  # the letters; what is written small over them tells how to say them
            for letters in child.findall(f"{_W}rubyBase"):
                _read_runs(letters, reader, paragraph, style, url=url)
        elif tag == f"{_W}br" or tag == f"{_W}cr":
            paragraph.lines.append([])
        elif (text := _text_of(child)) and not any(part[1] == "code" for part in paragraph.fields):
            if style.visible:
                paragraph.lines[-1].append((Part(text, _field_url(paragraph) or url), style))
            else:
                reader.hidden += len("".join(text.split()))


def _run_children(run: XmlElement) -> Iterator[XmlElement]:
    for child in run:
        if child.tag == f"{_MC}AlternateContent":
            choice = child.find(f"{_MC}Choice")
            chosen = choice if choice is not None else child.find(f"{_MC}Fallback")
            yield from chosen if chosen is not None else ()
        else:
            yield child


def _text_of(element: XmlElement) -> str:
    tag = element.tag
    if tag == f"{_W}t":
        return element.text or ""
    if tag == f"{_W}tab" or tag == f"{_W}ptab":
        return "\t"
    if tag == f"{_W}noBreakHyphen":
        return "-"
    if tag == f"{_W}sym":
        code = (
            int(element.get(f"{_W}char", "0"), 16)
            if re.fullmatch(r"[0-9A-Fa-f]{4,5}", element.get(f"{_W}char", ""))
            else 0
        )
        return "•" if code in (0xF0B7, 0xF0A7, 0xF0D8, 0xF0FC) else chr(code) if 0x20 <= code < 0xD800 else ""
    return ""


def _field_char(element: XmlElement, paragraph: _Paragraph) -> None:
    kind = element.get(f"{_W}fldCharType")
    if kind == "begin":
        paragraph.fields.append(["", "code"])
    elif kind == "separate" and paragraph.fields:
        paragraph.fields[-1][1] = "result"
    elif kind == "end" and paragraph.fields:
        paragraph.fields.pop()


def _field_url(paragraph: _Paragraph) -> str | None:
    for instruction, _ in reversed(paragraph.fields):
        match = _FIELD_LINK.search(instruction)
        if match:
            return match.group(1)
    return None


def _text_boxes(drawing: XmlElement) -> list[XmlElement]:
    """Contents of the text boxes of a drawing; boxes inside boxes come with the outer one."""
    return [
        content
        for content in drawing.iter(f"{_W}txbxContent")
        if not any(parent is not drawing and parent.tag == f"{_W}txbxContent" for parent in content.iterancestors())
        or not any(drawing in list(parent.iterancestors()) for parent in content.iterancestors(f"{_W}txbxContent"))
    ]


__all__ = ["MEDIA_TYPE", "is_on", "read_docx"]
