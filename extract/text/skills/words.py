"""Words of a text: where they stand, folded to one spelling, and reduced to a stem."""

from __future__ import annotations

import functools
import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

import snowballstemmer

_TOKEN = re.compile(r"[^\W_]+(?:[+#]+(?![^\W_]))?")
"""Letters and digits of any script; "C++", "C#" and "F#" keep their signs."""

_ISE = re.compile(r"(?<=\w\w\w)(?:is|yz|ys)(?=(?:e|ed|es|er|ers|ing|ation|ations)$)")
_OUR = re.compile(r"(?<=\w\w\w)our(?=(?:s|ed|ing|al|ally|ist|ists)?$)")
_TRE = re.compile(r"(?<=cen|lit|met)tre(?=s?$)")

_JOINING = re.compile(r"(?:[^\S\n]|\n(?![^\S\n]*\n)|[-‐‑‒–/&'’_.·](?!\s)|[&/](?=\s))*")
"""What may stand between two words of one name: no comma, bracket, sentence end or empty line."""

_HYPHENS = frozenset("-‐‑")

_TIGHT = re.compile(r"[\s\-‐‑‒–]?|-\n")
"""What may stand between two halves of one word, as in "fine-tuning" or "data base"."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: as written, folded, stemmed, at code-point offsets [start, end)."""

    raw: str
    folded: str
    stem: str
    start: int
    end: int
    joins: bool
    """Whether it can belong to one name with the word before it."""
    tight: bool
    """Whether it can be one word with the word before it: at most a hyphen or a space between."""


@functools.lru_cache(maxsize=8192)
def fold(word: str) -> str:
    """Return a word in lower case without accents, in American spelling ("optimisation" → "optimization")."""
    lower = word.casefold()
    if not lower.isascii():
        lower = "".join(c for c in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(c))
    if len(lower) > 4:
        lower = _ISE.sub("iz", lower) if lower[-1] in "esrdgn" else lower
        lower = _OUR.sub("or", lower)
        lower = _TRE.sub("ter", lower)
        lower = lower.replace("ae", "e")
        if lower.startswith("programme") and lower[9:] in ("", "s"):
            lower = "program" + lower[9:]
    return lower


_ABBREVIATION = 4
"""Up to this many capitals are an abbreviation: the IT of "IT support" is no "it"."""


class _Stemmer(threading.local):
    """A stemmer a thread: it keeps the word that it works on, and the review page asks from several threads."""

    def __init__(self) -> None:
        self.english = snowballstemmer.stemmer("english")


_STEMMER = _Stemmer()


class Stems:
    """Snowball's English stems, apart from the words that a table keeps apart or puts together."""

    def __init__(self, own: dict[str, str]) -> None:
        self._known = dict(own)

    def stem(self, folded: str) -> str:
        """Return the stem of a folded word; the same word always gets the same one."""
        found = self._known.get(folded)
        if found is None:
            found = _STEMMER.english.stemWord(folded) if folded.isalpha() and len(folded) > 2 else folded
            self._known[folded] = found
        return found

    def joined_key(self, words: Sequence[Word]) -> str:
        """Return the key under which a name is found whether written in one word, with hyphens or with spaces."""
        return self.stem("".join(word.folded for word in words))

    def words(self, text: str) -> tuple[Word, ...]:
        """Return the words of `text` in order."""
        found: list[Word] = []
        before = 0
        for match in _TOKEN.finditer(text):
            raw, (start, end) = match.group(), match.span()
            if raw in ("s", "S") and start and text[start - 1] in "'’":
                before = end  # a genitive says nothing
                continue
            gap = text[before:start]
            plural = raw[-1] == "s" and len(raw) > 2 and raw[:-1].isupper() and raw[:-1].isalpha()  # "LLMs"
            folded = fold(raw[:-1] if plural else raw)
            joins = bool(found) and (gap == " " or _JOINING.fullmatch(gap) is not None)
            tight = joins and (gap in (" ", "-") or _TIGHT.fullmatch(gap) is not None)
            found.append(Word(raw, folded, self.stem(folded), start, end, joins, tight))
            before = end
        return tuple(found)


def same_word(one: Word, other: Word) -> bool:
    """Whether two words are the same, up to case, accents and a plural; an abbreviation only as it is written."""
    if one.raw.isupper() and len(one.raw) <= _ABBREVIATION:
        return other.raw in (one.raw, one.raw + "s")
    return one.folded == other.folded or one.folded + "s" == other.folded or one.folded == other.folded + "s"


def expressions(words: Sequence[Word], text: str, small: Set[str]) -> Iterator[tuple[str, range]]:
    """Yield what hyphens and a letter or small word hold together, as "Fit-4-Rust" or "go-to-market": its key and positions.

    `small` are folded words without meaning of their own. Such an expression names none of the words that it is made of.
    """
    first = 0
    for at in range(1, len(words) + 1):
        if at < len(words) and text[words[at - 1].end : words[at].start] in _HYPHENS:
            continue
        if any(len(word.raw) == 1 or word.folded in small for word in words[first + 1 : at - 1]):
            yield spaced_key(words[first:at]), range(first, at)
        first = at


def spaced_key(words: Sequence[Word]) -> str:
    """Return the key under which a name is found whatever the inflection of its words."""
    return " ".join(word.stem for word in words)
