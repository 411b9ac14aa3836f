"""How far probabilities can be trusted: a table by bins, the calibration error, and how often sets of verdicts hold the right one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from extract.comparison.prediction_sets import cut_for, likeliest, mass_to
from extract.evaluation.scoring.tallies import FieldResult

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Values whose probability lies from `low` to `high` (the last bin includes 1), their mean probability and share right."""

    low: float
    high: float
    count: int
    mean_probability: float
    share_right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """The bins that hold anything, how many values there are, and the expected calibration error.

    The error is the mean distance between mean probability and share right, each bin weighed by its count: 0 is perfect.
    """

    bins: tuple[Bin, ...]
    count: int
    calibration_error: float

    def as_json(self) -> dict[str, Any]:
        """Return it rounded to six places."""
        bins = [{name: round(value, 6) for name, value in asdict(each).items()} for each in self.bins]
        return {"count": self.count, "calibration_error": round(self.calibration_error, 6), "bins": bins}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often sets cut at a mass hold the right verdict: `held` of `count`, with `mean_size` verdicts each."""

    mass: float
    count: int
    held: int
    mean_size: float

    @property
    def share(self) -> float:
        """The share of the sets that hold the right verdict."""
        return self.held / self.count


@dataclass(frozen=True, slots=True)
class SplitCoverage:
    """Sets as they are cut at `confidence` itself, and at the cut found on one half of the verdicts, checked on the other.

    `fitted_on` counts the verdicts that the cut was found on; `checked` is None where these give no cut.
    """

    confidence: float
    as_told: Coverage
    fitted_on: int
    checked: Coverage | None

    def as_json(self) -> dict[str, Any]:
        """Return it rounded to six places."""
        return {
            "confidence": self.confidence, "as_told": _as_json(self.as_told), "fitted_on": self.fitted_on,
            "checked": _as_json(self.checked) if self.checked else None,
        }  # fmt: skip


def reliability_of(values: Iterable[tuple[float, bool]], bins: int = BINS) -> Reliability:
    """Return how far probabilities can be trusted, from each value's probability and whether it is right."""
    groups: dict[int, list[tuple[float, bool]]] = {}
    for probability, right in values:
        groups.setdefault(min(int(probability * bins), bins - 1), []).append((probability, right))
    found = tuple(_bin(place, groups[place], bins) for place in sorted(groups))
    count = sum(each.count for each in found)
    error = sum(each.count * abs(each.mean_probability - each.share_right) for each in found)
    return Reliability(found, count, error / count if count else 0.0)


def reliability_by_kind(results: Iterable[FieldResult]) -> dict[str, Reliability]:
    """Return the reliability of each kind of which something has a probability; what was not found has none."""
    values: dict[str, list[tuple[float, bool]]] = {}
    for result in results:
        if result.probability is not None and result.outcome != "missing":
            values.setdefault(result.kind, []).append((result.probability, result.outcome == "right"))
    return {kind: reliability_of(each) for kind, each in values.items()}


def coverage_of(results: Iterable[FieldResult], confidence: float) -> SplitCoverage | None:
    """Return how often sets of verdicts hold the right one; None where no verdict with gold has chances.

    Which half a verdict is in is told by a digest of its comparison and requirement, so that it never changes.
    """
    cases = [result for result in results if result.chances and result.gold]
    if not cases:
        return None
    halves = _halves(cases)
    cut = cut_for([_mass(each) for each in halves[0]], confidence)
    checked = _coverage(halves[1], cut) if cut is not None and halves[1] else None
    return SplitCoverage(confidence, _coverage(cases, confidence), len(halves[0]), checked)


def _coverage(cases: Sequence[FieldResult], mass: float) -> Coverage:
    sets = [(likeliest(_chances(each), mass), each.gold) for each in cases]
    held = sum(any(answer in gold for answer in answers) for answers, gold in sets)
    return Coverage(mass, len(cases), held, sum(len(answers) for answers, _ in sets) / len(cases))


def _mass(case: FieldResult) -> float:
    return min(mass_to(_chances(case), str(option)) for option in case.gold)


def _halves(cases: Sequence[FieldResult]) -> tuple[list[FieldResult], list[FieldResult]]:
    halves: tuple[list[FieldResult], list[FieldResult]] = ([], [])
    for case in cases:
        halves[hashlib.sha256(f"{case.document}/{case.fact}".encode()).digest()[0] % 2].append(case)
    return halves


def _chances(case: FieldResult) -> Mapping[str, float]:
    return case.chances or {}


def _bin(place: int, values: Sequence[tuple[float, bool]], bins: int) -> Bin:
    count = len(values)
    mean, right = sum(each for each, _ in values) / count, sum(right for _, right in values) / count
    return Bin(place / bins, (place + 1) / bins, count, mean, right)


def _as_json(coverage: Coverage) -> dict[str, Any]:
    rounded = {name: round(value, 6) for name, value in asdict(coverage).items()}
    return {**rounded, "share": round(coverage.share, 6)}
