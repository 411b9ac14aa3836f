"""Programmes of study: asked over the whole document, levels and completion read by code."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import Field

from extract.anchor import Anchor
from extract.dates import Period
from extract.documents.model import Line
from extract.drafts import Draft, Span, lines_of
from extract.facts import degrees, periods
from extract.reading import MAX_ANSWER_TOKENS, MAX_TEXT, Reading
from extract.replies import Reply, list_of, narrowed
from extract.segment import Section

KIND = "degree"
EXTRA_DEGREES = 3
TOKENS_A_DEGREE = 110
MAX_GPA = 24
NOT_OF_EDUCATION = ("experience", "publications", "talks", "projects", "awards", "patents", "references")


class Degree(Reply):
    """A programme of study, as the model lists it."""

    institution: str | None = Field(max_length=MAX_TEXT)
    degree: str | None = Field(max_length=MAX_TEXT)
    field: str | None = Field(max_length=MAX_TEXT)
    gpa: str | None = Field(max_length=MAX_GPA)
    period: str | None


class Degrees(Reply):
    """Every programme of study that a document names."""

    degrees: list[Degree]


def answer_model(choices: Sequence[Period], *, closed: bool) -> type[Degrees]:
    """Return the answer to "list every degree", bounded by the periods found."""
    degree = narrowed(Degree, period=periods.choice(choices, closed=closed))
    return narrowed(Degrees, degrees=list_of(degree, at_most=len(choices) + EXTRA_DEGREES if closed else None))


async def extract_education(reading: Reading) -> list[Draft]:
    """Return the programmes of study that the document names, in its order."""
    drafts: list[Draft] = []
    taken: list[Period] = []
    for part in reading.parts():
        choices = periods.in_part(reading, part, only=("education",))
        if not choices:
            choices = periods.in_part(reading, part, but=NOT_OF_EDUCATION)
        await _ask(reading, drafts, taken, choices, part)
        for span in _missed(reading, drafts, part):
            near = [p for p in choices if span[0] <= p.start < span[1]]
            await _ask(reading, drafts, taken, near, span)
    drafts.sort(key=lambda draft: draft.start)
    _add_grades(reading, drafts)
    return _with_minors(reading, drafts)


async def _ask(
    reading: Reading, drafts: list[Draft], taken: list[Period], choices: Sequence[Period], part: Span
) -> None:
    answer = await reading.ask(
        "education", answer_model(choices, closed=reading.closed),
        max_tokens=min(MAX_ANSWER_TOKENS, 200 + TOKENS_A_DEGREE * (len(choices) + EXTRA_DEGREES)), document=reading.shown(part),
    )  # fmt: skip
    for degree in answer.degrees:
        draft = await _read(reading, degree, choices, taken, part)
        if draft and _is_study(reading, draft) and not any(_same(draft, other) for other in drafts):
            drafts.append(draft)


def _missed(reading: Reading, drafts: Sequence[Draft], part: Span) -> list[Span]:
    """Return the lines that name a programme of study which none found so far cites, each with its neighbours.

    In an education section a degree or a school is enough; elsewhere ("Qualifications") both have to stand in one line.
    """
    cited = {number for draft in drafts for number in lines_of(reading.document, draft.spans)}
    found: list[Span] = []
    for section in reading.sections:
        if section.kind in (*NOT_OF_EDUCATION, "top", "summary", "contact", "interests", "service"):
            continue
        for line in section.body:
            if line.number in cited or not (part[0] <= line.start < part[1]) or (found and line.start < found[-1][1]):
                continue
            if _names_study(reading, line, in_education=section.kind == "education"):
                found.append(_free_lines(reading, section, line, cited))
    return found


def _names_study(reading: Reading, line: Line, *, in_education: bool) -> bool:
    text = reading.document.line_text(line)
    if len(text) > MAX_TEXT or _AWARD.search(text):
        return False
    has_degree = degrees.level_of(text) not in ("other", "minor") or _EXAM.search(text) is not None
    has_school = _SCHOOL.search(text) is not None
    if not in_education:
        return has_degree and has_school
    return has_degree or (has_school and any(line.start <= period.start < line.end for period in reading.periods))


_SCHOOL = re.compile(
    r"(?i)\b(?:universi\w+|college|school|institut\w*|academy|polytechnic\w*|hochschule|\w*akademie|[ée]cole|facult\w+|lyc[ée]e|gymnasium|conservator\w+|seminary)\b"
)
_EXAM = re.compile(
    r"(?i)\b(?:\w*staatspr[üu]fung|staatsexamen|juristische prüfung|abitur|fachabitur|matura|baccalaur[ée]at|bachillerato|high school diploma|ged|a[- ]levels?|gcses?|"
    r"selectividad|vwo|maturità)\b"
)
"""Final examinations of schools and of the state, which are no degrees of a university."""
_ROWS_BEFORE, _ROWS_AFTER = 2, 3


def _free_lines(reading: Reading, section: Section, line: Line, cited: set[int]) -> Span:
    """Return the span of a line and those around it in its section that no programme cites.

    It holds one degree and one school at most: the line that names a second one begins the next entry.
    """
    if section.kind != "education":
        return line.start, line.end
    around = reading.lines_around((line.start, line.end), before=_ROWS_BEFORE, after=_ROWS_AFTER)
    named = _named(reading, line)
    start, end = line.start, line.end
    for other in (one for one in around if one.number > line.number):
        if other.number in cited or other.start >= section.end or named & _named(reading, other):
            break
        named |= _named(reading, other)
        end = other.end
    for other in reversed([one for one in around if one.number < line.number]):
        if other.number in cited or other.start < section.body[0].start or named & _named(reading, other):
            break
        named |= _named(reading, other)
        start = other.start
    return start, end


def _named(reading: Reading, line: Line) -> set[str]:
    text = reading.document.line_text(line)
    level = degrees.level_of(text) not in ("other", "minor", "certificate")
    return {what for what, is_named in (("degree", level), ("school", _SCHOOL.search(text) is not None)) if is_named}


def _add_grades(reading: Reading, drafts: Sequence[Draft]) -> None:
    """Give each grade to the programme among whose lines it stands: from its own first line to the next one's."""
    for position, draft in enumerate(drafts):
        grade = draft.values.pop("answered_gpa", None)
        start = reading.document.line_at(draft.start).start
        following = drafts[position + 1].start if position + 1 < len(drafts) else reading.section_at(draft.start).end
        anchor = reading.anchor(grade, draft.spans, (start, max(following, draft.end)))
        if anchor and re.search(r"\d|class|laude|distinction|honou?rs", grade or "", re.IGNORECASE):
            draft.put("gpa", reading.words(anchor, grade), anchor)


