"""What the page shows of one requirement across all candidates."""

from __future__ import annotations

from dataclasses import dataclass

from extract.review.state.view_model import CardView
from schemas import Posting, Requirement


@dataclass(frozen=True, slots=True)
class AcrossRow:
    """One candidate's verdict on a requirement: the NAME of the comparison, its version, and the card."""

    name: str
    results: str
    card: CardView


@dataclass(frozen=True, slots=True)
class AcrossView:
    """One requirement across candidates: `around` are the ids of those before and after it, `number` its place from 1."""

    posting: Posting
    requirement: Requirement
    rows: tuple[AcrossRow, ...]
    around: tuple[str | None, str | None]
    number: int

    @property
    def decided(self) -> int:
        """How many of these verdicts somebody decided."""
        return sum(row.card.each.decided for row in self.rows)
