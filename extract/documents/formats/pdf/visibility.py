"""Which words of a PDF page a reader can see: the page is drawn, and each word's place looked at."""

from __future__ import annotations

import math

from extract.documents.formats.pdf.pdfium_page import PdfPage
from extract.documents.layout.glyphs import Word
from extract.documents.ocr.picture import GreyPicture

MIN_SIZE_POINTS = 2.0
"""Letters lower than this cannot be read on paper or on a screen at usual distance."""

SCALE = 2.0
"""Pixels a point: a full stop of 10 point text still covers two pixels."""

MAX_PIXELS = 12_000_000
"""Larger pages, such as posters, are drawn at a lower scale."""

_MIN_LETTER_WIDTH_EM = 0.06  # on average over a word; an "l" of a narrow face has 0.2
_PALE = 235  # inks from here to white (255) do not show on paper
_MIN_GROUND_SHARE = 0.3  # of a word's box in another tone than its letters, which cover a half of it at most
_MIN_CONTRAST = 14  # of 255; the lightest grey that people use on purpose differs by 40 and more


def visible_words(page: PdfPage, words: list[Word]) -> tuple[list[Word], list[Word]]:
    """Split words into those that show on the page and those that do not.

    Not shown: letters below `MIN_SIZE_POINTS` or squeezed to lines, words off the page, words that leave no mark in the
    page as drawn (white on white, transparent, under a plain shape) or stand on their own colour, words over which a
    picture was drawn. Words of an invisible layer that text recognition put over a picture show, since the picture
    draws them.
    """
    shown: list[Word] = []
    hidden: list[Word] = []
    for word in words:
        (shown if _is_legible(word, page) and _leaves_mark(page.picture, word) else hidden).append(word)
    return shown, hidden


def _is_legible(word: Word, page: PdfPage) -> bool:
    if word.size < MIN_SIZE_POINTS or word.under:
        return False
    if word.upright and word.right - word.left < _MIN_LETTER_WIDTH_EM * word.size * len(word.text):
        return False
    return word.right > 0 and word.left < page.width and word.bottom > 0 and word.top < page.height


def _leaves_mark(picture: GreyPicture, word: Word) -> bool:
    """Whether a word's place in the picture is of more than one tone."""
    if not word.upright:
        return True  # the place of turned words is not known well enough
    left = max(0, math.floor(word.left * picture.scale))
    right = min(picture.width, math.ceil(word.right * picture.scale) + 1)
    top = max(0, math.floor(word.top * picture.scale))
    bottom = min(picture.height, math.ceil(word.bottom * picture.scale) + 1)
    rows = [picture.pixels[row * picture.stride + left : row * picture.stride + right] for row in range(top, bottom)]
    box = b"".join(rows)
    if not box or max(box) - min(box) < _MIN_CONTRAST:
        return False
    if word.ink is None or word.ink < _PALE:
        return True
    # The mark beside pale letters may be a rule or another word's: then most of the box has their very tone.
    return _share_unlike(box, word.ink) >= _MIN_GROUND_SHARE


def _share_unlike(box: bytes, tone: int) -> float:
    """The share of pixels that differ from a tone by `_MIN_CONTRAST` or more."""
    near = bytes(range(max(0, tone - _MIN_CONTRAST + 1), min(256, tone + _MIN_CONTRAST)))
    return len(box.translate(None, near)) / len(box)
