"""What an observer of a run is told: the run, its documents and comparisons, its calls."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol

from extract.llm.calls import CallObserver
from extract.pipeline.run_state import Account
from schemas.run import Outcome


@dataclass(slots=True)
class RunRecord:
    """A run and what came of it. `outcomes` counts those of each stage; `error` is the name of an error's class."""

    command: str
    outcomes: dict[str, Counter[str]] = field(default_factory=dict[str, Counter[str]])
    account: Account | None = None
    error: str | None = None


class RunObserver(CallObserver, Protocol):
    """Gets told of a run, its documents and comparisons, and its calls. It must not raise, and must not take long."""

    def run_began(self, run: RunRecord) -> None:
        """A command begins its work."""
        ...

    def stage_began(self, stage: str, total: int, account: Account) -> None:
        """Work on so many documents or comparisons begins."""
        ...

    def item_began(self, stage: str, item: str) -> None:
        """Work on one of them begins, in this task."""
        ...

    def item_ended(self, stage: str, item: str, outcome: Outcome, reason: str) -> None:
        """One of them is done, in the same task; `reason` says why it failed."""
        ...

    def run_ended(self, run: RunRecord) -> None:
        """The command is at its end."""
        ...
