"""Facts as rows of a table: one a fact, the same columns for all forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extract.review.decisions.standing import Reviewed
from extract.review.decisions.subjects import FACT_MODELS
from extract.review.domain.reviewed import ReviewedProfile
from schemas import Fact, Qualification, Role

FIRST_COLUMNS = ("profile", "candidate", "fact", "id")
LAST_COLUMNS = ("page", "line", "evidence", "review", "reviewed_by", "reviewed_at", "note")


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact of one profile. `each` is what was decided about it; None where decisions are left out.

    `taxonomy` names the ids that have a column.
    """

    profile: str
    candidate: str | None
    kind: str
    fact: Fact
    each: Reviewed | None
    taxonomy: str | None = None

    def cells(self) -> dict[str, object]:
        """Return the row by column."""
        values = self.fact.model_dump(mode="json", exclude={"leaves", "evidence", "id"})
        if "months" in values:
            low, high = values.pop("months") or (None, None)
            values |= {"months_low": low, "months_high": high}
        if isinstance(self.fact, Role | Qualification):
            del values["ids"], values["ids_from"]
            if self.taxonomy:
                taken = {*values, *FIRST_COLUMNS, *LAST_COLUMNS}
                column = f"{self.taxonomy}_id" if self.taxonomy in taken else self.taxonomy
                values[column] = self.fact.ids.get(self.taxonomy)
        first = self.fact.evidence[0]
        decision = self.each.decision if self.each else None
        return {
            "profile": self.profile, "candidate": self.candidate, "fact": self.kind, "id": self.fact.id, **values,
            "page": first.page, "line": first.line,
            "evidence": "\n".join(piece.text for piece in self.fact.evidence),
            "review": self.each.state if self.each and decision else None,
            "reviewed_by": decision.by if decision else None, "reviewed_at": decision.at if decision else None,
            "note": self.each.note.note if self.each and self.each.note else None,
        }  # fmt: skip


def fact_rows(name: str, reviewed: ReviewedProfile) -> Iterator[FactRow]:
    """Yield the facts of a profile in the order of its file."""
    profile = reviewed.profile
    taxonomy = profile.taxonomy.name if profile.taxonomy else None
    lists: dict[str, Sequence[Fact]] = {kind: getattr(profile, kind) for kind in FACT_MODELS}
    for kind, facts in (lists | profile.additional).items():
        for fact in facts:
            yield FactRow(name, profile.candidate.name, kind, fact, reviewed.by_id.get(fact.id), taxonomy)


def tables_of(rows: Sequence[FactRow]) -> dict[str, list[FactRow]]:
    """Return rows as tables by name: one of all facts of the program's kinds, called "facts", and one a kind of the user's."""
    tables: dict[str, list[FactRow]] = {"facts": []}
    for row in rows:
        tables.setdefault("facts" if row.kind in FACT_MODELS else row.kind, []).append(row)
    return tables


def columns_of(rows: Sequence[FactRow]) -> list[str]:
    """Return the columns that these rows have, the fact's own between what says where it is from and who decided."""
    ends = {*FIRST_COLUMNS, *LAST_COLUMNS}
    own = dict.fromkeys(key for row in rows for key in row.cells() if key not in ends)
    return [*FIRST_COLUMNS, *own, *LAST_COLUMNS]
