"""Gold for `vouchline eval` from what people reviewed: reviewing improves measuring."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from extract.errors import UserError
from extract.evaluation.scoring.facts import FIELDS
from extract.evaluation.scoring.files import GOLD_SUFFIX, SUFFIXES, GoldRequirement
from extract.review.decisions.standing import ReviewedSet
from extract.review.domain.reviewed import ReviewedPosting, ReviewedProfile, review_posting, review_profile
from extract.review.domain.reviewed_comparison import ReviewedComparison, review_comparison
from extract.review.state.index import posting_of
from extract.store.results import COMPARISON_SUFFIX, Results, write_whole
from schemas import Comparison, Qualification


def write_gold(out: Path, folder: Path) -> list[Path]:
    """Write gold of every profile and posting that was finished, and of every verdict that was decided; returns the files.

    What was finished is gold as a whole: what is not in it is not in the document. Of a comparison the verdicts are gold
    that somebody accepted or overruled, with the posting's demands to find them by; these alone where the posting was
    not finished.

    Raises:
        UserError: nothing was reviewed to its end yet, or a file cannot be read or written.
    """
    results = Results(out)
    results.check_there()
    written: list[Path] = []
    for name in results.profile_names():
        reviewed = review_profile(results, name)
        if _is_finished(reviewed.review):
            written.append(_write(folder, f"{name}{SUFFIXES['profiles']}", _profile_gold(reviewed)))
    postings = {name: review_posting(results, name) for name in results.posting_names()}
    wanted = {name for name, reviewed in postings.items() if _is_finished(reviewed.review)}
    for path in sorted((out / "comparisons").rglob(f"*{COMPARISON_SUFFIX}")):
        name = path.relative_to(out / "comparisons").as_posix().removesuffix(COMPARISON_SUFFIX)
        try:
            comparison = Comparison.model_validate_json(path.read_bytes())
        except ValueError:
            continue
        posting = posting_of(results, comparison)
        if posting is None:
            continue
        verdicts = _verdicts_gold(review_comparison(results, name, comparison, posting))
        if verdicts:
            written.append(_write(folder, f"{name}{SUFFIXES['comparisons']}", {"verdicts": verdicts}))
            wanted.add(comparison.posting)
    written += [
        _write(folder, f"{name}{SUFFIXES['postings']}", _posting_gold(postings[name])) for name in sorted(wanted)
    ]
    if not written:
        raise UserError(
            f"Nothing in {str(out)!r} was reviewed to its end yet, so there is no gold.",
            f"Finish a profile, or decide verdicts, with `vouchline review {out}`.",
        )
    return written


def _write(folder: Path, name: str, gold: dict[str, Any]) -> Path:
    path = folder / f"{name}{GOLD_SUFFIX}"
    write_whole(path, json.dumps(gold, ensure_ascii=False, indent=2) + "\n")
    return path


def _profile_gold(reviewed: ReviewedProfile) -> dict[str, Any]:
    profile = reviewed.profile
    gold: dict[str, Any] = {}
    for kind, fields in FIELDS.items():
        facts = [fact.model_dump(mode="json") for fact in getattr(profile, kind)]
        gold[kind] = [{field: fact[field] for field in fields} for fact in facts]
    if profile.additional:
        gold["additional"] = {kind: [fact.stated for fact in facts] for kind, facts in profile.additional.items()}
    qualifications: list[Qualification] = profile.qualifications
    return gold | {"qualifications": [fact.name for fact in qualifications]}


def _is_finished(review: ReviewedSet) -> bool:
    return review.finished is not None and review.decided == len(review.items)


def _posting_gold(reviewed: ReviewedPosting) -> dict[str, Any]:
    fields = [*GoldRequirement.model_fields] if _is_finished(reviewed.review) else ["id", "text"]
    stated = [each.model_dump(mode="json") for each in reviewed.posting.requirements]
    return {"requirements": [{field: each[field] for field in fields} for each in stated]}


def _verdicts_gold(reviewed: ReviewedComparison) -> dict[str, str]:
    return {
        verdict.requirement_id: verdict.verdict
        for verdict in reviewed.comparison.verdicts
        if reviewed.by_id[verdict.requirement_id].decided
    }
