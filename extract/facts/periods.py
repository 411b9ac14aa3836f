"""Periods as closed choices: which of the periods that stand in a document a fact may have, and how they become dates."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.anchor import Anchor
from extract.canonical import is_same
from extract.dates import Period, find_periods
from extract.drafts import Draft, Span
from extract.reading import Reading
from extract.replies import Shape, one_of_or_null, or_null, text

MAX_CHOICES = 400
"""Periods offered at once; hosted providers allow 1,000 enum values a schema, used by several fields."""


NEAR_ROWS = 3
"""A period stands at most this many rows (lines with words) from the words of its fact."""

ALONE_ROWS = 6
"""The same for a period that has a line to itself, where none stands nearer."""


NOT_OF_WORK = ("service", "awards", "certifications", "interests", "languages", "skills")
"""Sections whose dates are not those of a fact that stands in another section."""


def in_part(reading: Reading, part: Span, *, but: Sequence[str] = (), only: Sequence[str] = ()) -> list[Period]:
    """Return the periods of a part of the document: those in sections of the kinds `only`, or not in those of `but`."""
    found: list[Period] = []
    for period in reading.periods:
        if part[0] <= period.start and period.end <= part[1]:
            kind = reading.section_at(period.start).kind
            if (kind in only) if only else (kind not in but):
                found.append(period)
    return found[:MAX_CHOICES]


def shown_text(period: Period) -> str:
    """Return a period as the model is shown it: white space folded."""
    return " ".join(period.text.split())


def choice(periods: Sequence[Period], *, closed: bool) -> Shape:
    """Return the field of a period in an answer: one of these texts or null; any text where the schema is static."""
    texts = tuple(dict.fromkeys(shown_text(period) for period in periods))
    if not closed:
        return or_null(text())
    return one_of_or_null(texts)


def place(
    reading: Reading, periods: Sequence[Period], text: str | None, texts: Sequence[str | None], taken: Sequence[Period]
) -> Period | None:
    """Return the period that an answer means, as it stands with the fact's own words.

    `texts` are those words, the most telling first (a title before an employer). The period that the model chose is
    taken where it stands at most `NEAR_ROWS` rows from them, no other entry's dates between, unless another stands on
    their very row; where it stands elsewhere, it is the one of another fact, and the nearest period that no fact has yet
    is taken instead, if one stands with them. Dates in a column of their own say less of whose they are: those are kept.
    """
    spots, own = _spots(reading, texts), _own_spots(reading, texts)
    same = meant(periods, text, reading.document.language)
    free = [period for period in same if period not in taken] or same

    def distance(period: Period) -> tuple[int, int]:
        row = reading.row_of(period.start)
        return min((abs(row - reading.row_of(spot[0])) for spot in spots), default=0), period.start

    def stands_with(period: Period) -> bool:
        span = (period.start, period.end)
        return distance(period)[0] <= NEAR_ROWS and any(not reading.entries.are_parted(spot, span) for spot in own)

    chosen = min(free, key=distance, default=None)
    if not spots or (chosen is None and not text):
        return chosen
    on_the_row = [p for p in periods if p not in taken and p.kind == "range" and distance(p)[0] == 0]
    title_is_refused = bool(texts[0]) and not reading.index.find(texts[0])
    if chosen and title_is_refused and distance(chosen)[0] <= NEAR_ROWS:
        return chosen  # An employer alone does not tell which of its periods is meant.
    if len(on_the_row) == 1 and (chosen is None or distance(chosen)[0] > 0):
        return on_the_row[0]  # The period on a fact's own line is its own, whichever the model chose.
    if chosen is None or stands_with(chosen):
        return chosen
    if vague := next((p for p in periods if p.kind == "vague" and p not in taken and stands_with(p)), None):
        return vague  # "Spring 2016": no date, but its own
    open_ones = [p for p in periods if p not in taken and p.kind != "vague"]
    may_be_alone = distance(chosen)[0] <= ALONE_ROWS and chosen.kind == "range" and fills_its_line(reading, chosen)
    near = min(
        (p for p in open_ones if stands_with(p) and (p.kind == "range" or not may_be_alone)), key=distance, default=None
    )
    if near and (not may_be_alone or (texts[0] and reading.index.find(texts[0]))):
        return near  # An employer that stands above several positions does not tell whose dates are whose.
    if may_be_alone:
        return chosen
    section = reading.section_at(chosen.start)
    elsewhere = section.kind in NOT_OF_WORK and all(reading.section_at(spot[0]) is not section for spot in spots)
    if (distance(chosen)[0] <= NEAR_ROWS or elsewhere) and reading.entries.has_words_beside(chosen):
        return None
    # Lines of a sidebar may stand between an entry and its period, where a page was read across its columns.
    alone = [p for p in open_ones if p.kind == "range" and fills_its_line(reading, p)]
    return min((p for p in alone if distance(p)[0] <= ALONE_ROWS), key=distance, default=chosen)


def fills_its_line(reading: Reading, period: Period) -> bool:
    """Whether nothing but marks stands on the line beside a period."""
    line = reading.document.line_at(period.start)
    return line.start <= period.start and reading.document.line_text(line).strip(" •-–*()[]") == period.text


def meant(periods: Sequence[Period], text: str | None, language: str | None) -> list[Period]:
    """Return the periods that a text names: set alike or otherwise, else those of the same dates ("Oct" for "October")."""
    if not text:
        return []
    if same := [period for period in periods if is_same(shown_text(period), text)]:
        return same
    read = find_periods(text, language)
    if len(read) != 1 or not read[0].start_date:
        return []
    dates = (read[0].start_date, read[0].end_date, read[0].is_current)
    return [period for period in periods if (period.start_date, period.end_date, period.is_current) == dates]


def _spots(reading: Reading, texts: Sequence[str | None]) -> list[Span]:
    """Return where the most telling of the texts stands: the one with the fewest places."""
    found = [reading.index.find(text) for text in texts if text]
    found = [anchors for anchors in found if anchors]
    return [(anchor.start, anchor.end) for anchor in min(found, key=len)] if found else []


def _own_spots(reading: Reading, texts: Sequence[str | None]) -> list[Span]:
    """Return where the first of the texts that stands anywhere stands, not as part of a higher or lower rank."""
    places = (reading.index.find(text) for text in texts if text)
    anchors = next((found for found in places if found), list[Anchor]())
    whole = [anchor for anchor in anchors if reading.with_rank(anchor) == anchor]
    return [(anchor.start, anchor.end) for anchor in whole or anchors]


_BEGUN = re.compile(r"(?i)\b(?:started|begun|began|entered|enrolled|since|from|ab|seit)\s(?:in\s)?\Z")


def says_begin(reading: Reading, period: Period) -> bool:
    """Whether the words before a lone date say that it is when something began."""
    return _BEGUN.search(reading.document.text[max(0, period.start - 14) : period.start]) is not None


def fill_dates(draft: Draft, period: Period, *, single_is_end: bool = False) -> None:
    """Put a period's dates into a draft. `single_is_end`: a lone date is when it ended (a degree), not when it began."""
    span = (period.start, period.end)
    start, end = period.start_date, period.end_date
    if period.kind == "single" and single_is_end and start and not end and not period.is_current:
        start, end = None, start
    if start:
        draft.derive("start_date", start.iso(), period.rule, span)
    if end and not period.is_current:
        draft.derive("end_date", end.iso(), period.rule, span)
    draft.values["is_current"] = period.is_current
    draft.spans.append(span)
