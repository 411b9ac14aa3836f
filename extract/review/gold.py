"""Gold for `vouchline eval` from what people reviewed: reviewing improves measuring."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from extract.errors import UserError
from extract.evaluation.facts import FIELDS
from extract.evaluation.files import GOLD_SUFFIX, SUFFIXES
from extract.report.stored import COMPARISON_SUFFIX
from extract.review.index import posting_of
from extract.review.reviewed import ReviewedComparison, ReviewedProfile, review_comparison, review_profile
from extract.storage import Results, write_whole
from schemas import Comparison, Posting, Qualification


def write_gold(out: Path, folder: Path) -> list[Path]:
    """Write gold of every profile that was finished, and of every verdict that was decided; returns the files.

    A finished profile is gold as a whole: what is not in it is not in the document. Of a comparison the verdicts are
    gold that somebody accepted or overruled, with the posting's demands to find them by.

    Raises:
        UserError: nothing was reviewed to its end yet, or a file cannot be read or written.
    """
    results = Results(out)
    results.check_there()
    written: list[Path] = []
    for name in results.profile_names():
        reviewed = review_profile(results, name)
        if reviewed.review.finished is not None and reviewed.review.decided == len(reviewed.review.items):
            written.append(_write(folder, f"{name}{SUFFIXES['profiles']}", _profile_gold(reviewed)))
    postings: dict[str, Posting] = {}
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
            postings[comparison.posting] = posting
    for name, posting in postings.items():
        demands = [{"id": each.id, "text": each.text} for each in posting.requirements]
        written.append(_write(folder, f"{name}{SUFFIXES['postings']}", {"requirements": demands}))
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


def _verdicts_gold(reviewed: ReviewedComparison) -> dict[str, str]:
    return {
        verdict.requirement_id: verdict.verdict
        for verdict in reviewed.comparison.verdicts
        if reviewed.by_id[verdict.requirement_id].decided
    }
