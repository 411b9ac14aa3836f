"""Verdicts as reviewed, their counts, and the words that facts and verdicts rest on, as rows of tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from extract.errors import UserError
from extract.export.rows import FactRow
from extract.report.content.stored import COMPARISON_SUFFIX
from extract.review.domain.reviewed_comparison import ReviewedComparison, review_comparison
from extract.review.state.index import posting_of
from extract.store.results import Results
from schemas import Comparison, Evidence, Posting

Row = Mapping[str, object]


def verdict_tables(results: Results, rows: Sequence[FactRow], labels: Mapping[str, str]) -> dict[str, list[Row]]:
    """Return three tables on the profiles that have `labels`, whose facts are `rows`: counts of each comparison, verdicts, and the quotes that facts and verdicts rest on.

    Comparisons that are missing a side or are damaged are left out.

    Raises:
        UserError: a log cannot be used.
    """
    counts: list[Row] = []
    verdicts: list[Row] = []
    quotes = [_quote(row.profile, row.fact.id, piece) for row in rows for piece in row.fact.evidence]
    for path in sorted((results.folder / "comparisons").rglob(f"*{COMPARISON_SUFFIX}")):
        comparison = _read(path)
        posting = posting_of(results, comparison) if comparison and comparison.profile in labels else None
        if comparison is None or posting is None:
            continue
        name = path.relative_to(results.folder / "comparisons").as_posix().removesuffix(COMPARISON_SUFFIX)
        reviewed = review_comparison(results, name, comparison, posting)
        counts.append(_counts(reviewed.comparison, posting, labels[comparison.profile]))
        verdicts += _verdicts(reviewed, posting, labels[comparison.profile])
        for verdict in reviewed.comparison.verdicts:
            about = f"{comparison.posting}: {verdict.requirement_id}"
            quotes += [_quote(comparison.profile, about, piece) for piece in verdict.evidence]
            quotes += [
                _quote(comparison.posting, verdict.requirement_id, piece) for piece in verdict.requirement_evidence
            ]
    return {"comparisons": counts, "verdicts": verdicts, "quotes": quotes}


def _read(path: Path) -> Comparison | None:
    try:
        return Comparison.model_validate_json(path.read_bytes())
    except (OSError, ValueError, UserError):
        return None


def _counts(comparison: Comparison, posting: Posting, candidate: str) -> Row:
    """Return how many requirements of each importance have each verdict. There is no total, as nowhere else."""
    counted = {
        f"{importance}_{verdict}": count
        for importance, counts in comparison.counts.model_dump().items()
        for verdict, count in counts.items()
    }
    to_review = sum(verdict.needs_review for verdict in comparison.verdicts)
    return {"candidate": candidate, "posting": comparison.posting, "posting_title": posting.title, **counted,
            "needs_review": to_review, "profile": comparison.profile}  # fmt: skip


def _verdicts(reviewed: ReviewedComparison, posting: Posting, candidate: str) -> list[Row]:
    asked = {each.id: each for each in posting.requirements}
    rows: list[Row] = []
    for verdict in reviewed.comparison.verdicts:
        each, requirement = reviewed.by_id[verdict.requirement_id], asked.get(verdict.requirement_id)
        before = each.item.values["verdict"] if each.item is not None and each.state == "corrected" else None
        decision = each.decision
        since = reviewed.since.get(verdict.requirement_id)
        rows.append(
            {"candidate": candidate, "posting": reviewed.comparison.posting,
             "requirement": requirement.text if requirement else each.asked,
             "importance": requirement.importance if requirement else None, "verdict": verdict.verdict,
             "needs_review": verdict.needs_review, "reason": [verdict.reason, *([since.words] if since else [])],
             "evidence": [piece.text for piece in verdict.evidence], "decided_by": verdict.decided_by,
             "verdict_before_review": before, "review": each.state if decision else None,
             "reviewed_by": decision.by if decision else None, "reviewed_at": decision.at if decision else None,
             "facts": ", ".join(verdict.fact_ids), "profile": reviewed.comparison.profile, "id": verdict.requirement_id}
        )  # fmt: skip
    return rows


def _quote(document: str, about: str, piece: Evidence) -> Row:
    return {"document": document, "about": about, "text": piece.text, "page": piece.page, "line": piece.line,
            "start": piece.start, "end": piece.end}  # fmt: skip
