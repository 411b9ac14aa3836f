"""Hold each programme of study to the lines of one entry: school, subject, dates and grade come from there alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds import periods
from extract.extraction.kinds.education import degrees
from extract.extraction.kinds.education.study_entries import DETAIL, SCHOOL, Entry, names_study
from extract.text.anchor import Anchor
from extract.text.canonical import is_same
from extract.text.dates.periods import Period
from extract.text.drafts import Draft, Span
from schemas import Leaf

_GRADE = re.compile(
    r"(?i)\b(?:c?gpa|grade(?: average)?|average|note|moyenne|durchschnitt)\b[^\d\n]{0,3}(\d{1,2}(?:[.,]\d{1,3})?(?:\s?/\s?\d{1,3}(?:[.,]\d{1,2})?)?)(?![\d%])"
)
_GRADE_LABEL = re.compile(r"[^\W\d_]{3,20}[.:]?\s+(?=\d)")
"""The word before a grade: "Note 1,7", "GPA: 3.8"."""
_BARE_GRADE = re.compile(r"(?<![\d/.,])\d{1,2}[.,]\d{1,2}\s?/\s?(?:4|5|10|20|100)(?:\.0+)?(?![\d/.]\d)")
_PIECE = re.compile(r"\t|\s[|·•–—]\s|,\s|\s\(")


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
    is_detail = DETAIL.match(_line_at(reading, anchor)) is not None
    return SCHOOL.search(value) is not None and (not is_detail or DETAIL.match(_line_at(reading, school)) is not None)


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
        p for p in inside if not DETAIL.match(reading.document.line_text(reading.document.line_at(p.start)))
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
