"""What a read text is worth beside the true one: words found, their order, roles left whole."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import LCSseq

_WORD = re.compile(r"\w+")
_BROKEN = re.compile(r"(\w+)(?:-|\u00ad|\u2010)\s*\n\s*(\w+)")
_HEAD_WORDS = 12  # words of a head beside those that it must have: a place, an employer's second half


@dataclass(frozen=True, slots=True)
class Agreement:
    """Shares of the true text's words, 0 to 1: found at all (as often as there), and found in the true order."""

    recall: float
    order: float


@dataclass(frozen=True, slots=True)
class RoleTruth:
    """What belongs to one role: pieces of its head (title, employer, period), in any order, and its bullets in theirs."""

    head: Sequence[str]
    bullets: Sequence[str]


def words_of(text: str) -> list[str]:
    """Return the words of a text: letters and digits alone, compatibility forms and case folded away."""
    return [word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKC", text).replace("\u00ad", ""))]


def mend_breaks(text: str, truth: str) -> str:
    """Join words broken at a line's end where the true text has them whole; every reader gets the same help."""
    whole = set(words_of(truth))

    def mend(match: re.Match[str]) -> str:
        joined = match.group(1) + match.group(2)
        return f"{joined}\n" if "".join(words_of(joined)) in whole else match.group(0)

    return _BROKEN.sub(mend, text)


def agreement_of(text: str, truth: str) -> Agreement:
    """Compare a read text with the true one."""
    expected, found = words_of(truth), words_of(mend_breaks(text, truth))
    if not expected:
        return Agreement(1.0, 1.0)
    shared = sum((Counter(expected) & Counter(found)).values())
    return Agreement(shared / len(expected), LCSseq.similarity(expected, found) / len(expected))


def is_role_whole(text: str, truth: str, role: RoleTruth) -> bool:
    """Whether a role's bullets follow one another without a foreign word, its head directly before them.

    The head may hold a few words more than its pieces, such as a place. A word broken at a line's end counts as whole.
    """
    words = words_of(mend_breaks(text, truth))
    bullets = words_of(" ".join(role.bullets))
    pieces = [words_of(piece) for piece in role.head]
    reach = sum(map(len, pieces)) + _HEAD_WORDS
    for start in range(len(words) - len(bullets) + 1):
        if words[start : start + len(bullets)] == bullets:
            before = words[max(0, start - reach) : start]
            if all(_last_place(before, piece) is not None for piece in pieces):
                return True
    return False


def _last_place(words: Sequence[str], piece: Sequence[str]) -> int | None:
    for start in range(len(words) - len(piece), -1, -1):
        if list(words[start : start + len(piece)]) == list(piece):
            return start
    return None
