"""Verdicts after a review of the profile: what code worked out is worked out again, the rest says what it does not know of.

A comparison is made of what was extracted. Years and degrees are decided by code, and which positions count is stored, so that no
model is needed to decide them again. What a model judged, it judged from lines, which no correction changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extract.report.content.views import fact_label
from extract.report.content.wording import VERDICT_WORDS
from extract.review.decisions.standing import Reviewed
from extract.review.domain.reviewed import ReviewedProfile
from schemas import Comparison, Education, Posting, Requirement, Role, Verdict

_BY_HAND = "No comparison asks again about it: accept the verdict or overrule it on the review page (vouchline review)."


@dataclass(frozen=True, slots=True)
class Since:
    """What happened to a verdict since the comparison, in words. `at` is when; `open`: a person has to look at it."""

    words: str
    at: str
    open: bool = False


@dataclass(frozen=True, slots=True)
class _Change:
    """A position or programme that somebody corrected, rejected or added."""

    each: Reviewed
    label: str
    by: str
    at: str

    @property
    def told(self) -> str:
        return f"{self.by} {self.each.state} “{self.label}”"


def rework(
    comparison: Comparison, posting: Posting | None, profile: ReviewedProfile | None
) -> tuple[Comparison, dict[str, Since]]:
    """Return a comparison with the verdicts that code decides as the reviewed profile has them, and what is to be told of each.

    `posting` is the one that was compared. Without it, or without decisions about positions and studies, nothing changes.
    """
    changes = _changes(profile) if profile is not None else {}
    if not changes or profile is None or posting is None:
        return comparison, {}
    asked = {each.id: each for each in posting.requirements}
    verdicts: list[Verdict] = []
    since: dict[str, Since] = {}
    for verdict in comparison.verdicts:
        requirement = asked.get(verdict.requirement_id)
        found = _reworked(verdict, requirement, profile, changes, comparison.as_of) if requirement else None
        verdicts.append(found[0] if found else verdict)
        if found:
            since[verdict.requirement_id] = found[1]
    return comparison.model_copy(update={"verdicts": verdicts}), since


def _changes(profile: ReviewedProfile) -> dict[str, _Change]:
    """Return what was decided about positions and studies that changed them, by their ids in the reviewed profile."""
    ids = {each.key: fact_id for fact_id, each in profile.by_id.items()}
    facts = {fact.id: fact for fact in profile.profile.facts()}
    found: dict[str, _Change] = {}
    for each in profile.review.items:
        if each.kind in ("roles", "education") and each.state in ("corrected", "rejected", "added") and each.decision:
            fact_id = ids.get(each.key, each.key)
            fact = facts.get(fact_id) or (each.item.stored if each.item else None)
            label = fact_label(fact) if isinstance(fact, Role | Education) else fact_id
            found[fact_id] = _Change(each, label, each.decision.by, each.decision.at)
    return found


def _reworked(
    verdict: Verdict, requirement: Requirement, profile: ReviewedProfile, changes: Mapping[str, _Change], as_of: str
) -> tuple[Verdict, Since] | None:
    """Return a verdict as it is now, and what to tell of it; None where no change bears on it."""
    cited = [*verdict.fact_ids, *(verdict.months.roles if verdict.months else ())]
    touching = [changes[each] for each in dict.fromkeys(cited) if each in changes]
    added = [each for each in changes.values() if each.each.state == "added"]
    if requirement.kind == "degree" and verdict.decided_by == "computed":
        touching = [each for each in changes.values() if each.each.kind == "education"]
        return _decided_again(verdict, requirement, profile, touching, as_of) if touching else None
    if verdict.months is not None and verdict.months.needed is not None:
        if touching:
            return _decided_again(verdict, requirement, profile, touching, as_of)
        roles = [each for each in added if each.each.kind == "roles"]
        return _left_open(verdict, "Worked out", roles) if roles and verdict.verdict != "met" else None
    rejected = [each for each in touching if each.each.state == "rejected"]
    if rejected:
        return _left_open(verdict, "Decided", rejected)
    return _with_months(verdict, profile, touching, as_of) if touching and verdict.months is not None else None


def _decided_again(
    verdict: Verdict, requirement: Requirement, profile: ReviewedProfile, changes: Sequence[_Change], as_of: str
) -> tuple[Verdict, Since] | None:
    """Return a verdict on years or a degree by the facts as reviewed. The positions that count are those that counted."""
    # The comparison loads the model's client with it, which no decision needs.
    from extract.comparison.deciders.decision import to_verdict
    from extract.comparison.deciders.degrees import decide_degree
    from extract.comparison.deciders.years import decide_years

    if requirement.kind == "degree":
        decision = decide_degree(requirement, profile.profile, as_of)
    else:
        counted = [role for role in profile.profile.roles if role.id in verdict.fact_ids]
        rest = [role for role in profile.profile.roles if role not in counted]
        assert verdict.months is not None
        decision = decide_years((verdict.months.needed or 0) / 12, counted, rest, as_of)
    now = to_verdict(requirement, decision)
    if (now.verdict, now.months) == (verdict.verdict, verdict.months) and (now.months or now.reason == verdict.reason):
        return None
    return now, _since(
        f"Worked out again after {_told(changes)}. Before: {VERDICT_WORDS[verdict.verdict]}. {verdict.reason}", changes
    )


def _with_months(
    verdict: Verdict, profile: ReviewedProfile, changes: Sequence[_Change], as_of: str
) -> tuple[Verdict, Since] | None:
    """Return a verdict on a skill whose months are those of its positions as reviewed; these decide nothing."""
    from extract.extraction.skills.role_months import months_of

    assert verdict.months is not None
    roles = [role for role in profile.profile.roles if role.id in verdict.months.roles]
    months = months_of(roles, as_of).as_stored()
    if months == verdict.months:
        return None
    reason = verdict.reason.replace(verdict.months.sum, months.sum)
    now = verdict.model_copy(update={"months": months, "reason": reason})
    return now, _since(f"Months worked out again after {_told(changes)}. Before: {verdict.months.sum}.", changes)


def _left_open(verdict: Verdict, done: str, changes: Sequence[_Change]) -> tuple[Verdict, Since]:
    since = _since(f"{done} before {_told(changes)}. {_BY_HAND}", changes, is_open=True)
    return verdict.model_copy(update={"needs_review": True}), since


def _since(words: str, changes: Sequence[_Change], *, is_open: bool = False) -> Since:
    return Since(words, max(each.at for each in changes), is_open)


def _told(changes: Sequence[_Change]) -> str:
    return ", and ".join(each.told for each in changes)
