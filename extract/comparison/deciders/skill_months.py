"""Decisions about skills, with the months of the positions that name them."""

from __future__ import annotations

from dataclasses import replace

from extract.comparison.deciders.decision import Decision
from extract.extraction.skills.role_months import months_of
from extract.extraction.skills.uses import SkillUses
from schemas import Requirement


def with_months(requirement: Requirement, decision: Decision, uses: SkillUses, as_of: str) -> Decision:
    """Return a decision about a skill with the months of the positions that name it, or a kind of it.

    A demand for several skills together has no months of its own.
    """
    one = len(requirement.skills) == 1 or (requirement.skills and requirement.match != "all")
    if not one or decision.months is not None or decision.verdict not in ("met", "partial"):
        return decision
    months = months_of(uses.of(requirement.skills, ("same", "kind_of")).roles, as_of)
    if not months.role_ids:
        return decision
    said = f"{decision.reason} Named in positions of {months.told}."
    return replace(decision, reason=said, months=months.as_stored())
