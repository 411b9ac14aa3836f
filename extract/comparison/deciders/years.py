"""Years of experience: the model says which positions count, code adds up their months as bounds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.comparison.deciders.decision import Decision
from extract.comparison.retrieval.pool import PoolLine
from extract.extraction.skills.role_months import RoleMonths, bounds_told, months_of
from schemas import Role

ROLE_LINES = 6
"""Lines of a position shown when asking whether it counts."""


_ACADEMIC = re.compile(
    r"(?i)\b(?:universi\w+|college|hochschule|school|academy|institut\w*|postdoc\w*|ph\.?d|doctoral|professor|lecturer|teaching assistant|research (?:assistant|fellow))\b"
)
_INDUSTRY = re.compile(r"(?i)\bindustr(?:y|ial)\b|\bcommercial\b")
_LEADING_ASKED = re.compile(r"(?i)\b(?:lead\w*|manag(?:ing|ement|er)\w*|mentor\w*|supervis\w+|coach\w*)\b")
_LEADING_SHOWN = re.compile(
    r"(?i)\b(?:lead|leads|led|leading|leader|head(?:ed)?|manag\w+|mentor\w*|supervis\w+|coach\w*|preceptor|directed?|director|principal|chief|ran|run a)\b"
)


def can_count(role: Role, lines: Sequence[PoolLine], demand: str) -> bool:
    """Whether a position may count towards years of a demand at all, by its own words.

    Years in industry are none at a university; years of leading need a word of leading among the position's lines.
    """
    if _INDUSTRY.search(demand) and _ACADEMIC.search(f"{role.employer or ''} {role.title or ''}"):
        return False
    told = " ".join([role.title or "", *(line.text for line in lines if role.id in line.fact_ids)])
    return not _LEADING_ASKED.search(demand) or _LEADING_SHOWN.search(told) is not None


_STUDY = re.compile(
    r"(?i)\b(?:student\w*|(?:ph\.?\s?d\.?|doctoral|master'?s) (?:candidate|student)|doctorand\w*|doktorand\w*|werkstudent\w*|praktik\w*|stagiaire|trainee|intern|internship|"
    r"apprentice|auszubildende\w*|azubi)\b"
)
"""Words of a title by which a position is a part of studying or learning."""


def counts_apart(role: Role) -> bool:
    """Whether a position is an internship, a voluntary one, or a part of study: named, but never enough alone."""
    return role.employment_type in ("internship", "volunteer") or _STUDY.search(role.title or "") is not None


def decide_years(min_years: float, relevant: Sequence[Role], other: Sequence[Role], as_of: str) -> Decision:
    """Return whether the relevant positions reach the years asked for.

    Met only if the fewest months reach it; partial, to be looked at, if only the most do, or if some are shown.
    Internships, voluntary work and study count apart: they are named, and never make the difference alone. An upper
    bound of a range keeps nobody out, so it is not asked for here.
    """
    wanted = round(min_years * 12)
    relevant = sorted(relevant, key=lambda role: (role.evidence[0].start, role.id))
    apart = [role for role in relevant if counts_apart(role)]
    counted = [role for role in relevant if role not in apart]
    shown = months_of(counted, as_of)
    if not relevant:
        return Decision(
            "not_shown", "computed", "No position counts as experience of this kind.", needs_review=bool(other),
            months=shown.as_stored(wanted),
        )  # fmt: skip
    months_of_all = months_of(relevant, as_of)
    roles = counted or apart
    decided = Decision(
        "partial", "computed", _tell(shown, months_of_all, wanted, apart, relevant),
        tuple(role.id for role in roles), tuple(role.evidence[0] for role in roles), months=shown.as_stored(wanted),
    )  # fmt: skip
    if counted and shown.low >= wanted:
        return replace(decided, verdict="met")
    if months_of_all.high:
        return replace(decided, needs_review=True)
    return replace(decided, verdict="not_shown", needs_review=any(not role.start_date for role in relevant))


def _tell(
    shown: RoleMonths, months_of_all: RoleMonths, wanted: int, apart: Sequence[Role], relevant: Sequence[Role]
) -> str:
    """Say how many months are shown of those asked for, what counts apart, and what has no dates."""
    said = f"Relevant positions: {shown.told}; {wanted} asked"
    if apart:
        names = ", ".join(dict.fromkeys(role.title or role.employer or role.id for role in apart))
        said += f"; {bounds_told(months_of_all.low, months_of_all.high)} with what counts apart ({names})"
    undated = sum(not role.start_date for role in relevant)
    if undated:
        said += f"; {undated} without dates"
    return f"{said}."


def role_lines(role: Role, lines: Sequence[PoolLine]) -> list[PoolLine]:
    """Return the first lines of a position, as the model is shown them."""
    return [line for line in lines if role.id in line.fact_ids][:ROLE_LINES]