_AWARD = re.compile(r"(?i)\b(?:award|prize|scholarship|fellowship|dean)")
_MINOR = re.compile(
    r"\b[Mm]inor(?:ed)?(?:\s+(?:in|of):?|:)\s+([A-ZÀ-Þ][\w-]*(?:\s(?:and|of|&)\s[A-ZÀ-Þ][\w-]*|\s[A-ZÀ-Þ][\w-]*)*)"
)


def _with_minors(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """Add the minors that stand in the words of another programme, with its school and dates."""
    _take_back_minors(reading, drafts)
    taken = [(leaf.start, leaf.end) for draft in drafts for leaf in draft.leaves.values()]
    added: list[Draft] = []
    for section in reading.sections_of("education"):
        for match in _MINOR.finditer(reading.document.text, section.start, section.end):
            if any(start < match.end() and match.start() < end for start, end in taken if end - start < MAX_TEXT):
                continue
            row = reading.row_of(match.start())
            near = [
                d
                for d in drafts
                if abs(reading.row_of(d.start) - row) <= 2 * periods.NEAR_ROWS and d.start <= match.start()
            ]
            minor = Draft()
            minor.derive("degree", match[0][:5], "minor_in", (match.start(), match.start() + 5))
            minor.derive("field", " ".join(match[1].split()), "minor_in", match.span(1))
            minor.values |= {"level": "minor", "completed": None}
            if near:
                for name in ("institution", "start_date", "end_date"):
                    if leaf := near[-1].leaves.get(name):
                        minor.values[name], minor.leaves[name] = near[-1].values[name], leaf
                        minor.spans.append((leaf.start, leaf.end))
            added.append(minor)
    return sorted([*drafts, *added], key=lambda draft: draft.start)


def _take_back_minors(reading: Reading, drafts: Sequence[Draft]) -> None:
    """Take from a degree the subject of its minor, where the model gave that for the degree's own."""
    text = reading.document.text
    for draft in drafts:
        field, degree = draft.leaves.get("field"), draft.leaves.get("degree")
        if field is None or draft.values["level"] == "minor" or not _MINOR_BEFORE.search(text[: field.start]):
            continue
        del draft.values["field"], draft.leaves["field"]
        draft.spans = [span for span in draft.spans if span != (field.start, field.end)]
        if degree and (own := _SUBJECT_BEHIND.match(text, degree.end)):
            draft.put("field", own[1], Anchor(own.start(1), own.end(1), "exact"))


_MINOR_BEFORE = re.compile(r"\b[Mm]inor(?:ed)?(?:\s+(?:in|of):?|:)\s+\Z")
_SUBJECT_BEHIND = re.compile(r"(?:[ ](?:in|of)|,)?[ ]([A-ZÀ-Þ][\w&-]*(?:[ ](?:and|of|&|[A-ZÀ-Þ][\w-]*))*)")


async def _read(
    reading: Reading, degree: Degree, choices: Sequence[Period], taken: list[Period], part: Span
) -> Draft | None:
    draft = Draft()
    period = periods.place(reading, choices, degree.period, (degree.degree, degree.institution), taken)
    near: list[Span] = [(period.start, period.end)] if period else []
    words = degrees.split_degree(degree.degree, degree.field) if degree.degree else None
    await reading.grounded(draft, KIND, "degree", words, part, near)
    near = near or draft.spans[:1]
    await reading.grounded(draft, KIND, "institution", degree.institution, part, near)
    if not draft.spans:
        return None
    core = _entry(reading, draft, period)
    if anchor := reading.anchor(degree.field, draft.spans, core):
        draft.put("field", reading.words(anchor, degree.field), anchor)
    draft.values["answered_gpa"] = degree.gpa
    if period and core[0] <= period.start <= core[1]:
        periods.fill_dates(draft, period, single_is_end=True)
        taken.append(period)
    draft.values.pop("is_current", None)
    draft.values["level"] = degrees.level_of(str(draft.values.get("degree") or ""))
    lines = [reading.document.line_text(reading.document.lines[n - 1]) for n in lines_of(reading.document, draft.spans)]
    draft.values["completed"] = degrees.completed("\n".join(lines))
    return draft


def _entry(reading: Reading, draft: Draft, period: Period | None) -> Span:
    """Return the neighbourhood in which the rest of an entry must stand."""
    spans = [*draft.spans, *([(period.start, period.end)] if period else [])]
    first = min(spans)
    near = [span for span in spans if abs(span[0] - first[0]) < 600]
    lines = reading.lines_around((min(s[0] for s in near), max(s[1] for s in near)), before=2, after=4)
    return lines[0].start, lines[-1].end


def _is_study(reading: Reading, draft: Draft) -> bool:
    """Whether an entry is a programme of study rather than a job that the model listed with them."""
    kind = reading.section_at(draft.start).kind
    if draft.values["level"] != "other" or kind == "education":
        return True
    return kind not in ("experience", "projects", "publications", "talks", "awards") and bool(
        draft.values.get("degree")
    )


def _same(draft: Draft, other: Draft) -> bool:
    def spot(d: Draft, name: str) -> object:
        leaf = d.leaves.get(name)
        return (leaf.start, leaf.end) if leaf else None

    return all(spot(draft, name) == spot(other, name) for name in ("institution", "degree", "field"))


def reconcile(reading: Reading, roles: list[Draft], education: list[Draft]) -> tuple[list[Draft], list[Draft]]:
    """Return roles and programmes of study without those that are the other kind listed again.

    What stands in an education section is study; elsewhere, a "degree" in the words of a job's title is that job.
    """
    places = {leaf.start for draft in education for leaf in draft.leaves.values()}
    titles = {leaf.start for draft in roles for name, leaf in draft.leaves.items() if name in ("title", "employer")}

    def in_study(draft: Draft) -> bool:
        # Told from the words alone: a period may have been taken from elsewhere.
        words = [leaf.start for name, leaf in draft.leaves.items() if name not in ("start_date", "end_date")]
        return reading.section_at(min(words, default=draft.start)).kind == "education"

    kept_roles = [r for r in roles if not (in_study(r) and any(leaf.start in places for leaf in r.leaves.values()))]
    kept = [e for e in education if in_study(e) or "degree" not in e.leaves or e.leaves["degree"].start not in titles]
    return kept_roles, kept
