"""A PDF that holds nothing but its pages, and these without the letters at given places and without pictures."""

# pikepdf's objects take any attribute.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pikepdf

from extract.errors import DocumentError
from extract.redaction.pdf.content import Area, Cleaner
from extract.redaction.pdf.layers import Layers
from extract.redaction.pdf.refusing import scan, unusual

_ROOT_KEYS = ("/Type", "/Pages")
_PAGE_KEYS = ("/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Group")
_TREE_KEYS = ("/Type", "/Parent", "/Kids", "/Count", "/MediaBox", "/CropBox", "/Rotate")
_TELLING = ("/Metadata", "/PieceInfo", "/LastModified", "/ActualText", "/Alt", "/E", "/AF", "/OC", "/OPI", "/Thumb")
"""Entries of any object that say something about it."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """The bytes of a copy; the letters taken out of it; the pictures taken out of it, by page, from 1."""

    data: bytes
    letters: int
    pictures: dict[int, int]


def write_without(data: bytes, areas: Mapping[int, list[Area]]) -> Cleaned:
    """Return a copy of a PDF without what stands at places of its pages (from 1), without pictures and without all else.

    Gone too: metadata, attachments, bookmarks, links, comments, forms to fill in, scripts, hidden layers, tags with their
    alternate texts, and earlier versions of the file.

    Raises:
        DocumentError: "encrypted", "damaged".
        RedactionError: "scan", or "unsafe" (content that cannot be taken apart).
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise _encrypted()
            return _write(pdf, areas)
    except pikepdf.PasswordError as error:
        raise _encrypted() from error
    except (pikepdf.PdfError, KeyError, ValueError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise DocumentError("damaged", "The PDF cannot be taken apart.", "Export it again from its source.") from error


def _write(pdf: pikepdf.Pdf, areas: Mapping[int, list[Area]]) -> Cleaned:
    layers = Layers(pdf.Root)
    letters, pictures = 0, dict[int, int]()
    for number, page in enumerate(pdf.pages, start=1):
        cleaner = Cleaner(pdf, areas.get(number, []), layers)
        content, resources = cleaner.clean(page, _inherited(page.obj, "/Resources", pikepdf.Dictionary()))
        counts = cleaner.counts
        found = len(counts.pictures) + counts.inline_pictures
        if found and 2 * counts.unseen > counts.shown:
            raise scan()
        if found:
            pictures[number] = found
        letters += counts.letters
        _keep_only(page.obj, _PAGE_KEYS)
        page.obj["/Resources"] = resources
        page.obj["/Contents"] = pdf.make_stream(content)
    _clean_tree(pdf.Root["/Pages"], 0)
    _keep_only(pdf.Root, _ROOT_KEYS)
    for key in list(pdf.trailer.keys()):
        if key not in ("/Root", "/Size"):
            del pdf.trailer[key]
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            for key in _TELLING:
                if key in thing:
                    del thing[key]
    target = io.BytesIO()
    # What nothing refers to any more is not written.
    pdf.save(target, deterministic_id=True, fix_metadata_version=False)
    return Cleaned(target.getvalue(), letters, pictures)


def _inherited(page: Any, key: str, default: Any) -> Any:
    for _ in range(100):
        if key in page:
            return page[key]
        if "/Parent" not in page:
            break
        page = page["/Parent"]
    return default


def _clean_tree(node: Any, depth: int) -> None:
    if depth > 50:
        raise unusual("pages nested too deeply")
    if str(node.get("/Type", "")) != "/Page":
        for child in node.get("/Kids", []):
            _clean_tree(child, depth + 1)
        _keep_only(node, _TREE_KEYS)


def _keep_only(thing: Any, keys: tuple[str, ...]) -> None:
    for key in list(thing.keys()):
        if key not in keys:
            del thing[key]


def _encrypted() -> DocumentError:
    return DocumentError(
        "encrypted", "The PDF is locked, or protected against changes.", "Save a copy without password or protection."
    )
