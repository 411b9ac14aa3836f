"""All that a review of one folder needs: what is stored, its documents, the decisions, and who is there."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from extract.documents import Document
from extract.documents.ocr.recognition import Recognition
from extract.errors import UserError
from extract.report.content.decided import Decided, DecidedVerdict
from extract.report.content.stored import StoredRun
from extract.report.content.views import PostingView, arrange
from extract.review.decisions.log import ReviewLog
from extract.review.decisions.standing import ReviewedSet
from extract.review.decisions.subjects import comparison_items
from extract.review.domain.deciding import Desk, versions_of
from extract.review.domain.people import PeopleIndex
from extract.review.domain.reviewed import ReviewedPosting, ReviewedProfile, apply_to_posting, apply_to_profile
from extract.review.domain.reviewed_comparison import apply_to_comparison, still_told
from extract.review.domain.reworking import Since, rework
from extract.review.state.across import AcrossRow, AcrossView
from extract.review.state.cache import ResultCache, Shelved
from extract.review.state.doubts import doubts_of, verdict_doubts
from extract.review.state.index import Entry, Index
from extract.review.state.presence import Presence
from extract.review.state.reporting import decided_verdicts
from extract.review.state.sources import PATIENCE_S, Sources
from extract.review.state.view_model import SheetView, comparison_sheet, posting_sheet, profile_sheet
from extract.store.results import COMPARISON_SUFFIX, Results
from extract.system.limits import ReadLimits
from schemas import Comparison, Group, Posting, Profile

COLUMNS = 8
"""Candidates beside each other in the matrix of a posting."""


ROWS = 50
"""Candidates below each other on the page of one requirement."""


class UnknownNameError(Exception):
    """There is no profile, posting or comparison of that NAME."""


@dataclass(frozen=True, slots=True)
class OpenDocument:
    """A profile or posting on the table; `path` is its document's file, None where it is not there any more."""

    stored: Profile | Posting
    desk: Desk
    path: Path | None

    def sheet(self, review: ReviewedSet | None = None, *, only: str | None = None) -> SheetView:
        """Return what the page shows of it; `only` names the one item whose card is made, "" none."""
        review = review or self.desk.review()
        name, results = self.desk.name, self.desk.versions.results
        if isinstance(self.stored, Profile):
            return profile_sheet(name, self.stored, results, review, only=only)
        return posting_sheet(name, self.stored, results, review, only=only)


@dataclass(frozen=True, slots=True)
class OpenComparison:
    """A comparison on the table; `profile` and `posting` are None where they are missing or damaged.

    `path` is the résumé's file, None where it is not there any more. `posting` is as reviewed. `facts` and `asked` tell
    what was decided about profile and posting, `since` what became of verdicts by that.
    """

    comparison: Comparison
    desk: Desk
    profile: Profile | None
    path: Path | None
    posting: Posting | None
    facts: ReviewedSet | None
    asked: ReviewedSet | None
    since: Mapping[str, Since]

    def sheet(self, review: ReviewedSet | None = None, *, only: str | None = None) -> SheetView:
        """Return what the page shows of it; there are never so many verdicts that `only` would matter."""
        name = self.profile.candidate.name if self.profile else None
        review = review or self.desk.review()
        return comparison_sheet(
            self.desk.name, name or self.comparison.profile, self.comparison, self.posting, self.desk.versions.results,
            review, self.facts, self.asked, self.desk.resume, still_told(self.since, review),
        )  # fmt: skip


