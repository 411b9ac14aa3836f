"""Pairs of profiles that share a sign, found by the signs themselves: no profile is held against all others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TypeVar

from extract.people.signs import Held, Signs
from schemas import LikePair, Sign, SignKind

MOST_SHARED = 8
"""Profiles that may share a sign: what more of them share is an office's or an agency's, and would pair each with each."""
_ORDER: tuple[SignKind, ...] = ("email", "phone", "link", "career")
_Key = TypeVar("_Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Found:
    """Pairs by their names, and how many signs were left out since more than `MOST_SHARED` profiles share them."""

    pairs: tuple[LikePair, ...]
    left_out: int


def like_pairs(profiles: Iterable[Signs]) -> Found:
    """Return the profiles that look like one person's.

    They share a mail address, a telephone or an account, or a name and positions at one employer at the same time.
    """
    known: dict[str, Signs] = {}
    contact: defaultdict[tuple[SignKind, str], list[str]] = defaultdict(list)
    careers: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for each in profiles:
        known[each.name] = each
        for sign in each.contact:
            contact[sign].append(each.name)
        for career in each.careers:
            careers[career].append(each.name)
    signs: defaultdict[tuple[str, str], list[Sign]] = defaultdict(list)
    for (kind, value), pair in _pairs(contact):
        signs[pair].append(Sign(kind=kind, value=value))
    for key, (first, second) in _pairs(careers):
        one, other = _overlapping(known[first].careers[key], known[second].careers[key])
        if one:
            ids = {"first_ids": _ids(one), "second_ids": _ids(other)}
            signs[first, second].append(Sign(kind="career", value=one[0].employer, **ids))
    pairs = tuple(_pair(known, pair, shared) for pair, shared in sorted(signs.items()))
    return Found(pairs, sum(len(names) > MOST_SHARED for names in (*contact.values(), *careers.values())))


def _pairs(sharing: Mapping[_Key, Sequence[str]]) -> Iterator[tuple[_Key, tuple[str, str]]]:
    """Yield each pair of names that share a key."""
    for key, names in sharing.items():
        if len(names) <= MOST_SHARED:
            for first, second in combinations(sorted(names), 2):
                yield key, (first, second)


def _overlapping(ones: Sequence[Held], others: Sequence[Held]) -> tuple[list[Held], list[Held]]:
    """Return the positions of both that one of the other's may have lain beside in time."""

    def touch(one: Held, other: Held) -> bool:
        return one.months[0] <= other.months[1] and other.months[0] <= one.months[1]

    return (
        [one for one in ones if any(touch(one, other) for other in others)],
        [other for other in others if any(touch(one, other) for one in ones)],
    )


def _ids(held: Sequence[Held]) -> list[str]:
    return [each.id for each in held]


def _pair(known: Mapping[str, Signs], pair: tuple[str, str], signs: Sequence[Sign]) -> LikePair:
    one, other = (known[name].words for name in pair)
    ordered = sorted(signs, key=lambda sign: (_ORDER.index(sign.kind), sign.value))
    return LikePair(
        first=pair[0], second=pair[1], signs=ordered, names_differ=bool(one and other and not one & other)
    )  # fmt: skip
