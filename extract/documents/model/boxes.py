"""From offsets into a document's text to boxes on its pages."""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter

from extract.documents.model.document import Document

WordBox = tuple[int, float, float, float, float]
"""Page from 1; left, top, right, bottom in points from its top left corner, rounded to 0.1."""

_SAME_LINE = 0.5  # of the lower of two words' heights that they share


def boxes_of(document: Document, start: int, end: int) -> tuple[WordBox, ...]:
    """Return the boxes of the words between two offsets, one for each run of words on a line; () where there are no pages.

    A tab ends a run: it parts cells that may stand far from each other.
    """
    words = document.words
    boxes: list[WordBox] = []
    last = end
    for number in range(max(0, bisect_right(words, start, key=attrgetter("start")) - 1), len(words)):
        word = words[number]
        if word.start >= end:
            break
        if word.end <= start:
            continue
        left, right = word.sides(start, end)
        page = document.line_at(word.start).page or 1
        between = document.text[last : word.start]
        goes_on = boxes and "\n" not in between and "\t" not in between and _level(boxes[-1], word.top, word.bottom)
        if goes_on:
            _, old_left, old_top, old_right, old_bottom = boxes[-1]
            boxes[-1] = (
                page,
                min(old_left, left),
                min(old_top, word.top),
                max(old_right, right),
                max(old_bottom, word.bottom),
            )
        else:
            boxes.append((page, left, word.top, right, word.bottom))
        last = word.end
    return tuple(boxes)


def _level(box: WordBox, top: float, bottom: float) -> bool:
    shared = min(box[4], bottom) - max(box[2], top)
    return shared > _SAME_LINE * min(box[4] - box[2], bottom - top)
