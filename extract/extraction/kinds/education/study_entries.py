"""Cut education sections into entries by their own dates and words.

A small model mixes up neighbours: the school of one entry, the degree of the next. Each entry names one degree and one
school at most, so the second of either begins another entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extract.documents.model.document import Line
from extract.extraction.engine.context import MAX_TEXT, ExtractionContext
from extract.extraction.kinds import periods
from extract.extraction.kinds.education import degrees
from extract.text.drafts import Span

SCHOOL = re.compile(
    r"(?i)\b(?:universi\w+|college|school|institut\w*|academ(?:y|ia)|acad[ée]mie|accademia|polytechnic\w*|hochschule|\w*akademie|[ée]cole|facult\w+|lyc[ée]e|gymnasium|"
    r"conservator\w+|seminary|uniwersytet\w*|h[öø]gskol(?:a|an|e|en)|politecnic\w+|politechnik\w*|yliopisto|egyetem)\b"
)
EXAM = re.compile(
    r"(?i)\b(?:\w*staatspr[üu]fung|staatsexamen|juristische prüfung|abitur|fachabitur|matura|baccalaur[ée]at|bachillerato|high school diploma|"
    r"ged|a[- ]levels?|gcses?|selectividad|vwo|havo|maturità|matur[ay]|leaving cert\w*|class (?:x|xii|10|12)|(?:higher|senior) secondary|studente?rexamen|studentexamen|ylioppilas\w*|érettségi)\b"
)
"""Final examinations of schools and of the state, which are no degrees of a university."""
_AWARD = re.compile(r"(?i)\b(?:award(?!ed\b)|prize|scholarship|fellowship|dean)")
DETAIL = re.compile(
    r"(?i)^\s*(?:[•●▪◦‣·*–-]\s|(?:master'?s |doctoral |bachelor'?s )?(?:thesis|dissertation|advis\w+|supervis\w+|(?:relevant )?coursework|courses|honou?rs|"
    r"activities|c?gpa|grade|minor|focus|specialis\w+|specializ\w+|schwerpunkt|note|exchange)\b)"
)
"""Lines that tell more of the programme above them."""
_BULLET = re.compile(r"^\s*[•●▪◦‣·*–-]\s+\**")
_MINOR_TAIL = re.compile(r"(?i)(?<=\w\w)[\s,;(.]+(?:with\s)?(?:an?\s)?minor(?:ed)?(?:\s(?:in|of)\b.*|:.*|\s*)$")

_MIN_ROWS = 2
"""Rows that make a list of entries; one by itself may be anything."""
_MARKS = 6
"""Code points of marks that may stand before the dates at the head of an entry."""

OF_OTHER_FACTS = (
    "experience", "publications", "talks", "projects", "awards", "patents", "references", "summary", "contact", "interests",
    "service",
)  # fmt: skip
"""Kinds of sections in which a degree and a school on one line are no programme of the candidate's."""


@dataclass(slots=True)
class Entry:
    """The lines of one programme of study. `start` (inclusive) and `end` (exclusive) are offsets.

    `names` is what they name: a "degree", a "school", "dated"; "row" where the dates show that it is an entry.
    """

    start: int
    end: int
    names: set[str]

    @property
    def span(self) -> Span:
        """Both offsets."""
        return self.start, self.end


def names_study(text: str) -> set[str]:
    """Return what a line names: a "degree" (or final examination), a "school", both or neither; nothing for a detail."""
    if len(text) > MAX_TEXT or _AWARD.search(text) or DETAIL.match(text):
        return set()
    text = _MINOR_TAIL.sub("", text)
    has_degree = degrees.level_of(text) not in ("other", "minor") or EXAM.search(text) is not None
    return {what for what, named in (("degree", has_degree), ("school", SCHOOL.search(text) is not None)) if named}


def study_entries(reading: ExtractionContext) -> list[Entry]:
    """Return the entries of all education sections, and lines elsewhere ("Qualifications") that name a degree and a school; in order."""
    found: list[Entry] = []
    for section in reading.sections_of("education"):
        found += _dated_rows(reading, section.body) or _entries(reading, section.body)
    without_headings = not reading.sections_of("education", "experience")
    for section in reading.sections:
        if section.kind in (*OF_OTHER_FACTS, "education") or (section.kind == "top" and not without_headings):
            continue
        named = ((line, names_study(reading.document.line_text(line))) for line in section.body)
        found += [Entry(_start_with_dates(reading, line), line.end, names) for line, names in named if len(names) == 2]
    return sorted(found, key=lambda entry: entry.start)


