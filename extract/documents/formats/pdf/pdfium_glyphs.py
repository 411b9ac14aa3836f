"""What PDFium says of the characters on a page."""

# pypdfium2 carries no types; what leaves this module is typed.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownParameterType=false, reportInvalidTypeForm=false, reportArgumentType=false
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from extract.documents.formats.pdf.page_frame import PageFrame
from extract.documents.formats.pdf.pdfium_shapes import Covers, is_under
from extract.documents.layout.glyphs import HYPHENS, Glyph

_BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi|-bd|cmbx|sfbx|ecbx|-medi\b", re.IGNORECASE)
_PICTURE_FACE = re.compile(
    r"marvosym|fontawesome|academicons|icomoon|materialicons|wingdings|webdings|dingbats", re.IGNORECASE
)
_MARK_FACE = re.compile(r"wingdings|webdings|dingbats", re.IGNORECASE)
_BULLET = 0x2022
_ICON = 0xE000
_FORCE_BOLD = 1 << 18  # font descriptor flag, ISO 32000-1 table 123
_SPACES = {0x09, 0x20, 0xA0, 0x3000, 0x202F, *range(0x2000, 0x200B)}


def read_glyphs(text_page: pdfium.PdfTextPage, frame: PageFrame, covers: Covers) -> list[Glyph]:
    """Return a page's characters in the order of the file."""
    raw = text_page.raw
    faces: dict[int, _Face] = {}
    drawn: dict[int, tuple[_Face, int, int | None]] = {}  # by text object: face, render mode, ink
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
        face, mode, ink, under = _PLAIN, 0, None, False
        if text_object:
            address = ctypes.cast(text_object, ctypes.c_void_p).value or 0
            if address not in drawn:
                mode = pdfium_c.FPDFTextObj_GetTextRenderMode(text_object)
                font = ctypes.cast(pdfium_c.FPDFTextObj_GetFont(text_object), ctypes.c_void_p).value or 0
                if font not in faces:
                    faces[font] = _read_face(raw, index)
                drawn[address] = (faces[font], mode, _ink_of(text_object) if mode == 0 else None)
            face, mode, ink = drawn[address]
            under = is_under(covers, address, origin)
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
                ink=ink,
                unmapped=pdfium_c.FPDFText_HasUnicodeMapError(raw, index) == 1,
                top=min(corners[0][1], corners[1][1]),
                bottom=max(corners[0][1], corners[1][1]),
            )
        )
    return glyphs


def _ink_of(text_object: pdfium_c.FPDF_PAGEOBJECT) -> int | None:
    """Return the grey of an opaque fill: 0 black to 255 white, weighted as PDFium draws colours in grey."""
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetFillColor(text_object, red, green, blue, alpha) or alpha.value < 255:
        return None
    return (30 * red.value + 59 * green.value + 11 * blue.value) // 100


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
