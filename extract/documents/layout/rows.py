"""Words that stand on one visual line, and what stands between them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extract.documents.layout.glyphs import Word

BULLET = re.compile(r"^[•‣◦▪▫●○■□◆◇►▸▶→»∙·⁃–—*o§✓✔➢➤❖-]$")
NUMBERING = re.compile(r"^(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,4})[.)]$|^\[\d{1,3}\]$|^\(\d{1,2}\)$")
_NOTE_MARK = re.compile(r"^(?:\d{1,2}|[*†‡§¶]{1,3})$")
_CELL_GAP_EM = 1.8  # a gap this wide inside a row is no word space, even in justified text


@dataclass(slots=True)
class Row:
    """Words that stand on one visual line, left to right."""

    words: list[Word]

    @property
    def left(self) -> float:
        """Where its first word begins."""
        return min(word.left for word in self.words)

    @property
    def right(self) -> float:
        """Where its last word ends."""
        return max(word.right for word in self.words)

    @property
    def baseline(self) -> float:
        """The baseline of its largest words."""
        largest = max(word.size for word in self.words)
        return median(word.baseline for word in self.words if word.size > 0.8 * largest)

    @property
    def size(self) -> float:
        """Letter height, in points: the median over its words."""
        return median(word.size for word in self.words)

    @property
    def bold(self) -> bool:
        """Whether every word with a letter or digit is bold."""
        words = [word for word in self.words if any(character.isalnum() for character in word.text)]
        return bool(words) and all(word.bold for word in words)

    @property
    def has_bullet(self) -> bool:
        """Whether it opens with a bullet or a number in a list."""
        first = self.words[0].text
        return bool(BULLET.match(first)) or (bool(NUMBERING.match(first)) and len(self.words) > 1)

    @property
    def plain(self) -> str:
        """Its words with single spaces between them."""
        return " ".join(word.text for word in self.words)


def make_rows(words: list[Word]) -> list[Row]:
    """Group words by the line that they stand on, top to bottom."""
    rows: list[list[Word]] = []
    spans: list[tuple[float, float]] = []
    for word in sorted(words, key=lambda word: (word.baseline, word.left)):
        for place in range(len(rows) - 1, max(-1, len(rows) - 4), -1):
            top, bottom = spans[place]
            overlap = min(bottom, word.bottom) - max(top, word.top)
            if overlap > 0.5 * min(bottom - top, word.bottom - word.top):
                rows[place].append(word)
                spans[place] = (
                    (min(top, word.top), max(bottom, word.bottom)) if word.size > rows[place][0].size else (top, bottom)
                )
                break
        else:
            rows.append([word])
            spans.append((word.top, word.bottom))
    made = [Row(sorted(row, key=lambda word: word.left)) for row in rows]
    return sorted(made, key=lambda row: min(word.top for word in row.words))


def join_words(words: list[Word]) -> list[str]:
    """Return what stands before each word of a row: nothing, a space, or a tab where a gap parts cells."""
    gaps = [after.left - before.right for before, after in pairwise(words)]
    usual = sorted(gap for gap in gaps if gap > 0)
    space = usual[len(usual) // 2] if usual else 0.0
    joints = [""]
    for number, (before, word) in enumerate(pairwise(words)):
        em = max(before.size, word.size)
        gap = gaps[number]
        cell = gap >= _CELL_GAP_EM * em or (len(usual) > 2 and gap >= 0.75 * em and gap >= 2.2 * space)
        opens = number == 0 and (BULLET.match(before.text) or NUMBERING.match(before.text))
        if word.joint is not None:
            joints.append(word.joint)
        elif number == 0 and _is_note_mark(before, word):
            joints.append(" ")
        elif -0.6 * em < gap < (0.04 if word.spaced else 0.1) * em:
            joints.append("")
        else:
            joints.append("\t" if (cell or gap < -2 * em) and not opens else " ")
    return joints


def _is_note_mark(before: Word, word: Word) -> bool:
    """Whether a row opens with a raised sign that names a footnote; elsewhere raised signs belong to their word."""
    raised = before.size < 0.85 * word.size and before.baseline < word.baseline - 0.1 * word.size
    return raised and bool(_NOTE_MARK.match(before.text))