def _start_with_dates(reading: ExtractionContext, line: Line) -> int:
    """Return where a line begins, or the one above that has nothing but the line's period."""
    if line.number < 2 or any(line.start <= period.start < line.end for period in reading.periods):
        return line.start
    above = reading.document.lines[line.number - 2]
    dated = any(
        above.start <= period.start < above.end and periods.fills_its_line(reading, period)
        for period in reading.periods
    )
    return above.start if dated else line.start


def _dated_rows(reading: ExtractionContext, lines: Iterable[Line]) -> list[Entry]:
    """Return an entry a row where the dates show which rows there are, whatever their words; nothing where they do not.

    Either each entry's row begins with its dates, as in a table or beside a column of dates, or each row has its own.
    """
    rows = [
        (line, text)
        for line in lines
        if (text := reading.document.line_text(line)).strip()
        and not any(period.start < line.start < period.end for period in reading.periods)  # the rest of "2018-\n2020"
    ]
    dates = [_dates_of(reading, line) for line, _ in rows]
    first = next((place for place, found in enumerate(dates) if found), None)
    if first is None or any(names_study(text) for _, text in rows[:first]):
        return []
    rows, dates = rows[first:], dates[first:]
    if dates[0] == "leading":
        begins = [found == "leading" for found in dates]
    elif all(found == "beside" or _is_detail(text) for found, (_, text) in zip(dates, rows, strict=True)):
        begins = [found == "beside" and not _is_detail(text) for found, (_, text) in zip(dates, rows, strict=True)]
    else:
        return []
    if sum(begins) < _MIN_ROWS or not begins[0]:
        return []
    entries: list[Entry] = []
    for (line, text), is_begin in zip(rows, begins, strict=True):
        if is_begin:
            entries.append(Entry(line.start, line.end, {"dated", "row", *names_study(text[:MAX_TEXT])}))
        else:
            entries[-1].end = line.end
            entries[-1].names |= names_study(text)
    return entries


def _is_detail(text: str) -> bool:
    return text.lstrip().startswith("+ ") or DETAIL.match(text) is not None


def _dates_of(reading: ExtractionContext, line: Line) -> str | None:
    """Return where a line has its dates: "leading" before its words, or "beside" them; None without words or dates."""
    here = [p for p in reading.periods if line.start <= p.start < line.end]
    if not here or periods.fills_its_line(reading, here[0]):
        return None
    return "leading" if here[0].start - line.start < _MARKS else "beside"


def _entries(reading: ExtractionContext, lines: Iterable[Line]) -> Iterator[Entry]:
    current: Entry | None = None
    above: int | None = None
    leading: int | None = None  # begin of lines that stand before what they belong to: "2014 – 2018" above a degree
    rows = [(line, text) for line in lines if (text := reading.document.line_text(line)).strip()]
    bulleted = bool(rows) and _BULLET.match(rows[0][1]) is not None  # then bullets are entries, not details of one
    for line, words in rows:
        text = _BULLET.sub("", words) if bulleted else words
        begins_with_dates = any(0 <= period.start - line.start < _MARKS for period in reading.periods)
        named = names_study(text[:MAX_TEXT] if begins_with_dates or _begins_with_degree(text) else text)
        dated = any(line.start <= period.start < line.end for period in reading.periods)
        if named and (current is None or named & current.names or leading is not None):
            if current:
                yield current
            current = Entry(line.start, line.end, set(named))
            if above is not None and named == {"degree"}:
                # A school without a word that tells: the line right above the section's first degree.
                current.start = above
                current.names.add("school")
            if leading is not None:
                current.start = leading
                current.names.add("dated")
            leading = None
        elif current is None or (dated and not named and "dated" in current.names and not DETAIL.match(text)):
            leading = line.start if dated and leading is None else leading
            above = None if dated or current or DETAIL.match(text) else line.start
            continue
        else:
            current.names |= named
            current.end, leading = line.end, None
        above = None
        if dated:
            current.names.add("dated")
    if current:
        yield current


def _begins_with_degree(text: str) -> bool:
    """Whether a line, however long, opens with a degree and goes on behind a comma: an entry set as a paragraph."""
    head, comma, _ = text.partition(",")
    return bool(comma) and len(head) <= MAX_TEXT // 2 and degrees.level_of(head) not in ("other", "minor")
