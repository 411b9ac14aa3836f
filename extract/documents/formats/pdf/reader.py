"""PDF: what is drawn on the pages, in reading order."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from extract.documents.formats.pdf.bullets import drawn_bullets
from extract.documents.formats.pdf.page_frame import PageFrame
from extract.documents.formats.pdf.page_lines import lines_of, recognised_lines
from extract.documents.formats.pdf.pdfium_page import LinkArea, PdfFile, PdfPage
from extract.documents.formats.pdf.visibility import MAX_PIXELS, SCALE, visible_words
from extract.documents.layout.glyphs import Glyph, Word, gather_words
from extract.documents.layout.running_heads import join_pages
from extract.documents.layout.spacing import close_up
from extract.documents.model.assemble import DraftDocument, DraftLine
from extract.documents.model.document import Notice
from extract.documents.ocr.options import ReadOptions
from extract.documents.ocr.recognition import DPI, PageRecognition
from extract.errors import DocumentError

MEDIA_TYPE = "application/pdf"

_LOCK = threading.Lock()  # PDFium keeps state of its own and must be called by one thread at a time
_UNMAPPED_SHARE = 0.2
_STAMP_WORDS = 20  # a scan may carry so many real words: a page number, a scanner's name
_SCAN_SHARE = 0.6  # of the page is under the picture of a scan
_UNMAPPED = "has letters that stand for no character"


def read_pdf(data: bytes, options: ReadOptions) -> DraftDocument:
    """Read a PDF. Pages without text are recognised where that can be done.

    Raises:
        DocumentError: "encrypted", "damaged", "too_large" (more than `max_pages` pages), "empty" (nothing on any page),
            "no_text_layer" (pictures, or letters that stand for no character, and no recognition that reads them).
    """
    with _LOCK, PdfFile(data) as file:
        return _read(file, options)


@dataclass(frozen=True, slots=True)
class TextLayer:
    """All text that a PDF's pages draw. `draft` has every line, headers and footers that repeat included.

    `hidden` are words that cannot be seen, each with its page, from 1. `frames` tell, by page, how the page's own
    coordinates become those of the words; None for a page that is damaged.
    """

    draft: DraftDocument
    hidden: list[tuple[int, Word]]
    frames: list[PageFrame | None]


def read_text_layer(data: bytes) -> TextLayer:
    """Read the text of a PDF without text recognition, nothing left out.

    Raises:
        DocumentError: "encrypted", "damaged".
    """
    layer = TextLayer(DraftDocument(MEDIA_TYPE, []), [], [])
    with _LOCK, PdfFile(data) as file:
        for number in range(1, len(file) + 1):
            page = file.read_page(number, SCALE, MAX_PIXELS)
            layer.frames.append(page and page.frame)
            if page is not None:
                words, hidden = visible_words(page, close_up(gather_words(page.glyphs)))
                layer.draft.lines += lines_of(words, number, page.bands)
                layer.hidden.extend((number, word) for word in hidden)
    return layer


def _read(file: PdfFile, options: ReadOptions) -> DraftDocument:
    count = len(file)
    if count == 0:
        raise DocumentError("damaged", "The PDF has no pages.", "Export it again from its source.")
    if count > options.max_pages:
        raise DocumentError(
            "too_large", f"The PDF has {count:,} pages; the limit is {options.max_pages:,}.",
            "Raise the limit, or split it.",
        )  # fmt: skip
    draft = DraftDocument(MEDIA_TYPE, [], pages=count)
    pages: list[list[DraftLine]] = []
    heights: list[float] = []
    recognition = PageRecognition(options.recognition)
    for number in range(1, count + 1):
        page = file.read_page(number, SCALE, MAX_PIXELS)
        if page is None:
            draft.notices.append(Notice("damaged_page", "The page is damaged and could not be read.", number))
            continue
        lines = _read_text(page, number, draft)
        if why := _why_recognise(page, lines):
            recognised = recognition.read(file.draw_page(number, DPI / 72, MAX_PIXELS), number, why)
            lines = [] if recognised is None else recognised_lines(recognised, number)
        pages.append(lines)
        heights.append(page.height)
    draft.notices += recognition.notices
    if not pages:
        raise DocumentError("damaged", "No page of the PDF can be read.", "Export it again from its source.")
    if not any(pages):
        recognition.refuse()
        raise DocumentError("empty", "The PDF has no text on any page.", "Replace it by the real document.")
    join_pages(draft, pages, heights)
    return draft


def _why_recognise(page: PdfPage, lines: list[DraftLine]) -> str:
    """Say why the page has to be read from its picture, going on from "Page 1"; empty where its text is there."""
    letters = [glyph for glyph in page.glyphs if not glyph.space]
    if sum(map(_is_unmapped, letters)) > max(20, _UNMAPPED_SHARE * len(letters)):
        return _UNMAPPED
    words = sum(len(line.text.split()) for line in lines)
    if words >= _STAMP_WORDS or not page.has_pictures or (words and page.picture_share < _SCAN_SHARE):
        return ""
    return "is a picture" if page.picture.has_ink else ""


def _read_text(page: PdfPage, number: int, draft: DraftDocument) -> list[DraftLine]:
    words, hidden = visible_words(page, close_up(gather_words(page.glyphs)))
    if page.replaced:
        draft.notices.append(
            Notice(
                "hidden_text",
                f"The file gives {page.replaced} characters in place of others; those that are drawn were read.",
                number,
            )
        )
    if hidden:
        characters = sum(len(word.text) for word in hidden)
        draft.notices.append(
            Notice("hidden_text", f"{characters} characters that cannot be seen on the page were left out.", number)
        )
    words.extend(drawn_bullets(page.dots, words))
    _mark_links(page.links, words)
    draft.links.extend(link.url for link in page.links)
    return lines_of(words, number, page.bands)


def _mark_links(links: list[LinkArea], words: list[Word]) -> None:
    """Give each word the address of the link that lies over its middle."""
    for link in links:
        for word in words:
            middle = (word.left + word.right) / 2
            if link.left - 1 <= middle <= link.right + 1 and link.top - 1 <= word.middle <= link.bottom + 1:
                word.url = link.url


def _is_unmapped(glyph: Glyph) -> bool:
    return glyph.unmapped or glyph.code in (0, 0xFFFD) or 0xE000 <= glyph.code <= 0xF8FF
