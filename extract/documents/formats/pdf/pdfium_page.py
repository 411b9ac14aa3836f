"""PDF pages through PDFium: characters, links and pictures as plain Python values. Only `pdfium_*` modules call it.

Call it from one thread at a time: PDFium keeps state of its own.
"""

# pypdfium2 carries no types; what leaves this module is typed.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownParameterType=false, reportInvalidTypeForm=false, reportArgumentType=false
# pyright: reportAttributeAccessIssue=false, reportCallIssue=false

from __future__ import annotations

import ctypes
import math
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extract.documents.formats.pdf.page_frame import PageFrame
from extract.documents.formats.pdf.pdfium_glyphs import read_glyphs
from extract.documents.formats.pdf.pdfium_marks import drop_lying_marks
from extract.documents.formats.pdf.pdfium_shapes import (
    Dot,
    has_pictures,
    list_objects,
    picture_share,
    read_covers,
    read_shapes,
)
from extract.documents.layout.glyphs import Glyph
from extract.documents.ocr.picture import GreyPicture
from extract.errors import DocumentError

_MAX_LINKS = 2000


@dataclass(frozen=True, slots=True)
class LinkArea:
    """A link annotation: its address, and the rectangle that it covers, in points from the page's top left corner."""

    url: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A page in colour. `width` and `height` in points, as displayed; rows of `stride` bytes, red, green, blue first."""

    width: float
    height: float
    pixels: bytes
    columns: int
    rows: int
    stride: int
    channels: int


@dataclass(frozen=True, slots=True)
class PdfPage:
    """What one page holds. `width` and `height` in points, as displayed; `bands` are tops and bottoms of shapes from edge to edge.

    `replaced` counts characters that the file gives in place of others that are drawn (ActualText); those drawn were read.
    `picture_share` of the page's area, from 0, is pictures. `frame` leads from the page's own coordinates to those of all
    that is listed here.
    """

    frame: PageFrame
    width: float
    height: float
    glyphs: list[Glyph]
    links: list[LinkArea]
    picture: GreyPicture
    has_pictures: bool
    picture_share: float
    dots: list[Dot]
    bands: list[tuple[float, float]]
    replaced: int


class PdfFile:
    """An open PDF. Close it, or use it as a context manager."""

    def __init__(self, data: bytes) -> None:
        try:
            self._document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            if getattr(error, "err_code", None) in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
                raise DocumentError(
                    "encrypted", "The PDF is locked with a password.", "Save a copy without password."
                ) from error
            raise DocumentError("damaged", "The PDF cannot be opened.", "Export it again from its source.") from error

    def __enter__(self) -> PdfFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._document.close()

    def __len__(self) -> int:
        return len(self._document)

    def read_page(self, number: int, scale: float, max_pixels: int) -> PdfPage | None:
        """Return a page (counted from 1); None where it is damaged.

        Args:
            number: The page, from 1.
            scale: Pixels a point for its picture.
            max_pixels: The picture of a larger page is drawn at a lower scale.
        """
        try:
            page = self._document[number - 1]
        except pdfium.PdfiumError:
            return None
        try:
            frame = _frame_of(page)
            objects = list_objects(page)
            replaced = drop_lying_marks(self._document, number - 1, objects)
            text_page = page.get_textpage()
            try:
                glyphs = read_glyphs(text_page, frame, read_covers(objects, frame))
                turn = _quarter_turn(glyphs)
                if turn:
                    # A page that lies on its side: it is read, and its boxes are given, as a reader would turn it.
                    frame.rotation = (frame.rotation + turn) % 360
                    glyphs = read_glyphs(text_page, frame, read_covers(objects, frame))
            finally:
                text_page.close()
            width, height = frame.size
            shapes = read_shapes(objects, frame)
            return PdfPage(
                frame=frame,
                width=width,
                height=height,
                glyphs=glyphs,
                links=_read_links(self._document, page, frame),
                picture=_draw(page, turn, min(scale, math.sqrt(max_pixels / max(1.0, width * height)))),
                has_pictures=has_pictures(objects),
                picture_share=picture_share(objects, frame),
                dots=shapes.dots,
                bands=shapes.bands,
                replaced=replaced,
            )
        except pdfium.PdfiumError:
            return None
        finally:
            page.close()

    def draw_page(self, number: int, scale: float, max_pixels: int) -> GreyPicture:
        """Return the picture of a page (counted from 1) that `read_page` could read; see there."""
        page = self._document[number - 1]
        try:
            width, height = _frame_of(page).size
            return _draw(page, 0, min(scale, math.sqrt(max_pixels / max(1.0, width * height))))
        finally:
            page.close()

    def paint_page(self, number: int, width_px: int, max_pixels: int = 8_000_000) -> PagePicture | None:
        """Return a page (counted from 1) in colour, turned as `read_page` turns it; None where it is damaged.

        A very long page is drawn smaller than `width_px`, so that the picture has `max_pixels` at most.
        """
        try:
            page = self._document[number - 1]
        except (pdfium.PdfiumError, IndexError):
            return None
        try:
            frame = _frame_of(page)
            text_page = page.get_textpage()
            try:
                turn = _quarter_turn(read_glyphs(text_page, frame, read_covers([], frame)))
            finally:
                text_page.close()
            frame.rotation = (frame.rotation + turn) % 360
            width, height = frame.size
            scale = min(width_px / width, math.sqrt(max_pixels / (width * height)))
            bitmap = page.render(scale=scale, rotation=turn, rev_byteorder=True)
            try:
                pixels, stride = bytes(bitmap.buffer), bitmap.stride
                return PagePicture(width, height, pixels, bitmap.width, bitmap.height, stride, bitmap.n_channels)
            finally:
                bitmap.close()
        except pdfium.PdfiumError:
            return None
        finally:
            page.close()


def _frame_of(page: pdfium.PdfPage) -> PageFrame:
    """Return the visible part of a page: its crop box inside its media box, also where it inherits them.

    `get_mediabox` does not look at what a page inherits: of an A4 page it would say US Letter, and words would be sought
    where they do not stand.
    """
    box = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDF_GetPageBoundingBox(page.raw, box):
        return PageFrame(0.0, 0.0, *page.get_size(), page.get_rotation())
    return PageFrame(box.left, box.bottom, box.right, box.top, page.get_rotation())


def _quarter_turn(glyphs: list[Glyph]) -> int:
    """Degrees, clockwise, by which to turn a page so that most of its letters stand upright: 0, 90, 180 or 270."""
    quarters = Counter(round(glyph.angle / (math.pi / 2)) % 4 for glyph in glyphs if not glyph.space)
    if not quarters:
        return 0
    quarter, count = quarters.most_common(1)[0]
    return (360 - 90 * quarter) % 360 if count > 0.7 * quarters.total() else 0


def _draw(page: pdfium.PdfPage, turn: int, scale: float) -> GreyPicture:
    bitmap = page.render(scale=scale, rotation=turn, grayscale=True, may_draw_forms=False)
    try:
        return GreyPicture(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, scale)
    finally:
        bitmap.close()


def _read_links(document: pdfium.PdfDocument, page: pdfium.PdfPage, frame: PageFrame) -> list[LinkArea]:
    found: list[LinkArea] = []
    position = ctypes.c_int(0)
    link = pdfium_c.FPDF_LINK()
    area = pdfium_c.FS_RECTF()
    while len(found) < _MAX_LINKS and pdfium_c.FPDFLink_Enumerate(page.raw, position, link):
        url = _address(document, link)
        if url and pdfium_c.FPDFLink_GetAnnotRect(link, area):
            x0, y0 = frame.place(area.left, area.bottom)
            x1, y1 = frame.place(area.right, area.top)
            found.append(LinkArea(url, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return found


def _address(document: pdfium.PdfDocument, link: pdfium_c.FPDF_LINK) -> str | None:
    action = pdfium_c.FPDFLink_GetAction(link)
    if not action or pdfium_c.FPDFAction_GetType(action) != pdfium_c.PDFACTION_URI:
        return None
    length = pdfium_c.FPDFAction_GetURIPath(document.raw, action, None, 0)
    buffer = ctypes.create_string_buffer(length)
    pdfium_c.FPDFAction_GetURIPath(document.raw, action, buffer, length)
    return buffer.value.decode("utf-8", errors="replace") or None


@lru_cache(maxsize=4096)
def standard_width(face: str, letter: str) -> float:
    """Return how far a letter of a face that PDF files need not embed (such as Helvetica) advances, by its size; 0 if unknown."""
    document = pdfium.PdfDocument.new()
    try:
        font = pdfium_c.FPDFText_LoadStandardFont(document.raw, face.encode("ascii", "replace"))
        width = ctypes.c_float()
        if not font or not pdfium_c.FPDFFont_GetGlyphWidth(font, ord(letter), 1.0, width):
            return 0.0
        pdfium_c.FPDFFont_Close(font)
        return width.value
    finally:
        document.close()
