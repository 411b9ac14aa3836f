"""From words on a page to lines in the order in which a person reads them.

The page is read row by row. Where a gutter (a strip without words) runs down several rows, the two sides are either
columns, read one after the other, or a main text with a rail of dates, places or labels, read together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from extract.documents.glyphs import Word

BULLET = re.compile(r"^[•‣◦▪▫●○■□◆◇►▸▶→»∙·⁃–—*o§✓✔➢➤❖-]$")
_NUMBERING = re.compile(r"^(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,4})[.)]$|^\[\d{1,3}\]$|^\(\d{1,2}\)$")
_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\bpresent\b|\bcurrent\b|\bnow\b"
    r"|\b\d+ (?:years?|months?|yrs?|mos?)\b|\b\d{1,2}/\d{2,4}\b",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"^(?:contacts?|contact (?:me|info|information|details)|skills?|(?:technical|key|core|soft|hard|other) skills|profile|summary|about(?: me)?"
    r"|objective|education|(?:work |professional |employment )?(?:experience|history)|employment|projects?|languages?"
    r"|interests?|hobbies|awards?|honou?rs?|certificat(?:es|ions?)|publications?|references?|links?|tools|strengths|"
    r"achievements|competenc(?:es|ies)|expertise|training|courses|volunteering|personal(?: details)?|technologies)\s*:?$",
    re.IGNORECASE,
)
_MIN_GUTTER_EM = 0.7
_CELL_GAP_EM = 1.8  # a gap this wide inside a row is no word space, even in justified text
_MAX_NESTING = 6


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
        return bool(BULLET.match(first)) or (bool(_NUMBERING.match(first)) and len(self.words) > 1)

    @property
    def plain(self) -> str:
        """Its words with single spaces between them."""
        return " ".join(word.text for word in self.words)


def read_region(words: list[Word], depth: int = 0) -> list[Row]:
    """Return the words of a part of a page as rows, in reading order."""
    rows = make_rows(words)
    if depth >= _MAX_NESTING or len(rows) < 3:
        return rows
    gutter = _find_gutter(rows)
    if gutter is None:
        return rows
    first, end, x = gutter
    inside = [word for row in rows[first:end] for word in row.words]
    left = [word for word in inside if word.left < x - 0.3]
    right = [word for word in inside if word.left >= x - 0.3]
    above = [word for row in rows[:first] for word in row.words]
    below = [word for row in rows[end:] for word in row.words]
    return [
        *read_region(above, depth + 1),
        *_read_sides(left, right, depth + 1),
        *read_region(below, depth + 1),
    ]


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


def _find_gutter(rows: list[Row]) -> tuple[int, int, float] | None:
    """Find the strip without words that most rows share: (first row, row after the last, x where the right side begins)."""
    em = median(word.size for row in rows for word in row.words)
    best: tuple[float, int, int, float] | None = None
    for x in _gutter_candidates(rows, em):
        first: int | None = None
        for number, row in enumerate([*rows, None]):
            crossed = row is None or any(
                word.left < x - 0.3 and word.right > x - _MIN_GUTTER_EM * em for word in row.words
            )
            if not crossed and first is None:
                first = number
            elif crossed and first is not None:
                score = _gutter_score(rows[first:number], x)
                if score > 0 and (best is None or score > best[0]):
                    best = (score, first, number, x)
                first = None
    if best is None:
        return None
    _, first, end, x = best
    return (*_trim(rows, first, end, x), x)


def _gutter_candidates(rows: list[Row], em: float) -> list[float]:
    edges: set[float] = set()
    for row in rows:
        reach = row.words[0].right
        for word in row.words[1:]:
            if word.left - reach >= _MIN_GUTTER_EM * em:
                edges.add(round(word.left, 1))
            reach = max(reach, word.right)
    found: list[float] = []
    for edge in sorted({round(row.left, 1) for row in rows} | edges):
        if not found or edge - found[-1] > 1.5:
            found.append(edge)
    return found


def _gutter_score(rows: list[Row], x: float) -> float:
    """How many rows have words on the poorer side where both sides run; 0 where it is no gutter."""
    left = [number for number, row in enumerate(rows) if _has_left(row, x)]
    right = [number for number, row in enumerate(rows) if row.right > x]
    if not left or not right:
        return 0
    first, last = max(left[0], right[0]), min(left[-1], right[-1])
    lefts = sum(first <= number <= last for number in left)
    rights = sum(first <= number <= last for number in right)
    both = len(set(left) & set(right))
    if min(lefts, rights) < 3 or (both == 0 and min(lefts, rights) < 4):
        return 0
    return min(lefts, rights)


def _has_left(row: Row, x: float) -> bool:
    """Whether a row has words left of a gutter; a bullet or a number in a list alone is no side."""
    left = [word for word in row.words if word.left < x - 0.3]
    return bool(left) and not (len(left) == 1 and (BULLET.match(left[0].text) or _NUMBERING.match(left[0].text)))


def _trim(rows: list[Row], first: int, end: int, x: float) -> tuple[int, int]:
    """Take headings off a pair of columns that stand over or under both, though they do not cross the gutter.

    A title right of the gutter, larger than the text, goes above. Headings at the left after the last row of the right
    side go below when the text under them crosses the gutter.
    """
    body = median(row.size for row in rows[first:end])
    start = first
    for number in range(first, min(end, first + 4)):
        if rows[number].left < x - 0.3:
            break
        if rows[number].size > 1.3 * body:
            start = number + 1
    stop = end
    if end < len(rows):
        for number in range(end - 1, max(start, end - 3), -1):
            row = rows[number]
            if row.right > x or not (row.bold or row.size > 1.1 * body):
                break
            stop = number
    return start, stop


def _read_sides(left: list[Word], right: list[Word], depth: int) -> list[Row]:
    left_rows, right_rows = make_rows(left), make_rows(right)
    kind = _relation(left_rows, right_rows)
    if kind == "columns":
        return [*read_region(left, depth), *read_region(right, depth)]
    if kind == "left rail":
        return _join_left_rail(left_rows, read_region(right, depth))
    return _join_right_rail(read_region(left, depth), right_rows)


def _relation(left: list[Row], right: list[Row]) -> str:
    """Tell two columns from a main text with a rail at its left or right side."""
    left_text, right_text = sum(len(row.plain) for row in left), sum(len(row.plain) for row in right)
    narrow_is_left = (left_text, len(left)) < (right_text, len(right))
    narrow, wide = (left, right) if narrow_is_left else (right, left)
    rail = "left rail" if narrow_is_left else "right rail"
    aligned = sum(_aligned(row, wide) is not None for row in narrow) / len(narrow)
    if aligned < 0.7:
        return "columns"
    dates = sum(bool(_DATE.search(row.plain)) for row in narrow) / len(narrow)
    sections = sum(bool(_SECTION.match(row.plain)) for row in narrow)
    top, bottom = narrow[0].baseline - 1, narrow[-1].baseline + 1
    beside = sum(top <= row.baseline <= bottom for row in wide) or 1
    density = len(narrow) / beside
    length = sum(len(row.plain) for row in narrow) / len(narrow)
    if sections >= 2 and density > 0.5 and dates < 0.4:
        return "columns"
    if dates >= 0.3 or density <= 0.6:
        return rail if length < 45 else "columns"
    return rail if length <= 25 and not sections else "columns"


def _aligned(row: Row, rows: list[Row]) -> int | None:
    """The number of the row that stands on the same baseline."""
    distance, number = min((abs(other.baseline - row.baseline), number) for number, other in enumerate(rows))
    return number if distance <= 0.3 * max(row.size, rows[number].size) else None


def _join_right_rail(main: list[Row], rail: list[Row]) -> list[Row]:
    """Put each row of a right rail on its main row; beside bullets or prose it goes up, to the end of the entry's head."""
    inside = _inside_text(main)
    joined: list[list[Row]] = [[row] for row in main]
    heads: list[Row] = []
    for row in rail:
        place = _aligned(row, main)
        on_line = place is not None and not inside[place]
        if place is None:
            place = max((number for number, other in enumerate(main) if other.baseline <= row.baseline), default=-1)
        if on_line:
            row.words[0].joint = "\t"
            joined[place][0] = Row([*joined[place][0].words, *row.words])
            continue
        while place > 0 and inside[place]:
            place -= 1
        (joined[place] if place >= 0 else heads).append(row)
    return [*heads, *(row for group in joined for row in group)]


