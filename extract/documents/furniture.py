"""Page headers and footers that repeat from page to page."""

from __future__ import annotations

import re
from collections import defaultdict

from extract.documents.assemble import DraftLine

_MARGIN = 0.12  # share of the page's height at the top and at the bottom where headers and footers stand
_NUMBERS = re.compile(r"\d+")


def drop_repeated(pages: list[list[DraftLine]], heights: list[float]) -> tuple[list[DraftLine], int]:
    """Return all pages' lines with repeated headers and footers kept once, and how many lines were dropped.

    A line repeats when the same words (numbers aside) stand at the same height on most pages. A header is kept on the
    first page, a footer on the last, so that neither stands between two lines of one role.
    """
    places: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for page, lines in enumerate(pages):
        for number, line in enumerate(lines):
            if line.box is not None and _in_margin(line.box[1], line.box[3], heights[page]):
                key = (_NUMBERS.sub("0", " ".join(line.text.split())), round(line.box[3] / 6))
                places[key].append((page, number))
    gone: set[tuple[int, int]] = set()
    for found in places.values():
        if len({page for page, _ in found}) >= max(2, 0.6 * len(pages)):
            box = pages[found[0][0]][found[0][1]].box
            is_header = box is not None and box[1] < heights[found[0][0]] / 2
            gone.update(found[1:] if is_header else found[:-1])
    kept = [line for page, lines in enumerate(pages) for number, line in enumerate(lines) if (page, number) not in gone]
    return kept, len(gone)


def _in_margin(top: float, bottom: float, height: float) -> bool:
    return bottom < _MARGIN * height or top > (1 - _MARGIN) * height
