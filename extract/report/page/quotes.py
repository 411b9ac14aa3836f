"""Quotes of one document for the page: each line once, and for each use of it the words that are marked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from extract.documents.model.document import JSON
from extract.report.content.wording import show_hidden
from schemas import Evidence, Fact, Profile

Marks = Iterable[tuple[int, int]]
"""Offsets of words in the document's text."""

_BULLET = re.compile(r"[•◦▪‣●○■□–—*·-]|o\s")
_SENTENCE_END = re.compile(r"[.!?:;…]\s*$")
_WRAPPED_CHARS = 40
"""A line shorter than this is not one that its writer's program broke: what follows it is a paragraph of its own."""


class Quotes:
    """The quotes of one document, numbered as they are first used."""

    def __init__(self) -> None:
        self._places: dict[tuple[int, int], int] = {}
        self._lines: dict[tuple[int, str], int] = {}
        self.rows: list[list[Any]] = []
        """[text, line] or [text, line, page], by number."""

    def refer(self, evidence: Evidence, marks: Marks = ()) -> int | list[Any]:
        """Return how the page names a quote: its number, or [number, start, end, …] with the marked words.

        The offsets count code points of the quote's shown text. Marks outside of the quote are left out.
        """
        place = self._places.get((evidence.start, evidence.end))
        if place is None:
            place = self._places[evidence.start, evidence.end] = self.line(evidence.line, evidence.text, evidence.page)
        inner = merged(
            (start - evidence.start, end - evidence.start)
            for start, end in marks
            if evidence.start <= start and end <= evidence.end
        )
        if not inner:
            return place
        return [place, *(len(show_hidden(evidence.text[:offset])) for span in inner for offset in span)]

    def line(self, line: int, text: str, page: int | None = None) -> int:
        """Return the number of a line of the document, or of a part of it, as it stands there."""
        place = self._lines.setdefault((line, text), len(self.rows))
        if place == len(self.rows):
            row: list[Any] = [show_hidden(text), line]
            self.rows.append(row if page is None else [*row, page])
        return place

    def refer_all(self, evidence: Iterable[Evidence], marks: Sequence[tuple[int, int]] = ()) -> list[int | list[Any]]:
        """Return how the page names quotes, in the order of the document, each once."""
        pieces = sorted(set(evidence), key=lambda piece: (piece.start, piece.end))
        return [self.refer(piece, marks) for piece in pieces]


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that touch or overlap made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], end)
        elif start < end:
            found.append((start, end))
    return found


def leaf_marks(fact: Fact) -> list[tuple[int, int]]:
    """Return where the values of a fact stand."""
    return [(leaf.start, leaf.end) for leaf in fact.leaves.values()]


def own_lines(fact: Fact) -> list[Evidence]:
    """Return the quotes in which a fact's own values stand; all of them where it has no value that is placed."""
    spans = leaf_marks(fact)
    held = [piece for piece in fact.evidence if any(piece.start <= start < piece.end for start, _ in spans)]
    return held or fact.evidence


def lines_of(profile: Profile) -> dict[int, str]:
    """Return the text of every line of the résumé that the profile holds, by its number.

    A line that is only cited in part is given as far as it is cited at a stretch; a value of a JSON file without escapes.
    """
    lines: dict[int, str] = {line.line: line.text for line in profile.unread_lines}
    pieces = [*profile.candidate.evidence, *(piece for fact in profile.facts() for piece in fact.evidence)]
    for piece in pieces:
        for number, text in enumerate(piece.text.split("\n"), piece.line):
            if len(text) > len(lines.get(number, "")):
                lines[number] = text
    return {number: _unescaped(text) for number, text in lines.items()} if _is_json(profile) else lines


def paragraphs_of(profile: Profile, numbers: Sequence[int], lines: Mapping[int, str]) -> list[list[int]]:
    """Return lines of a profile's document as paragraphs, by their numbers; each value of a JSON file is one by itself."""
    return [[number] for number in numbers if number in lines] if _is_json(profile) else paragraphs(numbers, lines)


def paragraphs(numbers: Sequence[int], lines: Mapping[int, str]) -> list[list[int]]:
    """Return lines as paragraphs, by their numbers: what a program broke over two lines stands together."""
    found: list[list[int]] = []
    before = ""
    for number in numbers:
        line = lines.get(number, "").strip()
        if not line:
            continue
        broken = len(before) >= _WRAPPED_CHARS and not _SENTENCE_END.search(before)
        if broken and not _BULLET.match(line):
            found[-1].append(number)
        else:
            found.append([number])
        before = line
    return found


def _is_json(profile: Profile) -> bool:
    return profile.document.media_type == JSON


def _unescaped(text: str) -> str:
    """Return what a string of a JSON text says; the text itself where it is several strings, or a part of one."""
    try:
        return json.loads(f'"{text}"')
    except ValueError:
        return text
