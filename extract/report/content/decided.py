"""What people decided, as the page shows it: who, when, what stood there before. Made by `extract.review.state.reporting`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from schemas import Evidence, Verdict

State = Literal["noted", "accepted", "corrected", "rejected", "added", "ask_again"]


@dataclass(frozen=True, slots=True)
class Said:
    """One decision, at a time in UTC.

    `was` holds the fields that changed with what was extracted, both in words, "" for nothing. `knowledge` are the fields that rest on the reviewer's knowledge alone, `note` is who noted something, and what.
    """

    state: State
    by: str
    at: str
    was: tuple[tuple[str, str], ...] = ()
    knowledge: tuple[str, ...] = ()
    note: tuple[str, str] | None = None

    @property
    def when(self) -> str:
        """The time, to the minute."""
        return f"{self.at[:10]} {self.at[11:16]} UTC"


@dataclass(frozen=True, slots=True)
class RejectedFact:
    """A fact or requirement that somebody rejected, by the id that it was extracted under."""

    id: str
    label: str
    evidence: tuple[Evidence, ...]
    said: Said


@dataclass(frozen=True, slots=True)
class DecidedFacts:
    """What was decided about a profile or posting, by the ids of its facts or requirements. `finished` closed it."""

    decided: int
    total: int
    by: tuple[str, ...]
    finished: Said | None
    facts: Mapping[str, Said]
    rejected: tuple[RejectedFact, ...]

    @property
    def to_decide_again(self) -> int:
        """How many were decided once and have changed since."""
        return sum(said.state == "ask_again" for said in self.facts.values())


@dataclass(frozen=True, slots=True)
class DecidedVerdict:
    """What was decided about a verdict; `extracted` is the one that model or code gave."""

    said: Said
    extracted: Verdict


@dataclass(frozen=True, slots=True)
class Decided:
    """All that was decided: about profiles and postings by NAME, about verdicts by (profile, posting), then requirement.

    `since` tells of verdicts in the same way what became of them when facts that they rest on were corrected.
    """

    profiles: Mapping[str, DecidedFacts] = field(default_factory=dict[str, DecidedFacts])
    postings: Mapping[str, DecidedFacts] = field(default_factory=dict[str, DecidedFacts])
    verdicts: Mapping[tuple[str, str], Mapping[str, DecidedVerdict]] = field(
        default_factory=dict[tuple[str, str], Mapping[str, DecidedVerdict]]
    )
    since: Mapping[tuple[str, str], Mapping[str, str]] = field(default_factory=dict[tuple[str, str], Mapping[str, str]])
