"""A verdict before it is written: what is decided, by whom, and the lines it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from extract.compare.pool import PoolLine
from schemas import ClosestLine, Evidence, Months, Requirement, Verdict, VerdictKind


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided about one requirement. `reason` is one plain sentence."""

    verdict: VerdictKind
    decided_by: Literal["computed", "model"]
    reason: str
    fact_ids: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    needs_review: bool = False
    probability: float | None = None
    closest: tuple[ClosestLine, ...] = ()
    months: Months | None = None


def resting_on(
    lines: Sequence[PoolLine],
    verdict: VerdictKind,
    decided_by: Literal["computed", "model"],
    reason: str,
    *,
    needs_review: bool = False,
    probability: float | None = None,
) -> Decision:
    """Return a decision that rests on lines of the résumé and the facts that cite them."""
    ids = tuple(dict.fromkeys(fact_id for line in lines for fact_id in line.fact_ids))
    return Decision(verdict, decided_by, reason, ids, tuple(line.evidence for line in lines), needs_review, probability)


def to_verdict(requirement: Requirement, decision: Decision) -> Verdict:
    """Return a decision as it is stored. A verdict of met or partial without evidence is turned down here."""
    verdict, reason = decision.verdict, decision.reason
    if verdict in ("met", "partial") and not (decision.evidence and decision.fact_ids):
        verdict, reason = "not_shown", "No fact of the résumé bears this out."
    return Verdict(
        requirement_id=requirement.id, verdict=verdict, decided_by=decision.decided_by, reason=reason,
        fact_ids=list(decision.fact_ids), evidence=list(decision.evidence),
        requirement_evidence=requirement.evidence, needs_review=decision.needs_review,
        probability=None if decision.probability is None else round(decision.probability, 4),
        closest=list(decision.closest) if verdict == "not_shown" else [],
        months=decision.months,
    )  # fmt: skip
