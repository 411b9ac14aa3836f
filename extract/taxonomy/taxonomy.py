"""Looking up names: labels first, then aliases, then rules. Of several concepts none is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extract.taxonomy.concepts import Concept, ConceptKind, Match, Source, Unmatched
from extract.taxonomy.rules import IN_LABEL, key_of, parts_of, shares_word, spellings

_Entries = dict[str, list[tuple[Concept, str]]]
"""By key: concepts, each with the table's own spelling."""


class Taxonomy:
    """Concepts, ready to be looked up by name. Finding is a pure function of the table and the name."""

    def __init__(self, source: Source, concepts: Sequence[Concept]) -> None:
        self.source = source
        self.size = len(concepts)
        kinds: tuple[ConceptKind, ...] = ("skill", "occupation")
        self._labels: dict[ConceptKind, _Entries] = {kind: {} for kind in kinds}
        self._aliases: dict[ConceptKind, _Entries] = {kind: {} for kind in kinds}
        self._parts: dict[ConceptKind, dict[str, list[tuple[Concept, str, str]]]] = {kind: {} for kind in kinds}
        for concept in concepts:
            for kind in (concept.kind,) if concept.kind else kinds:
                self._labels[kind].setdefault(key_of(concept.label), []).append((concept, concept.label))
                for alias in concept.aliases:
                    self._aliases[kind].setdefault(key_of(alias), []).append((concept, alias))
                if "(" in concept.label or "/" in concept.label:
                    for rule, part in parts_of(concept.label):
                        self._parts[kind].setdefault(key_of(part), []).append((concept, concept.label, rule))

    def find(self, name: str, kind: ConceptKind) -> Match | Unmatched:
        """Return the concept of this kind that a name leads to, or why there is none."""
        key = key_of(name)
        if not key:
            return Unmatched("unknown")
        found = self._at(key, kind)
        if found is not None:
            return found
        for how, other in spellings(name, kind):
            found = self._at(other, kind)
            if isinstance(found, Match):
                if _holds(found, how, name):
                    return Match(found.concept, how, found.entry)
            elif found is not None:
                return found
        return Unmatched("unknown")

    def _at(self, key: str, kind: ConceptKind) -> Match | Unmatched | None:
        """Return what stands under a key: as a label, else printed in a label, else as an alias; None where nothing does."""
        for entries, how in ((self._labels[kind].get(key), "label"), (self._aliases[kind].get(key), "alias")):
            if entries:
                return _only(entries, how)
            if how == "label" and (parts := self._parts[kind].get(key)):
                return _only([(concept, entry) for concept, entry, _ in parts], parts[0][2])
        return None


def _holds(found: Match, how: str, name: str) -> bool:
    """Say whether what a rule led to stands: an activity has a word of the label, and a name of one thing has no plural."""
    rules = how.split("+")
    if "plural" in rules and found.how not in ("label", "alias"):
        return False
    return IN_LABEL.isdisjoint(rules) or shares_word(name, found.concept.label)


def _only(entries: Iterable[tuple[Concept, str]], how: str) -> Match | Unmatched:
    by_id = {concept.id: (concept, entry) for concept, entry in entries}
    if len(by_id) == 1:
        [(concept, entry)] = by_id.values()
        return Match(concept, how, entry)
    return Unmatched("ambiguous", tuple(concept for concept, _ in by_id.values()))
