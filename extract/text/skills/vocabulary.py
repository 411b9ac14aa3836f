"""Names of skills in other words: what a demand names, found in a text under its other names.

"K8s" is the same as Kubernetes, GRPO is a kind of reinforcement learning, CLIP goes with contrastive learning without
being it. The names are data (vocabulary.yaml) and can be extended by a file of the user. No model is asked.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.text.skills.denial import denied, disowned
from extract.text.skills.hits import ORDER, Hit, Relation, best_hits, spread, together
from extract.text.skills.names import Name, first_letter, has_neighbour, spelled_alike, stands_alone, written_as
from extract.text.skills.plan import Part, Plan, Unit
from extract.text.skills.table import Family, Table, load_table
from extract.text.skills.words import Stems, Word, expressions, fold, same_word, spaced_key

__all__ = ["NameMatch", "Relation", "Vocabulary"]

_LEVELS = 2
"""How far kinds of kinds are followed: GRPO → policy gradient methods → reinforcement learning."""

_MAX_WORDS = 6
"""The longest name looked for, in words."""

_JOINED_MIN = 6
"""Shortest name that may be written in one word or apart ("finetuning"): below, "air flow" would be a tool."""

_OPENING = 4
"""How many letters of a name in one word are compared before it is stemmed."""


@dataclass(frozen=True, slots=True)
class NameMatch:
    """What a text names, in relation to what is demanded.

    `demanded` is the demand without its filler words, verbatim. `found` is the text at code-point offsets
    [`start`, `end`). same: the same thing in other words. kind_of: one of the things demanded. adjacent: goes with it
    without being it.
    """

    relation: Relation
    demanded: str
    found: str
    start: int
    end: int


class Vocabulary:
    """The table of names, and the search with it. Finding is a pure function of table, demand and text."""

    def __init__(self, table: Table) -> None:
        self._table = table
        own = {fold(word): stem for stem, words in table.stems.items() for word in words}
        self._stems = Stems(own)
        self._stop = frozenset(fold(word) for word in table.stop)
        self._filler = frozenset(fold(word) for word in table.filler)
        self._heads = frozenset(fold(word) for word in table.heads)
        self._exact = frozenset(table.exact)
        self._as_word = frozenset(table.words)
        self._near = table.near
        self._names: dict[str, Name] = {}
        self._owners: dict[str, list[str]] = {}
        named = {name for family in table.families.values() for name in family.same}
        for name in (*table.exact, *table.words, *table.near):
            if name not in named:
                table.families.setdefault(name, Family(name))  # so that its guard holds where it is demanded itself
        for family in table.families.values():
            for name in (family.name, *family.same):
                owners = self._owners.setdefault(name, [])
                if family.name not in owners:
                    owners.append(family.name)
        self._by_letter: dict[str, list[str]] = {}
        for name in self._owners:
            self._by_letter.setdefault(first_letter(name), []).append(name)
        self._index: dict[str, dict[str, list[Name]]] = {}
        self._families_by_spelling: dict[str, list[str]] = {}
        for name, owners in self._owners.items():
            self._families_by_spelling.setdefault(name.casefold(), []).extend(owners)
        self._plan = functools.lru_cache(maxsize=2048)(self._make_plan)
        self._words = functools.lru_cache(maxsize=512)(self._stems.words)

    @classmethod
    def load(cls, extra: Path | None = None) -> Vocabulary:
        """Return Vouchline's vocabulary with the user's file `extra` added to it.

        Raises:
            SettingsError: `extra` cannot be read or has an entry that is not of the form; both are named.
        """
        return cls(load_table(extra))

    def find(self, demanded: str, text: str) -> list[NameMatch]:
        """Return what `text` names of the thing `demanded`: best relation first, then in the order of the text.

        A demand of several words is found where something stands for each of them close together on one line; where
        only some of them stand, nothing is returned. What the text denies ("without X") is left out.
        """
        return [match for match in self._all(demanded, text) if not denied(text, match.start)]

    def disowned(self, demanded: str, text: str) -> bool:
        """Whether the person of `text` denies having the thing `demanded`, by any of its own names."""
        return any(
            match.relation == "same" and disowned(text, match.start, match.end) for match in self._all(demanded, text)
        )

    def _all(self, demanded: str, text: str) -> list[NameMatch]:
        plan = self._plan(demanded)
        if not plan.units:
            return []
        words = self._words(text)
        own = {key for key, _ in expressions(self._words(demanded), demanded, self._stop)}
        within = {at for key, place in expressions(words, text, self._stop) if key not in own for at in place}
        parts = [
            [hit for hit in self._hits(unit, words, text) if not (hit.first == hit.last and hit.first in within)]
            for unit in plan.units
        ]
        if not all(parts):
            return []
        hits = parts[0] if len(parts) == 1 else list(together(parts, words, text, plan.reach))
        found = [
            NameMatch(hit.relation, plan.demanded, text[(start := words[hit.first].start) : (end := words[hit.last].end)], start, end)
            for hit in best_hits(hits)
        ]  # fmt: skip
        return sorted(found, key=lambda match: (ORDER.index(match.relation), match.start, match.end))

    def is_own(self, found: str, demanded: str) -> bool:
        """Whether the user's own file holds one of two names that were matched."""
        own = self._own_names
        return self._key(found) in own or self._key(demanded) in own

    def is_alike(self, one: str, other: str) -> bool:
        """Whether two names are the same words, up to case, accents and inflection."""
        return set(self.content_words(one)) == set(self.content_words(other))

    def is_name_of(self, found: str, demanded: str) -> bool:
        """Whether `found`, a match, is a name of the table, or the very words of `demanded`, up to case and a plural."""
        words = self._words(found)
        if self._families_of(words, whole=True):
            return True
        asked = (word for word in self._words(demanded) if word.folded not in self._stop)
        return all(any(same_word(word, other) for other in words) for word in asked)

    def _key(self, name: str) -> str:
        return spaced_key(self._words(name))

    @functools.cached_property
    def _own_names(self) -> frozenset[str]:
        return frozenset(self._key(name) for name in self._table.own)

    def content_words(self, text: str) -> list[str]:
        """Return the stems of the words of `text` that carry meaning, in order; stop words and filler left out.

        An expression such as "Fit-4-Rust" is one word: none of those that it is made of.
        """
        empty = self._stop | self._filler | self._heads
        words = self._words(text)
        whole = {place.start: (key, place) for key, place in expressions(words, text, self._stop)}
        within = {at for _, place in whole.values() for at in place}
        return [
            whole[at][0] if at in whole else word.stem
            for at, word in enumerate(words)
            if at in whole or (at not in within and word.folded not in empty)
        ]

    def _make_plan(self, demanded: str) -> Plan:
        words = self._words(demanded)
        parts = self._parts(words, demanded)
        parts = self._without_heads(parts)
        units: list[Unit] = []
        seen: set[object] = set()
        for part, families in parts:
            key: object = families or tuple(word.stem for word in part)
            if key not in seen:
                seen.add(key)
                units.append(self._unit(part, families))
        if not parts:
            return Plan("", (), 0)
        start, end = parts[0][0][0].start, parts[-1][0][-1].end
        return Plan(demanded[start:end], tuple(units), 4 + 2 * sum(len(part) for part, _ in parts))

    def _parts(self, words: tuple[Word, ...], demanded: str) -> list[Part]:
        """Cut a demand into known names (longest first) and plain words; stop words and filler fall out."""
        parts: list[Part] = []
        hidden = self._hidden(words)
        at = 0
        while at < len(words):
            for length in range(min(_MAX_WORDS, len(words) - at), 0, -1):
                part = words[at : at + length]
                families = self._families_of(part, whole=length == len(words))
                if families and not (hidden.intersection(range(at, at + length)) and length == 1):
                    parts.append((part, families))
                    at += length
                    break
            else:
                word = words[at]
                if word.folded not in self._stop and word.folded not in self._filler:
                    parts.append(((word,), ()))
                at += 1
        return parts

    def _without_heads(self, parts: list[Part]) -> list[Part]:
        """Drop "techniques", "tools" and the like at the end, where what remains says enough without them."""
        while len(parts) > 1:
            (last, families), (before, known) = parts[-1], parts[-2]
            if families or last[0].folded not in self._heads:
                break
            # "statistical methods" and "machine tools" mean nothing of the kind without their noun.
            plain = len(parts) == 2 and not known and before[0].raw.islower()
            if plain:
                break
            parts = parts[:-1]
        return parts

    def _families_of(self, part: tuple[Word, ...], *, whole: bool) -> tuple[str, ...]:
        if not all(word.joins for word in part[1:]):
            return ()
        spaced, joined = spaced_key(part), self._stems.joined_key(part)
        index = self._names_with(first_letter(part[0].raw))
        names = index.get(spaced, [])
        if len(joined) >= _JOINED_MIN and all(word.tight for word in part[1:]):
            names = [*names, *index.get(joined, ())]
        found: dict[str, None] = {}
        for name in names:
            if whole or not self._guarded(name.text) or written_as(part, name):
                found.update(dict.fromkeys(name.families))
        return tuple(found)

    def _names_with(self, letter: str) -> dict[str, list[Name]]:
        """Return the names that start with a letter by their keys; stemming all names at once would slow the start."""
        known = self._index.get(letter)
        if known is not None:
            return known
        index: dict[str, list[Name]] = {}
        for text in self._by_letter.get(letter, ()):
            name = self._name(text)
            for key in dict.fromkeys((name.spaced, name.joined if len(name.joined) >= _JOINED_MIN else name.spaced)):
                index.setdefault(key, []).append(name)
        self._index[letter] = index
        return index

    def _name(self, text: str) -> Name:
        name = self._names.get(text)
        if name is None:
            words = self._stems.words(text)
            name = Name(
                text, words, spaced_key(words), self._stems.joined_key(words), tuple(self._owners.get(text, ()))
            )
            self._names[text] = name
        return name

    def _unit(self, part: tuple[Word, ...], families: tuple[str, ...]) -> Unit:
        keys: dict[str, dict[str, tuple[Relation, Name | None]]] = {}
        longest = 1
        stems = tuple(word.stem for word in part) if len(part) > 1 else ()
        if not families:
            return Unit({spaced_key(part): (("same", None),)}, 1)
        for relation, text in self._members(families):
            name = self._name(text)
            spellings = [name.spaced]
            if len(name.joined) >= _JOINED_MIN and name.joined != name.spaced and not self._guarded(text):
                spellings.append(name.joined)
            elif len(name.words) == 1 and len(name.joined) >= _JOINED_MIN and not self._guarded(text):
                spellings = [name.joined]
            for key in spellings:
                keys.setdefault(key, {}).setdefault(text, (relation, name))
            longest = max(longest, len(name.words))
        openings = frozenset(key[:_OPENING] for key in keys)
        return Unit(
            {key: tuple(entry.values()) for key, entry in keys.items()}, min(_MAX_WORDS, longest + 1), openings, stems
        )

    def _members(self, families: Iterable[str]) -> Iterator[tuple[Relation, str]]:
        """Yield the names that may stand for a family, the best relation first."""
        given: set[str] = set()

        def fresh(relation: Relation, names: Iterable[str]) -> Iterator[tuple[Relation, str]]:
            for name in names:
                if name not in given:
                    given.add(name)
                    yield relation, name

        level = list(dict.fromkeys(families))
        for family in level:
            yield from fresh("same", self._called(family))
        start = level
        beside = [name for family in start for name in self._table.families[family].adjacent]
        below = self._kinds(start)
        yield from fresh("kind_of", below)
        yield from fresh("adjacent", self._kinds_and_names(beside))

    def _kinds(self, families: Sequence[str]) -> list[str]:
        names: dict[str, None] = {}
        level = list(families)
        for _ in range(_LEVELS):
            deeper: dict[str, None] = {}
            for family in level:
                for kind in self._table.families[family].kinds:
                    names[kind] = None
                    for known in self._known_as(kind):
                        names.update(dict.fromkeys(self._called(known)))
                        deeper[known] = None
            level = list(deeper)
        return list(names)

    def _kinds_and_names(self, names: Sequence[str]) -> Iterator[str]:
        for name in names:
            yield name
            for family in self._known_as(name):
                yield from self._called(family)
                yield from self._table.families[family].kinds

    def _known_as(self, name: str) -> list[str]:
        return self._owners.get(name) or self._families_by_spelling.get(name.casefold(), [])

    def _called(self, family: str) -> tuple[str, ...]:
        return (family, *self._table.families[family].same)

    def _guarded(self, name: str) -> bool:
        return len(name) <= 2 or name in self._exact or name in self._as_word or name in self._near

    @functools.cached_property
    def _hides(self) -> frozenset[str]:
        return frozenset(spaced_key(self._stems.words(phrase)) for phrase in self._table.hides)

    def _hidden(self, words: tuple[Word, ...]) -> set[int]:
        """Return the positions of words that only look like a name, as the C of "C-suite"."""
        hidden: set[int] = set()
        for at in range(len(words)):
            for length in (2, 3, 4):
                part = words[at : at + length]
                if len(part) == length and spaced_key(part) in self._hides and all(word.joins for word in part[1:]):
                    hidden.update(range(at, at + length))
        return hidden

    def _hits(self, unit: Unit, words: tuple[Word, ...], text: str) -> list[Hit]:
        hits = list(spread(unit.stems, words, text)) if unit.stems else []
        keys = unit.keys
        hidden: set[int] | None = None
        for at in range(len(words)):
            spaced = joined = ""
            for length in range(1, unit.longest + 1):
                last = at + length - 1
                if last >= len(words) or (length > 1 and not words[last].joins):
                    break
                tail = words[last]
                spaced = f"{spaced} {tail.stem}" if length > 1 else tail.stem
                joined += tail.folded
                opens = length > 1 and tail.tight and joined[:_OPENING] in unit.openings
                for key in (spaced, self._stems.stem(joined)) if opens else (spaced,):
                    for relation, name in keys.get(key, ()):
                        part = words[at : last + 1]
                        if name is not None and not self._passes(name, part, key is not spaced):
                            continue
                        hidden = self._hidden(words) if hidden is None else hidden
                        if length == 1 and at in hidden:
                            continue
                        if name is not None and self._guarded(name.text) and not self._vouched(name, words, at, text):
                            continue
                        hits.append(Hit(relation, at, last))
        return hits

    def _passes(self, name: Name, part: tuple[Word, ...], is_joined: bool) -> bool:
        if self._guarded(name.text):
            return written_as(part, name)
        return spelled_alike(part, name, is_joined=is_joined)

    def _vouched(self, name: Name, words: tuple[Word, ...], at: int, text: str) -> bool:
        """Say whether a name that is also a common word is meant as the name here."""
        last = at + len(name.words) - 1
        near = (word.stem for phrase in self._near.get(name.text, ()) for word in self._stems.words(phrase))
        if has_neighbour(near, words, at, last):
            return True
        if name.text in self._as_word:
            return stands_alone(words, at, last, text)
        return name.text not in self._near


def load_vocabulary(extra: Path | None = None) -> Vocabulary:
    """Return Vouchline's vocabulary with the user's file `extra` added to it; a file is read again once it was changed.

    Raises as `Vocabulary.load`.
    """
    try:
        changed_ns = extra.stat().st_mtime_ns if extra else 0
    except OSError:
        changed_ns = 0
    return _load(extra.absolute() if extra else None, extra, changed_ns)


@functools.lru_cache(maxsize=8)
def _load(_place: Path | None, extra: Path | None, _changed_ns: int) -> Vocabulary:
    return Vocabulary.load(extra)
