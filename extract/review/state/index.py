"""The list of what there is to review, kept in memory, so that ten thousand profiles are listed at once."""

from __future__ import annotations

import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from extract.errors import UserError
from extract.report.content.wording import sort_key
from extract.review.decisions.log import GROUPS, LOG_SUFFIX, ReviewLog
from extract.review.decisions.standing import ReviewedSet
from extract.review.decisions.subjects import FACT_MODELS, comparison_items
from extract.review.domain.applying import apply_decisions
from extract.review.domain.reviewed import ReviewedProfile, apply_to_posting, apply_to_profile
from extract.review.domain.reworking import rework
from extract.store.results import COMPARISON_SUFFIX, POSTING_SUFFIX, PROFILE_SUFFIX, Results
from extract.store.stamps import file_stamps
from schemas import Comparison, Decision, Group, Posting, Profile

Progress = Literal["open", "under_way", "ask_again", "finished"]
REFRESH_S = 2.0
"""Files are looked at again when the list is asked for and the last look is older than this."""
_NO_LOG = (0, 0)
_SUFFIXES = {"profiles": PROFILE_SUFFIX, "postings": POSTING_SUFFIX, "comparisons": COMPARISON_SUFFIX}


@dataclass(frozen=True, slots=True)
class Entry:
    """One profile, posting or comparison. `label` is the person's name, the posting's title, or the file's name.

    `total` counts what can be decided about, `decided` what was; `warnings` the findings that are not mere notes.
    `profile` and `posting` name the two sides of a comparison.
    """

    group: str
    name: str
    label: str
    total: int = 0
    decided: int = 0
    warnings: int = 0
    progress: Progress = "open"
    people: tuple[str, ...] = ()
    damaged: bool = False
    profile: str = ""
    posting: str = ""
    to_review: int = 0
    letters: str = field(default="", compare=False)


Stamp = tuple[int, ...]
"""Of the file and of what its entry depends on: the log of decisions about it, and about the profile of a comparison."""


