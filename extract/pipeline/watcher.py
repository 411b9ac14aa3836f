"""What a run tells whoever watches it: a bar, plain lines, or nobody."""

from __future__ import annotations

from typing import Protocol

from extract.pipeline.run_state import Account
from schemas.run import Outcome


class Watcher(Protocol):
    """Gets told as the run goes on. It must not raise, and must not take long."""

    def begin(self, stage: str, total: int, account: Account) -> None:
        """A stage ("documents", "comparisons") with so many items begins."""
        ...

    def start(self, item: str) -> None:
        """Work on an item begins."""
        ...

    def expect(self, item: str, characters: int, seconds: float) -> None:
        """A document has been read: it has so many characters, and its questions will take about so long."""
        ...

    def end(self, item: str, outcome: Outcome, note: str) -> None:
        """An item is done; `note` says what came of it, in a few words."""
        ...

    def say(self, text: str) -> None:
        """Something is worth a line of its own."""
        ...

    def finish(self) -> None:
        """The run is over, also when it stopped early."""
        ...


class Nobody:
    """Watches nothing."""

    def begin(self, stage: str, total: int, account: Account) -> None:
        """Do nothing."""

    def start(self, item: str) -> None:
        """Do nothing."""

    def expect(self, item: str, characters: int, seconds: float) -> None:
        """Do nothing."""

    def end(self, item: str, outcome: Outcome, note: str) -> None:
        """Do nothing."""

    def say(self, text: str) -> None:
        """Do nothing."""

    def finish(self) -> None:
        """Do nothing."""
