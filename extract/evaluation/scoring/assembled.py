"""Facts put together from two entries: a value of theirs stands on a line that another fact's names head, or outside their entry."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from extract.evaluation.scoring.files import Stored, StoredProfile

KINDS = ("roles", "education")
NAMES = ("title", "employer", "degree", "institution")
"""What the head of an entry is known by."""


def assembled_values(profile: StoredProfile, text: str) -> tuple[str, ...]:
    """Return the values that stand with another fact than their own, as "roles 2 location".

    A line with a name of the fact itself is its own, whoever else is named there; values of a heading that several facts
    share say so. Facts without an `entry`, as other programs and older files have them, are not looked at.
    """
    starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
    found: list[str] = []
    for kind in KINDS:
        facts: list[Stored] = getattr(profile, kind) or []
        for place, fact in enumerate(facts, 1):
            others = [other for other in facts if other is not fact]
            found += [f"{kind} {place} {field}" for field in _strays(fact, others, starts)]
    return tuple(found)


def _strays(fact: Mapping[str, Any], others: Sequence[Mapping[str, Any]], starts: Sequence[int]) -> Iterator[str]:
    entry = fact.get("entry")
    if not entry:
        return
    own = _heads(fact, starts)
    # A minor stands in the words of another programme, and heads no entry.
    heads = {line for other in others if other.get("level") != "minor" for line in _heads(other, starts)} - own
    for field, leaf in _own_leaves(fact):
        line = bisect_right(starts, leaf["start"])
        if line in heads or not entry[0] <= line <= entry[1]:
            yield field


def _heads(fact: Mapping[str, Any], starts: Sequence[int]) -> set[int]:
    return {bisect_right(starts, leaf["start"]) for field, leaf in _own_leaves(fact) if field in NAMES}


def _own_leaves(fact: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    leaves: dict[str, dict[str, Any]] = fact.get("leaves") or {}
    for field, leaf in leaves.items():
        if not leaf.get("shared"):
            yield field, leaf
