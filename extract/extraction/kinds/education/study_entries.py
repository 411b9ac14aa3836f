"""Cut education sections into entries by their own words, and hold each programme of study to the lines of one entry.

A small model mixes up neighbours: the school of one entry, the degree of the next. Each entry names one degree and one
school at most, so the second of either begins another entry.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extract.documents.model.document import Line
from extract.extraction.engine.context import MAX_TEXT, ExtractionContext
from extract.extraction.kinds import periods
from extract.extraction.kinds.education import degrees
from extract.text.anchor import Anchor
from extract.text.canonical import is_same
from extract.text.dates.periods import Period
from extract.text.drafts import Draft, Span
from schemas import Leaf

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
_DETAIL = re.compile(
    r"(?i)^\s*(?:[•●▪◦‣·*–-]\s|(?:master'?s |doctoral |bachelor'?s )?(?:thesis|dissertation|advis\w+|supervis\w+|(?:relevant )?coursework|courses|honou?rs|"
    r"activities|c?gpa|grade|minor|focus|specialis\w+|specializ\w+|schwerpunkt|note|exchange)\b)"
)
"""Lines that tell more of the programme above them."""
_GRADE = re.compile(
    r"(?i)\b(?:c?gpa|grade(?: average)?|average|note|moyenne|durchschnitt)\b[^\d\n]{0,3}(\d{1,2}(?:[.,]\d{1,3})?(?:\s?/\s?\d{1,3}(?:[.,]\d{1,2})?)?)(?![\d%])"
)
_BULLET = re.compile(r"^\s*[•●▪◦‣·*–-]\s+\**")
_GRADE_LABEL = re.compile(r"[^\W\d_]{3,20}[.:]?\s+(?=\d)")
"""The word before a grade: "Note 1,7", "GPA: 3.8"."""
_BARE_GRADE = re.compile(r"(?<![\d/.,])\d{1,2}[.,]\d{1,2}\s?/\s?(?:4|5|10|20|100)(?:\.0+)?(?![\d/.]\d)")
_MINOR_TAIL = re.compile(r"(?i)(?<=\w\w)[\s,;(.]+(?:with\s)?(?:an?\s)?minor(?:ed)?(?:\s(?:in|of)\b.*|:.*|\s*)$")
_PIECE = re.compile(r"\t|\s[|·•–—]\s|,\s|\s\(")

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
    if len(text) > MAX_TEXT or _AWARD.search(text) or _DETAIL.match(text):
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
    return text.lstrip().startswith("+ ") or _DETAIL.match(text) is not None


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
        elif current is None or (dated and not named and "dated" in current.names and not _DETAIL.match(text)):
            leading = line.start if dated and leading is None else leading
            above = None if dated or current or _DETAIL.match(text) else line.start
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


def hold_to_entries(reading: ExtractionContext, drafts: Sequence[Draft], entries: Sequence[Entry]) -> list[Draft]:
    """Return the programmes with school, field, dates and grade taken from the lines of one entry each.

    A programme outside all entries is returned as it is; one whose entry is told again is left out.
    """
    held: list[Draft] = []
    used: set[int] = set()
    for draft in drafts:
        place = _entry_of(reading, draft, entries, used)
        if place is None:
            within = any(entry.start <= draft.start < entry.end for entry in entries)
            if not _tells_again(draft, held) and (not within or "degree" in draft.leaves):
                held.append(draft)
            continue
        used.add(place)
        held.append(_held(reading, draft, entries[place]))
    return held


def _tells_again(draft: Draft, held: Sequence[Draft]) -> bool:
    """Tell whether a programme takes its degree, or its school where the other has no degree, from where another one has its own."""
    return any(
        _is_same_place(draft, other, "degree") or ("degree" not in other.leaves and _is_same_place(draft, other, "institution"))
        for other in held
    )  # fmt: skip


def _is_same_place(one: Draft, other: Draft, name: str) -> bool:
    first, second = one.leaves.get(name), other.leaves.get(name)
    return first is not None and second is not None and first.start < second.end and second.start < first.end


def _entry_of(reading: ExtractionContext, draft: Draft, entries: Sequence[Entry], used: set[int]) -> int | None:
    """Return the place of the entry that holds most of a programme's words and that no other has yet."""
    best: tuple[int, int] | None = None
    strayed: int | None = None  # the entry of school and dates, where the degree told is another entry's
    for place, entry in enumerate(entries):
        if place in used:
            continue
        inside = {name for name in ("degree", "institution", "field") if _inside(reading, draft, name, entry)}
        score = 2 * ("degree" in inside) + 2 * ("institution" in inside) + ("field" in inside)
        is_dated = any(
            entry.start <= draft.leaves[name].start < entry.end
            for name in ("start_date", "end_date")
            if name in draft.leaves
        )
        score += is_dated
        if "institution" in inside and is_dated and strayed is None:
            strayed = place
        if "degree" not in inside and ("degree" in draft.values or "institution" not in inside):
            continue
        if best is None or score > best[0]:
            best = score, place
    if best is None and strayed is not None and "degree" in draft.leaves:
        own = draft.leaves["degree"]
        return strayed if any(entry.start <= own.start < entry.end for entry in entries) else None
    return best[1] if best else None


