"""A fact as it was told, and as it was placed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: code-point offsets, `start` inclusive, `end` exclusive, and the row of its first line."""

    start: int
    end: int
    row: int
    how: Literal["exact", "normalised"] = "exact"

    def overlaps(self, other: Place) -> bool:
        """Tell whether two places have a code point in common."""
        return self.start < other.end and other.start < self.end

    def holds(self, other: Place) -> bool:
        """Tell whether another place lies within this one."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class FactShape:
    """What a kind of fact is made of.

    `heavy` names what tells one fact from the next, `light` what goes with it, `shared` the heavy value that may stand once
    above several facts. `abroad` are the kinds of sections in which such facts do not stand.
    """

    kind: str
    heavy: tuple[str, ...]
    light: tuple[str, ...]
    shared: str | None
    abroad: tuple[str, ...] = ()
    within: Mapping[str, str] = field(default_factory=dict[str, str])
    """Light values that may stand within another value, as a subject within a degree."""


@dataclass(frozen=True, slots=True)
class Told:
    """A fact of an answer: where each of its values stands, every place, in text order. `period` is a field as the others."""

    shape: FactShape
    places: Mapping[str, Sequence[Place]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A fact with one place for each value that stands with the others; values that stand elsewhere are left out.

    `shared` names the value that stands in a heading above several facts. `score` is what the places are worth, `margin`
    by how much they are better than the next choice (both in the units of `weights`).
    """

    told: Told
    places: Mapping[str, Place]
    shared: frozenset[str] = frozenset()
    score: float = 0.0
    margin: float = 0.0
    own: tuple[int, int] = field(default=(0, 0))
    """First and last row of the places that are the fact's own."""

    def places_told(self) -> dict[str, list[Place]]:
        """Return each value's place as a told fact has it, so that the fact can be told again as it was placed."""
        return {name: [place] for name, place in self.places.items()}
