"""Verdicts as reviewed, and the words that facts and verdicts rest on, as rows of tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from extract.errors import UserError
from extract.export.rows import FactRow
from extract.report.content.stored import COMPARISON_SUFFIX
from extract.review.domain.reviewed import ReviewedComparison, review_comparison
from extract.review.state.index import posting_of
from extract.store.results import Results
from schemas import Comparison, Evidence, Posting

Row = Mapping[str, object]


def verdict_tables(results: Results, rows: Sequence[FactRow]) -> dict[str, list[Row]]:
    """Return the verdicts on the profiles of `rows`, and a row a quote: what each fact and each verdict rests on.

    Comparisons that are missing a side or are damaged are left out.

    Raises:
        UserError: a log cannot be used.
    """
    verdicts: list[Row] = []
    quotes = [_quote(row.profile, row.fact.id, piece) for row in rows for piece in row.fact.evidence]
    candidates = {row.profile: row.candidate for row in rows}
    for path in sorted((results.folder / "comparisons").rglob(f"*{COMPARISON_SUFFIX}")):
        comparison = _read(path)
        posting = posting_of(results, comparison) if comparison and comparison.profile in candidates else None
        if comparison is None or posting is None:
            continue
        name = path.relative_to(results.folder / "comparisons").as_posix().removesuffix(COMPARISON_SUFFIX)
        reviewed = review_comparison(results, name, comparison, posting)
        verdicts += _verdicts(reviewed, posting, candidates[comparison.profile])
        for verdict in reviewed.comparison.verdicts:
            about = f"{comparison.posting}: {verdict.requirement_id}"
            quotes += [_quote(comparison.profile, about, piece) for piece in verdict.evidence]
            quotes += [
                _quote(comparison.posting, verdict.requirement_id, piece) for piece in verdict.requirement_evidence
            ]
    return {"verdicts": verdicts, "quotes": quotes}


def _read(path: Path) -> Comparison | None:
    try:
        return Comparison.model_validate_json(path.read_bytes())
    except (OSError, ValueError, UserError):
        return None


def _verdicts(reviewed: ReviewedComparison, posting: Posting, candidate: str | None) -> list[Row]:
    asked = {each.id: each for each in posting.requirements}
    rows: list[Row] = []
    for verdict in reviewed.comparison.verdicts:
        each, requirement = reviewed.by_id[verdict.requirement_id], asked.get(verdict.requirement_id)
        before = each.item.values["verdict"] if each.item is not None and each.state == "corrected" else None
        decision = each.decision
        rows.append(
            {"profile": reviewed.comparison.profile, "candidate": candidate, "posting": reviewed.comparison.posting,
             "id": verdict.requirement_id, "requirement": requirement.text if requirement else each.asked,
             "importance": requirement.importance if requirement else None, "verdict": verdict.verdict,
             "verdict_before_review": before, "decided_by": verdict.decided_by, "reason": verdict.reason,
             "needs_review": verdict.needs_review, "facts": verdict.fact_ids,
             "evidence": "\n".join(piece.text for piece in verdict.evidence),
             "review": each.state if decision else None, "reviewed_by": decision.by if decision else None,
             "reviewed_at": decision.at if decision else None}
        )  # fmt: skip
    return rows


def _quote(document: str, about: str, piece: Evidence) -> Row:
    return {"document": document, "about": about, "page": piece.page, "line": piece.line, "start": piece.start,
            "end": piece.end, "text": piece.text}  # fmt: skip
