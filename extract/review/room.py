"""All that a review of one folder needs: what is stored, its documents, the decisions, and who is there."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path

from extract.errors import UserError
from extract.report.stored import COMPARISON_SUFFIX, StoredRun
from extract.report.views import PostingView, arrange
from extract.review.applying import ReviewedSet, apply_decisions
from extract.review.deciding import Desk, versions_of
from extract.review.index import Entry, Index, posting_of
from extract.review.log import Group, ReviewLog
from extract.review.presence import Presence
from extract.review.reviewed import review_comparison
from extract.review.sources import Shown, Sources
from extract.review.subjects import comparison_items, profile_items
from extract.review.views import SheetView, comparison_sheet, profile_sheet
from extract.storage import Results
from schemas import Comparison, Posting, Profile

COLUMNS = 8
"""Candidates beside each other in the matrix of a posting."""


class UnknownNameError(Exception):
    """There is no profile, posting or comparison of that NAME."""


@dataclass(frozen=True, slots=True)
class OpenProfile:
    """A profile on the table."""

    profile: Profile
    desk: Desk
    shown: Shown

    def sheet(self, review: ReviewedSet | None = None) -> SheetView:
        """Return what the page shows of it."""
        return profile_sheet(self.desk.name, self.profile, self.desk.versions.results, review or self.desk.review())


@dataclass(frozen=True, slots=True)
class OpenComparison:
    """A comparison on the table; `profile` and `posting` are None where they are missing or damaged."""

    comparison: Comparison
    desk: Desk
    profile: Profile | None
    posting: Posting | None
    facts: ReviewedSet | None

    def sheet(self, review: ReviewedSet | None = None) -> SheetView:
        """Return what the page shows of it."""
        name = self.profile.candidate.name if self.profile else None
        return comparison_sheet(
            self.desk.name, name or self.comparison.profile, self.comparison, self.posting,
            self.desk.versions.results, review or self.desk.review(), self.facts,
        )  # fmt: skip


class Room:
    """One folder of results under review."""

    def __init__(self, out: Path, docs: Path | None = None) -> None:
        self.results = Results(out)
        self.log = ReviewLog(out)
        self.index = Index(out)
        self.sources = Sources(out, docs)
        self.presence = Presence(out)

    def known(self, group: str, name: str) -> Entry:
        """Return the entry of a NAME.

        Raises:
            UnknownNameError: there is none. So no path is ever made from what a request says.
        """
        entry = self.index.entry(group, name)
        if entry is None:
            raise UnknownNameError(name)
        return entry

    async def open(self, group: Group, name: str) -> OpenProfile | OpenComparison:
        """Open a profile or comparison.

        Raises:
            UnknownNameError: there is none of that NAME.
            UserError: its file is damaged.
        """
        return await (self.open_profile(name) if group == "profiles" else self.open_comparison(name))

    async def open_profile(self, name: str, patience_s: float | None = None) -> OpenProfile:
        """Open a profile, with as much of its document as there is after `patience_s` seconds."""
        self.known("profiles", name)
        profile = await asyncio.to_thread(self.results.read_profile, name)
        shown = await (self.sources.show(profile) if patience_s is None else self.sources.show(profile, patience_s))
        path = self.results.profile_path(name)
        versions = versions_of(path, profile.provenance.model, profile.document.sha256)
        desk = Desk(
            self.log, "profiles", name, profile_items(profile), shown.document, versions, profile.document.language
        )
        return OpenProfile(profile, desk, shown)

    async def open_posting(self, name: str) -> tuple[Posting, Shown]:
        """Open a posting with its document."""
        self.known("postings", name)
        posting = await asyncio.to_thread(self.results.read_posting, name)
        return posting, await self.sources.show(posting)

    async def open_comparison(self, name: str) -> OpenComparison:
        """Open a comparison with both its sides."""
        self.known("comparisons", name)
        return await asyncio.to_thread(self._open_comparison, name)

    def _open_comparison(self, name: str) -> OpenComparison:
        comparison = self._read_comparison(name)
        posting = posting_of(self.results, comparison)
        profile, facts = None, None
        try:
            profile = self.results.read_profile(comparison.profile)
            log = self.log.read("profiles", comparison.profile)
            facts = apply_decisions(profile_items(profile), log, "") if log else None
        except UserError:
            pass
        path = self.results.comparison_path(name)
        versions = versions_of(path, comparison.provenance.model, profile.document.sha256 if profile else "")
        desk = Desk(self.log, "comparisons", name, comparison_items(comparison, posting), None, versions)
        return OpenComparison(comparison, desk, profile, posting, facts)

    def _read_comparison(self, name: str) -> Comparison:
        try:
            return Comparison.model_validate_json(self.results.comparison_path(name).read_bytes())
        except (OSError, ValueError):
            raise UserError(
                f"The comparison {name + COMPARISON_SUFFIX!r} cannot be read.", "Run the comparison again."
            ) from None

    def matrix(self, posting_name: str, words: str, first: int) -> tuple[PostingView, dict[str, str], int]:
        """Return a posting's matrix with the verdicts in force, for `COLUMNS` candidates from the place `first` on.

        Returns also the NAME of the comparison of each profile shown, and how many candidates there are.
        """
        self.known("postings", posting_name)
        posting = self.results.read_posting(posting_name)
        found = [entry for entry in self.index.all("comparisons") if entry.posting == posting_name]
        rank = {entry.name: place for place, entry in enumerate(self.index.search("profiles", words))}
        found = sorted((each for each in found if each.profile in rank), key=lambda each: rank[each.profile])
        names: dict[str, str] = {}
        profiles: dict[str, Profile] = {}
        compared: list[Comparison] = []
        for entry in found[first : first + COLUMNS]:
            comparison = self._read_comparison(entry.name)
            compared.append(review_comparison(self.results, entry.name, comparison, posting).comparison)
            names[entry.profile] = entry.name
            profiles[entry.profile] = self.results.read_profile(entry.profile)
        page = arrange(StoredRun(profiles, {posting_name: posting}, tuple(compared), None, ()))
        return page.postings[0], names, len(found)
