"""Which formats can be read, by media type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from extract.documents.formats import mail as eml
from extract.documents.formats import markdown, scans, sniff
from extract.documents.formats.docx import reader as docx
from extract.documents.formats.html import reader as html
from extract.documents.formats.odt import reader as odt
from extract.documents.formats.pdf import reader as pdf
from extract.documents.formats.rtf import reader as rtf
from extract.documents.formats.text import reader as text
from extract.documents.model.assemble import DraftDocument
from extract.documents.ocr.options import ReadOptions
from extract.documents.ocr.tesseract import find_tesseract, installing
from extract.errors import DocumentError

Reader = Callable[[bytes, ReadOptions], DraftDocument]
"""Takes a file's bytes."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format that documents come in. `missing` says what to install so that it can be read; empty when it can."""

    name: str
    media_types: tuple[str, ...]
    suffixes: tuple[str, ...]
    missing: str = ""


def _read_mail(data: bytes, options: ReadOptions) -> DraftDocument:
    """A mail inside a mail is not read: mails can be nested without end."""

    def read_attachment(attached: bytes, name: str) -> DraftDocument:
        media_type = sniff.media_type_of(attached, name)
        reader = None if media_type == sniff.EML else _READERS.get(media_type)
        if reader is None:
            raise DocumentError("unsupported", f"There is no reader for {media_type}.", "")
        return reader(attached, options)

    return eml.read_eml(data, read_attachment)


_READERS: dict[str, Reader] = {
    sniff.TEXT: lambda data, _: text.read_text(data),
    sniff.MARKDOWN: lambda data, _: markdown.read_markdown(data),
    sniff.HTML: lambda data, _: html.read_html(data),
    sniff.DOCX: lambda data, _: docx.read_docx(data),
    sniff.ODT: lambda data, _: odt.read_odt(data),
    sniff.RTF: lambda data, _: rtf.read_rtf(data),
    sniff.EML: _read_mail,
    sniff.PDF: pdf.read_pdf,
    **dict.fromkeys(sniff.PICTURES, scans.read_scan),
}

SUPPORTED_MEDIA_TYPES = frozenset(_READERS)


def reader_for(media_type: str) -> Reader | None:
    """Return the reader of a media type, None where there is none."""
    return _READERS.get(media_type)


def list_formats() -> tuple[Format, ...]:
    """Return every format, with what is missing on this machine to read it."""
    return (
        Format("PDF", (sniff.PDF,), (".pdf",)),
        Format("Word", (sniff.DOCX,), (".docx",)),
        Format("OpenDocument text", (sniff.ODT,), (".odt",)),
        Format("rich text", (sniff.RTF,), (".rtf",)),
        Format("HTML", (sniff.HTML,), (".html", ".htm")),
        Format("Markdown", (sniff.MARKDOWN,), (".md",)),
        Format("plain text", (sniff.TEXT,), (".txt",)),
        Format(
            "scan or picture", tuple(sniff.PICTURES), (".png", ".jpg", ".tif", ".webp", ".bmp", ".gif"),
            "" if find_tesseract() else installing(),
        ),
        Format("mail with attachments", (sniff.EML,), (".eml",)),
        Format("archive of these", ("application/zip",), (".zip",)),
    )  # fmt: skip
