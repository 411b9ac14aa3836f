"""Which words of a PDF page a reader can see: the page is drawn, and each word's place looked at."""

from __future__ import annotations

import math

from extract.documents.glyphs import Word
from extract.documents.pdfium_page import PdfPage
from extract.documents.picture import GreyPicture

MIN_SIZE_POINTS = 2.0
"""Letters lower than this cannot be read on paper or on a screen at usual distance."""

SCALE = 2.0
"""Pixels a point: a full stop of 10 point text still covers two pixels."""

MAX_PIXELS = 12_000_000
"""Larger pages, such as posters, are drawn at a lower scale."""

_MIN_CONTRAST = 14  # of 255; the lightest grey that people use on purpose differs by 40 and more


def visible_words(page: PdfPage, words: list[Word]) -> tuple[list[Word], list[Word]]:
    """Split words into those that show on the page and those that do not.

    Not shown: letters below `MIN_SIZE_POINTS`, words off the page, words that leave no mark in the page as drawn (white
    on white, transparent, under a plain shape), words over which a picture was drawn. Words of an invisible layer that text recognition put over a picture
    show, since the picture draws them.
    """
    shown: list[Word] = []
    hidden: list[Word] = []
    for word in words:
        (shown if _is_legible(word, page) and _leaves_mark(page.picture, word) else hidden).append(word)
    return shown, hidden


def _is_legible(word: Word, page: PdfPage) -> bool:
    if word.size < MIN_SIZE_POINTS or word.under:
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
    darkest, lightest = 255, 0
    for row in range(top, bottom):
        pixels = picture.pixels[row * picture.stride + left : row * picture.stride + right]
        if pixels:
            darkest, lightest = min(darkest, min(pixels)), max(lightest, max(pixels))
            if lightest - darkest >= _MIN_CONTRAST:
                return True
    return False
