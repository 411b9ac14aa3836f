"""A PDF page's characters, gathered into words with their place, size and weight."""

from __future__ import annotations

import ctypes
import math
import re
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
_HYPHENS = {0x02, 0xAD, 0xFFFE}  # how PDFium and producers write the hyphen that a line break put in
_SYMBOL_BULLETS = {0xF0B7, 0xF0A7, 0xF0D8, 0xF076, 0xF0FC, 0xF06E, 0xF071, 0xF0A8}  # Symbol and Wingdings bullets
_SPACES = {0x09, 0x20, 0xA0, 0x3000, 0x202F, *range(0x2000, 0x200B)}
_BOLD_NAME = re.compile(r"bold|black|heavy|semibold|demi|-bd|cmbx|sfbx|ecbx|-medi\b", re.IGNORECASE)
_FORCE_BOLD = 1 << 18  # font descriptor flag, ISO 32000-1 table 123


@dataclass(slots=True)
class Word:
    """Characters without a space between them. Lengths in points, from the page's top left corner as displayed."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    baseline: float
    size: float
    bold: bool
    upright: bool = True
    spaced: bool = True  # a space, or nothing at all, stood before it in the file
    mode: int = 0  # text rendering mode; 3 draws nothing
    url: str | None = None
    joint: str | None = None  # what the layout puts before it in its row; None: the gap decides

    @property
    def middle(self) -> float:
        """Half way between top and bottom."""
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class Glyph:
    """One character as drawn. `space` is True for what only keeps words apart."""

    code: int
    left: float
    right: float
    baseline: float
    size: float
    angle: float
    bold: bool
    mode: int
    space: bool


@dataclass(slots=True)
class PageFrame:
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


def frame_of(page: pdfium.PdfPage) -> PageFrame:
    """Return the visible part of a page: its crop box inside its media box."""
    media = page.get_mediabox()
    crop = page.get_cropbox()
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    if right - left < 1 or top - bottom < 1:
        left, bottom, right, top = media
    return PageFrame(left, bottom, right, top, page.get_rotation())


def read_glyphs(text_page: pdfium.PdfTextPage, frame: PageFrame) -> list[Glyph]:
    """Return a page's characters in the order of the file."""
    raw = text_page.raw
    fonts: dict[int, bool] = {}
    x, y = ctypes.c_double(), ctypes.c_double()
    box = pdfium_c.FS_RECTF()
    matrix = pdfium_c.FS_MATRIX()
    glyphs: list[Glyph] = []
    for index in range(text_page.count_chars()):
        code = pdfium_c.FPDFText_GetUnicode(raw, index)
        generated = pdfium_c.FPDFText_IsGenerated(raw, index) == 1
        if code in (0x0A, 0x0D) or generated:
            if glyphs and not (code in _HYPHENS):
                glyphs.append(Glyph(0x20, 0, 0, 0, 0, 0, False, 0, True))
            continue
        pdfium_c.FPDFText_GetCharOrigin(raw, index, x, y)
        pdfium_c.FPDFText_GetLooseCharBox(raw, index, box)
        pdfium_c.FPDFText_GetMatrix(raw, index, matrix)
        corners = [frame.place(box.left, box.bottom), frame.place(box.right, box.top)]
        origin = frame.place(x.value, y.value)
        scale = math.hypot(matrix.c, matrix.d) or 1.0
        text_object = pdfium_c.FPDFText_GetTextObject(raw, index)
        bold = mode = 0
        if text_object:
            mode = pdfium_c.FPDFTextObj_GetTextRenderMode(text_object)
            font = ctypes.cast(pdfium_c.FPDFTextObj_GetFont(text_object), ctypes.c_void_p).value or 0
            if font not in fonts:
                fonts[font] = _is_bold(raw, index)
            bold = fonts[font]
        glyphs.append(
            Glyph(
                code=code,
                left=min(corners[0][0], corners[1][0]),
                right=max(corners[0][0], corners[1][0]),
                baseline=origin[1],
                size=pdfium_c.FPDFText_GetFontSize(raw, index) * scale,
                angle=(pdfium_c.FPDFText_GetCharAngle(raw, index) - math.radians(frame.rotation)) % (2 * math.pi),
                bold=bool(bold),
                mode=mode,
                space=code in _SPACES,
            )
        )
    return glyphs


def _is_bold(raw: pdfium_c.FPDF_TEXTPAGE, index: int) -> bool:
    """Weights from the stem width are no guide (a regular face may say 475); names and the forced flag are."""
    buffer = ctypes.create_string_buffer(256)
    flags = ctypes.c_int()
    length = pdfium_c.FPDFText_GetFontInfo(raw, index, buffer, 256, flags)
    name = buffer.raw[: max(0, min(length, 256) - 1)].decode("utf-8", errors="replace")
    return bool(_BOLD_NAME.search(name.rpartition("+")[2])) or bool(flags.value & _FORCE_BOLD)


def character_of(code: int) -> str:
    """Return what a reader sees for a code: ligatures in letters, symbol bullets as bullets, icons as nothing."""
    if code in LIGATURES:
        return LIGATURES[code]
    if code in _HYPHENS:
        return "-"
    if code in _SYMBOL_BULLETS:
        return "•"
    if 0xE000 <= code <= 0xF8FF or code >= 0xF0000:
        return ""  # private use: an icon, or a font without a Unicode map
    if code == 0 or 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    return chr(code)


def gather_words(glyphs: list[Glyph]) -> list[Word]:
    """Join characters that touch into words; a space, a jump or another baseline ends a word."""
    words: list[Word] = []
    current: Word | None = None
    last: Glyph | None = None
    weights: list[bool] = []
    for glyph in glyphs:
        if glyph.space:
            current = _finish(words, current, weights)
            last = None
            continue
        text = character_of(glyph.code)
        if last and current and _continues(last, glyph):
            current.text += text
            current.left = min(current.left, glyph.left)
            current.right = max(current.right, glyph.right)
            current.size = max(current.size, glyph.size)
        else:
            touching = last is not None
            current = _finish(words, current, weights)
            current = Word(
                text, glyph.left, 0, glyph.right, 0, glyph.baseline, glyph.size, glyph.bold,
                upright=_is_upright(glyph.angle), spaced=not touching, mode=glyph.mode,
            )  # fmt: skip
        weights.append(glyph.bold)
        last = glyph
    _finish(words, current, weights)
    return words


def _is_upright(angle: float) -> bool:
    return min(angle, 2 * math.pi - angle) < 0.1


def _continues(last: Glyph, glyph: Glyph) -> bool:
    em = max(last.size, glyph.size)
    if abs(last.angle - glyph.angle) > 0.1 or last.mode != glyph.mode:
        return False
    if not _is_upright(glyph.angle):
        return True  # turned text keeps the order and the spaces of the file
    if abs(last.baseline - glyph.baseline) >= 0.45 * em:
        return False
    # The letters of one ligature share its box.
    return -0.6 * em < glyph.left - last.right < 0.25 * em or abs(glyph.left - last.left) < 0.05


def _finish(words: list[Word], word: Word | None, weights: list[bool]) -> None:
    """Close a word: height from its size, bold by majority."""
    if word is not None and word.text:
        # Ascent and descent of nearly all text faces; boxes from the file vary too much to line words up by.
        word.top = word.baseline - 0.78 * word.size
        word.bottom = word.baseline + 0.22 * word.size
        word.bold = sum(weights) * 2 > len(weights)
        words.append(word)
    weights.clear()
