"""Places in a document's text: found for a value that a person gives, and found again after the text moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extract.text.anchor import TextIndex
from schemas import Decision, Evidence, Place


def move_evidence(evidence: Sequence[Evidence], text: str) -> tuple[Evidence, ...] | None:
    """Return the pieces where their words stand in `text` now; None where one of them does not stand there.

    A piece at its old offset stays. One that moved has its line counted from the text; its page is no longer known.
    """
    index: TextIndex | None = None
    moved: list[Evidence] = []
    for piece in evidence:
        if text[piece.start : piece.end] == piece.text:
            moved.append(piece)
            continue
        index = index or TextIndex(text)
        span = _find(piece.text, text, index, piece.start)
        if span is None:
            return None
        start, end = span
        line = text.count("\n", 0, start) + 1
        moved.append(Evidence(start=start, end=end, text=text[start:end], line=line, page=None))
    return tuple(moved)


def chosen_lines(decision: Decision | None, resume: str) -> tuple[Evidence, ...]:
    """Return the résumé's lines that whoever overruled a verdict chose, where they stand in its text now; () for none."""
    if decision is None or decision.action != "overrule" or not decision.evidence:
        return ()
    return move_evidence(decision.evidence, resume) or ()


def move_places(places: Mapping[str, Place], text: str, near: Sequence[Evidence]) -> dict[str, Place] | None:
    """Return where each value stands now, closest to the lines `near`; None where one does not stand in the text."""
    index: TextIndex | None = None
    moved: dict[str, Place] = {}
    at = near[0].start if near else 0
    for field, place in places.items():
        if text[place.start : place.end] == place.text:
            moved[field] = place
            continue
        index = index or TextIndex(text)
        span = _find(place.text, text, index, at)
        if span is None:
            return None
        moved[field] = Place(how=place.how, rule=place.rule, start=span[0], end=span[1], text=text[slice(*span)])
    return moved


def _find(words: str, text: str, index: TextIndex, near: int) -> tuple[int, int] | None:
    """Return the occurrence closest to the offset `near`: letter for letter, else but for white space and the like."""
    found: list[tuple[int, int]] = []
    start = text.find(words)
    while start >= 0:
        found.append((start, start + len(words)))
        start = text.find(words, start + 1)
    found = found or [(anchor.start, anchor.end) for anchor in index.find(words)]
    return min(found, key=lambda span: abs(span[0] - near), default=None)
