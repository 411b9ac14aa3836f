r"""Bring text to one form in which letters, digits, signs and words count, and the way they are set does not.

Folded away: case, ligatures and width (NFKC, but never raised or circled digits and fractions: "10²" is not "102"), kinds
of dash and quote, invisible characters, bold marks (**), the dollar signs around TeX's mathematics and its "\\ ", white
space, and a hyphen at a line's end.
Kept: every letter, digit, sign, decimal point and thousands separator, and each space that parts two words.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

from extract.text.numbers.plain_numbers import MATH

DASH = "-"
SIGNS = frozenset("+-±")
CURRENCY = frozenset("$€£¥₹₩")
_QUOTES = {**dict.fromkeys("‘’‚‛′ʼ`´", "'"), **dict.fromkeys("“”„‟″«»", '"')}
_LINE_ENDS = frozenset("\n\r\v\f\x85\u2028\u2029")
_NO_SPACE, _SPACE, _LINE_BREAK = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Canonical:
    """Canonical text. Its code point i stems from the source's code points starts[i] (inclusive) to ends[i] (exclusive).

    Several code points of one ligature have the same source; a space has the white space that it stands for.
    """

    text: str
    starts: list[int]
    ends: list[int]


@dataclass(slots=True)
class _Units:
    """Folded clusters of a text, white space apart: `gaps[i]` is what stands before cluster i."""

    folded: list[str]
    starts: list[int]
    ends: list[int]
    gaps: list[int]
    breakable: set[int]
    """Indexes of the hyphens that may have been set only to break a word: "exper-/ience"."""


def canonicalise(source: str) -> tuple[Canonical, ...]:
    """Return the canonical text of `source`, in time linear in it.

    Where a word is broken at a line's end there are two: one without the hyphen ("experience") and one with it
    ("state-of-the-art"), since the text does not say which is meant.
    """
    units = _read_units(source)
    joined = _join(units, keep_breaks=True)
    return (_join(units, keep_breaks=False), joined) if units.breakable else (joined,)


def is_same(one: str, other: str) -> bool:
    """Tell whether two texts have the same letters, digits, signs and words, however they are set."""
    return one == other or canonicalise(one)[0].text == canonicalise(other)[0].text


def is_word(character: str) -> bool:
    """Tell whether a code point is part of words and numbers."""
    return character.isalnum() or character == "_"


def is_cjk(character: str) -> bool:
    """Tell whether a code point is of a script that sets no spaces between words."""
    return "\u2e80" <= character <= "\u9fff" or "\uac00" <= character <= "\ud7af" or character >= "\U00020000"


@cache
def _fold(cluster: str) -> str:
    if cluster in _QUOTES:
        return _QUOTES[cluster]
    if len(cluster) == 1:
        category = unicodedata.category(cluster)
        if category == "Pd" or cluster == "−":
            return DASH
        if category == "Cf":
            return ""
        if category == "No":  # ², ½, ①: their plain digits would be other numbers
            return cluster
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
    return folded.replace("\u2212", DASH).replace(" ", "")


def _read_units(source: str) -> _Units:
    units = _Units([], [], [], [], set())
    position, gap, length = 0, _NO_SPACE, len(source)
    marks = {mark for match in MATH.finditer(source) for mark in (match.start(), match.end() - 1)}
    while position < length:
        character = source[position]
        start, position = position, position + 1
        if start in marks or (character == "\\" and source[position : position + 1].isspace()):
            continue
        if character.isspace():
            gap = max(gap, _LINE_BREAK if character in _LINE_ENDS else _SPACE)
            continue
        if character > "\u02ff" or (position < length and source[position] > "\u02ff"):
            while position < length and _continues(source[position]):
                position += 1
        folded = _fold(source[start:position])
        if not folded:
            if character == "\xad":  # a soft hyphen takes the break behind it along
                position = _skip_line_break(source, position)
            continue
        units.folded.append(folded)
        units.starts.append(start)
        units.ends.append(position)
        units.gaps.append(gap)
        gap = _NO_SPACE
    _mark_breaks(source, units)
    return units


def _continues(character: str) -> bool:
    """Tell whether a code point belongs to the one before: a combining mark, or a vowel or final of a Hangul syllable."""
    return character > "\u02ff" and (unicodedata.combining(character) != 0 or "\u1160" <= character <= "\u11ff")


def _skip_line_break(source: str, position: int) -> int:
    end = position
    while end < len(source) and source[end].isspace():
        end += 1
    return end if any(character in _LINE_ENDS for character in source[position:end]) else position


def _mark_breaks(source: str, units: _Units) -> None:
    for index in range(1, len(units.folded) - 1):
        if (
            units.gaps[index + 1] == _LINE_BREAK
            and units.gaps[index] == _NO_SPACE
            and source[units.starts[index]] in "-\u2010"
            and units.folded[index - 1][-1].isalpha()
            and units.folded[index + 1][0].isalpha()
        ):
            units.breakable.add(index)


def _join(units: _Units, *, keep_breaks: bool) -> Canonical:
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    previous = ""
    drop_gap = False
    skipped = _bold_marks(units)
    for index, folded in enumerate(units.folded):
        if index in skipped or (not keep_breaks and index in units.breakable):
            drop_gap = drop_gap or index in units.breakable
            continue
        gap = units.gaps[index]
        if index and index - 1 in skipped and not gap:
            gap = _gap_over(units, index, skipped)
        if folded == DASH and previous == DASH and not gap:  # "--" is one dash
            ends[-1] = units.ends[index]
            continue
        if gap and not drop_gap and previous and _keeps_space(units, index, previous, folded):
            pieces.append(" ")
            starts.append(ends[-1])
            ends.append(units.starts[index])
        drop_gap = False
        pieces.append(folded)
        starts += [units.starts[index]] * len(folded)
        ends += [units.ends[index]] * len(folded)
        previous = folded[-1]
    return Canonical("".join(pieces), starts, ends)


def _gap_over(units: _Units, index: int, skipped: set[int]) -> int:
    """Return the white space before a cluster whose bold marks are left out: that before the marks."""
    gap = units.gaps[index]
    while index - 1 in skipped:
        index -= 1
        gap = max(gap, units.gaps[index])
    return gap


def _bold_marks(units: _Units) -> set[int]:
    """Return the asterisks of ** and *** that stand at one side of a word; "2**3" keeps its own."""
    skipped: set[int] = set()
    folded, gaps, index, count = units.folded, units.gaps, 0, len(units.folded)
    while index < count:
        end = index + 1
        if folded[index] == "*":
            while end < count and folded[end] == "*" and not gaps[end]:
                end += 1
            if end - index > 1:
                tight_before = index > 0 and not gaps[index] and is_word(folded[index - 1][-1])
                tight_behind = end < count and not gaps[end] and is_word(folded[end][0])
                if not (tight_before and tight_behind):
                    skipped.update(range(index, end))
        index = end
    return skipped


def _keeps_space(units: _Units, index: int, before: str, folded: str) -> bool:
    """Tell whether the white space before a cluster counts: it parts words, or it tells a sign or a decimal point."""
    after = folded[0]
    following = units.folded[index + 1][0] if index + 1 < len(units.folded) else ""
    tight_behind = index + 1 < len(units.folded) and not units.gaps[index + 1]
    if before == DASH:
        return _dash_keeps_space_behind(units, index, after)
    if after == DASH:
        if not _begins_amount(following):
            return False
        if units.gaps[index] == _LINE_BREAK and not tight_behind:
            return True  # a list's dash
        return tight_behind or not (before.isdigit() or before == "%")
    if after in SIGNS or after == ".":
        return tight_behind and following.isdigit()
    if before in SIGNS or before in ".,'":
        return after.isdigit()
    return is_word(before) and is_word(after) and not (is_cjk(before) and is_cjk(after))


def _dash_keeps_space_behind(units: _Units, index: int, after: str) -> bool:
    """Tell for the white space behind a dash: it counts before a number that ends no range."""
    if not _begins_amount(after):
        return False
    dash = index - 1
    while dash and units.folded[dash - 1] == DASH and not units.gaps[dash]:
        dash -= 1
    if dash == 0 or units.gaps[dash] == _LINE_BREAK:
        return True
    before = units.folded[dash - 1][-1]
    return not (before.isdigit() or before == "%")


def _begins_amount(character: str) -> bool:
    return character.isdigit() or character in CURRENCY
