"""A verdict before it is written: what is decided, by whom, and the lines it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extract.comparison.retrieval.pool import PoolLine
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
    closest: tuple[ClosestLine, ...] = ()
    chances: Mapping[VerdictKind, float] | None = None
    """How likely each verdict is, where the model gave probabilities."""
    months: Months | None = None


def resting_on(
    lines: Sequence[PoolLine],
    verdict: VerdictKind,
    decided_by: Literal["computed", "model"],
    reason: str,
    *,
    needs_review: bool = False,
    chances: Mapping[VerdictKind, float] | None = None,
) -> Decision:
    """Return a decision that rests on lines of the résumé and the facts that cite them."""
    ids = tuple(dict.fromkeys(fact_id for line in lines for fact_id in line.fact_ids))
    return Decision(
        verdict, decided_by, reason, ids, tuple(line.evidence for line in lines), needs_review, chances=chances
    )


def at_most_partial(decision: Decision, said: str) -> Decision:
    """Return a decision of "met" lowered to partial, for the reason `said` beside its own; a person should look."""
    chances = decision.chances and {
        **decision.chances, "met": 0.0, "partial": decision.chances.get("partial", 0.0) + decision.chances.get("met", 0.0)
    }  # fmt: skip
    reason = f"{decision.reason} {said}"
    return replace(decision, verdict="partial", reason=reason, needs_review=True, chances=chances)


def to_verdict(requirement: Requirement, decision: Decision) -> Verdict:
    """Return a decision as it is stored.

    A verdict of met or partial without evidence is turned down; one that rests on lines that no fact cites, a person looks at.
    """
    verdict, reason = decision.verdict, decision.reason
    if verdict in ("met", "partial") and not decision.evidence:
        verdict, reason = "not_shown", "No line of the résumé bears this out."
    chances: dict[VerdictKind, float] | None = None
    if decision.chances is not None:
        chances = {kind: round(chance, 4) for kind, chance in decision.chances.items()}
    return Verdict(
        requirement_id=requirement.id, verdict=verdict, decided_by=decision.decided_by, reason=reason,
        fact_ids=list(decision.fact_ids), evidence=list(decision.evidence),
        requirement_evidence=requirement.evidence, needs_review=decision.needs_review or (verdict != "not_shown" and not decision.fact_ids),
        probability=None if chances is None else chances.get(verdict, 0.0), chances=chances,
        closest=list(decision.closest) if verdict == "not_shown" else [],
        months=decision.months,
    )  # fmt: skip
