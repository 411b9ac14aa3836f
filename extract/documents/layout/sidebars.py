"""Two sides of a gutter: columns, read one after the other, or a main text with a rail of dates, places or labels."""

from __future__ import annotations

import re

from extract.documents.layout.glyphs import Word
from extract.documents.layout.rows import Row

_DATE = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|\bpresent\b|\bcurrent\b|\bnow\b"
    r"|\b\d+ (?:years?|months?|yrs?|mos?)\b|\b\d{1,2}/\d{2,4}\b",
    re.IGNORECASE,
)
_MONTH_AT_END = re.compile(r"[–—-]\s*(?:to\s+)?[^\W\d_]{3,12}\.?$")
_YEAR_ALONE = re.compile(r"^(?:19|20)\d\d\b")
_CELL_LEADING = 1.45  # from line to line inside a cell, in letter heights
_MAX_CELL_ROWS = 3
_ALIGNED = 0.7  # share of a rail's rows that have a row of the text beside them
_LONGEST_LABEL = 45  # code points
_TABLE = 0.8  # share of the rows beside a rail that have a row of it
_MIN_TABLE_ROWS = 4
_SECTION = re.compile(
    r"^(?:contacts?|contact (?:me|info|information|details)|skills?|(?:technical|key|core|soft|hard|other) skills|profile|summary|about(?: me)?"
    r"|objective|education|(?:work |professional |employment )?(?:experience|history)|employment|projects?|languages?"
    r"|interests?|hobbies|awards?|honou?rs?|certificat(?:es|ions?)|publications?|references?|links?|tools|strengths|"
    r"achievements|competenc(?:es|ies)|expertise|training|courses|volunteering|personal(?: details)?|technologies)\s*:?$",
    re.IGNORECASE,
)


def relation_of(left: list[Row], right: list[Row]) -> str:
    """Tell two columns from a main text with a rail at its left or right side."""
    if _is_of_dates(left, right):
        return "left rail"
    left_text, right_text = sum(len(row.plain) for row in left), sum(len(row.plain) for row in right)
    narrow_is_left = (left_text, len(left)) < (right_text, len(right))
    narrow, wide = (left, right) if narrow_is_left else (right, left)
    rail = "left rail" if narrow_is_left else "right rail"
    if _aligned_share(narrow, wide) < _ALIGNED:
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
        return rail if length < _LONGEST_LABEL else "columns"
    return rail if length <= 25 and not sections else "columns"


def _is_of_dates(left: list[Row], right: list[Row]) -> bool:
    """Whether the left side is dates, each with a row beside it; short bullets below a date need none."""
    labels = [row for row in left if not row.has_bullet]
    dated = len(labels) >= 2 and all(_DATE.search(row.plain) and len(row.plain) < _LONGEST_LABEL for row in labels)
    return dated and _aligned_share(labels, right) >= _ALIGNED


def _aligned_share(narrow: list[Row], wide: list[Row]) -> float:
    """The share of rows that stand on a baseline of the other side, or go on a cell of at most three rows that does."""
    aligned = 0
    cell = 0  # rows so far of a cell that began on a baseline of the other side; 0: none
    for number, row in enumerate(narrow):
        goes_on = number > 0 and row.baseline - narrow[number - 1].baseline <= _CELL_LEADING * row.size
        if _aligned(row, wide) is not None:
            cell = cell + 1 if goes_on else 1
            aligned += 1
        elif goes_on and 0 < cell < _MAX_CELL_ROWS:
            cell += 1
            aligned += 1
        else:
            cell = 0
    return aligned / len(narrow)


def _aligned(row: Row, rows: list[Row]) -> int | None:
    """The number of the row that stands on the same baseline."""
    distance, number = min((abs(other.baseline - row.baseline), number) for number, other in enumerate(rows))
    return number if distance <= 0.3 * max(row.size, rows[number].size) else None


def join_right_rail(main: list[Row], rail: list[Row]) -> list[Row]:
    """Put each row of a right rail on its main row; beside bullets or prose it goes up, to the end of the entry's head."""
    inside = [False] * len(main) if _is_table(main, rail) else _inside_text(main)
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


def _is_table(main: list[Row], rail: list[Row]) -> bool:
    """Whether nearly every row beside a rail has a row of it: cells of a table, whatever their lengths look like."""
    beside = [row for row in main if rail[0].baseline - 1 <= row.baseline <= rail[-1].baseline + 1]
    return len(rail) >= _MIN_TABLE_ROWS and sum(_aligned(row, rail) is not None for row in beside) >= _TABLE * len(
        beside
    )


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
            and not rows[number + 1].bold
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


def _goes_on(label: str, following: str) -> bool:
    """Whether a label was cut at its line's end: at a dash, or between a month or season and its year."""
    return label[-1] in "–—-,/" or bool(_MONTH_AT_END.search(label) and _YEAR_ALONE.match(following))


def join_left_rail(rail: list[Row], main: list[Row]) -> list[Row]:
    """Put each label of a left rail before its main row; a label of several rows becomes one."""
    labels: dict[int, list[Word]] = {}
    alone: dict[int, list[Row]] = {}
    inside = _inside_text(main)
    last: Row | None = None
    anchor: int | None = None
    for row in rail:
        place = _aligned(row, main)
        close = last is not None and row.baseline - last.baseline <= 1.6 * row.size
        unfinished = last is not None and _goes_on(last.plain, row.plain)
        if (
            anchor is not None
            and close
            and not row.has_bullet
            and (unfinished or place is None or (inside[place] and not _DATE.search(row.plain)))
        ):
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
