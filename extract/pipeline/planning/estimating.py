"""About how many calls and tokens something will take, from what was measured."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from extract.llm.request.questions import Usage
from extract.store.journal import Journal
from extract.store.journal_rows import DocumentRow

Kind = Literal["resume", "posting"]


@dataclass(frozen=True, slots=True)
class Amount:
    """Calls, tokens sent and tokens written, as sums or as averages of `count` things."""

    calls: float = 0.0
    prompt: float = 0.0
    completion: float = 0.0
    count: int = 0

    def __add__(self, other: Amount) -> Amount:
        """Return the sum."""
        return Amount(
            self.calls + other.calls, self.prompt + other.prompt, self.completion + other.completion,
            self.count + other.count,
        )  # fmt: skip

    def times(self, factor: float) -> Amount:
        """Return so many times as much; `count` stays."""
        return replace(
            self, calls=self.calls * factor, prompt=self.prompt * factor, completion=self.completion * factor
        )

    @property
    def usage(self) -> Usage:
        """The tokens as usage, none of them known to the server."""
        return Usage(prompt_tokens=round(self.prompt), completion_tokens=round(self.completion))


STATED: dict[Kind, Amount] = {"resume": Amount(9.2, 4_165, 416), "posting": Amount(2.3, 739, 51)}
"""For 1,000 characters of text: the sample résumés (13) and postings (5) with the embedded model, 2026-11-25."""
STATED_PAIR = Amount(5.0, 1_204, 39)
"""For a pair: the recorded comparisons of samples (3), each with a posting of 12 requirements."""


@dataclass(frozen=True, slots=True)
class Rates:
    """What 1,000 characters of a document take, by kind, and what a pair takes; `source` says where that comes from."""

    documents: dict[Kind, Amount]
    pair: Amount
    source: str


def find_rates(journal: Journal, model: str) -> Rates:
    """Return what was measured in this folder with this model; stated averages for what was not done here yet."""
    here: dict[Kind, Amount] = {kind: _rate_of(journal, kind, model) for kind in STATED}
    pairs = _pair_rate(journal, model)
    named = {"résumés": here["resume"], "postings": here["posting"], "comparisons": pairs}
    known = [f"{amount.count:,} {name}" for name, amount in named.items() if amount.count]
    stated = [name for name, amount in named.items() if not amount.count]
    parts = [
        f"{', '.join(known)} done here" if known else "",
        f"stated averages for {', '.join(stated)}" if stated else "",
    ]
    return Rates(
        {kind: here[kind] if here[kind].count else STATED[kind] for kind in STATED},
        pairs if pairs.count else STATED_PAIR,
        "; ".join(part for part in parts if part),
    )


def _rate_of(journal: Journal, kind: Kind, model: str) -> Amount:
    rows = (journal.document(path) for path in journal.listed_documents())
    return _average(
        (Amount(row.entry.calls, row.entry.tokens.prompt, row.entry.tokens.completion, 1), row.characters / 1_000)
        for row in rows
        if row is not None and row.entry.kind == kind and row.characters and _was_paid(row, model)
    )


def _was_paid(row: DocumentRow, model: str) -> bool:
    return row.entry.outcome == "extracted" and row.made is not None and row.made.basis.get("model") == model


def _pair_rate(journal: Journal, model: str) -> Amount:
    rows = (journal.comparison(pair) for pair in journal.listed_comparisons())
    return _average(
        (Amount(row.entry.calls, row.entry.tokens.prompt, row.entry.tokens.completion, 1), 1.0)
        for row in rows
        if row is not None
        and row.entry.outcome == "extracted"
        and row.made is not None
        and row.made.basis.get("model") == model
    )


def _average(measured: Iterable[tuple[Amount, float]]) -> Amount:
    total, size = Amount(), 0.0
    for amount, each in measured:
        total, size = total + amount, size + each
    return total.times(1 / size) if size else Amount()
