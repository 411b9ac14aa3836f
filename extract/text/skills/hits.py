"""Hits of names in a text: parted names, parts of one demand that stand together, and the best of what overlaps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from extract.text.skills.words import Word

Relation = Literal["same", "kind_of", "adjacent"]

ORDER: tuple[Relation, ...] = ("same", "kind_of", "adjacent")
AND = frozenset(("and", "or", "und", "oder", "et", "y"))
_OF = frozenset(("of", "von", "der", "des", "de"))


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found at the words `first` to `last` (both inclusive) of a text."""

    relation: Relation
    first: int
    last: int


def spread(stems: tuple[str, ...], words: tuple[Word, ...], text: str) -> Iterator[Hit]:
    """Yield where a name stands with its words parted: "machine and deep learning", "evaluation of the models"."""
    size = len(stems)
    found = [word.stem for word in words]
    for at, stem in enumerate(found):
        if stem == stems[0] and at + 1 < len(words):
            between = text[words[at].end : words[at + 1].start]
            coordinated = words[at + 1].folded in AND or between.strip() in ("/", "&")
            for gap in (1, 2, 3):
                rest = at + 1 + gap
                if coordinated and tuple(found[rest : rest + size - 1]) == stems[1:]:
                    if _one_sentence(text, words, at, rest + size - 2):
                        yield Hit("same", at, rest + size - 2)
                    break
        if stem == stems[-1] and at + 1 < len(words):
            # "evaluation of the models", "evaluated models"
            rests = (at + 2, at + 3) if words[at + 1].folded in _OF else (at + 1, at + 2)
            for rest in rests if rests[0] == at + 2 or words[at].folded.endswith("ed") else ():
                if tuple(found[rest : rest + size - 1]) == stems[:-1]:
                    if _one_sentence(text, words, at, rest + size - 2):
                        yield Hit("same", at, rest + size - 2)
                    break


def together(parts: list[list[Hit]], words: tuple[Word, ...], text: str, reach: int) -> Iterator[Hit]:
    """Yield stretches of at most `reach` words of one line and sentence in which every part has a hit."""
    rarest = min(parts, key=len)
    others = [part for part in parts if part is not rarest]
    for hit in rarest:
        first, last, worst = hit.first, hit.last, ORDER.index(hit.relation)
        for part in others:
            best: tuple[int, int, Hit] | None = None
            for other in part:
                low, high = min(first, other.first), max(last, other.last)
                if high - low >= reach or (other.first <= hit.last and hit.first <= other.last):
                    continue
                rank = (ORDER.index(other.relation), high - low, other)
                if (best is None or rank[:2] < best[:2]) and _one_sentence(text, words, low, high):
                    best = rank
            if best is None:
                break
            first, last, worst = min(first, best[2].first), max(last, best[2].last), max(worst, best[0])
        else:
            yield Hit(ORDER[worst], first, last)


def _one_sentence(text: str, words: tuple[Word, ...], low: int, high: int) -> bool:
    between = text[words[low].start : words[high].end]
    return "\n" not in between and ". " not in between and ";" not in between and "! " not in between


def best_hits(hits: list[Hit]) -> list[Hit]:
    """Return the hits that overlap no better one: the better relation first, then the longer, then the earlier."""
    chosen: list[Hit] = []
    taken: set[int] = set()
    for hit in sorted(hits, key=lambda hit: (ORDER.index(hit.relation), hit.first - hit.last, hit.first)):
        span = range(hit.first, hit.last + 1)
        if not taken.intersection(span):
            taken.update(span)
            chosen.append(hit)
    return chosen
