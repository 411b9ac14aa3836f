"""Which formats can be read, by media type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from extract.documents import docx, html, markdown, pdf, sniff, text
from extract.documents.assemble import Draft

Reader = Callable[[bytes, int], Draft]
"""Takes a file's bytes and the largest number of pages."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format that documents come in. `missing` says what to install so that it can be read; empty when it can."""

    name: str
    media_types: tuple[str, ...]
    suffixes: tuple[str, ...]
    missing: str = ""


_READERS: dict[str, Reader] = {
    sniff.TEXT: lambda data, _: text.read_text(data),
    sniff.MARKDOWN: lambda data, _: markdown.read_markdown(data),
    sniff.HTML: lambda data, _: html.read_html(data),
    sniff.DOCX: lambda data, _: docx.read_docx(data),
    sniff.PDF: pdf.read_pdf,
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
        Format("HTML", (sniff.HTML,), (".html", ".htm")),
        Format("Markdown", (sniff.MARKDOWN,), (".md",)),
        Format("plain text", (sniff.TEXT,), (".txt",)),
    )
