"""Demands for which naming a thing is not enough: experience, expertise, ability. A list of skills is none of these."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.comparison.deciders.decision import Decision, at_most_partial
from extract.comparison.retrieval.pool import PoolLine
from schemas import Requirement

_DEMANDS_PRACTICE = re.compile(
    r"(?i)\b(?:experience\w*|expert\w*|hands[- ]on|proven|track record|ability|able to|erfahrung|expérience)\b"
)


def demands_practice(requirement: Requirement) -> bool:
    """Whether a bare name in a list of skills is partial at most for this demand."""
    return requirement.kind in ("experience", "ability") or _DEMANDS_PRACTICE.search(requirement.text) is not None


def hold_to_practice(requirement: Requirement, decision: Decision, lines: Sequence[PoolLine]) -> Decision:
    """Return the decision, lowered to partial where practice is asked for and nothing but lists of skills is cited."""
    if decision.verdict != "met" or not demands_practice(requirement):
        return decision
    listed = {(line.evidence.start, line.evidence.end) for line in lines if line.listed}
    if not decision.evidence or not listed.issuperset((piece.start, piece.end) for piece in decision.evidence):
        return decision
    return at_most_partial(decision, "It only stands in a list of skills.")
