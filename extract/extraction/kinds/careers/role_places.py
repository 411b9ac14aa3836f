"""Where a position was held: the model's words where they stand with the position, else the place behind the employer."""

from __future__ import annotations

import re

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds.titles import names_title
from extract.text.anchor import Anchor
from extract.text.drafts import Draft
from schemas import Leaf

SEPARATORS = " \t\n,;:|·•–—-()"


def place_beside_employer(reading: ExtractionContext, draft: Draft) -> None:
    """Fill the place of work with the place behind the employer, where one stands there.

    Of a location that holds the employer's name, what stands behind the name is kept.
    """
    leaf = draft.leaves.get("employer")
    location = draft.leaves.get("location")
    if leaf and location and location.start <= leaf.start and leaf.end <= location.end:
        _take_name_out(reading, draft, leaf, location)
    if "location" in draft.leaves:
        return
    behind = _place_behind(reading, leaf.end) if leaf else None
    if leaf and behind:
        draft.put("location", reading.words(behind, None), behind, shared=leaf.shared)


def _take_name_out(reading: ExtractionContext, draft: Draft, name: Leaf, location: Leaf) -> None:
    del draft.leaves["location"], draft.values["location"]
    draft.spans.remove((location.start, location.end))
    rest = reading.document.text[name.end : location.end]
    if place := rest.strip(SEPARATORS):
        start = name.end + rest.index(place)
        behind = Anchor(start, start + len(place), "exact")
        draft.put("location", reading.words(behind, None), behind, shared=location.shared)


def _place_behind(reading: ExtractionContext, end: int) -> Anchor | None:
    """Return the place that stands behind an employer, told from the rest of a name and from a title by its words."""
    line = reading.document.line_at(end)
    text = reading.document.line_text(line)
    for period in reading.periods:
        if line.start <= period.start and period.end <= line.end:
            text = (
                text[: period.start - line.start] + "\t" * (period.end - period.start) + text[period.end - line.start :]
            )
    match = _PLACE_BEHIND.match(text, end - line.start)
    if match is None or names_title(match[1]) or _NO_PLACE.search(match[1]):
        match = _PLACE_APART.match(text, end - line.start)
    if match is None or names_title(match[1]) or _NO_PLACE.search(match[1]):
        return None
    return Anchor(line.start + match.start(1), line.start + match.end(1), "exact")


_PLACE_BEHIND = re.compile(
    r",[ ]((?:[A-ZÀ-Þ][\w'’.-]*|(?:de|la|le|am|an der|upon|sur)\b)(?:[ -](?:[A-ZÀ-Þ][\w'’.-]*|(?:de|la|le|am|upon|sur)\b)){0,2}(?:,[ ][A-ZÀ-Þ][\w'’.]*(?:[ ][A-ZÀ-Þ][\w'’.]*)?)?)"
    r",?[ ]*(?=\t|\(|\||·|\d|$)"
)
"""A place behind an employer, to the end of the line or of its piece: ", Duluth, MN"."""
_PLACE_APART = re.compile(
    r"[^\t|·–—]{0,20}(?:[ ]?\t[ ]?|[ ][|·–—-][ ])((?:[A-ZÀ-Þ][\w'’.-]*[ ]?){1,3}(?<![ ]),[ ](?:[A-ZÀ-Þ][\w'’.]*[ ]?){1,3}(?<![ ]))[ ]*(?=\t|\(|\||·|$)"
)
"""A town and its region or country that stand apart from an employer on its line: "Acme Ltd<tab>Matara, Sri Lanka"."""
_NO_PLACE = re.compile(
    r"(?i)\b(?:inc|ltd|llc|llp|plc|gmbh|ag|se|kg|sa|sas|sarl|bv|nv|oy|ab|corp|co|company|group|holdings?|partners|associates|sons|department|division|"
    r"dept|team|unit|lab|labs|laboratory|school|faculty|college|institute|university|cent(?:er|re)|services|systems|research|engineering|sales|marketing)\b"
)
