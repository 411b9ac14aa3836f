"""What places are worth, and what parts them. Set on the training sets, tested on others: docs/decisions/placement.md."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Weights:
    """Worth of values that stand together, and cost of what stands between them. One unit is a third of a title."""

    heavy: float = 3.0
    light: float = 1.0
    period: float = 2.0
    row: float = 0.3
    star: float = 0.1
    """Part of the distance to the value around which a fact is placed; the rest is the height of its lines together."""
    blank: float = 0.35
    bullet: float = 0.25
    after_bullets: float = 2.2
    heading: float = 2.5
    detail: float = 1.2
    """A heavy value in a bullet or a sentence."""
    below_head: float = 2.8
    """One in a section's heading, or in a bullet where another heavy value of the fact stands in the head above."""
    fragment: float = 0.5
    """A heavy value that is a part of a piece of its line."""
    shared: float = 1.5
    """A value that stands in a heading above several facts."""
    abroad: float = 2.0
    """A fact in a section of other facts."""
    backwards: float = 0.5
    """A fact before the one that the answer told before it."""
    below: float = 3.0
    """A value of two facts that stands below the head of one of them."""
    period_twice: float = 1.5
    twice: float = 4.0
    """Words taken by two kinds of facts."""
    again: float = 100.0
    """The same fact told again."""
    dropped: float = 1.0
    reach: float = 3.2
    """How far a value may stand from a heavy one."""
    lone_reach: int = 6
    """How many rows a period may stand from a heavy value where it has a line to itself: a column may stand between."""
    lone_row: float = 0.25
    """What each of those rows costs."""
    other_row: float = 1.9
    """A period that stands beside words of another row."""


WEIGHTS = Weights()
