"""Which stored fact is which of gold's: one to one, the best pair first."""

from __future__ import annotations

from collections.abc import Callable


def pair_greedily(gold: int, got: int, likeness: Callable[[int, int], float]) -> dict[int, int]:
    """Return the place in the stored facts for each place in gold's that has a pair.

    Args:
        gold: Number of gold's facts.
        got: Number of stored facts.
        likeness: How good a pair the facts at two places are; no pair at 0 and below. Called gold × got times.

    Of pairs that are equally good the later places go first, so that the same files always give the same pairs.
    """
    ranked = sorted(((likeness(i, j), i, j) for i in range(gold) for j in range(got)), reverse=True)
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for value, i, j in ranked:
        if value > 0 and i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs
