"""A PDF page's characters, gathered into words with their place, size and weight."""

from __future__ import annotations

import math
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

from extract.documents.layout.direction import is_right_to_left

LIGATURES = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}
HYPHENS = {0x02, 0xAD, 0xFFFE}  # how PDFium and producers write the hyphen that a line break put in
_ACCENTS = {
    "`": "\u0300", "\u00b4": "\u0301", "ˆ": "\u0302", "˜": "\u0303", "¯": "\u0304", "˘": "\u0306", "˙": "\u0307",
    "\u00a8": "\u0308", "˚": "\u030a", "˝": "\u030b", "ˇ": "\u030c", "\u00b8": "\u0327", "˛": "\u0328",
}  # fmt: skip
"""Signs that old TeX fonts draw over (or under) a letter, and the mark that joins them to it."""
_SYMBOL_BULLETS = {0xF0B7, 0xF0A7, 0xF0D8, 0xF076, 0xF0FC, 0xF06E, 0xF071, 0xF0A8}  # Symbol and Wingdings bullets


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
    under: bool = False  # a picture was drawn over it
    ink: int | None = (
        None  # the grey that its letters are filled with, 0 black to 255 white; None where it is not plain
    )
    url: str | None = None
    joint: str | None = None  # what the layout puts before it in its row; None: the gap decides
    edges: tuple[float, ...] = ()
    """Where each character of an upright word begins, in the order of the text, and where the last one ends; () if unknown."""

    @property
    def middle(self) -> float:
        """Half way between top and bottom."""
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class Glyph:
    """One character as drawn.

    `space`: it only keeps words apart. `under`: a picture lies over it. `ink`: as in `Word`. `unmapped`: the font does not
    say which character it is, and `code` is a guess. `top` and `bottom` are its box's, which only turned text needs.
    """

    code: int
    left: float
    right: float
    baseline: float
    size: float
    angle: float
    bold: bool
    mode: int
    space: bool
    under: bool = False
    ink: int | None = None
    unmapped: bool = False
    top: float = 0.0
    bottom: float = 0.0


def character_of(code: int) -> str:
    """Return what a reader sees for a code: ligatures in letters, symbol bullets as bullets, icons as nothing."""
    if code in LIGATURES:
        return LIGATURES[code]
    if code in HYPHENS:
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
    run: list[Glyph] = []
    spaced = True
    for glyph in glyphs:
        if glyph.space:
            _close(words, run, spaced=spaced)
            run, spaced = [], True
        elif run and _continues(run[-1], glyph):
            run.append(glyph)
        else:
            if run:
                _close(words, run, spaced=spaced)
                spaced = False
            run = [glyph]
    _close(words, run, spaced=spaced)
    return words


def _is_upright(angle: float) -> bool:
    return min(angle, 2 * math.pi - angle) < 0.1


def _continues(last: Glyph, glyph: Glyph) -> bool:
    em = max(last.size, glyph.size)
    if abs(last.angle - glyph.angle) > 0.1 or last.mode != glyph.mode:
        return False
    if not _is_upright(glyph.angle):
        return True  # turned text keeps the order and the spaces of the file
    raised = last.size < 0.85 * glyph.size and last.baseline < glyph.baseline - 0.1 * glyph.size
    if raised or abs(last.baseline - glyph.baseline) >= 0.45 * em:
        return False  # a raised sign before larger letters may name a footnote
    # PDFium gives the lines of a page in a right-to-left script from right to left, whatever script they are in.
    gap = glyph.left - last.right if glyph.left >= last.left else last.left - glyph.right
    # The letters of one ligature share its box.
    return -0.6 * em < gap < 0.25 * em or abs(glyph.left - last.left) < 0.05


def _close(words: list[Word], run: list[Glyph], *, spaced: bool) -> None:
    """Make a word of glyphs that touch: height from its size, bold by majority."""
    letters = _letters(run)
    texts = _compose(letters)
    text = "".join(texts)
    if not text:
        return
    size, baseline = max(glyph.size for glyph in run), letters[0].baseline
    upright = _is_upright(run[0].angle)
    words.append(
        Word(
            text=text,
            left=min(glyph.left for glyph in run),
            # Ascent and descent of nearly all text faces; boxes from the file vary too much to line words up by.
            top=baseline - 0.78 * size if upright else min(glyph.top for glyph in run),
            right=max(glyph.right for glyph in run),
            bottom=baseline + 0.22 * size if upright else max(glyph.bottom for glyph in run),
            baseline=baseline,
            size=size,
            bold=sum(glyph.bold for glyph in run) * 2 > len(run),
            upright=upright,
            spaced=spaced,
            under=sum(glyph.under for glyph in run) * 2 > len(run),
            ink=run[0].ink if len({glyph.ink for glyph in run}) == 1 else None,
            edges=_edges(letters, texts) if upright else (),
        )
    )


def _edges(letters: list[Glyph], texts: list[str]) -> tuple[float, ...]:
    """Return where each character begins, and where the last one ends. The letters of a ligature share its width evenly."""
    backwards = letters[-1].left < letters[0].left
    edges: list[float] = []
    end = 0.0
    for glyph, text in zip(letters, texts, strict=True):
        if text:
            begin, end = (glyph.right, glyph.left) if backwards else (glyph.left, glyph.right)
            edges.append(begin)
            edges.extend(begin + (end - begin) * place / len(text) for place in range(1, len(text)))
    return (*edges, end)


def _compose(letters: list[Glyph]) -> list[str]:
    """Return the text of each letter, accents drawn over one joined to it: "G¨ottingen" is "Göttingen", "¨" is ""."""
    texts = [character_of(glyph.code) for glyph in letters]
    for number, (accent, letter) in enumerate(pairwise(letters)):
        mark = _ACCENTS.get(texts[number])
        middle = (accent.left + accent.right) / 2
        if mark and letter.left <= middle <= letter.right:
            joined = unicodedata.normalize("NFC", ("i" if texts[number + 1] == "ı" else texts[number + 1]) + mark)
            if len(joined) == 1:
                texts[number], texts[number + 1] = "", joined
    return texts


def _letters(run: list[Glyph]) -> list[Glyph]:
    """Put glyphs in reading order: by place where the file goes leftward or the script does, else as in the file."""
    text = "".join(character_of(glyph.code) for glyph in run)
    backwards = is_right_to_left(text)
    leftward = len(run) > 1 and run[-1].left < run[0].left - 0.05
    if not run or not _is_upright(run[0].angle) or not (backwards or leftward):
        return run
    return sorted(run, key=lambda glyph: glyph.left, reverse=backwards)
