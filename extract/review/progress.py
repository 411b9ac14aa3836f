"""How far a review is, how fast it goes, and how often each field was put right: the accuracy in real use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from extract.review.log import GROUPS, LOG_SUFFIX, ReviewLog
from extract.review.subjects import NOT_DECIDED
from schemas import Decision

PAUSE_S = 300.0
"""A longer time between two decisions of one person is a pause, not the time that a decision took."""
_JUDGED = ("accept", "correct", "reject", "overrule")


@dataclass(frozen=True, slots=True)
class FieldFigures:
    """How often a field was looked at, and how often it was wrong."""

    field: str
    seen: int
    corrected: int

    @property
    def right(self) -> float:
        """The share that was right."""
        return 1 - self.corrected / self.seen if self.seen else 1.0


@dataclass(frozen=True, slots=True)
class Figures:
    """What all logs of a folder tell. `seconds` is the usual time between two decisions; None with too few of them."""

    people: Mapping[str, int]
    actions: Mapping[str, int]
    seconds: float | None
    fields: tuple[FieldFigures, ...]
    documents: int

    @property
    def decisions(self) -> int:
        """How many decisions stand."""
        return sum(self.people.values())


def measure_progress(log: ReviewLog) -> Figures:
    """Return the figures over all logs of a folder.

    Raises:
        UserError: a log cannot be read.
    """
    logs = [
        log.read(group, path.relative_to(log.folder / group).as_posix().removesuffix(LOG_SUFFIX))
        for group in GROUPS
        for path in sorted((log.folder / group).rglob(f"*{LOG_SUFFIX}"))
    ]
    return figures_of(logs)


def figures_of(logs: Sequence[Sequence[Decision]]) -> Figures:
    """Return the figures over these logs. Of each thing the last decision counts, as long as nobody took it back."""
    standing = [decision for each in logs for decision in _standing(each)]
    seen: Counter[str] = Counter()
    corrected: Counter[str] = Counter()
    for decision in standing:
        subject = decision.subject
        for field, value in subject.before.items():
            if field in NOT_DECIDED or (value in (None, [], "") and field not in decision.values):
                continue
            name = f"{subject.kind}.{field}"
            seen[name] += 1
            corrected[name] += decision.action == "reject" or field in decision.values
    figures = (FieldFigures(name, seen[name], corrected[name]) for name in seen)
    gaps = _gaps([decision for each in logs for decision in each])
    return Figures(
        dict(Counter(decision.by for decision in standing).most_common()),
        dict(Counter(decision.action for decision in standing).most_common()),
        median(gaps) if len(gaps) >= 5 else None,
        tuple(sorted(figures, key=lambda each: (each.right, -each.seen, each.field))),
        sum(bool(each) for each in logs),
    )  # fmt: skip


def _standing(log: Sequence[Decision]) -> list[Decision]:
    undone = {decision.undoes for decision in log}
    last: dict[str, Decision] = {}
    for decision in log:
        if decision.number in undone or decision.action not in (*_JUDGED, "add", "restore"):
            continue
        key = decision.subject.model_dump_json(exclude={"id"}) + (
            str(decision.number) if decision.action == "add" else ""
        )
        last[key] = decision
    return [decision for decision in last.values() if decision.action != "restore"]


def _gaps(log: Sequence[Decision]) -> list[float]:
    """Return the seconds between two decisions of one person, pauses left out."""
    gaps: list[float] = []
    before: dict[str, datetime] = {}
    for decision in sorted(log, key=lambda each: each.at):
        at = datetime.fromisoformat(decision.at)
        if decision.by in before and (gap := (at - before[decision.by]).total_seconds()) <= PAUSE_S:
            gaps.append(gap)
        before[decision.by] = at
    return gaps
