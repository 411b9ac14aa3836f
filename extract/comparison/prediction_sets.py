"""Sets of answers in place of one: the likeliest ones, until their chances add up to enough.

Where to cut is told by split conformal prediction (Angelopoulos and Bates, 2021, https://arxiv.org/abs/2107.07511).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TypeVar

_Answer = TypeVar("_Answer", bound=str)
_EPSILON = 1e-9


def likeliest(chances: Mapping[_Answer, float], mass: float) -> list[_Answer]:
    """Return the likeliest answers, the first with which their chances reach `mass` included; never none of them."""
    found: list[_Answer] = []
    reached = 0.0
    for answer, chance in _ranked(chances):
        found.append(answer)
        reached += chance
        if reached >= mass - _EPSILON:
            break
    return found


def mass_to(chances: Mapping[str, float], answer: str) -> float:
    """Return the mass that a set has to have to hold `answer` for sure; infinite where it is none of the answers."""
    reached = 0.0
    for each, chance in _ranked(chances):
        reached += chance
        if each == answer:
            return reached
    return math.inf


def cut_for(masses: Sequence[float], confidence: float) -> float | None:
    """Return where to cut so that sets hold the right answer with `confidence`, from the masses to it of n known cases.

    It is the k-th smallest mass, k = ⌈(n + 1) · confidence⌉: cases of the same kind are then covered at least so often.
    None where n is too small for k, or the k-th right answer is none of the answers: no cut holds it.
    """
    place = math.ceil((len(masses) + 1) * confidence - _EPSILON)
    if place > len(masses):
        return None
    cut = sorted(masses)[place - 1]
    return cut if math.isfinite(cut) else None


def _ranked(chances: Mapping[_Answer, float]) -> list[tuple[_Answer, float]]:
    return sorted(chances.items(), key=lambda each: -each[1])
