"""Positions and programmes of study: asked for over the whole document, placed together, each held to its own entry.

The same lines may be told as both, and one entry's words may be told of its neighbour, so both kinds are placed by one search.
What the search leaves open is asked in closed questions about the entry itself.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds import periods
from extract.extraction.kinds.careers import roles
from extract.extraction.kinds.careers.answers import ask_degrees, ask_jobs, study_periods
from extract.extraction.kinds.careers.doubts import ask_levels, doubt_positions, doubt_studies, swapped_positions
from extract.extraction.kinds.careers.exported_roles import exported_roles
from extract.extraction.kinds.careers.leading_periods import lead_periods
from extract.extraction.kinds.careers.questions import (
    ask_missed_degrees,
    ask_missed_positions,
    end_told_apart,
    fill_names,
    fill_periods,
    fill_studies,
    free_titles,
    part_kinds,
    part_names,
)
from extract.extraction.kinds.careers.role_places import place_beside_employer
from extract.extraction.kinds.careers.state import ROLE, STUDY, Careers
from extract.extraction.kinds.careers.undated import ask_undated_positions
from extract.extraction.kinds.education import degrees, education
from extract.extraction.kinds.education.held_studies import hold_to_entries
from extract.extraction.kinds.education.minors import add_minors
from extract.extraction.kinds.education.study_entries import study_entries
from extract.extraction.kinds.placing import left_out, period_at
from extract.text.anchor import Anchor
from extract.text.drafts import Draft, Span

STEPS: tuple[tuple[str, Callable[[Careers], Awaitable[None]]], ...] = (
    ("kind_of_entry", doubt_studies),
    ("leading_periods", lead_periods),
    ("own_period", fill_periods),
    ("missed_degrees", ask_missed_degrees),
    ("missed_positions", ask_missed_positions),
    ("undated_positions", ask_undated_positions),
    ("title_or_employer", part_names),
    ("names_of_entry", fill_names),
    ("names_of_entry", free_titles),
    ("names_of_entry", fill_studies),
    ("kind_of_entry", doubt_positions),
)
"""What is done with the facts that were placed, in order, and the rule that it belongs to."""


async def extract_careers(reading: ExtractionContext) -> tuple[list[Draft], list[Draft]]:
    """Return the positions and the programmes of study that a document names, each in its order."""
    careers = Careers(reading, reading.layout)
    for part in reading.parts():
        await ask_degrees(careers, part, study_periods(reading, part))
    for part in reading.parts():
        await ask_jobs(careers, part)
    if reading.has_rule("kind_of_entry"):
        await part_kinds(careers)
    careers.place()
    for rule, step in STEPS:
        if reading.has_rule(rule):
            await step(careers)
    changed = await swapped_positions(careers) if reading.has_rule("which_is_employer") else set[int]()
    studies = _education(careers)
    if reading.has_rule("level_asked"):
        await ask_levels(careers, studies)
    return _roles(careers, changed, studies), studies


def _roles(careers: Careers, swapped: set[int], studies: Sequence[Draft]) -> list[Draft]:
    reading = careers.reading
    exported = exported_roles(reading) if reading.has_rule("linkedin_export") else []
    sections = [reading.section_at(period.start) for period, _ in exported]
    drafts: list[Draft] = []
    for fact in careers.facts(ROLE):
        draft = Draft()
        names = {"title": "employer", "employer": "title"} if id(fact) in swapped else {}
        for name, place in fact.places.items():
            if name == "period":
                periods.fill_dates(draft, period_at(reading, place))
                if reading.has_rule("own_period") and (end := end_told_apart(careers, fact)):
                    periods.fill_end(draft, end)
                continue
            anchor = Anchor(place.start, place.end, place.how)
            field_name = names.get(name, name)
            if field_name == "title" and reading.has_rule("whole_title"):
                anchor = reading.with_rank(anchor)
            draft.put(field_name, reading.words(anchor, None), anchor, shared=name in fact.shared)
        if reading.has_rule("place_beside_employer"):
            place_beside_employer(reading, draft)
        draft.own_start = min(p.start for name, p in fact.places.items() if name not in fact.shared)
        draft.left_out = left_out(fact)
        if not any(section.start <= draft.start < section.end for section in sections):
            drafts.append(draft)
    return roles.finish(reading, _without_told_again([*drafts, *(draft for _, draft in exported)]), studies)


def _education(careers: Careers) -> list[Draft]:
    reading = careers.reading
    drafts: list[Draft] = []
    for fact in careers.facts(STUDY):
        draft = Draft()
        for name, place in fact.places.items():
            if name == "period":
                period = period_at(reading, place)
                periods.fill_dates(draft, period, single_is_end=not periods.says_begin(reading, period))
                continue
            anchor = Anchor(place.start, place.end, place.how)
            draft.put(name, reading.words(anchor, None), anchor, shared=name in fact.shared)
        draft.own_start = min(p.start for name, p in fact.places.items() if name not in fact.shared)
        draft.left_out = left_out(fact)
        draft.values.pop("is_current", None)
        draft.values["level"] = degrees.level_of(str(draft.values.get("degree") or ""))
        first, last = careers.layout.rows[fact.own[0]], careers.layout.rows[fact.own[1]]
        draft.values["completed"] = degrees.completed(reading.document.text[first.start : last.end])
        draft.values["answered_gpa"] = draft.values.get("gpa")
        if education.is_study(reading, draft):
            drafts.append(draft)
    if reading.has_rule("study_entries"):
        drafts = hold_to_entries(reading, drafts, study_entries(reading))
        education.hold_to_own_line(reading, drafts)
        education.leave_out_fields(reading, drafts)
    drafts = sorted(_without_told_again(drafts), key=lambda draft: draft.start)
    for draft in drafts:
        draft.values.pop("answered_gpa", None)
    drafts = add_minors(reading, drafts) if reading.has_rule("minors") else drafts
    starts = sorted(draft.begins for draft in drafts)
    for draft in drafts:
        section = reading.section_at(draft.begins)
        end = next((start for start in starts if start > draft.begins), section.end)
        draft.values["entry"] = roles.entry_of(reading, draft, min(end, section.end))
    return drafts


def _without_told_again(drafts: Sequence[Draft]) -> list[Draft]:
    """Return the drafts without those that say nothing but what another one says, in the same words of the text.

    Of two that say the same, the first stays.
    """
    places = [_leaf_places(draft) for draft in drafts]
    return [
        draft
        for number, draft in enumerate(drafts)
        if not any(
            places[number] < other or (places[number] == other and before < number)
            for before, other in enumerate(places)
            if before != number
        )
    ]


def _leaf_places(draft: Draft) -> set[tuple[str, Span]]:
    return {(name, (leaf.start, leaf.end)) for name, leaf in draft.leaves.items()}
