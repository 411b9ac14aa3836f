"""A taxonomy as data: its concepts, and what looking up a name gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

ConceptKind = Literal["skill", "occupation"]


@dataclass(frozen=True, slots=True)
class Concept:
    """One entry of a taxonomy. `kind` is None where the taxonomy does not tell skills from occupations."""

    id: str
    label: str
    aliases: Sequence[str] = ()
    kind: ConceptKind | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A taxonomy by name: `name` is the key of its ids, `version` its edition, `digest` the first 16 hex digits of its SHA-256."""

    name: str
    version: str
    digest: str

    def __str__(self) -> str:
        return f"{self.name} {self.version} ({self.digest})"


@dataclass(frozen=True, slots=True)
class Match:
    """The concept that a name leads to. `how` is "label", "alias" or the name of a rule; `entry` is the table's own spelling."""

    concept: Concept
    how: str
    entry: str


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Why a name leads to no concept: the table has no such name, or it has several concepts of that name."""

    reason: Literal["unknown", "ambiguous"]
    candidates: Sequence[Concept] = ()
