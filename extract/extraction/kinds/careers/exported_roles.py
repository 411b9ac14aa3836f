"""Positions as LinkedIn's own export prints them: read by code, since each stands in the same lines in the same order.

An employer stands on a line of its own, then, where it has several positions, a line with how long they lasted together.
Each position is a title, a line with the period and how long it lasted in brackets, and perhaps a line with the place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extract.documents.model.document import Line
from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds import periods
from extract.text.anchor import Anchor
from extract.text.dates.periods import Period
from extract.text.drafts import Draft

_LASTED = r"(?:less than a year|(?:\d{1,2}\s(?:years?|yrs?|months?|mos?|jahre?n?|monate?n?|ans?|mois|años?|mes(?:es)?|ann[io]|mes[ie]|anos?|jaar|maand(?:en)?)\s?){1,2})"
_WHOLE = re.compile(rf"(?i)\s*{_LASTED}\s*")
_BEHIND = re.compile(rf"(?i)\s*\({_LASTED}\)\s*")
MIN_POSITIONS = 2
"""Fewer lines of that form may be chance."""
_LARGER_PT = 0.3
"""An employer is set larger than a title: 12 pt and 11.5 pt in the exports of 2018 to 2026."""
_PLACE = re.compile(r"[^\W\d_][^.;:!?\d]{1,80}")
_MAX_PLACE_WORDS = 7
_MAX_BARE_WORDS = 4
"""The same without a comma: "Greater Chicago Area"."""


@dataclass(frozen=True, slots=True)
class _Printed:
    period: Period
    employer: Line
    title: Line
    place: Line | None


def exported_roles(reading: ExtractionContext) -> list[tuple[Period, Draft]]:
    """Return the positions of the sections that are printed so, each with its period, in the document's order.

    Sizes of letters tell an employer from the last line of the position above, so text without sizes has none.
    """
    found: list[tuple[Period, Draft]] = []
    for section in reading.sections_of("experience", "service"):
        printed = _printed(reading, [line for line in section.body if reading.document.line_text(line).strip()])
        for number, each in enumerate(printed):
            again = any(other.employer is each.employer for other in printed[:number])
            found.append((each.period, _draft(reading, each, is_shared=again)))
    return found


def _printed(reading: ExtractionContext, lines: Sequence[Line]) -> list[_Printed]:
    found: list[_Printed] = []
    employer: Line | None = None
    for place, line in enumerate(lines):
        if (period := _period_of(reading, line)) is None:
            continue
        employer = _employer_above(reading, lines, place) or employer
        if employer is None or place == 0 or not line.size:
            return []
        below = lines[place + 1] if place + 1 < len(lines) else None
        is_placed = below is not None and _is_place(reading, below, line.size)
        found.append(_Printed(period, employer, lines[place - 1], below if is_placed else None))
    return found if len(found) >= MIN_POSITIONS else []


def _period_of(reading: ExtractionContext, line: Line) -> Period | None:
    """Return the period of a line that is a period and how long it lasted, and nothing else."""
    for period in reading.periods:
        if line.start <= period.start <= line.end:
            before = reading.document.text[line.start : period.start]
            return (
                period
                if not before.strip() and _BEHIND.fullmatch(reading.document.text, period.end, line.end)
                else None
            )
    return None


def _employer_above(reading: ExtractionContext, lines: Sequence[Line], place: int) -> Line | None:
    """Return the employer's line above a position's title, None where the position has that of the one before."""
    if place < 2:
        return None
    title, above = lines[place - 1], lines[place - 2]
    if place > 2 and _WHOLE.fullmatch(reading.document.line_text(above)):
        return lines[place - 3]
    return above if above.size and title.size and above.size >= title.size + _LARGER_PT else None


def _is_place(reading: ExtractionContext, line: Line, size: float) -> bool:
    text = reading.document.line_text(line).strip()
    is_short = bool(_PLACE.fullmatch(text)) and len(text.split()) <= _MAX_PLACE_WORDS
    return (
        is_short
        and line.size is not None
        and line.size < size + _LARGER_PT
        and ("," in text or len(text.split()) <= _MAX_BARE_WORDS)
    )


def _draft(reading: ExtractionContext, printed: _Printed, *, is_shared: bool) -> Draft:
    draft = Draft()
    draft.put("title", *_words(reading, printed.title))
    draft.put("employer", *_words(reading, printed.employer), shared=is_shared)
    draft.own_start = printed.title.start if is_shared else None
    periods.fill_dates(draft, printed.period)
    if printed.place is not None:
        draft.put("location", *_words(reading, printed.place))
    return draft


def _words(reading: ExtractionContext, line: Line) -> tuple[str, Anchor]:
    text = reading.document.line_text(line)
    start = line.start + len(text) - len(text.lstrip())
    anchor = Anchor(start, start + len(text.strip()), "exact")
    return reading.words(anchor, None), anchor
