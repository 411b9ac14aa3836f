"""A comparison as it stands after the decisions about it, its posting and its profile."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from extract.errors import UserError
from extract.review.decisions.log import ReviewLog
from extract.review.decisions.standing import Reviewed, ReviewedSet
from extract.review.decisions.subjects import comparison_items
from extract.review.domain.applying import apply_decisions
from extract.review.domain.known_text import known_document
from extract.review.domain.places import chosen_lines
from extract.review.domain.reviewed import ReviewedPosting, ReviewedProfile, apply_to_posting, apply_to_profile
from extract.review.domain.reworking import Since, rework
from extract.store.results import Results
from schemas import Comparison, Counts, Decision, Posting, Profile, Verdict, VerdictCounts


@dataclass(frozen=True, slots=True)
class ReviewedComparison:
    """A comparison after review: `by_id` has what was decided, by requirement; `since` what became of it since the comparison."""

    comparison: Comparison
    by_id: Mapping[str, Reviewed]
    review: ReviewedSet
    since: Mapping[str, Since]


def review_comparison(
    results: Results, name: str, comparison: Comparison, posting: Posting | None
) -> ReviewedComparison:
    """Return a stored comparison with what people decided. `posting` is the stored one, as extracted.

    Raises:
        UserError: a log cannot be used.
    """
    log = ReviewLog(results.folder)
    asked = apply_to_posting(posting, log.read("postings", comparison.posting)) if posting else None
    try:
        profile = results.read_profile(comparison.profile)
        told = log.read("profiles", comparison.profile)
    except UserError:
        profile, told = None, []
    reviewed = apply_to_profile(profile, told) if profile is not None and told else None
    return apply_to_comparison(comparison, posting, log.read("comparisons", name), asked, profile, reviewed)


def apply_to_comparison(
    comparison: Comparison,
    posting: Posting | None,
    log: Sequence[Decision],
    asked: ReviewedPosting | None,
    profile: Profile | None = None,
    reviewed: ReviewedProfile | None = None,
) -> ReviewedComparison:
    """Return a comparison with overruled verdicts in it and counts made anew.

    `posting` is the one that was compared, `asked` the same as reviewed: verdicts on rejected requirements are left out.
    `profile`, as extracted, says where the lines stand now that somebody chose when overruling; by `reviewed`, where
    anything was decided about it, verdicts are worked out again.
    """
    comparison, since = rework(comparison, posting, reviewed)
    chosen = profile is not None and any(each.action == "overrule" and each.evidence for each in log)
    resume = known_document(profile).text if profile is not None and chosen else ""
    review = apply_decisions(comparison_items(comparison, posting), log, "")
    by_id = {each.key: each for each in review.items if each.item is not None}
    since = still_told(since, review)
    rejected = asked.rejected if asked else frozenset[str]()
    verdicts = [
        _in_force(
            verdict,
            by_id[verdict.requirement_id],
            resume,
            is_open=verdict.requirement_id in since and since[verdict.requirement_id].open,
        )
        for verdict in comparison.verdicts
        if verdict.requirement_id not in rejected
    ]
    importance = {each.id: each.importance for each in asked.posting.requirements} if asked else {}
    counts = count_verdicts(verdicts, importance) if asked else comparison.counts
    reworked = comparison.model_copy(update={"verdicts": verdicts, "counts": counts})
    return ReviewedComparison(reworked, by_id, review, since)


def still_told(since: Mapping[str, Since], review: ReviewedSet) -> dict[str, Since]:
    """Return what is to be told of verdicts, without what a person looked at afterwards."""
    decided = {each.key: each.decision.at for each in review.items if each.decided and each.decision is not None}
    return {key: each for key, each in since.items() if not (each.open and decided.get(key, "") > each.at)}


def _in_force(verdict: Verdict, each: Reviewed, resume: str, *, is_open: bool) -> Verdict:
    if each.state == "corrected" and each.decision is not None:
        update = {"verdict": each.values["verdict"], "reason": each.decision.note, "needs_review": False,
                  "evidence": [*chosen_lines(each.decision, resume)] or verdict.evidence}  # fmt: skip
        return verdict.model_copy(update=update)
    return verdict.model_copy(update={"needs_review": False}) if each.state == "accepted" and not is_open else verdict


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
