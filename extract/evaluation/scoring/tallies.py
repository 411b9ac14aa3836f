"""What came of each scored field, and what many of them add up to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from extract.evaluation.scoring.comparators import Options

Outcome = Literal["right", "wrong", "missing", "extra"]
"""wrong: filled, but with another value than gold's. missing: empty where gold has a value. extra: filled where gold says
that the document does not say, or in a fact that gold does not have."""
Group = Literal["profiles", "postings", "comparisons"]

FACT_KINDS = ("roles", "education", "publications", "metrics", "projects")
"""Kinds of facts that are scored field by field; together they are "all facts"."""


@dataclass(frozen=True, slots=True)
class FieldResult:
    """One scored field of one document.

    `document` is its NAME, `fact` the fact's place in gold ("2", "R3"; "" where gold has none), `gold` the readings
    that are right (empty where gold has no such fact), `got` what is stored, `probability` how likely that is said to be,
    and `chances` what is said of each answer there is; None where neither is stored.
    """

    group: Group
    document: str
    kind: str
    fact: str
    field: str
    outcome: Outcome
    gold: Options
    got: object
    probability: float | None = None
    chances: Mapping[str, float] | None = None

    @property
    def place(self) -> str:
        """Where the field stands, as in "roles 2 end_date"."""
        return " ".join(part for part in (self.kind, self.fact, self.field) if part)

    def as_json(self) -> dict[str, Any]:
        """Return what --json shows of it."""
        return {
            "group": self.group, "document": self.document, "kind": self.kind, "fact": self.fact or None,
            "field": self.field, "outcome": self.outcome, "gold": gold_as_json(self.gold), "got": self.got,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Score:
    """Counts of fields, and the shares that follow from them.

    A right field is a hit. A missing one is a miss, an extra one a false alarm, and a wrong one is both: what gold has
    was not found, and what was found is not so.
    """

    hits: int = 0
    misses: int = 0
    false_alarms: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 where nothing was found."""
        return _share(self.hits, self.hits + self.false_alarms)

    @property
    def recall(self) -> float:
        """Share of what gold has that was found; 1 where gold has nothing."""
        return _share(self.hits, self.hits + self.misses)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def as_json(self) -> dict[str, Any]:
        """Return shares (rounded to six places) and counts."""
        return {
            "precision": round(self.precision, 6), "recall": round(self.recall, 6), "f1": round(self.f1, 6),
            "hits": self.hits, "misses": self.misses, "false_alarms": self.false_alarms,
        }  # fmt: skip


def count(results: Iterable[FieldResult]) -> Score:
    """Return the score of some fields."""
    outcomes = [result.outcome for result in results]
    wrong = outcomes.count("wrong")
    return Score(outcomes.count("right"), outcomes.count("missing") + wrong, outcomes.count("extra") + wrong)


def count_by(results: Iterable[FieldResult], key: Callable[[FieldResult], str]) -> dict[str, Score]:
    """Return the score of each group of fields, in the order in which the groups come first."""
    groups: dict[str, list[FieldResult]] = {}
    for result in results:
        groups.setdefault(key(result), []).append(result)
    return {name: count(group) for name, group in groups.items()}


def gold_as_json(options: Options) -> object:
    """Return gold as its file writes it: a value, or {"any": [...]}; None where gold has none."""
    return {"any": list(options)} if len(options) > 1 else next(iter(options), None)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0
