"""Demands that count: "at least two of Python, Go and Rust"."""

from __future__ import annotations

from collections.abc import Sequence

from extract.comparison.deciders.decision import Decision, resting_on
from extract.comparison.retrieval.pool import PoolLine
from extract.text.skills.vocabulary import Vocabulary
from schemas import Requirement


def decide_counted(
    requirement: Requirement, at_least: int, lines: Sequence[PoolLine], vocabulary: Vocabulary
) -> Decision | None:
    """Return how many of the skills asked for the résumé names; None where it names none of them."""
    shown: dict[str, PoolLine] = {}
    told: set[str] = set()
    for skill in requirement.skills:
        named = [line for line in lines if any(m.relation != "adjacent" for m in vocabulary.find(skill, line.text))]
        if named:
            shown[skill] = min(named, key=lambda line: line.listed)
            told |= {skill} if not shown[skill].listed else set()
    if not shown:
        return None
    said = f"{len(shown)} of the {at_least} asked for are named: {', '.join(shown)}."
    cited = list(dict.fromkeys(shown.values()))
    if len(shown) < at_least:
        return resting_on(cited, "partial", "computed", said, needs_review=True)
    if requirement.kind in ("experience", "ability") and len(told) < at_least:
        said += " Some only stand in a list of skills."
        return resting_on(cited, "partial", "computed", said, needs_review=True)
    return resting_on(cited, "met", "computed", said)
