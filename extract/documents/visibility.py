"""Which words of a PDF page a reader can see: the page is drawn, and each word's place looked at."""

from __future__ import annotations

import math

import pypdfium2 as pdfium

from extract.documents.glyphs import PageFrame, Word

MIN_SIZE_POINTS = 2.0
"""Letters lower than this cannot be read on paper or on a screen at usual distance."""

_SCALE = 2.0  # pixels a point: a full stop of 10 point text still covers two pixels
_MAX_PIXELS = 12_000_000
_MIN_CONTRAST = 14  # of 255; the lightest grey that people use on purpose differs by 40 and more
_INVISIBLE_MODES = (3, 7)  # text rendering modes that draw nothing, ISO 32000-1 table 106


def visible_words(page: pdfium.PdfPage, frame: PageFrame, words: list[Word]) -> tuple[list[Word], list[Word]]:
    """Split words into those that show on the page and those that do not.

    Not shown: letters below `MIN_SIZE_POINTS`, words off the page, words that leave no mark in the page as drawn (white
    on white, transparent, under a plain shape). Words of an invisible layer that text recognition put over a picture
    show, since the picture draws them.
    """
    if not words:
        return [], []
    width, height = frame.size
    inside = [word for word in words if _is_legible(word, width, height)]
    kept: list[Word] = []
    scale = min(_SCALE, math.sqrt(_MAX_PIXELS / max(1.0, width * height)))
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
    try:
        view = memoryview(bitmap.buffer).cast("B")
        for word in inside:
            if _contrast(view, bitmap.stride, (bitmap.width, bitmap.height), word, scale) >= _MIN_CONTRAST:
                kept.append(word)
    finally:
        bitmap.close()
    shown = {id(word) for word in kept}
    return kept, [word for word in words if id(word) not in shown]


def _is_legible(word: Word, width: float, height: float) -> bool:
    if word.size < MIN_SIZE_POINTS:
        return False
    return word.right > 0 and word.left < width and word.bottom > 0 and word.top < height


def _contrast(view: memoryview, stride: int, size: tuple[int, int], word: Word, scale: float) -> int:
    """Difference between the lightest and the darkest pixel of a word's place, 0 to 255."""
    left = max(0, math.floor(word.left * scale))
    right = min(size[0], math.ceil(word.right * scale) + 1)
    top = max(0, math.floor(word.top * scale))
    bottom = min(size[1], math.ceil(word.bottom * scale) + 1)
    if not word.upright:
        return 255
    darkest, lightest = 255, 0
    for row in range(top, bottom):
        pixels = bytes(view[row * stride + left : row * stride + right])
        if pixels:
            darkest, lightest = min(darkest, *pixels, 255), max(lightest, *pixels, 0)
    return max(0, lightest - darkest)
