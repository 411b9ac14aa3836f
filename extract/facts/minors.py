"""Minors: programmes of their own that stand in the words of another."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.anchor import Anchor
from extract.drafts import Draft
from extract.facts import periods
from extract.reading import MAX_TEXT, Reading

_MINOR = re.compile(
    r"\b[Mm]inor(?:ed)?(?:\s+(?:in|of):?|:)\s+([A-ZÀ-Þ][\w-]*(?:\s(?:and|of|&)\s[A-ZÀ-Þ][\w-]*|\s[A-ZÀ-Þ][\w-]*)*)"
)


def add_minors(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """Add the minors that stand in the words of another programme, with its school and dates."""
    _take_back_minors(reading, drafts)
    taken = [(leaf.start, leaf.end) for draft in drafts for leaf in draft.leaves.values()]
    added: list[Draft] = []
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
            minor = Draft()
            minor.derive("degree", match[0][:5], "minor_in", (match.start(), match.start() + 5))
            minor.derive("field", " ".join(match[1].split()), "minor_in", match.span(1))
            minor.values |= {"level": "minor", "completed": None}
            if near:
                for name in ("institution", "start_date", "end_date"):
                    if leaf := near[-1].leaves.get(name):
                        minor.values[name], minor.leaves[name] = near[-1].values[name], leaf
                        minor.spans.append((leaf.start, leaf.end))
            added.append(minor)
    return sorted([*drafts, *added], key=lambda draft: draft.start)


def _take_back_minors(reading: Reading, drafts: Sequence[Draft]) -> None:
    """Take from a degree the subject of its minor, where the model gave that for the degree's own."""
    text = reading.document.text
    for draft in drafts:
        field, degree = draft.leaves.get("field"), draft.leaves.get("degree")
        if field is None or draft.values["level"] == "minor" or not _MINOR_BEFORE.search(text[: field.start]):
            continue
        del draft.values["field"], draft.leaves["field"]
        draft.spans = [span for span in draft.spans if span != (field.start, field.end)]
        if degree and (own := _SUBJECT_BEHIND.match(text, degree.end)):
            draft.put("field", own[1], Anchor(own.start(1), own.end(1), "exact"))


_MINOR_BEFORE = re.compile(r"\b[Mm]inor(?:ed)?(?:\s+(?:in|of):?|:)\s+\Z")
_SUBJECT_BEHIND = re.compile(r"(?:[ ](?:in|of)|,)?[ ]([A-ZÀ-Þ][\w&-]*(?:[ ](?:and|of|&|[A-ZÀ-Þ][\w-]*))*)")
