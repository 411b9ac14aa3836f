"""Two evaluations against the same gold, side by side: which fields came out differently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from extract.evaluation.scoring.evaluate import Evaluation
from extract.evaluation.scoring.tallies import FieldResult, gold_as_json


@dataclass(frozen=True, slots=True)
class Change:
    """One field whose outcome or wrong value differs; None where a run has no result for it, as for an extra fact."""

    this: FieldResult | None
    other: FieldResult | None

    @property
    def field(self) -> FieldResult:
        """The result that says which field it is."""
        found = self.this or self.other
        if found is None:
            raise ValueError("A change is of one run at least.")
        return found

    @property
    def better(self) -> bool | None:
        """Whether the field is right in this run and not in the other (False: the reverse; None: right in neither)."""
        ranks = [_rank(self.this), _rank(self.other)]
        return None if ranks[0] == ranks[1] else ranks[0] > ranks[1]

    def as_json(self) -> dict[str, Any]:
        """Return what --json shows of it."""
        field = self.field
        return {
            "group": field.group, "document": field.document, "kind": field.kind, "fact": field.fact or None,
            "field": field.field, "gold": gold_as_json(field.gold), "better": self.better,
            "this": _side(self.this), "other": _side(self.other),
        }  # fmt: skip


def find_changes(this: Evaluation, other: Evaluation) -> list[Change]:
    """Return the fields that differ, in the order of gold; fields of facts that gold does not have come last."""
    mine, theirs = _of_gold(this.results), _of_gold(other.results)
    changes = [
        Change(mine.get(key), theirs.get(key))
        for key in dict.fromkeys((*mine, *theirs))
        if _outcome(mine.get(key)) != _outcome(theirs.get(key))
    ]
    ours, others = _not_of_gold(this.results), _not_of_gold(other.results)
    changes += [Change(result, None) for result in _left(ours, others)]
    changes += [Change(None, result) for result in _left(others, ours)]
    return changes


_GoldKey = tuple[str, str, str, str, str, str]


def _of_gold(results: Iterable[FieldResult]) -> dict[_GoldKey, FieldResult]:
    """Return the results by field; the skills of one requirement are told apart by gold's own value."""
    return {
        (each.group, each.document, each.kind, each.fact, each.field, str(each.gold)): each
        for each in results
        if each.fact
    }


def _not_of_gold(results: Iterable[FieldResult]) -> list[FieldResult]:
    return [each for each in results if not each.fact]


def _left(these: list[FieldResult], those: list[FieldResult]) -> list[FieldResult]:
    """Return what of `these` has no equal among `those`, each of which counts once."""
    there = Counter(map(repr, those))
    left: list[FieldResult] = []
    for each in these:
        if there[repr(each)]:
            there[repr(each)] -= 1
        else:
            left.append(each)
    return left


def _outcome(result: FieldResult | None) -> tuple[str, str] | None:
    """Return what is compared: right is right in any wording, wrong values count as different."""
    if result is None:
        return None
    return result.outcome, "" if result.outcome == "right" else repr(result.got)


def _rank(result: FieldResult | None) -> int:
    """Return 1 for a right field, -1 for one that is not, 0 where nothing was to be counted."""
    return 0 if result is None else 1 if result.outcome == "right" else -1


def _side(result: FieldResult | None) -> dict[str, Any] | None:
    return None if result is None else {"outcome": result.outcome, "got": result.got}
