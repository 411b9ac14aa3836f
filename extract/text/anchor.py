"""Find the words of a claim in a document's text, however they are set, and never other words.

Letters, digits, signs, units and negations are never approximated: a claim that differs from the text in one of them is
not found. What may differ is listed in `extract.text.canonical`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from extract.text.canonical import CURRENCY, DASH, SIGNS, Canonical, canonicalise, is_cjk, is_word

_YEAR = re.compile(r"(?:19|20)\d\d")
_UNITS = frozenset("%‰°×")
_RANGE_BEFORE = re.compile(r"(?<![^\W\d_])\d(?:[^\W\d_]{0,4}|%)-\Z")
_NEGATIONS = ("non-", "un-", "anti-", "not-")
_OUTER = " \t\r\n,;:!?|·•\"'"
_PART_BREAK = re.compile(r"(?<!\d)[,;|·•]|[,;|·•](?!\d)|\s*[\n\t]\s*")


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a claim stands: code-point offsets, `start` inclusive, `end` exclusive.

    `how` is "exact" where the text there is the claim letter for letter, "normalised" where it is set otherwise.
    """

    start: int
    end: int
    how: Literal["exact", "normalised"]


class TextIndex:
    """A text made ready for search. Building takes time and memory linear in the text, each search time linear in it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._canonicals = canonicalise(text)

    def find(self, claim: str, *, limit: int = 50) -> list[Anchor]:
        """Return where `claim` stands as whole words and numbers, in text order, `limit` places at most.

        Where the claim as given is not found, it is sought without the punctuation at its ends. Empty when the text does
        not hold it, or the claim holds no letter and no digit.
        """
        claim = claim.strip()
        for variant in dict.fromkeys((claim, _strip_punctuation(claim))):
            if anchors := self._find_variant(variant, limit):
                return anchors
        return []

    def find_parts(self, claim: str, *, limit: int = 50) -> list[Anchor]:
        """Return where the claim stands with other separators between its parts.

        "San Francisco, CA" is found in "San Francisco | CA" and over two lines. Parts keep their order and their words,
        nothing but separators may stand between them, and no separator between two digits is touched.
        """
        if found := self.find(claim, limit=limit):
            return found
        parts = [part.strip() for part in _PART_BREAK.split(claim)]
        parts = [canonicalise(part)[0].text for part in parts if any(map(is_word, part))]
        if len(parts) < 2 or any(a[-1].isdigit() and b[0].isdigit() for a, b in pairwise(parts)):
            return []
        pattern = re.compile(r"(?: ?[,;|·•] ?| )".join(map(re.escape, parts)))
        anchors: dict[tuple[int, int], Anchor] = {}
        for canonical in self._canonicals:
            for match in pattern.finditer(canonical.text):
                if self._stands_alone(canonical, *match.span()):
                    anchor = self._anchor(canonical, *match.span(), claim)
                    anchors.setdefault((anchor.start, anchor.end), anchor)
        return sorted(anchors.values(), key=lambda anchor: (anchor.start, anchor.end))[:limit]

    def best(self, claim: str, near: Sequence[tuple[int, int]] = ()) -> Anchor | None:
        """Return the occurrence closest to the spans `near` (start, end), by the sum of the distances to them.

        An exact occurrence goes before a normalised one at the same distance, then the earlier one; without `near`, the
        first exact one, else the first. None when the text does not hold the claim.
        """

        def distance(anchor: Anchor) -> tuple[int, bool, int]:
            gaps = (max(start - anchor.end, anchor.start - end, 0) for start, end in near)
            return sum(gaps), anchor.how != "exact", anchor.start

        return min(self.find(claim, limit=len(self._text) + 1), key=distance, default=None)

    def _find_variant(self, claim: str, limit: int) -> list[Anchor]:
        sought = dict.fromkeys(canonical.text for canonical in canonicalise(claim))
        anchors: dict[tuple[int, int], Anchor] = {}
        for canonical in self._canonicals:
            for needle in sought:
                if not any(map(is_word, needle)):
                    continue
                for count, (start, end) in enumerate(self._occurrences(canonical, needle)):
                    if count == limit:
                        break
                    anchor = self._anchor(canonical, start, end, claim)
                    anchors.setdefault((anchor.start, anchor.end), anchor)
        return sorted(anchors.values(), key=lambda anchor: (anchor.start, anchor.end))[:limit]

    def _occurrences(self, canonical: Canonical, needle: str) -> Iterator[tuple[int, int]]:
        start = canonical.text.find(needle)
        while start >= 0:
            end = start + len(needle)
            accepted = self._stands_alone(canonical, start, end)
            if accepted:
                yield start, end
            start = canonical.text.find(needle, end if accepted else start + 1)

    def _anchor(self, canonical: Canonical, start: int, end: int, claim: str) -> Anchor:
        first, last = canonical.starts[start], canonical.ends[end - 1]
        return Anchor(first, last, "exact" if self._text[first:last] == claim else "normalised")

    def _stands_alone(self, canonical: Canonical, start: int, end: int) -> bool:
        """Tell whether a piece is no fragment: no half ligature, word, number, sign, unit, grade or abbreviation."""
        text = canonical.text
        if start and canonical.starts[start - 1] == canonical.starts[start]:
            return False
        if end < len(text) and canonical.ends[end] == canonical.ends[end - 1]:
            return False
        tight_before = start > 0 and canonical.ends[start - 1] == canonical.starts[start]
        joins = end + 1 < len(text) and canonical.ends[end] == canonical.starts[end + 1]
        tight_behind = end < len(text) and canonical.ends[end - 1] == canonical.starts[end]
        is_year = _YEAR.fullmatch(text, start, end) is not None
        return (
            _begins_whole(text, start, is_year=is_year, tight=tight_before)
            and not self._has_spaced_minus(canonical, start)
            and _ends_whole(text, start, end, is_year=is_year, tight=tight_behind, joins=joins)
        )

    def _has_spaced_minus(self, canonical: Canonical, start: int) -> bool:
        """Tell whether a true minus sign and a space stand before a number: "− 92 %" is not 92 %."""
        text = canonical.text
        if start < 2 or text[start - 1] != " " or text[start - 2] != DASH or not text[start].isdigit():
            return False
        return self._text[canonical.starts[start - 2]] == "\u2212"


def _strip_punctuation(claim: str) -> str:
    """Return the claim without the marks around it; marks that make a number (".5", "'19", 6') or a name (".NET") stay."""
    stripped = re.sub(r"\s[-–—*]\Z", "", claim)
    while stripped and stripped[0] in _OUTER + "“‘«„" and not (stripped[0] in "'’‘" and stripped[1:2].isdigit()):
        stripped = stripped[1:]
    while stripped and stripped[-1] in _OUTER + ".”’»…" and not (stripped[-1] in "'\"”’" and stripped[-2:-1].isdigit()):
        stripped = stripped[:-1]
    if re.match(r"[-–—*] ", stripped):  # a list's mark
        stripped = stripped[2:].lstrip()
    if stripped[:1] + stripped[-1:] in ("()", "[]"):
        stripped = stripped[1:-1].strip()
    return stripped


def _at(text: str, index: int) -> str:
    return text[index] if 0 <= index < len(text) else " "


def _begins_whole(text: str, start: int, *, is_year: bool, tight: bool) -> bool:
    first, before, earlier = text[start], _at(text, start - 1), _at(text, start - 2)
    if first in SIGNS or first == ".":
        return not (_at(text, start + 1).isdigit() and (is_word(before) or before in "%)."))
    if first in CURRENCY:
        attached = before == DASH and is_word(earlier)  # "$1–$2"; a sign has a space or nothing before it
        return not (tight and before.isalpha()) and (before not in SIGNS or attached)
    if not is_word(first):
        return True
    if is_word(before):
        return is_cjk(before) or is_cjk(first)
    if first.isdigit():
        return _number_begins(before, earlier, is_year=is_year, in_range=_ends_range(text, start))
    if before == DASH and text[max(0, start - 5) : start].endswith(_NEGATIONS):
        return False
    # "S." of "B.S." and "t" of "don't" are fragments, "Doe" of "J.Doe" is not
    short = not is_word(_at(text, start + 1))
    return not (short and tight and before in ".'" and is_word(earlier))


def _number_begins(before: str, earlier: str, *, is_year: bool, in_range: bool) -> bool:
    if before == "." or (before in ",':" and earlier.isdigit()):
        return False
    if before == "/":
        return is_year or not earlier.isdigit()
    if before in SIGNS:
        return in_range or (is_year and before == DASH and is_word(earlier))
    return before not in CURRENCY and before != "^"


def _ends_range(text: str, start: int) -> bool:
    """Tell whether the dash before a number is that of a range ("5–8 %", "10ms-20ms"), not a sign or part of a name."""
    return _RANGE_BEFORE.search(text[max(0, start - 16) : start]) is not None


def _ends_whole(text: str, start: int, end: int, *, is_year: bool, tight: bool, joins: bool) -> bool:
    last, behind, later = text[end - 1], _at(text, end), _at(text, end + 1)
    if not is_word(last):
        if last == "." and tight and behind.isalpha() and not is_word(_at(text, end - 3)):
            return not text[end - 2].isalpha()  # "M.S." of "M.S.E."
        repeated = last == behind and last in "+#*"
        return not repeated and not (last in ".,'" + DASH and tight and behind.isdigit())
    if is_word(behind):
        return is_cjk(behind) or is_cjk(last)
    if last.isdigit():
        own_mark = not tight and joins and is_word(later)
        may_divide = is_year or "." in text[start:end]  # 3.52 of "3.52/4" is a grade, 1 of "1/2" is not a number
        return _number_ends(behind, later, may_divide=may_divide, opens_next=own_mark)
    if behind in "+#" and tight:  # C of C++ and C#, 2M of 2M+
        return joins and is_word(later)
    short = not is_word(_at(text, end - 2)) or end - start == 1
    if short and tight and (behind == "*" or (behind == DASH and not is_word(later))):
        return False  # the grades A* and A-
    if behind == "." and short and tight and later.isalpha() and not is_word(_at(text, end + 2)):
        return False  # "M.S" of "M.S.E."
    return not (behind == "'" and later == "t")


def _number_ends(behind: str, later: str, *, may_divide: bool, opens_next: bool) -> bool:
    """Tell whether a number is whole before `behind`; `opens_next`: that sign is set to the next word ("2024 $5")."""
    if behind in ".,':":
        return not later.isdigit()
    if behind == "/":
        return may_divide or not later.isdigit()
    if behind == "+" or behind in CURRENCY:
        return opens_next
    return behind not in _UNITS
