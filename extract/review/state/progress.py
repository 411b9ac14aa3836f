"""How far a review is, how fast it goes, and how often each field was put right: the accuracy in real use.

What was accepted together with others is counted apart: it says less than a look at one. What nobody decided counts for
nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from extract.review.decisions.log import GROUPS, LOG_SUFFIX, ReviewLog
from extract.review.decisions.subjects import NOT_DECIDED
from extract.review.domain.deciding import JUDGING
from schemas import Decision

PAUSE_S = 300.0
"""A longer time between two decisions of one person is a pause, not the time that a decision took."""


@dataclass(frozen=True, slots=True)
class FieldFigures:
    """How often a field was looked at by itself, how often it was wrong, and how often it was decided in a batch."""

    field: str
    seen: int
    corrected: int
    together: int

    @property
    def right(self) -> float | None:
        """The share that was right of those looked at by themselves; None where there are none."""
        return 1 - self.corrected / self.seen if self.seen else None


@dataclass(frozen=True, slots=True)
class FlagFigures:
    """Of what was decided one by one: how much had been marked for a look and how much of that was wrong, and of the rest."""

    flagged: int
    flagged_wrong: int
    other: int
    other_wrong: int


@dataclass(frozen=True, slots=True)
class Figures:
    """What all logs of a folder tell. `seconds` is the usual time between two decisions; None with too few of them."""

    people: Mapping[str, int]
    actions: Mapping[str, int]
    seconds: float | None
    fields: tuple[FieldFigures, ...]
    documents: int
    together: int
    flags: FlagFigures

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
    together: Counter[str] = Counter()
    for decision in standing:
        subject = decision.subject
        for field, value in subject.before.items():
            if field in NOT_DECIDED or (value in (None, [], "") and field not in decision.values):
                continue
            name = f"{subject.kind}.{field}"
            if decision.batch is not None and decision.action == "accept":
                together[name] += 1
                continue
            seen[name] += 1
            corrected[name] += decision.action == "reject" or field in decision.values
    figures = (FieldFigures(name, seen[name], corrected[name], together[name]) for name in {**seen, **together})
    gaps = _gaps([decision for each in logs for decision in each])
    return Figures(
        dict(Counter(decision.by for decision in standing).most_common()),
        dict(Counter(decision.action for decision in standing).most_common()),
        median(gaps) if len(gaps) >= 5 else None,
        tuple(sorted(figures, key=lambda each: (each.right is None, each.right or 0.0, -each.seen, each.field))),
        sum(bool(each) for each in logs),
        sum(decision.batch is not None for decision in standing),
        _flag_figures([each for each in standing if each.batch is None and each.action in JUDGING]),
    )  # fmt: skip


def _flag_figures(judged: Sequence[Decision]) -> FlagFigures:
    told = Counter((each.flagged, each.action != "accept") for each in judged if each.flagged is not None)
    flagged, other = (told[mark, False] + told[mark, True] for mark in (True, False))
    return FlagFigures(flagged, told[True, True], other, told[False, True])


def _standing(log: Sequence[Decision]) -> list[Decision]:
    undone = {decision.undoes for decision in log}
    last: dict[str, Decision] = {}
    for decision in log:
        if decision.number in undone or decision.action not in (*JUDGING, "add", "restore"):
            continue
        key = decision.subject.model_dump_json(exclude={"id"}) + (
            str(decision.number) if decision.action == "add" else ""
        )
        last[key] = decision
    return [decision for decision in last.values() if decision.action != "restore"]


def _gaps(log: Sequence[Decision]) -> list[float]:
    """Return the seconds between two actions of one person, pauses left out."""
    gaps: list[float] = []
    before: dict[str, datetime] = {}
    batches: set[str] = set()
    for decision in sorted(log, key=lambda each: each.at):
        if decision.batch is not None and decision.batch in batches:
            continue
        batches |= {decision.batch} if decision.batch is not None else set()
        at = datetime.fromisoformat(decision.at)
        if decision.by in before and (gap := (at - before[decision.by]).total_seconds()) <= PAUSE_S:
            gaps.append(gap)
        before[decision.by] = at
    return gaps
