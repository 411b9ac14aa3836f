"""From words on a page to lines in the order in which a person reads them.

The page is read row by row. Where a gutter (a strip without words) runs down several rows, the two sides are either
columns, read one after the other, or a main text with a rail of dates, places or labels, read together.
"""

from __future__ import annotations

from statistics import median

from extract.documents.layout.glyphs import Word
from extract.documents.layout.rows import BULLET, NUMBERING, Row, make_rows
from extract.documents.layout.sidebars import join_left_rail, join_right_rail, relation_of

_MIN_GUTTER_EM = 0.7
_MAX_INDENT_EM = 4.0
_SAME_EDGE_EM = 0.3
_MIN_ALIGNED = 3
_MAX_NESTING = 6


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
                score = _gutter_score(rows[first:number], x, em)
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


def _gutter_score(rows: list[Row], x: float, em: float) -> float:
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
    return min(lefts, rights) if _is_aligned([rows[number] for number in right], x, em) else 0


def _is_aligned(rows: list[Row], x: float, em: float) -> bool:
    """Whether some rows right of a gutter begin at it or end together.

    Otherwise the strip is chance: between centred lines and entries that have their dates at the margin, say.
    """
    begins = sum(min(word.left for word in row.words if word.right > x) - x <= _MAX_INDENT_EM * em for row in rows)
    ends = max(sum(abs(row.right - other.right) <= _SAME_EDGE_EM * em for other in rows) for row in rows)
    return max(begins, ends) >= _MIN_ALIGNED


def _has_left(row: Row, x: float) -> bool:
    """Whether a row has words left of a gutter; a bullet or a number in a list alone is no side."""
    left = [word for word in row.words if word.left < x - 0.3]
    return bool(left) and not (len(left) == 1 and (BULLET.match(left[0].text) or NUMBERING.match(left[0].text)))


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
    kind = relation_of(left_rows, right_rows)
    if kind == "columns":
        return [*read_region(left, depth), *read_region(right, depth)]
    if kind == "left rail":
        return join_left_rail(left_rows, read_region(right, depth))
    return join_right_rail(read_region(left, depth), right_rows)