def _inside(reading: ExtractionContext, draft: Draft, name: str, entry: Entry) -> Anchor | None:
    value = draft.values.get(name)
    return reading.anchor(value, (), entry.span) if value else None


def _held(reading: ExtractionContext, draft: Draft, entry: Entry) -> Draft:
    held = Draft(owner=draft.owner, left_out=draft.left_out, values={"answered_gpa": draft.values.get("answered_gpa")})
    school: Anchor | None = None
    for name in ("degree", "institution", "field"):
        anchor = _inside(reading, draft, name, entry)
        if name == "institution":
            school = _school_of(reading, entry, held.leaves.get("degree"))
        if anchor is None or (
            name == "institution" and not _may_be_school(reading, draft.values[name], anchor, held, school)
        ):
            continue
        held.put(name, draft.values[name], anchor)
    if degrees.level_of(str(held.values.get("degree") or "")) == "other" and (degree := _degree_of(reading, entry)):
        held.put("degree", reading.words(degree, None), degree)
        if (field := held.leaves.get("field")) and field.start < degree.end and degree.start < field.end:
            del held.values["field"], held.leaves["field"]
    if "institution" not in held.values and school:
        held.put("institution", reading.words(school, None), school)
    elif "institution" not in held.values and "institution" in draft.values and "school" not in entry.names:
        # Several degrees below one school: it stands above the entry.
        held.values["institution"], held.leaves["institution"] = (
            draft.values["institution"],
            draft.leaves["institution"].model_copy(update={"shared": True}),
        )
    _part_subject(reading, held)
    if "field" not in held.values and "degree" in held.leaves:
        match = SUBJECT_BEHIND.match(reading.document.text, held.leaves["degree"].end, entry.end)
        if match and not SCHOOL.search(match[1]) and not _is_school(reading, draft, held, match.span(1)):
            held.put("field", match[1], Anchor(match.start(1), match.end(1), "exact"))
    if period := _period_of(reading, draft, entry):
        periods.fill_dates(held, period, single_is_end=not periods.says_begin(reading, period))
        held.values.pop("is_current", None)
    if grade := _grade_of(reading, draft, entry):
        held.put("gpa", reading.words(grade, None), grade)
    held.values["level"] = degrees.level_of(str(held.values.get("degree") or ""))
    held.values["completed"] = degrees.completed(reading.document.text[entry.start : entry.end])
    return held


def _is_school(reading: ExtractionContext, draft: Draft, held: Draft, span: Span) -> bool:
    """Whether some words are what the programme, or the answer about it, has for its school."""
    leaf = held.leaves.get("institution")
    if leaf is not None and leaf.start < span[1] and span[0] < leaf.end:
        return True
    told = draft.values.get("institution")
    return bool(told) and is_same(str(told), reading.document.text[span[0] : span[1]])


def _may_be_school(reading: ExtractionContext, value: str, anchor: Anchor, held: Draft, school: Anchor | None) -> bool:
    """Whether the model's words for a school may stand: they name one at the head of the entry, or the entry names none.

    They are never the degree's. A school in a detail ("Exchange semester at …") is not that of the programme.
    """
    degree = held.leaves.get("degree")
    is_degree = degree is not None and anchor.start < degree.end and degree.start < anchor.end
    if is_degree or school is None:
        return not is_degree
    is_detail = _DETAIL.match(_line_at(reading, anchor)) is not None
    return SCHOOL.search(value) is not None and (not is_detail or _DETAIL.match(_line_at(reading, school)) is not None)


def _line_at(reading: ExtractionContext, anchor: Anchor) -> str:
    return reading.document.line_text(reading.document.line_at(anchor.start))


def _part_subject(reading: ExtractionContext, held: Draft) -> None:
    """Take the subject out of a degree that holds it, where no other is known: "B.A. Communication"."""
    leaf = held.leaves.get("degree")
    if leaf is None or "field" in held.values:
        return
    match = _DEGREE_AND_SUBJECT.match(reading.document.text, leaf.start, leaf.end)
    if match and degrees.level_of(match[1]) not in ("other", "minor", "certificate"):
        held.spans.remove((leaf.start, leaf.end))
        held.put("degree", match[1], Anchor(leaf.start, match.end(1), "exact"))
        held.put("field", match[2], Anchor(match.start(2), match.end(2), "exact"))


