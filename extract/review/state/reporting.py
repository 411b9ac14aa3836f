"""OUT/report.html as reviewed: what is stored, with what people decided in it, and who decided what beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from extract.errors import UserError
from extract.report.content.decided import Decided, DecidedFacts, DecidedVerdict, RejectedFact, Said, State
from extract.report.content.look_alikes import LookAlike
from extract.report.content.sorting import Sort
from extract.report.content.stored import StoredRun, Trouble
from extract.report.write import read_stored, write_page
from extract.review.decisions.log import LOG_SUFFIX, ReviewLog
from extract.review.decisions.people import PeopleLog
from extract.review.decisions.standing import Reviewed, ReviewedSet
from extract.review.decisions.subjects import LINKS
from extract.review.domain.people import look_alike
from extract.review.domain.reviewed import ReviewedPosting, ReviewedProfile, apply_to_posting, apply_to_profile
from extract.review.domain.reviewed_comparison import apply_to_comparison
from extract.review.state.view_model import link_label, title_of
from extract.review.state.wording import label_of, shown
from schemas import Comparison, Decision, Group, Posting, Run, Verdict


def write_report(out: Path, run: Run | None = None, *, documents_left_out: int = 0, sort: Sort | None = None) -> Path:
    """Write OUT/report.html from what is stored in `out` and what people decided about it, and return its path.

    Files that are missing or damaged are named on the page. `run` and `documents_left_out`: as in `read_stored`. `sort` is
    the order of candidates that the reader asked for.

    Raises:
        UserError: `out` is no folder, holds no results yet, or cannot be written to.
    """
    return write_page(out, read_reviewed(out, run, documents_left_out=documents_left_out), sort=sort)


def read_reviewed(out: Path, run: Run | None = None, *, documents_left_out: int = 0) -> StoredRun:
    """Return what is stored in `out` as it stands after review; a log that cannot be used is named as a trouble.

    Raises:
        UserError: `out` is no folder, or holds no results.
    """
    stored = read_stored(out, run, documents_left_out=documents_left_out)
    return _Reading(out, stored).reviewed()


class _Reading:
    """One look at all decisions on the results of a folder."""

    def __init__(self, out: Path, stored: StoredRun) -> None:
        self._log = ReviewLog(out)
        self._stored = stored
        self._troubles: list[Trouble] = []

    def reviewed(self) -> StoredRun:
        """Return the results with the decisions in them."""
        stored = self._stored
        reviewed, decided_profiles = self._profiles()
        postings, asked, decided_postings = self._postings()
        comparisons: dict[str, Comparison] = {}
        verdicts: dict[tuple[str, str], Mapping[str, DecidedVerdict]] = {}
        since: dict[tuple[str, str], Mapping[str, str]] = {}
        for name, comparison in stored.comparisons.items():
            log = self._decisions("comparisons", name)
            extracted = stored.postings.get(comparison.posting)
            found = apply_to_comparison(comparison, extracted, log, asked.get(comparison.posting),
                                        stored.profiles.get(comparison.profile), reviewed.get(comparison.profile))  # fmt: skip
            comparisons[name] = found.comparison
            pair = comparison.profile, comparison.posting
            verdicts[pair] = decided_verdicts(found.by_id)
            since[pair] = {key: each.words for key, each in found.since.items()}
        profiles = {**stored.profiles, **{name: each.profile for name, each in reviewed.items()}}
        look_alikes = self._look_alikes()
        return replace(
            stored, profiles=profiles, postings=postings, comparisons=comparisons,
            troubles=(*stored.troubles, *self._troubles), look_alikes=look_alikes,
            decided=Decided(decided_profiles, decided_postings, verdicts, since),
        )  # fmt: skip

    def _profiles(self) -> tuple[dict[str, ReviewedProfile], dict[str, DecidedFacts]]:
        """Return the profiles about which anything was decided."""
        reviewed: dict[str, ReviewedProfile] = {}
        decided: dict[str, DecidedFacts] = {}
        for name, profile in self._stored.profiles.items():
            if log := self._decisions("profiles", name):
                found = reviewed[name] = apply_to_profile(profile, log)
                decided[name] = _decided_facts(found.review, found.by_id, log)
        return reviewed, decided

    def _postings(self) -> tuple[dict[str, Posting], dict[str, ReviewedPosting], dict[str, DecidedFacts]]:
        asked: dict[str, ReviewedPosting] = {}
        decided: dict[str, DecidedFacts] = {}
        for name, posting in self._stored.postings.items():
            log = self._decisions("postings", name)
            found = asked[name] = apply_to_posting(posting, log)
            if log:
                decided[name] = _decided_facts(found.review, found.by_id, log)
        return {name: found.posting for name, found in asked.items()}, asked, decided

    def _look_alikes(self) -> tuple[LookAlike, ...]:
        """Return the pairs that the run found, but for those that a person told apart."""
        pairs = self._stored.run.same_people if self._stored.run else []
        documents = {name: profile.document.sha256 for name, profile in self._stored.profiles.items()}
        labels = {name: profile.candidate.name or name for name, profile in self._stored.profiles.items()}
        log = PeopleLog(self._log.out)
        try:
            decided = log.standing(documents) if pairs else {}
        except UserError as error:
            reason = f"What was decided there is left out, since it cannot be read. {error.remedy}"
            self._troubles.append(Trouble(f"reviews/{log.file.path.name}", reason))
            decided = {}
        shown = [look_alike(pair, labels, decided) for pair in pairs]
        return tuple(each for each in shown if each.likeness != "different")

    def _decisions(self, group: Group, name: str) -> list[Decision]:
        """Return the decisions; none where the log cannot be used, which is then named on the page."""
        try:
            return self._log.read(group, name)
        except UserError as error:
            reason = f"What was decided there is left out, since it cannot be read. {error.remedy}"
            self._troubles.append(Trouble(f"reviews/{group}/{name}{LOG_SUFFIX}", reason))
            return []


def _decided_facts(review: ReviewedSet, by_id: Mapping[str, Reviewed], log: Sequence[Decision]) -> DecidedFacts:
    facts = {fact_id: said for fact_id, each in by_id.items() if (said := _said(each, review)) is not None}
    rejected = [
        RejectedFact(each.key, title_of(each), each.evidence, said)
        for each in review.items
        if each.state == "rejected" and (said := _said(each, review)) is not None
    ]
    finished = review.finished if review.decided == len(review.items) else None
    return DecidedFacts(
        review.decided, len(review.items), tuple(dict.fromkeys(decision.by for decision in log)),
        None if finished is None else Said("accepted", finished.by, finished.at), facts, tuple(rejected),
    )  # fmt: skip


def decided_verdicts(by_id: Mapping[str, Reviewed]) -> dict[str, DecidedVerdict]:
    """Return what was decided about the verdicts of a comparison, by requirement, beside what they were before."""
    found: dict[str, DecidedVerdict] = {}
    for requirement_id, each in by_id.items():
        said, verdict = _said(each, None), each.item.stored if each.item else None
        if said is not None and isinstance(verdict, Verdict):
            found[requirement_id] = DecidedVerdict(said, verdict)
    return found


def _said(each: Reviewed, review: ReviewedSet | None) -> Said | None:
    """Return who decided what about an item; None where nobody did, nor noted anything."""
    note = (each.note.by, each.note.note) if each.note is not None else None
    decision = each.decision or each.note
    if decision is None:
        return None
    state: State = each.state if each.state != "open" else "noted"
    was: list[tuple[str, str]] = []
    if each.state == "corrected" and each.item is not None and review is not None:
        for name in decision.values:
            links, values = each.item.links, each.item.values
            before = link_label(links.get(name), review) if name in LINKS else shown(values.get(name))
            was.append((label_of(name), before))
    return Said(state, decision.by, decision.at, tuple(was), tuple(label_of(name) for name in each.knowledge), note)
