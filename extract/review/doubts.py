"""Why a person should look at something first: reasons in words, worked out by code."""

from __future__ import annotations

from collections.abc import Mapping

from extract.review.standing import Reviewed, ReviewedSet
from schemas import Finding, Posting, Profile, Verdict

_EXPECTED = {
    "roles": ("employer", "title", "start_date"), "education": ("institution", "degree"), "publications": ("year",),
    "candidate": ("name",), "posting": ("title", "company"),
}  # fmt: skip
"""Fields that most facts of a kind have, so that an empty one is worth a look."""


NEEDS_REVIEW = "needs review"
"""Said of a verdict that the comparison itself marked: thin evidence, or dates that leave it open."""


def doubts_of(each: Reviewed, findings: Mapping[str, list[Finding]]) -> list[str]:
    """Return why to look at a fact; none where nothing speaks against it."""
    reasons: list[str] = []
    if each.state == "ask_again":
        reasons.append("decided before, and changed since")
    reasons += [finding.message for finding in findings.get(each.key, []) if finding.severity != "info"]
    reasons += [f"no {name.replace('_', ' ')}" for name in _EXPECTED.get(each.kind, ()) if not each.values.get(name)]
    if each.kind == "metrics" and all(each.values.get(name) is None for name in ("baseline", "value", "change")):
        reasons.append("no number")
    return reasons


def findings_by_fact(profile: Profile | Posting) -> dict[str, list[Finding]]:
    """Return the findings about each fact, by its id."""
    found: dict[str, list[Finding]] = {}
    for finding in profile.findings:
        for fact_id in finding.fact_ids:
            found.setdefault(fact_id, []).append(finding)
    return found


def verdict_doubts(verdict: Verdict, each: Reviewed, facts: ReviewedSet | None, asked: ReviewedSet | None) -> list[str]:
    """Return why to look at a verdict. `facts` and `asked` are profile and posting as reviewed, None if not there."""
    reasons = ["decided before, and changed since"] if each.state == "ask_again" else []
    if verdict.needs_review:
        reasons.append(NEEDS_REVIEW)
    requirement = asked.find(verdict.requirement_id) if asked else None
    if requirement is not None and requirement.state in ("rejected", "corrected"):
        reasons.append(f"its requirement was {requirement.state}")
    for fact_id in verdict.fact_ids if facts else ():
        found = facts.find(fact_id) if facts else None
        if found is not None and found.state in ("rejected", "corrected"):
            reasons.append(f"a fact that it rests on was {found.state}")
            break
    return reasons
