"""Positions and programmes that stand as none does, or whose names have changed places: asked in closed questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extract.extraction.kinds.careers.entry_kinds import ROWS_BEFORE, ROWS_BEHIND, ask_kind, kind_of, shown_rows
from extract.extraction.kinds.careers.state import ROLE, STUDY, Careers
from extract.extraction.kinds.placing import period_at
from extract.extraction.kinds.titles import names_title
from extract.extraction.placement import Placed, Told
from extract.text.drafts import Draft
from schemas.answers.education import LevelAnswer
from schemas.answers.entries import WhichIsEmployer

_LISTS = ("awards", "certifications", "skills", "languages", "interests")
"""Sections of lists: what has one date there, and no period, was given then."""
_NOT_JOBS = ("education", "projects", "publications", "talks", "patents", "references", *_LISTS)
SURE_OF_LEVEL = 0.85
LEAST_CHANCE, LEAST_CHANCE_ALONE = 0.5, 0.6
"""Of title and employer having changed places: by itself and over all positions of its form, or where it is the only one."""
SURE_BY_WORDS = 0.95
"""The chance that code gives where a word that names a title stands in one of the two alone."""
LEAST_OF_A_JOB = 0.35
"""A position that stands as none does is left out where its chance of being one is below this."""


async def doubt_positions(careers: Careers) -> None:
    """Ask what an entry is that stands as no position does: without a title, in a description, or among other facts."""
    gone: list[Told] = []
    for fact in careers.facts(ROLE):
        title, employer = fact.places.get("title"), fact.places.get("employer")
        row = fact.own[0]
        in_detail = all(careers.layout.is_detail(place.row) for place in (title, employer) if place)
        is_undated = "period" not in fact.places and (in_detail or not (title and employer))
        if is_undated or (careers.layout.kind_at(row) in _LISTS and _has_one_date(careers, fact)):
            gone.append(fact.told)
        elif in_detail or careers.layout.kind_at(row) in _NOT_JOBS or title is None:
            choice = await ask_kind(careers, fact)
            if choice and (choice.probabilities or {}).get("job", float(choice.option == "job")) < LEAST_OF_A_JOB:
                gone.append(fact.told)
    careers.drop(gone)


def _has_one_date(careers: Careers, fact: Placed) -> bool:
    place = fact.places.get("period")
    return place is not None and period_at(careers.reading, place).kind == "single"


async def doubt_studies(careers: Careers) -> None:
    """Ask what a programme is that stands among positions or projects; one that is a position is told as one."""
    changed: list[Told] = []
    for fact in careers.facts(STUDY):
        if careers.layout.kind_at(fact.own[0]) not in STUDY.abroad:
            continue
        kind = await kind_of(careers, fact)
        if kind == "job" and {"degree", "institution"} <= fact.places.keys():
            names = {"degree": "title", "institution": "employer", "period": "period"}
            places = {names[name]: list(found) for name, found in fact.told.places.items() if name in names}
            careers.told.append(Told(ROLE, places))
        if kind in ("job", "project"):
            changed.append(fact.told)
    careers.drop(changed)


async def swapped_positions(careers: Careers) -> set[int]:
    """Return the positions, by identity, whose title and employer are in each other's place.

    Each is asked about in both orders. Positions of one form, as title and employer on one line, are decided together: nobody
    writes the employer first in one entry and the title in the next.
    """
    doubts = [doubt for fact in careers.facts(ROLE) if (doubt := await _doubt_order(careers, fact))]
    forms = {doubt.form: [other.chance for other in doubts if other.form == doubt.form] for doubt in doubts}
    found: set[int] = set()
    for doubt in doubts:
        chances = [chance if doubt.told_title_first else 1 - chance for chance in forms[doubt.form]]
        own = doubt.chance if doubt.told_title_first else 1 - doubt.chance
        alone = len(chances) == 1
        if own > (LEAST_CHANCE_ALONE if alone else LEAST_CHANCE) and sum(chances) / len(chances) > LEAST_CHANCE:
            found.add(id(doubt.fact))
    return found


@dataclass(frozen=True, slots=True)
class _OrderDoubt:
    """What stands first in an entry: `chance` that it is the employer. `form` tells how title and employer stand to each other."""

    fact: Placed
    form: str
    told_title_first: bool
    chance: float


async def _doubt_order(careers: Careers, fact: Placed) -> _OrderDoubt | None:
    reading, text = careers.reading, careers.reading.document.text
    title, employer = fact.places.get("title"), fact.places.get("employer")
    if not (title and employer) or "employer" in fact.shared:
        return None
    first, second = sorted((title, employer), key=lambda place: place.start)
    joint = text[first.end : second.start].strip() if first.row == second.row else "below"
    told_title_first = first is title
    one, other = (" ".join(text[place.start : place.end].split()) for place in (first, second))
    if names_title(one) != names_title(other):
        return _OrderDoubt(fact, joint[:3], told_title_first, 1 - SURE_BY_WORDS if names_title(one) else SURE_BY_WORDS)
    lines = shown_rows(careers.layout, fact.own[0] - ROWS_BEFORE, fact.own[1] + ROWS_BEHIND)
    a, b = (one, other) if told_title_first else (other, one)  # as told: the title first
    chances: list[float] = []
    for left, right, wanted in ((a, b, "A"), (b, a, "B")):
        choice = await reading.choose("which_is_employer", WhichIsEmployer, lines=lines, one=left, other=right)
        if choice:
            chances.append(choice.probabilities[wanted] if choice.probabilities else float(choice.option == wanted))
    if not chances:
        return None
    swapped = sum(chances) / len(chances)
    return _OrderDoubt(fact, joint[:3], told_title_first, swapped if told_title_first else 1 - swapped)


async def ask_levels(careers: Careers, drafts: Sequence[Draft]) -> None:
    """Ask of which level a degree is whose words code does not know."""
    for draft in drafts:
        degree = draft.values.get("degree")
        if degree and draft.values["level"] == "other":
            school = str(draft.values.get("institution") or "–")
            choice = await careers.reading.choose("degree_level", LevelAnswer, degree=str(degree), school=school)
            if choice and (choice.probability is None or choice.probability >= SURE_OF_LEVEL):
                draft.values["level"] = choice.option
