"""What PDFium says of the shapes and pictures on a page: what covers words, dots before them, bands behind them."""

# pypdfium2 carries no types; what leaves this module is typed.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownParameterType=false, reportInvalidTypeForm=false, reportArgumentType=false
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extract.documents.formats.pdf.page_frame import PageFrame

MAX_FORM_DEPTH = 5
"""Forms inside forms that are looked into."""

_MIN_BAND_POINTS = 15.0  # lower ones are rules
_MIN_DOT_POINTS, _MAX_DOT_POINTS = 1.0, 8.0


@dataclass(frozen=True, slots=True)
class DrawnObject:
    """One object of a page in the order of drawing: PDFium's handle, its kind, and how many forms it stands in."""

    raw: pdfium_c.FPDF_PAGEOBJECT
    kind: int
    level: int

    @property
    def address(self) -> int:
        """What tells it from others."""
        return ctypes.cast(self.raw, ctypes.c_void_p).value or 0

    def bounds(self, frame: PageFrame) -> tuple[float, float, float, float]:
        """Return left, top, right, bottom in points from the page's top left corner; right only outside forms."""
        sides = [ctypes.c_float() for _ in range(4)]
        if not pdfium_c.FPDFPageObj_GetBounds(self.raw, *sides):
            return 0.0, 0.0, 0.0, 0.0
        x0, y0 = frame.place(sides[0].value, sides[1].value)
        x1, y1 = frame.place(sides[2].value, sides[3].value)
        return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def list_objects(page: pdfium.PdfPage) -> list[DrawnObject]:
    """List all objects of a page, also those inside forms."""
    found: list[DrawnObject] = []

    def add(raw: pdfium_c.FPDF_PAGEOBJECT, level: int) -> None:
        kind = pdfium_c.FPDFPageObj_GetType(raw)
        found.append(DrawnObject(raw, kind, level))
        if kind == pdfium_c.FPDF_PAGEOBJ_FORM and level < MAX_FORM_DEPTH:
            for number in range(pdfium_c.FPDFFormObj_CountObjects(raw)):
                add(pdfium_c.FPDFFormObj_GetObject(raw, number), level + 1)

    for number in range(pdfium_c.FPDFPage_CountObjects(page.raw)):
        add(pdfium_c.FPDFPage_GetObject(page.raw, number), 0)
    return found


@dataclass(frozen=True, slots=True)
class Dot:
    """A small shape about as wide as high, such as a browser draws before list items; points from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Shapes:
    """Dots, and the tops and bottoms of shapes that run from edge to edge, in points from the page's top."""

    dots: list[Dot]
    bands: list[tuple[float, float]]


def read_shapes(objects: list[DrawnObject], frame: PageFrame) -> Shapes:
    """Find dots and bands among a page's own shapes; those inside forms are not looked at."""
    shapes = Shapes([], [])
    width, height = frame.size
    for drawn in objects:
        if drawn.kind != pdfium_c.FPDF_PAGEOBJ_PATH or drawn.level:
            continue
        left, top, right, bottom = drawn.bounds(frame)
        across, down = right - left, bottom - top
        if min(across, down) >= _MIN_DOT_POINTS and max(across, down) <= min(1.25 * min(across, down), _MAX_DOT_POINTS):
            shapes.dots.append(Dot(left, top, right, bottom))
        elif across >= 0.97 * width and _MIN_BAND_POINTS <= down <= 0.4 * height:
            shapes.bands.append((top, bottom))
    return shapes


def has_pictures(objects: list[DrawnObject]) -> bool:
    """Whether anything but text is drawn."""
    kinds = (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_PATH, pdfium_c.FPDF_PAGEOBJ_SHADING)
    return any(drawn.kind in kinds for drawn in objects)


def picture_share(objects: list[DrawnObject], frame: PageFrame) -> float:
    """How much of the page its pictures take, those on top of each other counted twice, as a scan cut in strips is not."""
    width, height = frame.size
    area = 0.0
    for drawn in objects:
        if drawn.kind == pdfium_c.FPDF_PAGEOBJ_IMAGE:
            left, top, right, bottom = drawn.bounds(frame)
            area += (right - left) * (bottom - top)
    return area / max(1.0, width * height)


@dataclass(frozen=True, slots=True)
class Covers:
    """Pictures that hide what was drawn before them: places in the order of drawing, and rectangles on the page."""

    order: dict[int, int]
    pictures: list[tuple[int, float, float, float, float]]


def read_covers(objects: list[DrawnObject], frame: PageFrame) -> Covers:
    """Find opaque pictures. One that fills the page is a scan over its own text layer, and hides nothing."""
    order: dict[int, int] = {}
    pictures: list[tuple[int, float, float, float, float]] = []
    width, height = frame.size
    for place, drawn in enumerate(objects):
        order[drawn.address] = place
        # The places of pictures inside forms are not known on the page.
        if drawn.level or drawn.kind != pdfium_c.FPDF_PAGEOBJ_IMAGE or pdfium_c.FPDFPageObj_HasTransparency(drawn.raw):
            continue
        left, top, right, bottom = drawn.bounds(frame)
        if (right - left) * (bottom - top) < 0.7 * width * height:
            pictures.append((place, left, top, right, bottom))
    return Covers(order, pictures)


def is_under(covers: Covers, text_object: int, origin: tuple[float, float]) -> bool:
    """Whether a character was drawn before a picture that lies over the place where it stands."""
    place = covers.order.get(text_object)
    x, y = origin
    return place is not None and any(
        place < later and left <= x <= right and top <= y - 1 <= bottom
        for later, left, top, right, bottom in covers.pictures
    )
