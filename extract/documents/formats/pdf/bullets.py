"""Bullets that a page draws as shapes, as browsers do, become the words that they stand for."""

from __future__ import annotations

from extract.documents.formats.pdf.pdfium_shapes import Dot
from extract.documents.layout.glyphs import Word

_MAX_SIZE_EM = 0.5  # a disc before a list item is a quarter to a third as high as its letters
_MAX_GAP_EM = 1.3
_ALONE_EM = 2.0  # dots nearer to each other than this on one line rate a skill, or lead to a page number


def drawn_bullets(dots: list[Dot], words: list[Word]) -> list[Word]:
    """Return a bullet for each dot that stands alone, shortly before the first word of a line and at half its height."""
    bullets: list[Word] = []
    for dot in dots:
        middle = (dot.top + dot.bottom) / 2
        beside = [word for word in words if word.upright and word.top < middle < word.baseline]
        after = min((word for word in beside if word.left >= dot.right - 0.1), key=lambda word: word.left, default=None)
        if after is None or after.left - dot.right > _MAX_GAP_EM * after.size:
            continue
        reach = dot.left - _ALONE_EM * after.size
        crowded = any(word.right > reach and word.left < dot.left for word in beside) or any(
            other is not dot
            and other.top < middle < other.bottom
            and reach < other.left < dot.right + _ALONE_EM * after.size
            for other in dots
        )
        if dot.bottom - dot.top <= _MAX_SIZE_EM * after.size and not crowded:
            bullets.append(
                Word("•", dot.left, after.top, dot.right, after.bottom, after.baseline, after.size, bold=False)
            )
    return bullets
