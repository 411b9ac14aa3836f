"""Positions held: asked over the whole document, periods as closed choices, then once more for periods left over."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.anchor import Anchor
from extract.dates import Period
from extract.drafts import Draft, Span, lines_of
from extract.facts import periods
from extract.facts.exported_roles import exported_roles
from extract.facts.role_gaps import fill_gaps, inherit_employer, is_time_off
from extract.facts.role_places import fill_place
from extract.facts.role_words import (
    Job,
    describes,
    in_bullet,
    mend_words,
    name_before_place,
    names_degree,
    names_no_employer,
    names_time_off,
    title_beside_dates,
)
from extract.facts.told_again import without_told_again
from extract.reading import MAX_ANSWER_TOKENS, Reading
from extract.replies import AnswerForm, Reply, list_of, narrowed
from schemas.profile import EmploymentType

KIND = "role"
EXTRA_ROLES = 4
"""Positions allowed beyond the number of periods found: some have no dates, or dates nobody could read."""
TOKENS_A_ROLE = 90
NOT_OF_ROLES = ("education", "projects", "publications", "talks", "awards", "certifications", "patents", "references")

NOT_OF_EMPLOYERS = (
    "education",
    "publications",
    "talks",
    "awards",
    "certifications",
    "patents",
    "languages",
    "skills",
    "interests",
)
"""Sections in which a name without dates is no employer."""

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


class Jobs(Reply):
    """Every position that a document names."""

    jobs: list[Job]


def answer_form(choices: Sequence[Period], *, closed: bool) -> AnswerForm[Jobs]:
    """Return the answer to "list every job": bounded by the periods found, each period one of those."""
    job = narrowed(Job, period=periods.choice(choices, closed=closed))
    return narrowed(Jobs, jobs=list_of(job, at_most=len(choices) + EXTRA_ROLES if closed else None))


async def extract_roles(reading: Reading) -> list[Draft]:
    """Return the positions that the document names, in its order."""
    drafts: list[Draft] = []
    exported = exported_roles(reading)
    taken = [period for period, _ in exported]
    for part in reading.parts():
        choices = periods.in_part(reading, part, but=NOT_OF_ROLES)
        answer = await reading.ask(
            "roles", answer_form(choices, closed=reading.closed),
            max_tokens=min(MAX_ANSWER_TOKENS, 200 + TOKENS_A_ROLE * (len(choices) + EXTRA_ROLES)), document=reading.shown(part),
        )  # fmt: skip
        taken += [period for period in choices if is_time_off(reading, period)]
        held = list(drafts)
        for job in answer.jobs if answer else []:
            await _add(reading, drafts, taken, job, choices, part)
        drafts = [*held, *_not_exported(reading, drafts[len(held) :], exported)]
        await fill_gaps(reading, drafts, taken, choices)
    found = [*drafts, *(draft for _, draft in exported)]
    return finish(reading, without_told_again([draft for draft in found if not _repeats(draft, found)]))


def _repeats(draft: Draft, drafts: Sequence[Draft]) -> bool:
    """Whether a position without dates has the title of one with dates: the very words of the document."""
    title = draft.leaves.get("title")
    if title is None or draft.leaves.keys() & {"start_date", "end_date"}:
        return False
    others = (other.leaves.get("title") for other in drafts if other.leaves.keys() & {"start_date", "end_date"})
    return any(other and other.start < title.end and title.start < other.end for other in others)


def _not_exported(reading: Reading, drafts: Sequence[Draft], exported: Sequence[tuple[Period, Draft]]) -> list[Draft]:
    """Return the positions outside the sections that code has read."""
    read = [reading.section_at(period.start) for period, _ in exported]
    return [draft for draft in drafts if not any(s.start <= draft.start < s.end for s in read)]


async def _add(
    reading: Reading, drafts: list[Draft], taken: list[Period], job: Job, choices: Sequence[Period], part: Span
) -> None:
    names_employer = bool(job.employer) and not names_no_employer(job.title)
    job = mend_words(reading, job)
    if names_degree(job.title, job.employer) or describes(reading, job.title, job.employer):
        return
    period = periods.place(reading, choices, job.period, (job.title, job.employer), taken)
    if names_time_off(f"{job.title or ''}\n{job.employer or ''}"):
        taken.extend([period] if period else [])  # The time off is nobody else's period.
        return
    title = title_beside_dates(reading, job.title, job.employer, period) if period else job.title
    draft = Draft()
    near: list[Span] = [(period.start, period.end)] if period else _together(reading, title, job.employer)
    await reading.grounded(draft, KIND, "title", title, part, near)
    near = near or draft.spans[:1]
    if names_employer and period and not reading.anchor_in_entry(draft, "employer", job.employer, part, near):
        inherit_employer(reading, draft, drafts, period, only_shared=True)
    if "employer" not in draft.values:
        await _ground_employer(reading, draft, job, part, near)
    if not draft.spans or (period is None and not _stands_without_dates(reading, draft, title)):
        return
    stands_with_it = period and min(
        abs(reading.row_of(period.start) - reading.row_of(leaf.start)) for leaf in draft.leaves.values()
    ) <= periods.NEAR_ROWS  # fmt: skip
    if not stands_with_it and all(in_bullet(reading, leaf.start) for leaf in draft.leaves.values()):
        return  # Words out of the description of another position.
    if period:
        periods.fill_dates(draft, period)
        taken.append(period)
    _extend_title(reading, draft)
    fill_place(reading, draft, job.location)
    if not any(_same(draft, other) for other in drafts):
        drafts.append(draft)


async def _ground_employer(reading: Reading, draft: Draft, job: Job, part: Span, near: Sequence[Span]) -> None:
    """Find the employer; where the model, asked again, gave the place behind a name, take the name, and the place for `job`."""
    await reading.grounded(draft, KIND, "employer", job.employer, part, near)
    leaf = draft.leaves.get("employer")
    if leaf is None or draft.values["employer"] == job.employer:
        return
    if name := name_before_place(reading, leaf.start, leaf.end):
        job.location = str(draft.values["employer"])
        draft.put("employer", reading.words(name, None), name)


def _stands_without_dates(reading: Reading, draft: Draft, title: str | None) -> bool:
    """Whether a position without dates has an employer, together with its title; awards and the like name none."""
    leaf = draft.leaves.get("employer")
    if leaf is None or (title and "title" not in draft.values):
        return False
    return reading.section_at(leaf.start).kind not in NOT_OF_EMPLOYERS  # "President's Club 2023" among the awards


def _together(reading: Reading, title: str | None, employer: str | None) -> list[Span]:
    """Return where an employer stands nearest to the title, for a position without dates; nothing where they are apart."""
    titles, employers = (reading.index.find(text) if text else [] for text in (title, employer))
    pairs = [
        (abs(reading.row_of(t.start) - reading.row_of(e.start)), e.start, e.end) for t in titles for e in employers
    ]
    rows, start, end = min(pairs, default=(periods.NEAR_ROWS + 1, 0, 0))
    return [(start, end)] if rows <= periods.NEAR_ROWS else []


_THEN = re.compile(r",?\s(?:then|later|danach|dann|puis|luego)\s[^\n\t|@·]{2,60}?(?=\s*(?:\n|\t|\||@|·|\s[–—-]\s|$))")


def _extend_title(reading: Reading, draft: Draft) -> None:
    """Take in the second of two titles of one entry: "Commis, then Chef de Partie"."""
    leaf = draft.leaves.get("title")
    if leaf and (match := _THEN.match(reading.document.text, leaf.end)):
        anchor = Anchor(leaf.start, match.end(), leaf.how if leaf.how != "derived" else "exact")
        draft.put("title", reading.words(anchor, None), anchor)


def _same(draft: Draft, other: Draft) -> bool:
    def spot(d: Draft, name: str) -> object:
        leaf = d.leaves.get(name)
        return (leaf.start, leaf.end) if leaf else None

    names = ("employer", "title", "start_date")
    return all(spot(draft, name) == spot(other, name) for name in names)


def employment_type(text: str) -> EmploymentType:
    """Return the kind of employment that words of a text name; "unknown" where none does."""
    for kind, pattern in _EMPLOYMENT:
        if re.search(pattern, text, re.IGNORECASE):
            return kind
    return "unknown"


def finish(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """Order the positions, and fill what code reads from their own words: kind of employment, team, lines below."""
    drafts.sort(key=lambda draft: draft.start)
    document = reading.document
    for position, draft in enumerate(drafts):
        lines = lines_of(document, draft.spans)
        head = " ".join(document.line_text(document.lines[number - 1]) for number in lines)
        draft.values["employment_type"] = employment_type(head)
        if match := _TEAM.search(str(draft.values.get("title") or "")):
            leaf = draft.leaves["title"]
            span = (leaf.start + match.start(1), leaf.start + match.end(1))
            draft.derive("team", match[1], "team_within_title", span)
        section = reading.section_at(draft.start)
        following = drafts[position + 1].start if position + 1 < len(drafts) else section.end
        end = min(section.end, following)
        draft.values["reach"] = end
        draft.values["summary_lines"] = [
            line.number
            for line in section.lines
            if line.start >= draft.start and line.end <= end and line.number not in lines and line.end > line.start
        ]
    return drafts
