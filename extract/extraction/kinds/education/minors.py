"""Minors: programmes of their own that stand in the words of another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.extraction.engine.context import MAX_TEXT, ExtractionContext
from extract.extraction.kinds import periods
from extract.extraction.kinds.education.held_studies import SUBJECT_BEHIND
from extract.extraction.kinds.education.study_entries import Entry, study_entries
from extract.text.anchor import Anchor
from extract.text.dates.periods import Period
from extract.text.drafts import Draft

_MINOR = re.compile(
    r"\b[Mm]inor(?:ed)?(?:\s+(?:in|of):?|:)\s+([A-ZÀ-Þ][\w-]*(?:[ ](?:and|of|&)[ ][A-ZÀ-Þ][\w-]*|[ ][A-ZÀ-Þ][\w-]*)*)"
)


def add_minors(reading: ExtractionContext, drafts: list[Draft]) -> list[Draft]:
    """Add the minors that stand in the words of another programme, with its school and dates."""
    _take_back_minors(reading, drafts)
    taken = [(leaf.start, leaf.end) for draft in drafts for leaf in draft.leaves.values()]
    added: list[Draft] = []
    entries = study_entries(reading)
    for section in reading.sections_of("education"):
        for match in _MINOR.finditer(reading.document.text, section.start, section.end):
            if any(start < match.end() and match.start() < end for start, end in taken if end - start < MAX_TEXT):
                continue
            row = reading.row_of(match.start())
            near = [
                d
                for d in drafts
                if abs(reading.row_of(d.start) - row) <= 2 * periods.NEAR_ROWS and d.start <= match.start()
            ]
            entry = next((e for e in entries if e.start <= match.start() < e.end), None)
            if entry and "degree" in entry.names:
                near = [d for d in near if any(_is_in(d, name, entry) for name in ("degree", "field", "end_date"))]
            minor = Draft()
            minor.derive("degree", match[0][:5], "minor_in", (match.start(), match.start() + 5))
            minor.derive("field", " ".join(match[1].split()), "minor_in", match.span(1))
            minor.values |= {"level": "minor", "completed": None}
            own = _own_period(reading, match.end())
            if own:
                periods.fill_dates(minor, own, single_is_end=True)
                minor.values.pop("is_current", None)
            if near:
                for name in ("institution",) if own else ("institution", "start_date", "end_date"):
                    if leaf := near[-1].leaves.get(name):
                        minor.values[name] = near[-1].values[name]
                        minor.leaves[name] = leaf.model_copy(update={"shared": True})
                        minor.spans.append((leaf.start, leaf.end))
            added.append(minor)
    return sorted([*drafts, *added], key=lambda draft: draft.start)


_BEFORE_DATES = re.compile(r"[,;(\s]*(?:completed|awarded|finished|in|since)?[\s(]*")


def _own_period(reading: ExtractionContext, end: int) -> Period | None:
    """Return the period right behind a minor: "Minor in Law (2016–2017)"."""
    match = _BEFORE_DATES.match(reading.document.text, end, reading.document.line_at(end).end)
    start = match.end() if match else end
    return next((period for period in reading.periods if period.start == start and start > end), None)


def _is_in(draft: Draft, name: str, entry: Entry) -> bool:
    leaf = draft.leaves.get(name)
    return leaf is not None and entry.start <= leaf.start < entry.end


def _take_back_minors(reading: ExtractionContext, drafts: Sequence[Draft]) -> None:
    """Take from a degree the words of its minor, where the model gave them for the degree's own."""
    text = reading.document.text
    for draft in drafts:
        if draft.values["level"] == "minor":
            continue
        for name in ("field", "degree"):
            leaf = draft.leaves.get(name)
            within = _WITH_MINOR.search(text, leaf.start, leaf.end) if leaf else None
            if leaf and within and within.start() > leaf.start:
                _drop(draft, name)
                draft.put(
                    name,
                    " ".join(text[leaf.start : within.start()].split()),
                    Anchor(leaf.start, within.start(), "exact"),
                )
            elif leaf and name == "field" and _MINOR_BEFORE.search(text[: leaf.start]):
                _drop(draft, name)
                degree = draft.leaves.get("degree")
                if degree and (own := SUBJECT_BEHIND.match(text, degree.end)):
                    draft.put("field", own[1], Anchor(own.start(1), own.end(1), "exact"))


def _drop(draft: Draft, name: str) -> None:
    leaf = draft.leaves.pop(name)
    del draft.values[name]
    draft.spans = [span for span in draft.spans if span != (leaf.start, leaf.end)]


_MINOR_BEFORE = re.compile(r"\b[Mm]inor(?:ed)?(?:\s+(?:in|of):?|:)\s+\Z")
_WITH_MINOR = re.compile(r"[\s,;(]+(?:with\s+)?(?:an?\s+)?[Mm]inor(?:ed)?(?:\s+(?:in|of)\b|:|$)")
