"""What stands after all decisions: each item of a profile, posting or comparison with what people decided about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from extract.review.decisions.subjects import Item
from schemas import Decision, Evidence, Place, Subject, Value

State = Literal["open", "accepted", "corrected", "rejected", "added", "ask_again"]
DECIDED: tuple[State, ...] = ("accepted", "corrected", "rejected", "added")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One item with what people decided.

    `key` names it on the page: the id of the extracted item, "added-N" or "kept-N" with the number of a decision.
    `values` and `evidence` hold as they stand after the decision; `item` is what was extracted, None where it was not.
    `decision` is the one in force; of "ask_again" the earlier one, which no longer fits. `places` and `knowledge` tell
    where corrected and added values come from. `links` are the keys of the items that it belongs to, by field, and
    `named` what people chose for them. `lines` are those that belong to a role. `carried`: decided on an earlier extraction. `version` is the number of
    the last decision that concerns it, taken back ones too; 0 where there is none.
    """

    key: str
    item: Item | None
    kind: str
    state: State
    values: Mapping[str, Value]
    evidence: tuple[Evidence, ...]
    asked: str = ""
    decision: Decision | None = None
    places: Mapping[str, Place] | None = None
    knowledge: tuple[str, ...] = ()
    note: Decision | None = None
    carried: bool = False
    version: int = 0
    links: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"])
    named: Mapping[str, Subject | None] = field(default_factory=dict[str, "Subject | None"])
    lines: tuple[int, ...] = ()

    @property
    def decided(self) -> bool:
        """Whether somebody decided, and it still fits."""
        return self.state in DECIDED


@dataclass(frozen=True, slots=True)
class ReviewedSet:
    """All items of a profile, posting or comparison. `finished` is the decision that closed it, None while it is open."""

    items: tuple[Reviewed, ...]
    finished: Decision | None
    document_version: int

    def find(self, key: str) -> Reviewed | None:
        """Return the item with that key."""
        return next((item for item in self.items if item.key == key), None)

    @property
    def decided(self) -> int:
        """How many items somebody decided about."""
        return sum(item.decided for item in self.items)
