"""What the page shows, arranged: candidates in the order of their names, a matrix a posting, a card a verdict."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from extract.report.content.decided import DecidedFacts, DecidedVerdict
from extract.report.content.look_alikes import LookAlike
from extract.report.content.sorting import SORT_RULES, Sort, sort_rank
from extract.report.content.stored import StoredRun, Trouble
from extract.report.content.wording import distinct, period, sort_key
from schemas import (
    AdditionalFact,
    Comparison,
    Education,
    Evidence,
    Fact,
    Finding,
    Metric,
    Posting,
    Profile,
    Project,
    Publication,
    Qualification,
    Requirement,
    Role,
    Run,
    RunComparison,
    RunDocument,
    Talk,
    Verdict,
    VerdictCounts,
)

IMPORTANCE_WORDS = {"required": "Required", "preferred": "Preferred", "responsibility": "Responsibilities"}


@dataclass(frozen=True, slots=True)
class CandidateView:
    """One candidate. `profile` is None where its file is unreadable.

    `anchor` is made by counting, never from text. `label` is the person's name, with the file's where two share it.
    """

    anchor: str
    name: str
    label: str
    profile: Profile | None
    facts: Mapping[str, str]
    """A short label of each fact, rejected ones too, by its id."""
    decided: DecidedFacts | None = None


@dataclass(frozen=True, slots=True)
class VerdictView:
    """One verdict with its demand; `requirement` is None where the posting does not hold it any more."""

    anchor: str
    verdict: Verdict
    requirement: Requirement | None
    decided: DecidedVerdict | None = None
    since: str = ""
    """What became of it since the comparison, when facts that it rests on were corrected."""

    @property
    def overruled(self) -> bool:
        """Whether a person put this verdict in place of another one."""
        return self.decided is not None and self.decided.said.state == "corrected"

    @property
    def asked(self) -> str:
        """The demand in the posting's words."""
        if self.requirement is not None:
            return self.requirement.text
        return " … ".join(quote.text for quote in distinct(self.verdict.requirement_evidence))

    def split(self, quote: Evidence) -> tuple[str, str, str]:
        """Return a quote of the posting as what stands before the demand, the demand, and what stands after it.

        A sentence often holds several demands. The demand is the whole quote where its words do not stand inside it.
        """
        before, asked, after = quote.text.partition(self.asked)
        return (before, asked, after) if asked else ("", quote.text, "")

    @property
    def demand_apart(self) -> bool:
        """Whether the demand's words have to be shown by themselves, since no quote holds them whole."""
        return all(self.asked not in quote.text for quote in self.verdict.requirement_evidence) and (
            self.requirement is not None
        )


@dataclass(frozen=True, slots=True)
class PairView:
    """One candidate against one posting, its verdicts grouped as in the matrix (by the group's index)."""

    anchor: str
    candidate: CandidateView
    comparison: Comparison
    groups: tuple[tuple[str, tuple[VerdictView, ...]], ...]

    @property
    def to_review(self) -> int:
        """How many verdicts a person should look at."""
        return sum(verdict.needs_review for verdict in self.comparison.verdicts)


@dataclass(frozen=True, slots=True)
class RowView:
    """One demand: what it asks, where it stands, and the verdict of each column (None where there is none)."""

    asked: str
    requirement: Requirement | None
    evidence: tuple[Evidence, ...]
    cells: tuple[VerdictView | None, ...]


@dataclass(frozen=True, slots=True)
class GroupView:
    """The demands of one importance, with the stored counts of each column (None where the importance is unknown)."""

    title: str
    rows: tuple[RowView, ...]
    counts: tuple[VerdictCounts | None, ...]


@dataclass(frozen=True, slots=True)
class PostingView:
    """One posting with its matrix and its candidates; `posting` is None where its file is unreadable."""

    anchor: str
    name: str
    title: str
    posting: Posting | None
    pairs: tuple[PairView, ...]
    groups: tuple[GroupView, ...]
    not_compared: tuple[CandidateView, ...]
    decided: DecidedFacts | None = None


