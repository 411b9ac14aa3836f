"""What people read in a workbook: a row a candidate, and a row a fact in few columns, whatever its kind."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from extract.export.rows import FIRST_COLUMNS, LAST_COLUMNS, FactRow
from extract.report.content.views import fact_label
from extract.report.content.wording import measure
from extract.report.page.quotes import own_lines
from extract.review.domain.reviewed import ReviewedProfile
from extract.review.state.wording import label_of, shown
from schemas import Metric, Value
from schemas.profile import QualificationKind

Row = Mapping[str, object]

_COLUMN_OF = {
    "title": "name", "name": "name", "degree": "name", "field": "name", "kind": "kind",
    "employer": "organisation", "institution": "organisation", "venue": "organisation", "issuer": "organisation",
    "start_date": "start_date", "date": "start_date", "year": "start_date", "end_date": "end_date", "expires": "end_date",
}  # fmt: skip
"""Fields of the kinds by the column that they share; the others are told in `details`."""
_COLUMNS = ("name", "organisation", "start_date", "end_date", "kind")
_TOLD_ELSEWHERE = frozenset({
    *FIRST_COLUMNS, *LAST_COLUMNS, *_COLUMN_OF, "is_current", "completed", "months_low", "months_high",
    "baseline", "value", "change", "change_kind", "direction", "unit", "baseline_unit", "bound", "approximate",
    "entry", "summary_lines", "used_in", "used_lines",
})  # fmt: skip
"""Fields that have a column or words of their own, and numbers of lines, which tell a reader nothing."""
_LINKS = ("role_id", "context_id")


def candidate_rows(profiles: Mapping[str, ReviewedProfile]) -> list[Row]:
    """Return a row a candidate: contact, what was held and learnt, and how far it was reviewed."""
    return [_candidate(name, reviewed) for name, reviewed in profiles.items()]


def _candidate(name: str, reviewed: ReviewedProfile) -> Row:
    profile = reviewed.profile
    person = profile.candidate

    def names(*kinds: QualificationKind) -> str:
        held = [fact for fact in profile.qualifications if fact.kind in kinds]
        return ", ".join(f"{fact.name} ({fact.level})" if fact.level else fact.name for fact in held)

    decided = sum(each.decided for each in reviewed.by_id.values())
    return {
        "candidate": person.name or name, "email": person.email, "phone": person.phone, "location": person.location,
        "roles": [fact_label(fact) for fact in profile.roles], "education": [fact_label(fact) for fact in profile.education],
        "languages": names("language"), "skills": names("skill", "tool", "method"),
        "certificates": names("certification"), "awards": names("award"), "links": person.links,
        "reviewed": f"{decided} of {len(reviewed.by_id)}" if decided else None,
        "document": profile.document.path, "profile": name,
    }  # fmt: skip


def reading_rows(rows: Sequence[FactRow]) -> list[Row]:
    """Return a row a fact: what all kinds have in columns of their own, all else it states in words."""
    labels = {(row.profile, row.fact.id): fact_label(row.fact) for row in rows}
    return [_fact(row, labels) for row in rows]


def _fact(row: FactRow, labels: Mapping[tuple[str, str], str]) -> Row:
    cells = row.cells()
    told: dict[str, list[str]] = {column: [] for column in _COLUMNS}
    for field, column in _COLUMN_OF.items():
        if cells.get(field) is not None:
            told[column].append(str(cells[field]))
    if cells.get("is_current"):
        told["end_date"].append("present")
    common = {column: ", ".join(values) or None for column, values in told.items()}
    return {
        "candidate": row.candidate or row.profile, "fact": row.kind, "kind": common.pop("kind"), **common,
        "details": list(_details(row, labels)), "evidence": [piece.text for piece in own_lines(row.fact)],
        **{name: cells[name] for name in ("page", "line", "review", "reviewed_by", "reviewed_at", "note")},
        "profile": row.profile, "id": row.fact.id,
    }  # fmt: skip


def _details(row: FactRow, labels: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Yield what a fact states beside the columns, a field a line."""
    cells = row.cells()
    if isinstance(row.fact, Metric):
        yield measure(row.fact)
    if cells.get("completed") is False:
        yield "Not completed"
    low, high = cells.get("months_low"), cells.get("months_high")
    if low is not None:
        yield f"Months: {low if low == high else f'{low} to {high}'}"
    for field, value in cells.items():
        if field in _TOLD_ELSEWHERE:
            continue
        words = labels.get((row.profile, str(value)), "") if field in _LINKS else shown(cast("Value", value))
        if words:
            yield f"{label_of(field)}: {words}"
