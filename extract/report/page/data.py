"""What the page's script works from: candidates, postings and verdicts as JSON inside the page, small and free of markup."""

from __future__ import annotations

import json
from typing import Any

from extract.report.content.decided import DecidedVerdict
from extract.report.content.sorting import SORT_RULES
from extract.report.content.views import CandidateView, PageView, PairView, PostingView, RowView, VerdictView
from extract.report.content.wording import DECIDED_WORDS, VERDICT_MEANINGS, VERDICT_WORDS, show_hidden
from extract.report.page.person import (
    Data,
    findings_data,
    person_data,
    rejected_data,
    reviewed_words,
    said_data,
    without_nothing,
)
from extract.report.page.quotes import Quotes, merged
from extract.report.page.reasons import Sum, told_reason, verdict_marks, words_in
from schemas import Education, Fact, Project, Publication, Role, Talk

_VERDICT_NUMBERS = {kind: number for number, kind in enumerate(VERDICT_WORDS)}
_LINKED = (Role, Education, Project, Publication, Talk)
"""Facts that a verdict names beside its quotes; skills and numbers say no more than the quote does."""


def page_json(page: PageView) -> str:
    """Return the page's data as JSON that can stand inside a script element: no "<", no line separators of JavaScript."""
    text = json.dumps(_Builder(page).data(), ensure_ascii=False, separators=(",", ":"))
    for char in "<>&\u2028\u2029":
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


class _Builder:
    def __init__(self, page: PageView) -> None:
        self._page = page
        self._quotes = {candidate.name: Quotes() for candidate in page.candidates}
        self._places = {candidate.name: place for place, candidate in enumerate(page.candidates)}
        self._facts: dict[str, dict[str, Fact]] = {
            candidate.name: {fact.id: fact for fact in candidate.profile.facts()} if candidate.profile else {}
            for candidate in page.candidates
        }
        self._reasons: dict[str, int] = {}

    def data(self) -> Data:
        page = self._page
        people = [person_data(candidate, self._quotes[candidate.name]) for candidate in page.candidates]
        postings = [self._posting(posting) for posting in page.postings]
        for person, candidate in zip(people, page.candidates, strict=True):
            person["quotes"] = self._quotes[candidate.name].rows
        return {
            "words": list(VERDICT_WORDS.values()),
            "keys": list(VERDICT_WORDS),
            "meanings": list(VERDICT_MEANINGS.values()),
            "by": DECIDED_WORDS,
            "rules": SORT_RULES,
            "sort": page.sort or "",
            "people": people,
            "postings": postings,
            "reasons": list(self._reasons),
        }

    def _posting(self, posting: PostingView) -> Data:
        quotes = Quotes()
        rows = [(group.title, row) for group in posting.groups for row in group.rows]
        decided = posting.decided
        demands = [self._demand(title, row, posting, quotes) for title, row in rows]
        return without_nothing(
            id=posting.anchor,
            title=show_hidden(posting.title),
            demands=demands,
            pairs=[self._pair(place, pair, posting, quotes) for place, pair in enumerate(posting.pairs)],
            reviewed=reviewed_words(decided, "requirement"),
            gone=rejected_data(decided, quotes),
            findings=findings_data(posting.posting.findings, quotes) if posting.posting is not None else None,
            unread=[[line.line, show_hidden(line.text)] for line in posting.posting.unread_lines]
            if posting.posting
            else None,
            quotes=quotes.rows,
        )

    def _demand(self, group: str, row: RowView, posting: PostingView, quotes: Quotes) -> Data:
        said = None
        if row.requirement is not None and posting.decided is not None:
            said = said_data(posting.decided.facts.get(row.requirement.id))
        marks: list[tuple[int, int]] = []
        for piece in row.evidence:
            place = piece.text.find(row.asked)
            if place >= 0:
                marks.append((piece.start + place, piece.start + place + len(row.asked)))
        return without_nothing(
            g=group,
            t=show_hidden(row.asked),
            apart=not marks,
            q=quotes.refer_all(row.evidence, marks),
            said=said,
        )

    def _pair(self, place: int, pair: PairView, posting: PostingView, quotes: Quotes) -> Data:
        cells = [row.cells[place] for group in posting.groups for row in group.rows]
        candidate = pair.candidate
        return without_nothing(
            p=self._places[candidate.name],
            cells=[None if cell is None else self._cell(cell, candidate, pair) for cell in cells],
            counts=[_counted(group.counts[place]) for group in posting.groups],
            findings=findings_data(pair.comparison.findings, self._quotes[candidate.name]),
        )

    def _cell(self, view: VerdictView, candidate: CandidateView, pair: PairView) -> Data:
        verdict, facts = view.verdict, self._facts[candidate.name]
        overruled = view.overruled
        first, total = told_reason(view, facts, pair.comparison.as_of)
        return {"v": _VERDICT_NUMBERS[verdict.verdict], "r": self._reason(first)} | without_nothing(
            s=self._reason(verdict.reason)
            if not overruled and not first.startswith(verdict.reason.removesuffix("."))
            else None,
            n=1 if verdict.needs_review else None,
            c=1 if verdict.decided_by == "computed" else None,
            p=None if verdict.probability is None else round(100 * verdict.probability),
            y=None if total is None else _sum_data(total),
            w=show_hidden(view.since),
            q=self._quotes[candidate.name].refer_all(verdict.evidence, verdict_marks(verdict, view.requirement, facts)),
            f=[each for each in verdict.fact_ids if isinstance(facts.get(each), _LINKED)]
            + [each for each in verdict.fact_ids if each not in facts],
            z=self._closest(view, candidate),
            d=None if view.decided is None else said_data(view.decided.said),
            o=self._overruled(view.decided) if overruled else None,
        )

    def _overruled(self, decided: DecidedVerdict | None) -> Data | None:
        if decided is None:
            return None
        before = decided.extracted
        return {"v": _VERDICT_NUMBERS[before.verdict], "r": self._reason(before.reason)}

    def _closest(self, view: VerdictView, candidate: CandidateView) -> list[list[Any]]:
        """Return what came closest: why not, the line, and the words that it shares with the demand."""
        found: list[list[Any]] = []
        for near in view.verdict.closest:
            spans = merged(words_in(near.text, (), view.requirement))
            marks = [len(show_hidden(near.text[:offset])) for span in spans for offset in span]
            place = self._quotes[candidate.name].line(near.line, near.text)
            found.append([self._reason(near.why_not), place, *marks])
        return found

    def _reason(self, text: str) -> int:
        return self._reasons.setdefault(show_hidden(text), len(self._reasons))


def _counted(counts: Any) -> list[int] | None:
    return None if counts is None else [getattr(counts, kind) for kind in VERDICT_WORDS]


def _sum_data(total: Sum) -> Data:
    return {"rows": [[show_hidden(title), dates, months] for title, dates, months in total.rows], "line": total.line}
