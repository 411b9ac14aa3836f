"""How many documents and pairs came to what: counted while the rows of a run pass by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from schemas import RunComparison, RunDocument
from schemas.run import Outcome

MOST_NAMED = 50
"""How many failures, and how many candidates a posting, are named one by one; run.json has all."""
_MOST_NAMES = 1_000


@dataclass(slots=True)
class Tally:
    """What was counted.

    `failures` names the first that failed, and why; `compared` the first profiles with a result, by posting; `names` the
    first results.
    """

    documents: Counter[Outcome] = field(default_factory=Counter[Outcome])
    comparisons: Counter[Outcome] = field(default_factory=Counter[Outcome])
    profiles: int = 0
    postings: int = 0
    failures: list[str] = field(default_factory=list[str])
    compared: dict[str, list[str]] = field(default_factory=dict[str, list[str]])
    names: set[str] = field(default_factory=set[str])

    @classmethod
    def of(cls, documents: Iterable[RunDocument], comparisons: Iterable[RunComparison]) -> Tally:
        """Count rows, one at a time."""
        tally = cls()
        for document in documents:
            tally._add_document(document)
        for comparison in comparisons:
            tally._add_comparison(comparison)
        return tally

    @property
    def failed(self) -> int:
        """How many documents and comparisons failed."""
        return self.documents["failed"] + self.comparisons["failed"]

    @property
    def has_all_names(self) -> bool:
        """Whether `names` holds every result."""
        return len(self.names) < _MOST_NAMES

    def _add_document(self, row: RunDocument) -> None:
        self.documents[row.outcome] += 1
        if has_result(row.outcome):
            self.profiles += row.kind == "resume"
            self.postings += row.kind == "posting"
            if row.name and self.has_all_names:
                self.names.add(row.name)
        elif row.outcome == "failed":
            self._name(f"{row.path}: {row.reason}")

    def _add_comparison(self, row: RunComparison) -> None:
        self.comparisons[row.outcome] += 1
        if has_result(row.outcome):
            profiles = self.compared.setdefault(row.posting, [])
            if len(profiles) < MOST_NAMED:
                profiles.append(row.profile)
        elif row.outcome == "failed":
            self._name(f"{row.profile} and {row.posting}: {row.reason}")

    def _name(self, failure: str) -> None:
        if len(self.failures) < MOST_NAMED:
            self.failures.append(failure)


def has_result(outcome: Outcome) -> bool:
    """Whether something is stored of what came to this."""
    return outcome not in ("failed", "skipped")
