"""Which parts of a Word document go into a copy: those that show text or say how it looks, and what refers to them."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterable

from lxml import etree

from extract.documents.files.package import MAX_XML_BYTES, XmlElement, open_archive, parse_xml, unpack_member

_TEXT_PARTS = re.compile(r"word/(?:document|header\d*|footer\d*|footnotes|endnotes)\.xml")
_LOOK_PARTS = re.compile(r"word/(?:styles|numbering|fontTable|webSettings|theme/theme\d*)\.xml")
_RELATIONSHIPS = re.compile(r"(?:.*/)?_rels/[^/]*\.rels")
_TYPES = "[Content_Types].xml"
_SETTINGS = "word/settings.xml"
_PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_CONTENT = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_KEPT_SETTINGS = ("zoom", "defaultTabStop", "evenAndOddHeaders", "mirrorMargins", "footnotePr", "endnotePr", "compat", "themeFontLang", "decimalSymbol", "listSeparator")  # fmt: skip
_STAMP = (1980, 1, 1, 0, 0, 0)


def copy_parts(data: bytes, clean: Callable[[XmlElement, str], None]) -> tuple[bytes, list[str]]:
    """Return the bytes of a document with the parts that stay, `clean` called on each that holds text, and names of those left out.

    Raises:
        DocumentError: the archive or one of its parts is damaged or too large.
    """
    archive = open_archive(data)
    names = [name for name in archive.namelist() if not name.endswith("/")]
    kept = {name for name in names if _TEXT_PARTS.fullmatch(name) or _LOOK_PARTS.fullmatch(name) or name == _SETTINGS}
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in names:
            is_relationships = _RELATIONSHIPS.fullmatch(name) is not None
            if name not in kept and not is_relationships and name != _TYPES:
                continue
            if is_relationships and (_source_of(name) not in kept and name != "_rels/.rels"):
                continue
            root = parse_xml(unpack_member(archive, archive.getinfo(name), MAX_XML_BYTES), name)
            _strip_comments(root)
            if name == _TYPES:
                _keep_types(root, kept)
            elif is_relationships:
                _keep_relationships(root, name, kept)
            elif name == _SETTINGS:
                _keep_children(root, {f"{_W}{each}" for each in _KEPT_SETTINGS})
            elif _TEXT_PARTS.fullmatch(name):
                clean(root, name)
            info = zipfile.ZipInfo(name, _STAMP)
            info.compress_type = zipfile.ZIP_DEFLATED
            copy.writestr(info, etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True))
    left_out = [name for name in names if name not in kept and name != _TYPES and not _RELATIONSHIPS.fullmatch(name)]
    return target.getvalue(), left_out


def _source_of(relationships: str) -> str:
    """Return the part that relationships belong to: "word/_rels/document.xml.rels" are those of "word/document.xml"."""
    folder, _, file = relationships.rpartition("_rels/")
    return folder + file.removesuffix(".rels")


def _keep_relationships(root: XmlElement, name: str, kept: set[str]) -> None:
    folder = name.rpartition("_rels/")[0]
    for each in list(root.iter(f"{_PACKAGE}Relationship")):
        target = each.get("Target", "")
        part = target.lstrip("/") if target.startswith("/") else folder + target
        if each.get("TargetMode") == "External" or part not in kept:
            root.remove(each)


def _keep_types(root: XmlElement, kept: set[str]) -> None:
    for each in list(root.iter(f"{_CONTENT}Override")):
        if each.get("PartName", "").lstrip("/") not in kept:
            root.remove(each)
    for each in list(root.iter(f"{_CONTENT}Default")):
        if each.get("Extension", "").lower() not in ("xml", "rels"):
            root.remove(each)


def _keep_children(root: XmlElement, tags: set[str]) -> None:
    for child in list(root):
        if child.tag not in tags:
            root.remove(child)


def _strip_comments(root: XmlElement) -> None:
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)


def texts_of(data: bytes) -> Iterable[tuple[bytes, bytes]]:
    """Yield the bytes of each part of a document, and its texts behind one another."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            content = archive.read(name)
            yield content, "".join(etree.fromstring(content).itertext()).encode()
