"""The one module that calls PDFium: pages, characters, links and pictures as plain Python values.

Call it from one thread at a time: PDFium keeps state of its own.
"""

# pypdfium2 carries no types; what leaves this module is typed.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownParameterType=false, reportInvalidTypeForm=false, reportArgumentType=false
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import ctypes
import math
import re
from collections import Counter
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extract.documents.glyphs import HYPHENS, Glyph
from extract.errors import DocumentError

_BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi|-bd|cmbx|sfbx|ecbx|-medi\b", re.IGNORECASE)
_PICTURE_FACE = re.compile(
    r"marvosym|fontawesome|academicons|icomoon|materialicons|wingdings|webdings|dingbats", re.IGNORECASE
)
_MARK_FACE = re.compile(r"wingdings|webdings|dingbats", re.IGNORECASE)
_BULLET = 0x2022
_ICON = 0xE000
_FORCE_BOLD = 1 << 18  # font descriptor flag, ISO 32000-1 table 123
_SPACES = {0x09, 0x20, 0xA0, 0x3000, 0x202F, *range(0x2000, 0x200B)}
_MAX_LINKS = 2000
_MIN_BAND_POINTS = 15.0  # lower ones are rules
_MIN_DOT_POINTS, _MAX_DOT_POINTS = 1.0, 8.0


@dataclass(frozen=True, slots=True)
class LinkArea:
    """A link annotation: its address, and the rectangle that it covers, in points from the page's top left corner."""

    url: str
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class GreyPicture:
    """A page as drawn: one byte a pixel, 0 black to 255 white; rows of `stride` bytes; `scale` pixels a point."""

    pixels: bytes
    width: int
    height: int
    stride: int
    scale: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A small shape about as wide as high, such as a browser draws before list items; points from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class PdfPage:
    """What one page holds. `width` and `height` in points, as displayed; `bands` are tops and bottoms of shapes from edge to edge."""

    width: float
    height: float
    glyphs: list[Glyph]
    links: list[LinkArea]
    picture: GreyPicture
    has_pictures: bool
    dots: list[Dot]
    bands: list[tuple[float, float]]


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
            text_page = page.get_textpage()
            try:
                glyphs = _read_glyphs(text_page, frame, _read_covers(page, frame))
                turn = _quarter_turn(glyphs)
                if turn:
                    # A page that lies on its side: it is read, and its boxes are given, as a reader would turn it.
                    frame.rotation = (frame.rotation + turn) % 360
                    glyphs = _read_glyphs(text_page, frame, _read_covers(page, frame))
            finally:
                text_page.close()
            width, height = frame.size
            shapes = _read_shapes(page, frame)
            return PdfPage(
                width=width,
                height=height,
                glyphs=glyphs,
                links=_read_links(self._document, page, frame),
                picture=_draw(page, turn, min(scale, math.sqrt(max_pixels / max(1.0, width * height)))),
                has_pictures=_has_pictures(page),
                dots=shapes.dots,
                bands=shapes.bands,
            )
        except pdfium.PdfiumError:
            return None
        finally:
            page.close()


def _quarter_turn(glyphs: list[Glyph]) -> int:
    """Degrees, clockwise, by which to turn a page so that most of its letters stand upright: 0, 90, 180 or 270."""
    quarters = Counter(round(glyph.angle / (math.pi / 2)) % 4 for glyph in glyphs if not glyph.space)
    if not quarters:
        return 0
    quarter, count = quarters.most_common(1)[0]
    return (360 - 90 * quarter) % 360 if count > 0.7 * quarters.total() else 0


@dataclass(frozen=True, slots=True)
class _Covers:
    """Pictures that hide what was drawn before them: places in the order of drawing, and rectangles on the page."""

    order: dict[int, int]
    pictures: list[tuple[int, float, float, float, float]]


def _read_covers(page: pdfium.PdfPage, frame: _Frame) -> _Covers:
    """Find opaque pictures. One that fills the page is a scan over its own text layer, and hides nothing."""
    order: dict[int, int] = {}
    pictures: list[tuple[int, float, float, float, float]] = []
    width, height = frame.size
    for place, drawn in enumerate(page.get_objects(max_depth=1)):
        order[ctypes.cast(drawn.raw, ctypes.c_void_p).value or 0] = place
        if drawn.type == pdfium_c.FPDF_PAGEOBJ_IMAGE and not pdfium_c.FPDFPageObj_HasTransparency(drawn.raw):
            left, bottom, right, top = drawn.get_bounds()
            x0, y0 = frame.place(left, bottom)
            x1, y1 = frame.place(right, top)
            if abs(x1 - x0) * abs(y1 - y0) < 0.7 * width * height:
                pictures.append((place, min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)))
    return _Covers(order, pictures)


@dataclass(frozen=True, slots=True)
class _Shapes:
    dots: list[Dot]
    bands: list[tuple[float, float]]


def _read_shapes(page: pdfium.PdfPage, frame: _Frame) -> _Shapes:
    shapes = _Shapes([], [])
    width, height = frame.size
    for drawn in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_PATH,), max_depth=1):
        x0, y0, x1, y1 = drawn.get_bounds()
        (x0, y0), (x1, y1) = frame.place(x0, y0), frame.place(x1, y1)
        left, right, top, bottom = min(x0, x1), max(x0, x1), min(y0, y1), max(y0, y1)
        across, down = right - left, bottom - top
        if min(across, down) >= _MIN_DOT_POINTS and max(across, down) <= min(1.25 * min(across, down), _MAX_DOT_POINTS):
            shapes.dots.append(Dot(left, top, right, bottom))
        elif across >= 0.97 * width and _MIN_BAND_POINTS <= down <= 0.4 * height:
            shapes.bands.append((top, bottom))
    return shapes


