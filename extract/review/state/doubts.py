"""Why a person should look at something first: reasons in words, worked out by code.

Few reasons, each of which names what to look at, so that what carries none can be trusted the more: the page "Progress" tells
how often each sort was wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from extract.review.decisions.standing import Reviewed, ReviewedSet
from schemas import Fact, Finding, Leaf, Posting, Profile, Stored, Verdict

_EXPECTED = {
    "roles": ("employer", "title", "start_date"), "education": ("institution", "degree"), "publications": ("year",),
    "candidate": ("name",), "posting": ("title", "company"),
}  # fmt: skip
"""Fields that most facts of a kind have, so that an empty one is worth a look."""
UNSURE_BELOW = 0.7
"""A probability below this is worth a look: three of ten such values are wrong, if the model knows itself."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """One reason to look. `field` is the field that it is about, "" where it is about all of it."""

    words: str
    field: str = ""


NEEDS_REVIEW = Doubt("needs review")
"""Said of a verdict that the comparison itself marked: thin evidence, or dates that leave it open."""
_CHANGED = Doubt("decided before, and changed since")


def doubts_of(each: Reviewed, findings: Mapping[str, list[Finding]]) -> list[Doubt]:
    """Return why to look at a fact; none where nothing speaks against it."""
    reasons = [_CHANGED] if each.state == "ask_again" else []
    reasons += [
        Doubt(finding.message, _field_of(finding, each))
        for finding in findings.get(each.key, [])
        if finding.severity != "info"
    ]
    reasons += [
        Doubt(f"no {name.replace('_', ' ')}", name)
        for name in _EXPECTED.get(each.kind, ())
        if not each.values.get(name) and name not in {reason.field for reason in reasons}
    ]
    if each.kind == "metrics" and all(each.values.get(name) is None for name in ("baseline", "value", "change")):
        reasons.append(Doubt("no number", "value"))
    return reasons + _unsure(each)


def _unsure(each: Reviewed) -> list[Doubt]:
    """Return the values of which the model itself was not sure, where the results say how sure it was."""
    if each.item is None:
        return []
    reasons = [
        Doubt(f"the model was unsure of {name.replace('_', ' ')} ({sure:.0%})", name)
        for name, leaf in each.item.leaves.items()
        if (sure := _probability(leaf)) is not None and sure < UNSURE_BELOW
    ]
    sure = _probability(each.item.stored)
    if not reasons and sure is not None and sure < UNSURE_BELOW:
        reasons.append(Doubt(f"the model was unsure of this ({sure:.0%})"))
    return reasons


def _probability(stored: Stored | None) -> float | None:
    """Return how likely a stored thing is right; None where its file does not say."""
    found: Any = getattr(stored, "probability", None)
    return found if isinstance(found, float) else None


def _field_of(finding: Finding, each: Reviewed) -> str:
    """Return the one field of a fact that a finding is about: an empty date, or the only value that stands in its lines."""
    if finding.code == "vague_date":
        return next((name for name in ("start_date", "date", "end_date") if not each.values.get(name, "none")), "")
    leaves: Mapping[str, Leaf] = each.item.leaves if each.item is not None else {}
    spans = [(piece.start, piece.end) for piece in finding.evidence]
    inside = [name for name, leaf in leaves.items() if any(start <= leaf.start < end for start, end in spans)]
    return inside[0] if len(inside) == 1 else ""


def findings_by_fact(stored: Profile | Posting) -> dict[str, list[Finding]]:
    """Return the findings about each fact, by its id."""
    found: dict[str, list[Finding]] = {}
    for finding in stored.findings:
        for fact_id in facts_of_finding(finding, stored):
            found.setdefault(fact_id, []).append(finding)
    return found


def facts_of_finding(finding: Finding, stored: Profile | Posting) -> list[str]:
    """Return the ids of the facts that a finding is about: those that it names, else those that rest on its lines."""
    if finding.fact_ids or not finding.evidence:
        return list(finding.fact_ids)
    lines = {piece.line for piece in finding.evidence}
    facts: Sequence[Fact] | Sequence[Any] = stored.facts() if isinstance(stored, Profile) else stored.requirements
    return [fact.id for fact in facts if any(piece.line in lines for piece in fact.evidence)]


def verdict_doubts(
    verdict: Verdict, each: Reviewed, facts: ReviewedSet | None, asked: ReviewedSet | None
) -> list[Doubt]:
    """Return why to look at a verdict. `facts` and `asked` are profile and posting as reviewed, None if not there."""
    reasons = [_CHANGED] if each.state == "ask_again" else []
    if verdict.needs_review:
        reasons.append(NEEDS_REVIEW)
    if verdict.samples and verdict.agreeing is not None and verdict.agreeing < UNSURE_BELOW * verdict.samples:
        reasons.append(Doubt(f"asked {verdict.samples} times, it was judged so {verdict.agreeing} times"))
    elif verdict.probability is not None and verdict.probability < UNSURE_BELOW:
        reasons.append(Doubt(f"the model was unsure of this ({verdict.probability:.0%})"))
    requirement = asked.find(verdict.requirement_id) if asked else None
    if requirement is not None and requirement.state in ("rejected", "corrected"):
        reasons.append(Doubt(f"its requirement was {requirement.state}"))
    for fact_id in verdict.fact_ids if facts else ():
        found = facts.find(fact_id) if facts else None
        if found is not None and found.state in ("rejected", "corrected"):
            reasons.append(Doubt(f"a fact that it rests on was {found.state}"))
            break
    return reasons