class Index:
    """What lies in OUT, read once and then only where files changed."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._log = ReviewLog(out)
        self._entries: dict[tuple[str, str], tuple[Stamp, Entry]] = {}
        self._sorted: dict[str, list[Entry]] = {group: [] for group in _SUFFIXES}
        self._counts: dict[str, Counter[str]] = {group: Counter() for group in _SUFFIXES}
        self._by_name: dict[tuple[str, str], Entry] = {}
        self._lock = threading.Lock()
        self._looked_s = float("-inf")
        self.complete = False
        self.found = 0

    def refresh(self, *, force: bool = False) -> bool:
        """Look at the files again, in this thread; whether it was done: not while another thread does, nor too soon after."""
        if not self._lock.acquire(blocking=force):
            return False
        try:
            due = force or time.monotonic() - self._looked_s > REFRESH_S
            if due:
                self._look()
            return due
        finally:
            self._lock.release()

    @property
    def due(self) -> bool:
        """Whether the last look is long enough ago for another."""
        return time.monotonic() - self._looked_s > REFRESH_S and not self._lock.locked()

    def entry(self, group: str, name: str) -> Entry | None:
        """Return the entry of that NAME; None where there is none. Names of requests are looked up here, never opened."""
        found = self._by_name.get((group, name))
        if found is None and not self.complete:
            self.refresh(force=True)
            found = self._by_name.get((group, name))
        return found

    def all(self, group: str) -> list[Entry]:
        """Return the entries of a group by label."""
        return self._sorted[group]

    def counts(self, group: str) -> Counter[str]:
        """Return how many entries of a group are in each state of progress."""
        return self._counts[group]

    def search(self, group: str, words: str = "", show: str = "all") -> list[Entry]:
        """Return the entries whose label or name holds `words`, letters alone, and that are in the state `show`."""
        wanted = sort_key(words.strip())[0]
        if not wanted and show == "all":
            return self._sorted[group]
        return [
            entry
            for entry in self._sorted[group]
            if wanted in entry.letters and (show == "all" or entry.progress == show)
        ]

    def _look(self) -> None:
        seen: dict[tuple[str, str], tuple[Stamp, Entry]] = {}
        logs = {group: dict(file_stamps(self._log.folder / group, LOG_SUFFIX)) for group in GROUPS}
        stamps = [
            (
                (group, name),
                (
                    *stamp,
                    *logs[group].get(name, _NO_LOG),
                    *logs["profiles"].get(self._profile_of(group, name), _NO_LOG),
                ),
            )
            for group, suffix in _SUFFIXES.items()
            for name, stamp in file_stamps(self._out / group, suffix)
        ]
        self.found = len(stamps)
        for count, (key, stamp) in enumerate(stamps, 1):
            known = self._entries.get(key)
            seen[key] = known if known is not None and known[0] == stamp else (stamp, self._read(*key))
            if not self.complete and count % 500 == 0:
                self._publish(seen)
        self._entries = seen
        self._publish(seen)
        self.complete = True
        self._looked_s = time.monotonic()

    def _profile_of(self, group: str, name: str) -> str:
        """Return the profile of a comparison, once its file was read."""
        known = self._entries.get((group, name))
        return known[1].profile if known is not None else ""

    def _publish(self, seen: dict[tuple[str, str], tuple[Stamp, Entry]]) -> None:
        entries = [entry for _, entry in seen.values()]
        for group in _SUFFIXES:
            of_group = [entry for entry in entries if entry.group == group]
            self._counts[group] = Counter(entry.progress for entry in of_group)
            self._sorted[group] = sorted(of_group, key=lambda entry: (sort_key(entry.label), entry.name))
        self._by_name = {(entry.group, entry.name): entry for entry in entries}

    def _read(self, group: str, name: str) -> Entry:
        path = self._out / group / f"{name}{_SUFFIXES[group]}"
        try:
            content = path.read_bytes()
            stored = json.loads(content)
            entry = _READERS[group](name, stored)
            entry = self._with_decisions(entry, content)
        except (OSError, ValueError, KeyError, TypeError, AttributeError, UserError):
            entry = Entry(group, name, name, damaged=True)
        return _replace(entry, letters=f"{sort_key(entry.label)[0]} {sort_key(name)[0]}")

    def _with_decisions(self, entry: Entry, content: bytes) -> Entry:
        group: Group = next(each for each in GROUPS if each == entry.group)
        log = self._log.read(group, entry.name)
        profile = self._reviewed(entry.profile) if group == "comparisons" else None
        if not log and profile is None:
            return entry
        to_review = entry.to_review
        if group == "profiles":
            review = apply_to_profile(Profile.model_validate_json(content), log).review
        elif group == "postings":
            review = apply_to_posting(Posting.model_validate_json(content), log).review
        else:
            comparison = Comparison.model_validate_json(content)
            posting = posting_of(Results(self._out), comparison)
            comparison, _ = rework(comparison, posting, profile)
            review = apply_decisions(comparison_items(comparison, posting), log, "")
            to_review = sum(verdict.needs_review for verdict in comparison.verdicts)
        people = tuple(dict.fromkeys(decision.by for decision in log))
        return _replace(
            entry, total=len(review.items), decided=review.decided, progress=progress_of(review, log), people=people,
            to_review=to_review,
        )  # fmt: skip

    def _reviewed(self, name: str) -> ReviewedProfile | None:
        """Return a profile about which anything was decided; None where nothing was, or it or its log cannot be used."""
        try:
            log = self._log.read("profiles", name)
            return apply_to_profile(Results(self._out).read_profile(name), log) if log else None
        except UserError:
            return None


def progress_of(review: ReviewedSet, log: list[Decision]) -> Progress:
    """Return how far a profile or comparison is."""
    if any(item.state == "ask_again" for item in review.items):
        return "ask_again"
    if review.finished is not None and review.decided == len(review.items):
        return "finished"
    return "under_way" if log else "open"


def posting_of(results: Results, comparison: Comparison) -> Posting | None:
    """Return the posting of a comparison; None where it is missing or damaged."""
    try:
        return results.read_posting(comparison.posting)
    except UserError:
        return None


def _replace(entry: Entry, **changes: Any) -> Entry:
    return Entry(**{name: getattr(entry, name) for name in Entry.__dataclass_fields__} | changes)


def _profile_entry(name: str, stored: dict[str, Any]) -> Entry:
    warnings = sum(finding["severity"] != "info" for finding in stored["findings"])
    total = 1 + sum(len(stored[kind]) for kind in FACT_MODELS)
    total += sum(len(facts) for facts in stored.get("additional", {}).values())
    return Entry("profiles", name, stored["candidate"]["name"] or name, total, warnings=warnings)


def _posting_entry(name: str, stored: dict[str, Any]) -> Entry:
    return Entry("postings", name, stored["title"] or name, 1 + len(stored["requirements"]))


def _comparison_entry(name: str, stored: dict[str, Any]) -> Entry:
    to_review = sum(bool(verdict["needs_review"]) for verdict in stored["verdicts"])
    return Entry(
        "comparisons", name, name, len(stored["verdicts"]), profile=stored["profile"], posting=stored["posting"],
        to_review=to_review,
    )  # fmt: skip


_READERS = {"profiles": _profile_entry, "postings": _posting_entry, "comparisons": _comparison_entry}
