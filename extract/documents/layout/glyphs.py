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

    @property
    def middle(self) -> float:
        """Half way between top and bottom."""
        return (self.top + self.bottom) / 2


@dataclass(slots=True)
class Glyph:
    """One character as drawn.

    `space`: it only keeps words apart. `under`: a picture lies over it. `ink`: as in `Word`. `unmapped`: the font does not
    say which character it is, and `code` is a guess.
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
    text = _compose(letters)
    if not text:
        return
    size, baseline = max(glyph.size for glyph in run), letters[0].baseline
    words.append(
        Word(
            text=text,
            left=min(glyph.left for glyph in run),
            # Ascent and descent of nearly all text faces; boxes from the file vary too much to line words up by.
            top=baseline - 0.78 * size,
            right=max(glyph.right for glyph in run),
            bottom=baseline + 0.22 * size,
            baseline=baseline,
            size=size,
            bold=sum(glyph.bold for glyph in run) * 2 > len(run),
            upright=_is_upright(run[0].angle),
            spaced=spaced,
            under=sum(glyph.under for glyph in run) * 2 > len(run),
            ink=run[0].ink if len({glyph.ink for glyph in run}) == 1 else None,
        )
    )


def _compose(letters: list[Glyph]) -> str:
    """Return the text of a word, accents that were drawn over a letter joined to it: "G¨ottingen" is "Göttingen"."""
    texts = [character_of(glyph.code) for glyph in letters]
    for number, (accent, letter) in enumerate(pairwise(letters)):
        mark = _ACCENTS.get(texts[number])
        middle = (accent.left + accent.right) / 2
        if mark and letter.left <= middle <= letter.right:
            joined = unicodedata.normalize("NFC", ("i" if texts[number + 1] == "ı" else texts[number + 1]) + mark)
            if len(joined) == 1:
                texts[number], texts[number + 1] = "", joined
    return "".join(texts)


def _letters(run: list[Glyph]) -> list[Glyph]:
    """Put glyphs in reading order: by place where the file goes leftward or the script does, else as in the file."""
    text = "".join(character_of(glyph.code) for glyph in run)
    backwards = is_right_to_left(text)
    leftward = len(run) > 1 and run[-1].left < run[0].left - 0.05
    if not run or not _is_upright(run[0].angle) or not (backwards or leftward):
        return run
    return sorted(run, key=lambda glyph: glyph.left, reverse=backwards)
