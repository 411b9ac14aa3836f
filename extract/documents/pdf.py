"""PDF: what is drawn on the pages, in reading order."""

from __future__ import annotations

import ctypes
import threading

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extract.documents.assemble import Draft, DraftLine, Part
from extract.documents.furniture import drop_repeated
from extract.documents.glyphs import PageFrame, Word, frame_of, gather_words, read_glyphs
from extract.documents.layout import Row, join_words, read_region
from extract.documents.model import Notice
from extract.documents.visibility import visible_words
from extract.errors import DocumentError

MEDIA_TYPE = "application/pdf"

_LOCK = threading.Lock()  # PDFium keeps state of its own and must be called by one thread at a time
_MAX_LINKS = 2000
_UNMAPPED_SHARE = 0.2


def read_pdf(data: bytes, max_pages: int) -> Draft:
    """Read a PDF.

    Raises:
        DocumentError: "encrypted", "damaged", "too_large" (more than `max_pages` pages), "empty" (nothing on any page),
            "no_text_layer" (pictures only), "unmapped_fonts" (letters that stand for no character).
    """
    with _LOCK:
        document = _open(data)
        try:
            return _read(document, max_pages)
        finally:
            document.close()


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            raise DocumentError(
                "encrypted", "The PDF is locked with a password.", "Save a copy without password."
            ) from error
        raise DocumentError("damaged", "The PDF cannot be opened.", "Export it again from its source.") from error


def _read(document: pdfium.PdfDocument, max_pages: int) -> Draft:
    count = len(document)
    if count == 0:
        raise DocumentError("damaged", "The PDF has no pages.", "Export it again from its source.")
    if count > max_pages:
        raise DocumentError(
            "too_large", f"The PDF has {count:,} pages; the limit is {max_pages:,}.", "Raise the limit, or split it."
        )
    draft = Draft(MEDIA_TYPE, [], pages=count)
    pages: list[list[DraftLine]] = []
    heights: list[float] = []
    tally = _Tally()
    for number in range(1, count + 1):
        try:
            page = document[number - 1]
        except pdfium.PdfiumError:
            draft.notices.append(Notice("damaged_page", "The page is damaged and could not be read.", number))
            continue
        try:
            lines, height = _read_page(document, page, number, draft, tally)
        finally:
            page.close()
        pages.append(lines)
        heights.append(height)
    if not pages:
        raise DocumentError("damaged", "No page of the PDF can be read.", "Export it again from its source.")
    tally.check()
    lines, dropped = drop_repeated(pages, heights)
    draft.lines = lines
    if dropped:
        draft.notices.append(
            Notice("repeated_lines", f"{dropped} page headers or footers that repeat were kept once and dropped after.")
        )
    return draft


class _Tally:
    """What the pages hold, to tell a scan, an empty file and a font without a map apart."""

    def __init__(self) -> None:
        self.characters = 0
        self.unmapped = 0
        self.visible = 0
        self.drawn = False

    def check(self) -> None:
        if self.characters and self.unmapped > max(20, _UNMAPPED_SHARE * self.characters):
            raise DocumentError(
                "unmapped_fonts",
                f"The PDF's fonts do not say which characters their letters are ({self.unmapped} of {self.characters}).",
                "Export it again with other fonts, or hand in the source document.",
            )
        if self.visible:
            return
        if self.drawn:
            raise DocumentError(
                "no_text_layer",
                "The PDF holds pictures of pages and no text.",
                "Run a text recognition program over it, such as ocrmypdf, or install tesseract.",
            )
        raise DocumentError("empty", "The PDF has no text on any page.", "Replace it by the real document.")


def _read_page(
    document: pdfium.PdfDocument, page: pdfium.PdfPage, number: int, draft: Draft, tally: _Tally
) -> tuple[list[DraftLine], float]:
    frame = frame_of(page)
    text_page = page.get_textpage()
    try:
        glyphs = read_glyphs(text_page, frame)
    finally:
        text_page.close()
    letters = [glyph for glyph in glyphs if not glyph.space]
    tally.characters += len(letters)
    tally.unmapped += sum(_is_unmapped(glyph.code) for glyph in letters)
    words, hidden = visible_words(page, frame, gather_words(glyphs))
    tally.visible += len(words)
    if not words:
        tally.drawn = tally.drawn or _has_pictures(page)
    if hidden:
        characters = sum(len(word.text) for word in hidden)
        draft.notices.append(
            Notice("hidden_text", f"{characters} characters that cannot be seen on the page were left out.", number)
        )
    _mark_links(document, page, frame, words, draft)
    upright = [word for word in words if word.upright]
    turned = [word for word in words if not word.upright]
    lines = [_line(row, number) for row in read_region(upright)]
    if turned:
        lines.append(_line(Row(turned), number))
    return lines, frame.size[1]


def _is_unmapped(code: int) -> bool:
    return code in (0, 0xFFFD) or 0xE000 <= code <= 0xF8FF


def _has_pictures(page: pdfium.PdfPage) -> bool:
    kinds = (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_SHADING)
    return next(iter(page.get_objects(filter=kinds, max_depth=5)), None) is not None


def _line(row: Row, page: int) -> DraftLine:
    parts: list[Part] = []
    before: str | None = None
    for word, joint in zip(row.words, join_words(row.words), strict=True):
        if joint:
            parts.append(Part(joint, word.url if word.url == before else None))
        parts.append(Part(word.text, word.url))
        before = word.url
    box = (
        round(row.left, 2),
        round(min(word.top for word in row.words), 2),
        round(row.right, 2),
        round(max(word.bottom for word in row.words), 2),
    )
    return DraftLine(parts, page=page, box=box, size=round(row.size, 2), bold=row.bold)


def _mark_links(
    document: pdfium.PdfDocument, page: pdfium.PdfPage, frame: PageFrame, words: list[Word], draft: Draft
) -> None:
    """Give each word the address of the link annotation that lies over it."""
    position = ctypes.c_int(0)
    link = pdfium_c.FPDF_LINK()
    for _ in range(_MAX_LINKS):
        if not pdfium_c.FPDFLink_Enumerate(page.raw, position, link):
            return
        url = _address(document, link)
        area = pdfium_c.FS_RECTF()
        if not url or not pdfium_c.FPDFLink_GetAnnotRect(link, area):
            continue
        x0, y0 = frame.place(area.left, area.bottom)
        x1, y1 = frame.place(area.right, area.top)
        left, right, top, bottom = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        draft.links.append(url)
        for word in words:
            if left - 1 <= (word.left + word.right) / 2 <= right + 1 and top - 1 <= word.middle <= bottom + 1:
                word.url = url


def _address(document: pdfium.PdfDocument, link: pdfium_c.FPDF_LINK) -> str | None:
    action = pdfium_c.FPDFLink_GetAction(link)
    if not action or pdfium_c.FPDFAction_GetType(action) != pdfium_c.PDFACTION_URI:
        return None
    length = pdfium_c.FPDFAction_GetURIPath(document.raw, action, None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium_c.FPDFAction_GetURIPath(document.raw, action, buffer, length)
    return buffer.value.decode("utf-8", errors="replace") or None