def _inside_text(rows: list[Row]) -> list[bool]:
    """For each row: does it belong to a bullet or a running paragraph, so that nothing may be put between its words?"""
    inside: list[bool] = []
    edge = max(row.right for row in rows)
    text_left: float | None = None
    for number, row in enumerate(rows):
        previous = rows[number - 1] if number else None
        close = previous is not None and row.baseline - previous.baseline <= 1.7 * row.size
        runs_on = (
            number + 1 < len(rows)
            and row.right > edge - 6 * row.size
            and 0 < rows[number + 1].baseline - row.baseline <= 1.7 * row.size
            and abs(rows[number + 1].left - row.left) < 1
            and not rows[number + 1].has_bullet
            and not row.words[0].bold
        )
        if row.has_bullet:
            text_left = row.words[1].left if len(row.words) > 1 else row.left
            inside.append(True)
        elif inside and inside[-1] and close and text_left is not None and row.left >= text_left - 1.5 and not row.bold:
            inside.append(True)
        else:
            text_left = row.left if runs_on else None
            inside.append(runs_on)
    return inside


def _join_left_rail(rail: list[Row], main: list[Row]) -> list[Row]:
    """Put each label of a left rail before its main row; a label of several rows becomes one."""
    labels: dict[int, list[Word]] = {}
    alone: dict[int, list[Row]] = {}
    inside = _inside_text(main)
    last: Row | None = None
    anchor: int | None = None
    for row in rail:
        place = _aligned(row, main)
        close = last is not None and row.baseline - last.baseline <= 1.6 * row.size
        unfinished = last is not None and last.words[-1].text[-1] in "–—-,/"
        if anchor is not None and close and (unfinished or place is None or inside[place]):
            row.words[0].joint = " "
            labels[anchor].extend(row.words)
        elif place is not None:
            labels[place] = list(row.words)
            anchor = place
        else:
            below = next((number for number, other in enumerate(main) if other.baseline > row.baseline), len(main))
            alone.setdefault(below, []).append(row)
            anchor = None
        last = row
    ordered: list[Row] = []
    for number, row in enumerate(main):
        ordered.extend(alone.get(number, ()))
        if number in labels:
            row.words[0].joint = "\t"
            row = Row([*labels[number], *row.words])
        ordered.append(row)
    return [*ordered, *alone.get(len(main), ())]


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
        opens = number == 0 and (BULLET.match(before.text) or _NUMBERING.match(before.text))
        if word.joint is not None:
            joints.append(word.joint)
        elif -0.6 * em < gap < (0.04 if word.spaced else 0.1) * em:
            joints.append("")
        else:
            joints.append("\t" if (cell or gap < -2 * em) and not opens else " ")
    return joints