def _is_under(covers: _Covers, text_object: int, origin: tuple[float, float]) -> bool:
    """Whether a character was drawn before a picture that lies over the place where it stands."""
    place = covers.order.get(text_object)
    x, y = origin
    return place is not None and any(
        place < later and left <= x <= right and top <= y - 1 <= bottom
        for later, left, top, right, bottom in covers.pictures
    )


def _draw(page: pdfium.PdfPage, turn: int, scale: float) -> GreyPicture:
    bitmap = page.render(scale=scale, rotation=turn, grayscale=True, may_draw_forms=False)
    try:
        return GreyPicture(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride, scale)
    finally:
        bitmap.close()


def _has_pictures(page: pdfium.PdfPage) -> bool:
    kinds = (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_SHADING)
    return next(iter(page.get_objects(filter=kinds, max_depth=5)), None) is not None


def _read_links(document: pdfium.PdfDocument, page: pdfium.PdfPage, frame: _Frame) -> list[LinkArea]:
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


@dataclass(slots=True)
class _Frame:
    """How page coordinates (origin bottom left, unrotated) become places on the page as displayed."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return the distance from the left and from the top of the displayed page, in points."""
        if self.rotation == 90:
            return y - self.bottom, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.bottom
        if self.rotation == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as displayed, in points."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.rotation in (90, 270) else (width, height)


def _frame_of(page: pdfium.PdfPage) -> _Frame:
    """Return the visible part of a page: its crop box inside its media box, also where it inherits them.

    `get_mediabox` does not look at what a page inherits: of an A4 page it would say US Letter, and words would be sought
    where they do not stand.
    """
    box = pdfium_c.FS_RECTF()
    if not pdfium_c.FPDF_GetPageBoundingBox(page.raw, box):
        return _Frame(0.0, 0.0, *page.get_size(), page.get_rotation())
    return _Frame(box.left, box.bottom, box.right, box.top, page.get_rotation())


def _read_glyphs(text_page: pdfium.PdfTextPage, frame: _Frame, covers: _Covers) -> list[Glyph]:
    """Return a page's characters in the order of the file."""
    raw = text_page.raw
    faces: dict[int, _Face] = {}
    x, y = ctypes.c_double(), ctypes.c_double()
    box = pdfium_c.FS_RECTF()
    matrix = pdfium_c.FS_MATRIX()
    glyphs: list[Glyph] = []
    for index in range(text_page.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(raw, index)
        generated = pdfium_c.FPDFText_IsGenerated(raw, index) == 1
        if code in (0x0A, 0x0D) or generated:
            if glyphs and code not in HYPHENS:
                glyphs.append(Glyph(0x20, 0, 0, 0, 0, 0, False, 0, True))
            continue
        pdfium_c.FPDFText_GetCharOrigin(raw, index, x, y)
        pdfium_c.FPDFText_GetLooseCharBox(raw, index, box)
        pdfium_c.FPDFText_GetMatrix(raw, index, matrix)
        corners = [frame.place(box.left, box.bottom), frame.place(box.right, box.top)]
        origin = frame.place(x.value, y.value)
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        text_object = pdfium_c.FPDFText_GetTextObject(raw, index)
        face, mode, under = _PLAIN, 0, False
        if text_object:
            under = _is_under(covers, ctypes.cast(text_object, ctypes.c_void_p).value or 0, origin)
            mode = pdfium_c.FPDFTextObj_GetTextRenderMode(text_object)
            font = ctypes.cast(pdfium_c.FPDFTextObj_GetFont(text_object), ctypes.c_void_p).value or 0
            if font not in faces:
                faces[font] = _read_face(raw, index)
            face = faces[font]
        glyphs.append(
            Glyph(
                code=face.meaning_of(code),
                left=min(corners[0][0], corners[1][0]),
                right=max(corners[0][0], corners[1][0]),
                baseline=origin[1],
                size=pdfium_c.FPDFText_GetFontSize(raw, index) * scale,
                angle=(pdfium_c.FPDFText_GetCharAngle(raw, index) + math.radians(frame.rotation)) % (2 * math.pi),
                bold=face.bold,
                mode=mode,
                space=code in _SPACES,
                under=under,
            )
        )
    return glyphs


@dataclass(frozen=True, slots=True)
class _Face:
    """What a font's name says. Faces of pictures draw signs in the places of letters."""

    bold: bool = False
    pictures: bool = False
    marks: bool = False

    def meaning_of(self, code: int) -> int:
        """Return the code of what is drawn: in a face of pictures a bullet, or an icon that stands for no character."""
        if not self.pictures or code >= 0x2000:
            return code
        return _BULLET if self.marks or not chr(code).isalnum() else _ICON


_PLAIN = _Face()


def _read_face(raw: pdfium_c.FPDF_TEXTPAGE, index: int) -> _Face:
    """Weights from the stem width are no guide (a regular face may say 475); names and the forced flag are."""
    buffer = ctypes.create_string_buffer(256)
    flags = ctypes.c_int()
    length = pdfium_c.FPDFText_GetFontInfo(raw, index, buffer, 256, flags)
    name = buffer.raw[: max(0, min(length, 256) - 1)].decode("utf-8", errors="replace").rpartition("+")[2]
    return _Face(
        bold=bool(_BOLD_NAME.search(name)) or bool(flags.value & _FORCE_BOLD),
        pictures=bool(_PICTURE_FACE.search(name)),
        marks=bool(_MARK_FACE.search(name)),
    )
