"""Names of the table as they stand in a text: written alike, and meant as the name rather than as a common word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from extract.text.skills.hits import AND
from extract.text.skills.words import Word, fold

_NEAR = 8
"""Words on either side in which the neighbour of an ambiguous name must stand."""

_BEFORE = frozenset(
    ("in", "with", "using", "via", "on", "of", "into", "for", "mit", "en", "avec", "con", "use", "used")
)
"""Behind these an exactly written "Excel" or "React" is the thing, not the verb."""

_LIST_SIGNS = frozenset(",;/|•·()[]:+&\n\t–—*▪◦")


@dataclass(frozen=True, slots=True)
class Name:
    """A name of the table, ready to be compared. `families` are those that it is a name of."""

    text: str
    words: tuple[Word, ...]
    spaced: str
    joined: str
    families: tuple[str, ...]


def first_letter(text: str) -> str:
    """Return the first letter or digit, folded."""
    return next((fold(char)[:1] for char in text if char.isalnum()), "")


def written_as(part: tuple[Word, ...], name: Name) -> bool:
    """Compare letter by letter; a plural s is allowed behind capitals."""
    raw = [word.raw for word in part]
    own = [word.raw for word in name.words]
    return raw == own or (raw[:-1] == own[:-1] and own[-1].isupper() and raw[-1] == own[-1] + "s" and len(own[-1]) > 1)


def stands_alone(words: tuple[Word, ...], first: int, last: int, text: str) -> bool:
    """Say whether the words stand as an item of a list, or behind "in", "with" or "using" and not before a name."""
    before = text[words[first - 1].end if first else 0 : words[first].start]
    after = text[words[last].end : words[last + 1].start if last + 1 < len(words) else len(text)]
    follows = words[last + 1] if last + 1 < len(words) else None
    closed = follows is None or bool(_LIST_SIGNS.intersection(after)) or after.lstrip().startswith(".")
    ended = closed or (follows is not None and follows.folded in AND)
    opened = first == 0 or bool(_LIST_SIGNS.intersection(before))
    if opened or (first and words[first - 1].folded in AND):
        return ended
    if words[first - 1].folded in _BEFORE:
        return ended or (follows is not None and follows.raw[:1].islower())
    return False


def spelled_alike(part: tuple[Word, ...], name: Name, *, is_joined: bool) -> bool:
    """Say whether words with the key of a name, which nobody could take for other words, are written as that name.

    With `is_joined` they were found under the key of names in one word.
    """
    if (is_joined or len(part) != len(name.words)) and not all(word.tight for word in part[1:]):
        return False
    # The IT of "IT support" is no "it".
    return all(
        word.raw == own.raw
        for own, word in zip(name.words, part, strict=False)
        if len(own.raw) == len(word.raw) == 2 and own.raw.isupper() and own.raw.isalpha()
    )


def has_neighbour(stems: Iterable[str], words: tuple[Word, ...], first: int, last: int) -> bool:
    """Say whether one of `stems` stands near the words `first` to `last` (both inclusive)."""
    wanted = frozenset(stems)
    around = (*words[max(0, first - _NEAR) : first], *words[last + 1 : last + 1 + _NEAR])
    return any(word.stem in wanted for word in around)