@dataclass(frozen=True, slots=True)
class PageView:
    """All of the page."""

    candidates: tuple[CandidateView, ...]
    postings: tuple[PostingView, ...]
    run: Run | None
    failed_documents: tuple[RunDocument, ...]
    failed_comparisons: tuple[RunComparison, ...]
    troubles: tuple[Trouble, ...]
    as_of: tuple[str, ...]
    sort: Sort | None
    candidates_left_out: int
    documents_left_out: int
    look_alikes: tuple[LookAlike, ...] = ()

    @property
    def sort_rule(self) -> str | None:
        """The rule by which the reader asked for candidates to be sorted."""
        return SORT_RULES[self.sort] if self.sort else None

    @property
    def reviewers(self) -> tuple[str, ...]:
        """Who decided anything, each once."""
        facts = [view.decided.by for view in (*self.candidates, *self.postings) if view.decided]
        verdicts = [
            view.decided.said.by for pair in self.pairs for _, views in pair.groups for view in views if view.decided
        ]
        return tuple(dict.fromkeys([*(name for names in facts for name in names), *verdicts]))

    @property
    def pairs(self) -> tuple[PairView, ...]:
        """All pairs, posting by posting."""
        return tuple(pair for posting in self.postings for pair in posting.pairs)


def arrange(stored: StoredRun, sort: Sort | None = None) -> PageView:
    """Arrange what is stored for the page; the same files always give the same arrangement.

    Candidates stand in the order of their names, unless the reader asked for another one.
    """
    candidates = _candidates(stored)
    by_name = {candidate.name: candidate for candidate in candidates}
    names = {*stored.postings, *(comparison.posting for comparison in stored.comparisons.values())}
    titles = {name: _posting_title(name, stored.postings.get(name)) for name in names}
    ordered = sorted(names, key=lambda name: (*sort_key(titles[name]), name))
    postings = tuple(
        _posting(f"posting-{index}", name, titles[name], stored, by_name, sort) for index, name in enumerate(ordered, 1)
    )
    run = stored.run
    dates = {item.as_of for item in (*stored.profiles.values(), *stored.comparisons.values(), *([run] if run else []))}
    return PageView(
        candidates=candidates,
        postings=postings,
        run=run,
        failed_documents=tuple(item for item in run.documents if item.outcome == "failed") if run else (),
        failed_comparisons=tuple(item for item in run.comparisons if item.outcome == "failed") if run else (),
        troubles=stored.troubles,
        as_of=tuple(sorted(dates)),
        sort=sort,
        candidates_left_out=stored.candidates_left_out,
        documents_left_out=stored.documents_left_out,
        look_alikes=stored.look_alikes,
    )


def _posting_title(name: str, posting: Posting | None) -> str:
    return posting.title if posting is not None and posting.title else name


def _candidates(stored: StoredRun) -> tuple[CandidateView, ...]:
    names = {*stored.profiles, *(comparison.profile for comparison in stored.comparisons.values())}
    labels: dict[str, str] = {}
    for name in names:
        profile = stored.profiles.get(name)
        labels[name] = profile.candidate.name if profile is not None and profile.candidate.name else name
    ordered = sorted(names, key=lambda name: (*sort_key(labels[name]), name))
    namesakes = Counter(labels.values())
    labels = {name: f"{label} ({name})" if namesakes[label] > 1 else label for name, label in labels.items()}
    return tuple(
        CandidateView(
            f"candidate-{index}",
            name,
            labels[name],
            stored.profiles.get(name),
            _fact_labels(stored, name),
            stored.decided.profiles.get(name),
        )
        for index, name in enumerate(ordered, 1)
    )


def _fact_labels(stored: StoredRun, name: str) -> dict[str, str]:
    profile = stored.profiles.get(name)
    decided = stored.decided.profiles.get(name)
    rejected = {fact.id: f"{fact.label} (rejected)" for fact in decided.rejected} if decided else {}
    return rejected | ({fact.id: fact_label(fact) for fact in profile.facts()} if profile is not None else {})


def fact_label(fact: Fact) -> str:
    """Return a fact in a few words."""
    match fact:
        case Role():
            parts = [fact.title, fact.employer, period(fact.start_date, fact.end_date, fact.is_current)]
        case Education():
            parts = [fact.degree, fact.field, fact.institution]
        case Publication() | Talk():
            parts = [fact.title]
        case Project() | Metric() | Qualification():
            parts = [fact.name]
        case AdditionalFact():
            parts = [fact.label]
        case _:
            parts = [fact.id]
    return ", ".join(part for part in parts if part) or fact.id


