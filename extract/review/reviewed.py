"""A profile or comparison as it stands after the decisions: what is exported, and who looked at what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from extract.review.applying import Reviewed, ReviewedSet, apply_decisions
from extract.review.known_text import known_document
from extract.review.log import ReviewLog
from extract.review.subjects import FACT_MODELS, PREFIXES, comparison_items, profile_items
from extract.storage import Results
from schemas import AdditionalFact, Candidate, Comparison, Counts, Fact, Leaf, Posting, Profile, Verdict, VerdictCounts

_Stated = TypeVar("_Stated", Fact, Candidate)


@dataclass(frozen=True, slots=True)
class ReviewedProfile:
    """A profile after review: rejected facts are gone, corrected values and added facts are in.

    `by_id` tells of each fact that is left, by its id, what was decided; facts that nobody looked at are "open".
    """

    profile: Profile
    by_id: Mapping[str, Reviewed]
    review: ReviewedSet


def review_profile(results: Results, name: str, *, as_extracted: bool = False) -> ReviewedProfile:
    """Return a stored profile with what people decided, or without it.

    Raises:
        UserError: there is no such profile, or it or its log cannot be used.
    """
    profile = results.read_profile(name)
    log = [] if as_extracted else ReviewLog(results.folder).read("profiles", name)
    review = apply_decisions(profile_items(profile), log, known_document(profile).text if log else "")
    return rebuild_profile(profile, review)


def rebuild_profile(profile: Profile, review: ReviewedSet) -> ReviewedProfile:
    """Return the profile with the decisions in it. Added facts are numbered on behind the extracted ones."""
    numbers = Counter(
        {
            kind: max((int(fact.id.rpartition("-")[2]) for fact in getattr(profile, kind)), default=0)
            for kind in FACT_MODELS
        }
    )
    lists: dict[str, list[Fact]] = {kind: [] for kind in FACT_MODELS}
    own: dict[str, list[Fact]] = {kind: [] for kind in profile.additional}
    by_id: dict[str, Reviewed] = {}
    candidate = profile.candidate
    for each in review.items:
        if each.kind == "candidate":
            if each.item is not None:
                candidate = _rebuilt(candidate, each)
                by_id["candidate"] = each
            continue
        if each.state == "rejected" or (each.item is None and each.state == "ask_again"):
            continue
        if each.kind not in FACT_MODELS:
            if each.item is not None and isinstance(each.item.stored, AdditionalFact):
                own[each.kind].append(each.item.stored)
                by_id[each.item.stored.id] = each
            continue
        if each.item is not None and isinstance(each.item.stored, Fact):
            fact = _rebuilt(each.item.stored, each)
        else:
            numbers[each.kind] += 1
            fact = _new_fact(each, f"{PREFIXES[each.kind]}-{numbers[each.kind]}")
        lists[each.kind].append(fact)
        by_id[fact.id] = each
    ids = {fact.id for facts in (*lists.values(), *own.values()) for fact in facts}
    lists["projects"] = [_unbound(fact, "role_id", ids) for fact in lists["projects"]]
    lists["metrics"] = [_unbound(fact, "context_id", ids) for fact in lists["metrics"]]
    findings = [
        finding.model_copy(update={"fact_ids": [id_ for id_ in finding.fact_ids if id_ in ids]})
        for finding in profile.findings
    ]
    rebuilt = profile.model_copy(update={**lists, "additional": own, "candidate": candidate, "findings": findings})
    return ReviewedProfile(Profile.model_validate(rebuilt.model_dump()), by_id, review)


def _rebuilt(stored: _Stated, each: Reviewed) -> _Stated:
    if each.state != "corrected" or each.decision is None:
        return stored
    changed = each.decision.values
    leaves = {name: leaf for name, leaf in stored.leaves.items() if name not in changed}
    return stored.model_copy(update={**changed, "leaves": leaves | _leaves(each)})


def _new_fact(each: Reviewed, fact_id: str) -> Fact:
    model = FACT_MODELS[each.kind]  # pyright: ignore[reportArgumentType]
    bare = {name: None for name, info in model.model_fields.items() if info.is_required()}
    return model.model_validate(
        {**bare, **each.values, "id": fact_id, "leaves": _leaves(each), "evidence": list(each.evidence)}
    )


def _leaves(each: Reviewed) -> dict[str, Leaf]:
    return {
        name: Leaf(how=place.how, rule=place.rule, start=place.start, end=place.end)
        for name, place in (each.places or {}).items()
    }


def _unbound(fact: Fact, field: str, ids: set[str]) -> Fact:
    return fact if getattr(fact, field) in ids else fact.model_copy(update={field: None})


@dataclass(frozen=True, slots=True)
class ReviewedComparison:
    """A comparison after review. `verdicts` holds the verdict in force and what was decided, by requirement."""

    comparison: Comparison
    by_id: Mapping[str, Reviewed]
    review: ReviewedSet


def review_comparison(
    results: Results, name: str, comparison: Comparison, posting: Posting | None
) -> ReviewedComparison:
    """Return a stored comparison with what people decided.

    Raises:
        UserError: its log cannot be used.
    """
    log = ReviewLog(results.folder).read("comparisons", name)
    return rebuild_comparison(comparison, posting, apply_decisions(comparison_items(comparison, posting), log, ""))


def rebuild_comparison(comparison: Comparison, posting: Posting | None, review: ReviewedSet) -> ReviewedComparison:
    """Return the comparison with overruled verdicts in it, and with its counts made anew."""
    by_id = {each.key: each for each in review.items if each.item is not None}
    verdicts = [_overruled(verdict, by_id[verdict.requirement_id]) for verdict in comparison.verdicts]
    importance = {each.id: each.importance for each in posting.requirements} if posting else {}
    counts = count_verdicts(verdicts, importance) if posting else comparison.counts
    return ReviewedComparison(comparison.model_copy(update={"verdicts": verdicts, "counts": counts}), by_id, review)


def _overruled(verdict: Verdict, each: Reviewed) -> Verdict:
    if each.state == "corrected" and each.decision is not None:
        update = {"verdict": each.values["verdict"], "reason": each.decision.note, "needs_review": False}
        return verdict.model_copy(update=update)
    return verdict.model_copy(update={"needs_review": False}) if each.state == "accepted" else verdict


def count_verdicts(verdicts: Sequence[Verdict], importance: Mapping[str, str]) -> Counts:
    """Return how many requirements of each importance have each verdict."""
    counts = Counter((importance.get(verdict.requirement_id), verdict.verdict) for verdict in verdicts)
    return Counts(
        **{
            word: VerdictCounts(**{
                kind: counts[word, kind] for kind in ("met", "partial", "not_shown", "contradicted")
            })
            for word in ("required", "preferred", "responsibility")
        }
    )  # fmt: skip
