"""Page headers and footers that repeat from page to page."""

from __future__ import annotations

import re
from collections import defaultdict
from statistics import median_low

from extract.documents.model.assemble import DraftDocument, DraftLine
from extract.documents.model.document import Notice

_MARGIN = 0.12  # share of the page's height at the top and at the bottom where headers and footers stand
_SAME_HEIGHT_POINTS = 6.0  # pages that were scanned lie a little askew
_NUMBERS = re.compile(r"\d+")
_SIGNS = re.compile(r"\W+")  # recognition takes one dash for another


def join_pages(draft: DraftDocument, pages: list[list[DraftLine]], heights: list[float]) -> None:
    """Make the pages' lines those of the draft, repeated headers and footers once, with a notice where some were."""
    draft.lines, dropped = drop_repeated(pages, heights)
    if dropped:
        what = f"{dropped} page headers or footers that repeat were kept once and dropped after."
        draft.notices.append(Notice("repeated_lines", what))


def drop_repeated(pages: list[list[DraftLine]], heights: list[float]) -> tuple[list[DraftLine], int]:
    """Return all pages' lines with repeated headers and footers kept once, and how many lines were dropped.

    A line repeats when the same words (numbers and signs aside) stand at the same height on most pages. A header is kept on the
    first page, a footer on the last, so that neither stands between two lines of one role.
    """
    places: dict[str, list[tuple[int, int, float]]] = defaultdict(list)
    for page, lines in enumerate(pages):
        for number, line in enumerate(lines):
            if line.box is not None and _in_margin(line.box[1], line.box[3], heights[page]):
                key = _SIGNS.sub(" ", _NUMBERS.sub("0", line.text)).strip()
                places[key].append((page, number, line.box[3]))
    gone: set[tuple[int, int]] = set()
    for standing in places.values():
        usual = median_low(bottom for _, _, bottom in standing)
        found = [(page, number) for page, number, bottom in standing if abs(bottom - usual) <= _SAME_HEIGHT_POINTS]
        if len({page for page, _ in found}) >= max(2, 0.6 * len(pages)):
            box = pages[found[0][0]][found[0][1]].box
            is_header = box is not None and box[1] < heights[found[0][0]] / 2
            gone.update(found[1:] if is_header else found[:-1])
    kept = [line for page, lines in enumerate(pages) for number, line in enumerate(lines) if (page, number) not in gone]
    return kept, len(gone)


def _in_margin(top: float, bottom: float, height: float) -> bool:
    return bottom < _MARGIN * height or top > (1 - _MARGIN) * height
