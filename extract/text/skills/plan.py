"""A demand cut into parts, ready to be looked for: what may stand for each of them."""

from __future__ import annotations

from dataclasses import dataclass

from extract.text.skills.hits import Relation
from extract.text.skills.names import Name
from extract.text.skills.words import Word

Part = tuple[tuple[Word, ...], tuple[str, ...]]
"""Some words of a demand, and the families that they are a name of: none for a plain word."""


@dataclass(frozen=True, slots=True)
class Unit:
    """One part of a demand: what may stand for it, by key, with the relation. A plain word stands for itself."""

    keys: dict[str, tuple[tuple[Relation, Name | None], ...]]
    longest: int
    openings: frozenset[str] = frozenset()
    """The first letters of keys of a name in one word; spares stemming every two words that stand together."""
    stems: tuple[str, ...] = ()
    """Of a name of several words: found also as "machine and deep learning" or "evaluation of models"."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A demand ready to be looked for: one of `units` must stand for each part of it."""

    demanded: str
    units: tuple[Unit, ...]
    reach: int
