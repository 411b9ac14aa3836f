"""PDF: what is drawn on the pages, in reading order."""

from __future__ import annotations

import threading
from bisect import bisect_left

from extract.documents.assemble import Draft, DraftLine, Part
from extract.documents.bullets import drawn_bullets
from extract.documents.direction import reading_order
from extract.documents.furniture import drop_repeated
from extract.documents.glyphs import Word, gather_words
from extract.documents.layout import read_region
from extract.documents.model import Notice
from extract.documents.pdfium_page import LinkArea, PdfFile, PdfPage
from extract.documents.rows import Row, join_words
from extract.documents.spacing import close_up
from extract.documents.visibility import MAX_PIXELS, SCALE, visible_words
from extract.errors import DocumentError

MEDIA_TYPE = "application/pdf"

_LOCK = threading.Lock()  # PDFium keeps state of its own and must be called by one thread at a time
_UNMAPPED_SHARE = 0.2


def read_pdf(data: bytes, max_pages: int) -> Draft:
    """Read a PDF.

    Raises:
        DocumentError: "encrypted", "damaged", "too_large" (more than `max_pages` pages), "empty" (nothing on any page),
            "no_text_layer" (pictures only), "unmapped_fonts" (letters that stand for no character).
    """
    with _LOCK, PdfFile(data) as file:
        return _read(file, max_pages)


def _read(file: PdfFile, max_pages: int) -> Draft:
    count = len(file)
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
        page = file.read_page(number, SCALE, MAX_PIXELS)
        if page is None:
            draft.notices.append(Notice("damaged_page", "The page is damaged and could not be read.", number))
            continue
        pages.append(_read_page(page, number, draft, tally))
        heights.append(page.height)
    if not pages:
        raise DocumentError("damaged", "No page of the PDF can be read.", "Export it again from its source.")
    tally.check()
    draft.lines, dropped = drop_repeated(pages, heights)
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
                "Run a text recognition program over it first, such as ocrmypdf, and hand in the PDF that it writes.",
            )
        raise DocumentError("empty", "The PDF has no text on any page.", "Replace it by the real document.")


def _read_page(page: PdfPage, number: int, draft: Draft, tally: _Tally) -> list[DraftLine]:
    letters = [glyph for glyph in page.glyphs if not glyph.space]
    tally.characters += len(letters)
    tally.unmapped += sum(_is_unmapped(glyph.code) for glyph in letters)
    words, hidden = visible_words(page, close_up(gather_words(page.glyphs)))
    tally.visible += len(words)
    tally.drawn = tally.drawn or (page.has_pictures and not words)
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
    upright = [word for word in words if word.upright]
    turned = [word for word in words if not word.upright]
    lines = [_line(row, number) for part in _cut_at_bands(upright, page.bands) for row in read_region(part)]
    lines.extend(_line(row, number) for row in _turned_rows(turned))
    return lines


def _cut_at_bands(words: list[Word], bands: list[tuple[float, float]]) -> list[list[Word]]:
    """Cut a page where a coloured band runs from edge to edge: what stands in it is read before what comes under it."""
    edges = sorted(edge for band in bands for edge in band)
    parts: list[list[Word]] = [[] for _ in range(len(edges) + 1)]
    for word in words:
        parts[bisect_left(edges, word.middle)].append(word)
    return [part for part in parts if part]


def _turned_rows(words: list[Word]) -> list[Row]:
    """Words set upwards, downwards or aslant come after the others, in the order of the file, a row a line."""
    rows: list[list[Word]] = []
    for word in words:
        last = rows[-1][-1] if rows else None
        # Words of one line that runs up or down the page share their left edge; aslant, they go on where one ended.
        near = last is not None and min(abs(word.left - last.left), abs(word.baseline - last.baseline)) < word.size
        if near:
            word.joint = " "
            rows[-1].append(word)
        else:
            rows.append([word])
    return [Row(row) for row in rows]


def _mark_links(links: list[LinkArea], words: list[Word]) -> None:
    """Give each word the address of the link that lies over its middle."""
    for link in links:
        for word in words:
            middle = (word.left + word.right) / 2
            if link.left - 1 <= middle <= link.right + 1 and link.top - 1 <= word.middle <= link.bottom + 1:
                word.url = link.url


def _is_unmapped(code: int) -> bool:
    return code in (0, 0xFFFD) or 0xE000 <= code <= 0xF8FF


def _line(row: Row, page: int) -> DraftLine:
    joints = join_words(row.words)
    order = reading_order([word.text for word in row.words])
    parts: list[Part] = []
    for before, number in zip([None, *order], order, strict=False):
        word = row.words[number]
        if before is not None:
            # The joint that stands between two neighbours on the page; turned runs meet at a space.
            joint = joints[max(before, number)] if abs(before - number) == 1 else " "
            parts.append(Part(joint, word.url if word.url == row.words[before].url else None))
        parts.append(Part(word.text, word.url))
    box = (
        round(row.left, 2),
        round(min(word.top for word in row.words), 2),
        round(row.right, 2),
        round(max(word.bottom for word in row.words), 2),
    )
    return DraftLine(parts, page=page, box=box, size=round(row.size, 2), bold=row.bold)
