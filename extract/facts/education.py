"""Programmes of study: asked over the whole document, levels and completion read by code."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import Field

from extract.dates import Period
from extract.drafts import Draft, Span, lines_of
from extract.facts import degrees, periods
from extract.facts.minors import add_minors
from extract.facts.study_entries import SCHOOL, Entry, hold_to_entries, study_entries
from extract.facts.titles import names_title
from extract.facts.told_again import without_told_again
from extract.reading import MAX_ANSWER_TOKENS, MAX_TEXT, Reading
from extract.replies import AnswerForm, Reply, list_of, narrowed

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


def answer_form(choices: Sequence[Period], *, closed: bool) -> AnswerForm[Degrees]:
    """Return the answer to "list every degree", bounded by the periods found."""
    degree = narrowed(Degree, period=periods.choice(choices, closed=closed))
    return narrowed(Degrees, degrees=list_of(degree, at_most=len(choices) + EXTRA_DEGREES if closed else None))


async def extract_education(reading: Reading) -> list[Draft]:
    """Return the programmes of study that the document names, in its order."""
    drafts: list[Draft] = []
    taken: list[Period] = []
    entries = study_entries(reading)
    for part in reading.parts():
        choices = periods.in_part(reading, part, only=("education",))
        if not choices:
            choices = periods.in_part(reading, part, but=NOT_OF_EDUCATION)
        await _ask(reading, drafts, taken, choices, part)
        drafts = hold_to_entries(reading, drafts, entries)
        for span in _missed(reading, drafts, entries, part):
            near = [p for p in choices if span[0] <= p.start < span[1]]
            await _ask(reading, drafts, taken, near, span)
    drafts = without_told_again(hold_to_entries(reading, drafts, entries))
    for draft in drafts:
        draft.values.pop("answered_gpa", None)
    return add_minors(reading, sorted(drafts, key=lambda draft: draft.start))


async def _ask(
    reading: Reading, drafts: list[Draft], taken: list[Period], choices: Sequence[Period], part: Span
) -> None:
    answer = await reading.ask(
        "education", answer_form(choices, closed=reading.closed),
        max_tokens=min(MAX_ANSWER_TOKENS, 200 + TOKENS_A_DEGREE * (len(choices) + EXTRA_DEGREES)), document=reading.shown(part),
    )  # fmt: skip
    for degree in answer.degrees if answer else []:
        draft = await _read(reading, degree, choices, taken, part)
        if draft and _is_study(reading, draft) and not any(_same(draft, other) for other in drafts):
            drafts.append(draft)


def _missed(reading: Reading, drafts: Sequence[Draft], entries: Sequence[Entry], part: Span) -> list[Span]:
    """Return the entries that no programme found so far is of."""
    return [
        entry.span for entry in entries
        if part[0] <= entry.start < part[1] and _names_enough(entry) and not any(entry.start <= d.start < entry.end for d in drafts)
    ]  # fmt: skip


def _names_enough(entry: Entry) -> bool:
    """Whether an entry is of a programme: it names a degree, or a school and when."""
    return "degree" in entry.names or {"school", "dated"} <= entry.names


async def _read(
    reading: Reading, degree: Degree, choices: Sequence[Period], taken: list[Period], part: Span
) -> Draft | None:
    draft = Draft()
    period = periods.place(reading, choices, degree.period, (degree.degree, degree.institution), taken)
    near: list[Span] = [(period.start, period.end)] if period else []
    words = (
        degrees.split_degree(degree.degree, degree.field)
        if degree.degree and re.search(r"[^\W\d_]", degree.degree)
        else None
    )
    await reading.grounded(draft, KIND, "degree", words, part, near)
    near = near or draft.spans[:1]
    await reading.grounded(draft, KIND, "institution", degree.institution, part, near)
    if not draft.spans:
        return None
    core = _entry(reading, draft, period)
    in_study = reading.section_at(draft.start).kind == "education"  # there, entries are cut by their own words
    anchor = reading.anchor(degree.field, draft.spans, core)
    if anchor and (in_study or reading.anchor_in_entry(draft, "field", degree.field, core, draft.spans[:1])):
        draft.put("field", reading.words(anchor, degree.field), anchor)
    draft.values["answered_gpa"] = degree.gpa
    if period and core[0] <= period.start <= core[1]:
        periods.fill_dates(draft, period, single_is_end=not periods.says_begin(reading, period))
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


_LICENCE = re.compile(r"(?i)\b(?:certified|licen[cs]e|licensed|registered|chartered)\b")


def _is_study(reading: Reading, draft: Draft) -> bool:
    """Whether an entry is a programme of study rather than a job that the model listed with them."""
    kind = reading.section_at(draft.start).kind
    words = " ".join(str(draft.values.get(name) or "") for name in ("degree", "institution"))
    if _LICENCE.search(words) and draft.values["level"] == "other" and not SCHOOL.search(words):
        return False  # "Certified Public Accountant, State of Ohio"
    if kind != "education" and names_title(str(draft.values.get("degree") or "")):
        return False  # "Doctoral Student" is a position.
    if kind in NOT_OF_EDUCATION and not {"institution", "field", "start_date", "end_date"} & draft.leaves.keys():
        return False  # "Supervise four PhD students"
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

    def in_study(draft: Draft) -> bool:
        # Told from the words alone: a period may have been taken from elsewhere.
        words = [leaf.start for name, leaf in draft.leaves.items() if name not in ("start_date", "end_date")]
        return reading.section_at(min(words, default=draft.start)).kind == "education"

    places = {leaf.start for draft in education for leaf in draft.leaves.values()}
    titles = {leaf.start for draft in roles for name, leaf in draft.leaves.items() if name in ("title", "employer")}
    kept_roles = [r for r in roles if not (in_study(r) and any(leaf.start in places for leaf in r.leaves.values()))]
    kept = [e for e in education if in_study(e) or "degree" not in e.leaves or e.leaves["degree"].start not in titles]
    return kept_roles, kept