def _posting(
    anchor: str, name: str, title: str, stored: StoredRun, by_name: Mapping[str, CandidateView], sort: Sort | None
) -> PostingView:
    posting = stored.postings.get(name)
    compared = {item.profile: item for item in stored.comparisons.values() if item.posting == name}
    requirements = {item.id: item for item in posting.requirements} if posting is not None else {}
    titles = _group_titles(requirements, compared.values())
    pairs = tuple(
        _pair(
            f"{anchor}-{candidate.anchor}",
            candidate,
            compared[candidate.name],
            requirements,
            titles,
            stored.decided.verdicts.get((candidate.name, name), {}),
            stored.decided.since.get((candidate.name, name), {}),
        )
        for candidate in sorted(
            (item for item in by_name.values() if item.name in compared),
            key=lambda item: sort_rank(compared[item.name], sort),
        )
    )
    groups = tuple(_group(title, ids, requirements, pairs) for title, ids in titles.items())
    rest = tuple(item for item in by_name.values() if item.name not in compared)
    return PostingView(anchor, name, title, posting, pairs, groups, rest, stored.decided.postings.get(name))


def _group_titles(
    requirements: Mapping[str, Requirement], comparisons: Iterable[Comparison]
) -> dict[str, tuple[str, ...]]:
    """Return the ids of the demands by the group's title; those that the posting does not hold come last."""
    groups = {
        words: tuple(item.id for item in requirements.values() if item.importance == importance)
        for importance, words in IMPORTANCE_WORDS.items()
    }
    cited = dict.fromkeys(verdict.requirement_id for item in comparisons for verdict in item.verdicts)
    groups["Importance not known: the posting does not hold them"] = tuple(
        requirement_id for requirement_id in cited if requirement_id not in requirements
    )
    return {title: ids for title, ids in groups.items() if ids}


def _pair(
    anchor: str,
    candidate: CandidateView,
    comparison: Comparison,
    requirements: Mapping[str, Requirement],
    titles: Mapping[str, tuple[str, ...]],
    decided: Mapping[str, DecidedVerdict],
    since: Mapping[str, str],
) -> PairView:
    views = {
        verdict.requirement_id: VerdictView(
            f"{anchor}-verdict-{index}",
            verdict,
            requirements.get(verdict.requirement_id),
            decided.get(verdict.requirement_id),
            since.get(verdict.requirement_id, ""),
        )
        for index, verdict in enumerate(comparison.verdicts, 1)
    }
    groups = tuple((title, tuple(views[item] for item in ids if item in views)) for title, ids in titles.items())
    return PairView(anchor, candidate, comparison, groups)


def _group(
    title: str, ids: tuple[str, ...], requirements: Mapping[str, Requirement], pairs: tuple[PairView, ...]
) -> GroupView:
    found = [{view.verdict.requirement_id: view for _, views in pair.groups for view in views} for pair in pairs]
    rows: list[RowView] = []
    for requirement_id in ids:
        cells = tuple(views.get(requirement_id) for views in found)
        requirement = requirements.get(requirement_id)
        first = next((cell for cell in cells if cell is not None), None)
        asked = requirement.text if requirement is not None else first.asked if first is not None else requirement_id
        evidence = (
            requirement.evidence if requirement is not None else first.verdict.requirement_evidence if first else ()
        )
        rows.append(RowView(asked, requirement, tuple(distinct(evidence)), cells))
    importance = next((key for key, words in IMPORTANCE_WORDS.items() if words == title), None)
    counts = tuple(getattr(pair.comparison.counts, importance) if importance else None for pair in pairs)
    return GroupView(title, tuple(rows), counts)


def findings_first(findings: Iterable[Finding]) -> list[Finding]:
    """Return findings with errors first, then warnings, then the rest, each in their stored order."""
    order = {"error": 0, "warning": 1, "info": 2}
    return sorted(findings, key=lambda finding: order[finding.severity])
