"""Programmes of study: asked over the whole document, levels and completion read by code."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds import periods
from extract.extraction.kinds.education.study_entries import EXAM, SCHOOL
from extract.extraction.kinds.titles import names_title
from extract.llm.request.answer_schema import AnswerForm, list_of, narrowed
from extract.text.dates.periods import Period
from extract.text.drafts import Draft
from schemas.answers.education import Degree, Degrees

KIND = "degree"
EXTRA_DEGREES = 3
TOKENS_A_DEGREE = 110
NOT_OF_EDUCATION = ("experience", "publications", "talks", "projects", "awards", "patents", "references")


def answer_form(choices: Sequence[Period], *, closed: bool) -> AnswerForm[Degrees]:
    """Return the answer to "list every degree", bounded by the periods found."""
    degree = narrowed(Degree, period=periods.choice(choices, closed=closed))
    return narrowed(Degrees, degrees=list_of(degree, at_most=len(choices) + EXTRA_DEGREES if closed else None))


_LICENCE = re.compile(r"(?i)\b(?:certified|licen[cs]e|licensed|registered|chartered)\b")


def is_study(reading: ExtractionContext, draft: Draft) -> bool:
    """Whether an entry is a programme of study rather than a job that the model listed with them."""
    kind = reading.section_at(draft.start).kind
    words = " ".join(str(draft.values.get(name) or "") for name in ("degree", "institution"))
    if _LICENCE.search(words) and draft.values["level"] == "other" and not SCHOOL.search(words):
        return False  # "Certified Public Accountant, State of Ohio"
    if kind != "education" and names_title(str(draft.values.get("degree") or "")):
        return False  # "Doctoral Student" is a position.
    if kind in NOT_OF_EDUCATION and not {"institution", "field", "start_date", "end_date"} & draft.leaves.keys():
        return False  # "Supervise four PhD students"
    if kind == "certifications" and draft.values["level"] in ("certificate", "other"):
        # What a list of certificates holds is one of the qualifications, unless it took years or ends school.
        took_time = {"start_date", "end_date"} <= draft.leaves.keys()
        return took_time or EXAM.search(str(draft.values.get("degree") or "")) is not None
    if draft.values["level"] != "other" or kind == "education":
        return True
    return kind not in ("experience", "projects", "publications", "talks", "awards") and bool(
        draft.values.get("degree")
    )


def leave_out_fields(reading: ExtractionContext, drafts: Sequence[Draft]) -> None:
    """Leave out a subject that stands where the school or the grade of its programme does, unless it stands beside the degree."""
    for draft in drafts:
        field = draft.leaves.get("field")
        others = [draft.leaves[name] for name in ("institution", "gpa") if name in draft.leaves]
        if field is None or not any(other.start < field.end and field.start < other.end for other in others):
            continue
        value = draft.values.pop("field")
        del draft.leaves["field"]
        degree = draft.leaves.get("degree")
        line = reading.document.line_at(degree.start) if degree else None
        anchor = reading.anchor(value, (), (line.start, line.end)) if line else None
        if anchor and not any(other.start < anchor.end and anchor.start < other.end for other in others):
            draft.put("field", reading.words(anchor, value), anchor)


def hold_to_own_line(reading: ExtractionContext, drafts: Sequence[Draft]) -> None:
    """Take a subject, school or grade that stands beside another programme's degree from beside the own one, else leave it out.

    A programme counts where its own end stands with it: "(degree not completed)" behind a school is none. What several
    programmes share stays, as a school above them.
    """
    line_at = reading.document.line_at
    for draft in drafts:
        if "degree" not in draft.leaves:
            continue
        own = line_at(draft.leaves["degree"].start)
        others = [other for other in drafts if other is not draft and {"degree", "end_date"} <= other.leaves.keys()]
        heads = {line_at(other.leaves["degree"].start).number for other in others} - {own.number}
        for name in ("field", "institution", "gpa"):
            leaf = draft.leaves.get(name)
            if leaf is None or leaf.shared or line_at(leaf.start).number not in heads:
                continue
            value = draft.values.pop(name)
            del draft.leaves[name]
            draft.spans.remove((leaf.start, leaf.end))
            if anchor := reading.anchor(value, (), (own.start, own.end)):
                draft.put(name, reading.words(anchor, value), anchor)
