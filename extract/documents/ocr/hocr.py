"""What tesseract finds in a picture, as words like those of a PDF page.

It is asked for hOCR (https://kba.github.io/hocr-spec/1.2/) and not for TSV, which has no baselines: they tell how high the
letters are, and how askew the page lies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from extract.documents.files.package import XmlElement, parse_xml
from extract.documents.layout.glyphs import Word

MIN_CONFIDENCE = 60.0
"""Mean confidence, of 100, below which a page counts as unreadable. Scans that can be read give 88 and more; noise, pages
upside down, and scans too blurred to read give 27 to 35."""

_SPECK_CONFIDENCE = 30.0  # signs without a letter or digit below this are dust and pieces of rules
_MIN_LETTERS = 8  # fewer than this are no page of text: a stamp, a logo
_SAME_SIZE = 0.2  # heights of lines are measured to about a fifth: nearer ones are one size
_MAX_SLOPE = 0.3
_NUMBER = r"(-?[\d.]+)"
_BOX = re.compile(rf"bbox {_NUMBER} {_NUMBER} {_NUMBER} {_NUMBER}")
_BASELINE = re.compile(rf"baseline {_NUMBER} {_NUMBER}")
_HEIGHT = re.compile(rf"x_size {_NUMBER}")
_CONFIDENCE = re.compile(rf"x_wconf {_NUMBER}")


@dataclass(frozen=True, slots=True)
class RecognisedPage:
    """The words of a page, and the mean confidence in them, of 100.

    The words stand as on a page that lies straight, so that lines are level and margins plumb; `put_back` moves them to
    where they are in the picture. `drift` is how far a line sinks for each point to the right. `turn` is by how many
    degrees, clockwise, the picture was turned to read it.
    """

    words: list[Word]
    confidence: float
    drift: float = 0.0
    turn: int = 0

    @property
    def readable(self) -> bool:
        """Whether this is text that stands upright, and not what recognition makes of a photograph or of noise."""
        letters = _letters(self.words)
        upright = _letters(word for word in self.words if word.upright)
        return letters >= _MIN_LETTERS and self.confidence >= MIN_CONFIDENCE and upright > letters / 2

    def put_back(self) -> None:
        """Move the words to where they stand in the picture, once their order is known."""
        for word in self.words:
            sunk, slid = self.drift * (word.left + word.right) / 2, self.drift * word.baseline
            word.top, word.bottom, word.baseline = word.top + sunk, word.bottom + sunk, word.baseline + sunk
            word.left, word.right = word.left - slid, word.right - slid


def _letters(words: Iterable[Word]) -> int:
    return sum(character.isalnum() for word in words for character in word.text)


def read_hocr(markup: bytes, scale: float) -> RecognisedPage:
    """Read hOCR of a picture at `scale` pixels a point."""
    root = parse_xml(markup, "recognised text", allow_doctype=True)
    lines = [line for line in map(_read_line, root.iter()) if line is not None]
    drift = _drift(lines)
    sizes = _level([line.size / scale for line in lines])
    words: list[Word] = []
    total = weight = 0.0
    for line, size in zip(lines, sizes, strict=True):
        # On the line's own baseline, with the drift of the whole page taken out.
        baseline = (line.baseline_at(line.middle) - drift * line.middle) / scale
        for position, mark in enumerate(line.marks):
            text, confidence = mark.text, mark.confidence
            if position == 0 and len(line.marks) > 1 and _is_bullet(mark, line):
                text, confidence = "•", 100.0
            if confidence < _SPECK_CONFIDENCE and not any(character.isalnum() for character in text):
                continue
            words.append(
                Word(
                    text=text, left=mark.left / scale + drift * baseline, top=baseline - 0.78 * size,
                    right=mark.right / scale + drift * baseline, bottom=baseline + 0.22 * size,
                    baseline=baseline, size=size, bold=False, upright=line.upright,
                )
            )  # fmt: skip
            total, weight = total + confidence * len(text), weight + len(text)
    return RecognisedPage(words, total / weight if weight else 0.0, drift)


@dataclass(frozen=True, slots=True)
class _Mark:
    """What was taken for a word, and where it stands, in pixels."""

    text: str
    confidence: float
    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class _Line:
    """A line and where it stands, in pixels; its baseline sinks by `slope` a pixel. `size` is the height of its letters."""

    marks: list[_Mark]
    left: float
    right: float
    bottom: float
    slope: float
    offset: float
    size: float
    upright: bool

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    def baseline_at(self, x: float) -> float:
        return self.bottom + self.offset + self.slope * (x - self.left)


def _read_line(element: XmlElement) -> _Line | None:
    marks = [mark for mark in map(_read_mark, element) if mark is not None]
    title = element.get("title", "")
    box, baseline, height = _BOX.search(title), _BASELINE.search(title), _HEIGHT.search(title)
    if not marks or box is None:
        return None
    left, top, right, bottom = (float(number) for number in box.groups())
    slope, offset = (float(number) for number in baseline.groups()) if baseline else (0.0, 0.0)
    size = float(height.group(1)) if height else bottom - top
    # Lines that run up or down the page have an angle, or a baseline as steep.
    upright = "textangle" not in title and abs(slope) < _MAX_SLOPE
    return _Line(marks, left, right, bottom, slope if upright else 0.0, offset, max(1.0, size), upright)


def _read_mark(element: XmlElement) -> _Mark | None:
    text = "".join("".join(element.itertext()).split())
    title = element.get("title", "")
    box, confidence = _BOX.search(title), _CONFIDENCE.search(title)
    if not text or box is None or element.get("class") != "ocrx_word":
        return None
    left, top, right, bottom = (float(number) for number in box.groups())
    return _Mark(text, float(confidence.group(1)) if confidence else 0.0, left, top, right, bottom)


def _drift(lines: list[_Line]) -> float:
    """The slope of the page: the median over its upright lines, long ones counting for more, since short ones guess."""
    slopes = sorted((line.slope, line.right - line.left) for line in lines if line.upright)
    half = sum(width for _, width in slopes) / 2
    for slope, width in slopes:
        half -= width
        if half <= 0:
            return slope
    return 0.0


def _is_bullet(mark: _Mark, line: _Line) -> bool:
    """A small, nearly square mark above the baseline that opens a line: recognition takes it for ¢, «, e or *."""
    width, height = mark.right - mark.left, mark.bottom - mark.top
    if len(mark.text) != 1 or max(width, height) > 0.45 * line.size or height < 0.12 * line.size:
        return False
    raised = line.baseline_at(mark.left) - mark.bottom > 0.02 * line.size
    return 0.5 < width / max(1.0, height) < 2.0 and (raised or mark.confidence < 60) and not mark.text.isdigit()


def _level(sizes: list[float]) -> list[float]:
    """Make heights that differ from the usual one no more than measuring does into that one."""
    usual = median(sizes) if sizes else 0.0
    return [usual if abs(size - usual) <= _SAME_SIZE * usual else size for size in sizes]