_DEGREE_AND_SUBJECT = re.compile(
    r"((?:[A-Z][A-Za-z]{0,3}\.?){1,4}(?=[ ](?!of\b))|(?:Master|Bachelor|Doctor|Associate)(?:'s|’s| of [A-Z]\w+(?: [A-Z]\w+)*)?(?=[ ]in[ ]))[ ](?:in[ ])?"
    r"(?!Degree|Thesis|Honou?rs)([A-ZÀ-Þ][^\n\t,(|.:;“]+?)(?=\s*$)"
)
SUBJECT_BEHIND = re.compile(
    r"(?: degree)?(?:[ ](?:in|of)|,)?[ ](?![Mm]inor)([A-ZÀ-Þ][\w&-]*(?:[ ](?:and|of|&|[A-ZÀ-Þ][\w-]*))*)(?=\s*(?:[,(|\t\n·–—]|$))"
)
"""The subject right behind a degree: "BSc in Biology", "B.A. Communication"."""


def _school_of(reading: ExtractionContext, entry: Entry, degree: Leaf | None) -> Anchor | None:
    """Return the first piece of an entry's lines that names a school, without the degree before it; never the degree."""
    for piece, names in _pieces(reading, entry):
        if "school" not in names:
            continue
        if degree is None or degree.end <= piece.start or piece.end <= degree.start:
            return piece
        behind = reading.document.text[degree.end : piece.end]
        if piece.start == degree.start and SCHOOL.search(behind):
            return Anchor(piece.end - len(behind.lstrip(" ,")), piece.end, piece.how)
    return None


def _degree_of(reading: ExtractionContext, entry: Entry) -> Anchor | None:
    """Return the first piece of an entry's lines that names a degree and no school."""
    return next((piece for piece, names in _pieces(reading, entry) if names == {"degree"}), None)


def _pieces(reading: ExtractionContext, entry: Entry) -> Iterator[tuple[Anchor, set[str]]]:
    """Yield the pieces of an entry's lines between separators and before dates, with what each names."""
    text = reading.document.text
    for line in reading.document.lines:
        if not entry.start <= line.start < entry.end or not names_study(reading.document.line_text(line)):
            continue
        position = line.start
        for cut in [*_PIECE.finditer(text, line.start, line.end), None]:
            end = cut.start() if cut else line.end
            dates = [p.start for p in reading.periods if position < p.start < end]
            piece = text[position : min([end, *dates])].rstrip(" ,;")
            if piece.strip():
                yield Anchor(position, position + len(piece), "exact"), names_study(piece)
            position = cut.end() if cut else end


def _period_of(reading: ExtractionContext, draft: Draft, entry: Entry) -> Period | None:
    """Return the period of an entry: the only one, else the one that the model chose, else its first range."""
    inside = [p for p in reading.periods if entry.start <= p.start < entry.end and p.kind != "vague"]
    inside = [
        p for p in inside if not _DETAIL.match(reading.document.line_text(reading.document.line_at(p.start)))
    ] or inside
    if len(inside) <= 1:
        return inside[0] if inside else None
    chosen = {leaf.start for name, leaf in draft.leaves.items() if name in ("start_date", "end_date")}
    return next((p for p in inside if p.start in chosen), next((p for p in inside if p.kind == "range"), None))


def _grade_of(reading: ExtractionContext, draft: Draft, entry: Entry) -> Anchor | None:
    """Return the grade of an entry: the model's words where they stand there, else a number behind "GPA" or "grade"."""
    answered = draft.values.get("answered_gpa")
    anchor = reading.anchor(answered, (), entry.span) if answered else None
    if anchor and (label := _GRADE_LABEL.match(reading.document.text, anchor.start, anchor.end)):
        anchor = Anchor(label.end(), anchor.end, anchor.how)
    if (
        anchor
        and re.search(r"\d|class|distinction", str(answered), re.IGNORECASE)
        and not re.search(r"(?i)minor|laude|credits|ects|courses|done|completed|taken", str(answered))
    ):
        return anchor
    if match := _GRADE.search(reading.document.text, entry.start, entry.end):
        return Anchor(match.start(1), match.end(1), "exact")
    match = _BARE_GRADE.search(reading.document.text, entry.start, entry.end)
    return Anchor(match.start(), match.end(), "exact") if match else None
