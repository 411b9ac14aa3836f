"""How far a verdict of the model can be trusted: by its own probabilities, or by the agreement of repeated answers."""

from __future__ import annotations

from collections import Counter

from extract.comparison.prediction_sets import likeliest
from schemas import Verdict, VerdictKind


def with_agreement(verdict: Verdict, answers: Counter[VerdictKind]) -> Verdict:
    """Return a verdict with what repeated answers say of it; `answers` counts all, the verdict's own among them.

    Where the endpoint gives no probabilities, the share that gave a verdict is its chance. Answers that differ ask for
    review.
    """
    whole = answers.total()
    repeats, agreeing = whole - 1, answers[verdict.verdict] - 1
    update: dict[str, object] = {
        "samples": repeats,
        "agreeing": agreeing,
        "reason": f"{verdict.reason} Asked {repeats} times more: {agreeing} gave the same.",
        "needs_review": verdict.needs_review or agreeing < repeats,
    }
    if verdict.decided_by == "model" and verdict.chances is None:
        chances = {kind: round(count / whole, 4) for kind, count in answers.items()}
        update |= {"chances": chances, "probability": chances[verdict.verdict]}
    return verdict.model_copy(update=update)


def weighed(verdict: Verdict, confidence: float | None) -> Verdict:
    """Return a verdict marked for review where nothing says how likely it is, and with the likely ones at a confidence."""
    if verdict.decided_by == "computed":
        return verdict
    if verdict.chances is None:
        return verdict.model_copy(update={"needs_review": True})
    if confidence is None:
        return verdict
    likely = likeliest(verdict.chances, confidence)
    likely += [verdict.verdict] if verdict.verdict not in likely else []
    return verdict.model_copy(update={"likely": likely})
