"""Positions held: asked over the whole document, periods as closed choices, then once more for periods left over."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds import periods
from extract.llm.request.answer_schema import AnswerForm, list_of, narrowed
from extract.text.dates.periods import Period
from extract.text.drafts import Draft, lines_of
from schemas.answers.roles import Job, Jobs
from schemas.profile import EmploymentType

KIND = "role"
EXTRA_ROLES = 4
"""Positions allowed beyond the number of periods found: some have no dates, or dates nobody could read."""
TOKENS_A_ROLE = 90
NOT_OF_ROLES = ("education", "projects", "publications", "talks", "awards", "certifications", "patents", "references")

_EMPLOYMENT: tuple[tuple[EmploymentType, str], ...] = (
    ("internship", r"\b(?:intern|internship|praktikant\w*|praktikum|stagiaire|stage|werkstudent\w*|co-op)\b"),
    ("founder", r"\b(?:co-?founder|founder|gründer\w*|fondateur|owner)\b"),
    ("volunteer", r"\b(?:volunteer\w*|ehrenamt\w*|bénévol\w*)\b"),
    ("part_time", r"\b(?:part[- ]time|teilzeit|temps partiel)\b"),
    ("contract", r"\b(?:contract(?:or)?|freelance\w*|fixed[- ]term|self[- ]employed|agency|locum|temporary)\b"),
    ("full_time", r"\b(?:full[- ]time|vollzeit|temps plein)\b"),
)
_TEAM = re.compile(
    r"\b(?:on|in|within|with)\s+the\s+(.{2,50}?\s(?:team|group|lab|department|unit|division))\b", re.IGNORECASE
)


def answer_form(choices: Sequence[Period], *, closed: bool) -> AnswerForm[Jobs]:
    """Return the answer to "list every job": bounded by the periods found, each period one of those."""
    job = narrowed(Job, period=periods.choice(choices, closed=closed))
    return narrowed(Jobs, jobs=list_of(job, at_most=len(choices) + EXTRA_ROLES if closed else None))


def employment_type(text: str) -> EmploymentType:
    """Return the kind of employment that words of a text name; "unknown" where none does."""
    for kind, pattern in _EMPLOYMENT:
        if re.search(pattern, text, re.IGNORECASE):
            return kind
    return "unknown"


def finish(reading: ExtractionContext, drafts: list[Draft], others: Sequence[Draft] = ()) -> list[Draft]:
    """Order the positions, and fill what code reads from their own words: kind of employment, team, lines below.

    A position's lines go from its own head to the next head, of a position or of one of `others`, or to the section's end.
    """
    _share_headings(drafts)
    drafts.sort(key=lambda draft: draft.begins)
    document = reading.document
    heads = sorted(draft.begins for draft in (*drafts, *others))
    for draft in drafts:
        lines = lines_of(document, draft.spans)
        head = " ".join(document.line_text(document.lines[number - 1]) for number in lines)
        draft.values["employment_type"] = employment_type(head)
        if match := _TEAM.search(str(draft.values.get("title") or "")):
            leaf = draft.leaves["title"]
            span = (leaf.start + match.start(1), leaf.start + match.end(1))
            draft.derive("team", match[1], "team_within_title", span)
        section = reading.section_at(draft.begins)
        end = min(section.end, next((start for start in heads if start > draft.begins), section.end))
        draft.values["reach"] = end
        draft.values["entry"] = entry_of(reading, draft, end)
        draft.values["summary_lines"] = lines_below(reading, draft, end)
    return drafts


def _share_headings(drafts: Sequence[Draft]) -> None:
    """Let a position begin behind the titles of others that stand between its heading and its own title: they share the heading."""
    titles = [draft.leaves["title"] for draft in drafts if "title" in draft.leaves]
    for draft in drafts:
        own = draft.leaves.get("title")
        if own is None or own.shared:
            continue
        between = [title.end for title in titles if draft.begins <= title.start < own.start]
        if not between:
            continue
        for name, leaf in draft.leaves.items():
            if leaf.end <= max(between):
                draft.leaves[name] = leaf.model_copy(update={"shared": True})
        draft.own_start = min(leaf.start for leaf in draft.leaves.values() if leaf.start >= max(between))


def lines_below(reading: ExtractionContext, draft: Draft, end: int) -> list[int]:
    """Return the numbers of the lines of a fact's section that describe it: from its head to the offset `end`, values left out."""
    own = lines_of(reading.document, draft.spans)
    return [
        line.number
        for line in reading.section_at(draft.begins).lines
        if draft.begins <= line.start < line.end <= end and line.number not in own
    ]


def entry_of(reading: ExtractionContext, draft: Draft, end: int) -> tuple[int, int]:
    """Return the first and last line of a fact's own lines, which end before the offset `end` or with its last value."""
    document = reading.document
    first = document.line_at(draft.begins).number
    own = [leaf.end for leaf in draft.leaves.values() if not leaf.shared]
    last = max(
        document.line_at(max(end - 1, draft.begins)).number, *(document.line_at(each - 1).number for each in own), first
    )
    while last > first and not document.line_text(document.lines[last - 1]).strip():
        last -= 1
    return first, last