class ReviewSession:
    """One folder of results under review."""

    def __init__(
        self,
        out: Path,
        docs: Path | None = None,
        limits: ReadLimits | None = None,
        recognition: Recognition | None = None,
    ) -> None:
        self.results = Results(out)
        self.log = ReviewLog(out)
        self.index = Index(out)
        self.people = PeopleIndex(out)
        self.sources = Sources(out, docs, limits, recognition)
        self.presence = Presence(out)
        self._shelf = ResultCache(self.results)
        self._refreshing: set[asyncio.Task[None]] = set()

    def refresh_if_due(self) -> None:
        """Have the list looked at again in the background, if the last look is long enough ago."""
        if self.index.due:
            self.refresh(force=False)

    def refresh(self, *, force: bool) -> None:
        """Have the list looked at again in the background."""
        task = asyncio.create_task(asyncio.to_thread(self._look, force=force))
        self._refreshing.add(task)
        task.add_done_callback(self._refreshing.discard)

    def _look(self, *, force: bool) -> None:
        if self.index.refresh(force=force):
            self.people.look()

    def known(self, group: str, name: str) -> Entry:
        """Return the entry of a NAME.

        Raises:
            UnknownNameError: there is none. So no path is ever made from what a request says.
        """
        entry = self.index.entry(group, name)
        if entry is None:
            raise UnknownNameError(name)
        return entry

    async def open(self, group: Group, name: str, patience_s: float = PATIENCE_S) -> OpenDocument | OpenComparison:
        """Open a profile, posting or comparison; a document that is still being read is waited for so many seconds.

        Raises:
            UnknownNameError: there is none of that NAME.
            UserError: its file is damaged.
        """
        if group == "comparisons":
            return await self.open_comparison(name)
        return await self.open_document(group, name, patience_s)

    async def open_document(
        self, group: Literal["profiles", "postings"], name: str, patience_s: float = PATIENCE_S
    ) -> OpenDocument:
        """Open a profile or posting, with as much of its document as there is after `patience_s` seconds."""
        shelved = await self.shelved(group, name)
        shown = await self.sources.show(shelved.stored, patience_s, lambda: shelved.known)
        return OpenDocument(shelved.stored, self._desk(group, name, shelved, shown.document), shown.path)

    async def glance(self, group: Literal["profiles", "postings"], name: str) -> OpenDocument:
        """Open a profile or posting with what the results quote of its document, which is begun to be read meanwhile."""
        shelved = await self.shelved(group, name)
        path = await self.sources.begin(shelved.stored.document)
        decided = await asyncio.to_thread(self.log.read, group, name)
        text = await asyncio.to_thread(lambda: shelved.known) if decided else None
        return OpenDocument(shelved.stored, self._desk(group, name, shelved, text), path)

    def _desk(self, group: Group, name: str, shelved: Shelved, document: Document | None) -> Desk:
        language = shelved.stored.document.language
        return Desk(
            self.log, group, name, shelved.items, document, shelved.versions, language,
            needs_look=lambda each: bool(doubts_of(each, shelved.findings)),
        )  # fmt: skip

    async def shelved(self, group: str, name: str) -> Shelved:
        """Return a profile or posting.

        Raises:
            UnknownNameError: there is none of that NAME. UserError: its file is damaged.
        """
        self.known(group, name)
        return await asyncio.to_thread(self._shelf.profile if group == "profiles" else self._shelf.posting, name)

    async def open_comparison(self, name: str) -> OpenComparison:
        """Open a comparison with both its sides; the résumé is begun to be read meanwhile."""
        self.known("comparisons", name)
        opened = await asyncio.to_thread(self._open_comparison, name)
        if opened.profile is None:
            return opened
        return replace(opened, path=await self.sources.begin(opened.profile.document))

    def _open_comparison(self, name: str) -> OpenComparison:
        stored = self._read_comparison(name)
        posting, asked = self._asked(stored.posting)
        shelved, reviewed = self._facts(stored.profile)
        facts = reviewed.review if reviewed else None
        comparison, since = rework(stored, posting, reviewed)
        profile = shelved.stored if shelved is not None and isinstance(shelved.stored, Profile) else None
        path = self.results.comparison_path(name)
        verdicts = {verdict.requirement_id: verdict for verdict in comparison.verdicts}
        versions = versions_of(path, comparison.provenance.model, profile.document.sha256 if profile else "")
        desk = Desk(self.log, "comparisons", name, comparison_items(comparison, posting), None, versions,
                    resume=(lambda: shelved.known) if shelved is not None else None,
                    needs_look=lambda each: bool(
                        verdict_doubts(verdicts[each.key], each, facts, asked.review if asked else None)
                    ))  # fmt: skip
        return OpenComparison(
            comparison, desk, profile, None, asked.posting if asked else None, facts,
            asked.review if asked else None, since,
        )  # fmt: skip

    def _asked(self, name: str) -> tuple[Posting | None, ReviewedPosting | None]:
        """Return a posting as extracted and as reviewed; None where it or its log cannot be used."""
        try:
            posting = self.results.read_posting(name)
            return posting, apply_to_posting(posting, self.log.read("postings", name))
        except UserError:
            return None, None

    def _facts(self, name: str) -> tuple[Shelved | None, ReviewedProfile | None]:
        """Return a profile, and the same as reviewed where anything was decided about it."""
        try:
            shelved = self._shelf.profile(name)
            log = self.log.read("profiles", name)
        except UserError:
            return None, None
        profile = shelved.stored
        return shelved, apply_to_profile(profile, log) if log and isinstance(profile, Profile) else None

    def _read_comparison(self, name: str) -> Comparison:
        try:
            return Comparison.model_validate_json(self.results.comparison_path(name).read_bytes())
        except (OSError, ValueError):
            raise UserError(
                f"The comparison {name + COMPARISON_SUFFIX!r} cannot be read.", "Run the comparison again."
            ) from None

    def across(self, posting_name: str, requirement_id: str, first: int) -> tuple[AcrossView, int]:
        """Return one requirement with the verdict on each candidate, `ROWS` from the place `first` on, and how many there are.

        Raises:
            UnknownNameError: there is no such posting, or it has no such requirement, or it was rejected.
        """
        self.known("postings", posting_name)
        posting = self.results.read_posting(posting_name)
        asked = apply_to_posting(posting, self.log.read("postings", posting_name)).posting
        ids = [each.id for each in asked.requirements]
        if requirement_id not in ids:
            raise UnknownNameError(requirement_id)
        found = [entry for entry in self.index.all("comparisons") if entry.posting == posting_name]
        rank = {entry.name: place for place, entry in enumerate(self.index.all("profiles"))}
        found.sort(key=lambda each: (rank.get(each.profile, len(rank)), each.name))
        rows = [
            row for entry in found[first : first + ROWS] if (row := self._row(entry.name, requirement_id)) is not None
        ]
        place = ids.index(requirement_id)
        around = (ids[place - 1] if place else None, ids[place + 1] if place + 1 < len(ids) else None)
        return AcrossView(asked, asked.requirements[place], tuple(rows), around, place + 1), len(found)

    def _row(self, name: str, requirement_id: str) -> AcrossRow | None:
        """Return a candidate's verdict; None where the comparison has none on that requirement."""
        opened = self._open_comparison(name)
        sheet = opened.sheet()
        card = sheet.find(requirement_id)
        return None if card is None else AcrossRow(name, opened.desk.versions.results, replace(card, title=sheet.label))

    def matrix(self, posting_name: str, words: str, first: int) -> tuple[PostingView, dict[str, str], int, int]:
        """Return a posting's matrix with the verdicts in force, for `COLUMNS` candidates from the place `first` on.

        Returns also the NAME of the comparison of each profile shown, how many candidates there are, and how many
        requirements were rejected.
        """
        self.known("postings", posting_name)
        posting = self.results.read_posting(posting_name)
        asked = apply_to_posting(posting, self.log.read("postings", posting_name))
        found = [entry for entry in self.index.all("comparisons") if entry.posting == posting_name]
        rank = {entry.name: place for place, entry in enumerate(self.index.search("profiles", words))}
        found = sorted((each for each in found if each.profile in rank), key=lambda each: rank[each.profile])
        names: dict[str, str] = {}
        profiles: dict[str, Profile] = {}
        compared: dict[str, Comparison] = {}
        verdicts: dict[tuple[str, str], dict[str, DecidedVerdict]] = {}
        for entry in found[first : first + COLUMNS]:
            comparison = self._read_comparison(entry.name)
            log = self.log.read("comparisons", entry.name)
            profile = self._shelf.profile(entry.profile).stored
            assert isinstance(profile, Profile)
            told = self.log.read("profiles", entry.profile)
            facts = apply_to_profile(profile, told) if told else None
            reviewed = apply_to_comparison(comparison, posting, log, asked, profile, facts)
            compared[entry.name] = reviewed.comparison
            verdicts[entry.profile, posting_name] = decided_verdicts(reviewed.by_id)
            names[entry.profile] = entry.name
            profiles[entry.profile] = profile
        page = arrange(
            StoredRun(profiles, {posting_name: asked.posting}, compared, None, (), Decided(verdicts=verdicts))
        )
        return page.postings[0], names, len(found), len(asked.rejected)
