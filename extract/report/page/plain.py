"""The reasons of a posting's verdicts in short, for where no script runs: those that are alike told once a candidate."""

from __future__ import annotations

from extract.report.content.views import PostingView
from extract.report.content.wording import VERDICT_WORDS
from extract.report.page.reasons import plain_reason

Reasons = list[tuple[str, list[int], str]]


def plain_reasons(posting: PostingView) -> list[tuple[str, Reasons]]:
    """Return for each candidate, in the order of the table: verdict in words, numbers of the requirements, reason."""
    found: list[tuple[str, Reasons]] = []
    rows = [row for group in posting.groups for row in group.rows]
    for place, pair in enumerate(posting.pairs):
        profile = pair.candidate.profile
        facts = {fact.id: fact for fact in profile.facts()} if profile is not None else {}
        told: dict[tuple[str, str], list[int]] = {}
        for number, row in enumerate(rows, 1):
            view = row.cells[place]
            if view is not None:
                reason = plain_reason(view, facts, pair.comparison.as_of)
                told.setdefault((VERDICT_WORDS[view.verdict.verdict], reason), []).append(number)
        found.append((pair.candidate.label, [(words, numbers, reason) for (words, reason), numbers in told.items()]))
    return found
