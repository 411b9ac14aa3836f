"""By what a person is known in one profile: keys that two profiles of one person share."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from extract.text.contact.folding import folded
from extract.text.dates.partial_date import PartialDate
from schemas import Candidate, Profile, Role, SignKind

_LEGAL_WORDS = (
    "ag bv co company corp corporation gmbh inc incorporated kg limited llc llp ltd nv plc sa sarl se spa srl the"
)
_LEGAL = frozenset(_LEGAL_WORDS.split())
"""Words of a company's name that one document gives and another leaves out."""
MonthSpan = tuple[int, int]
"""First and last month that a position may have covered, counted from year 0, both included."""


class Person(BaseModel):
    """As much of a stored profile as tells whose it is; the rest is not looked at, which takes most of the time."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    class Source(BaseModel):
        """The document's hash."""

        model_config = ConfigDict(extra="ignore", frozen=True)
        sha256: str

    document: Source
    as_of: str
    candidate: Candidate
    roles: list[Role]


@dataclass(frozen=True, slots=True)
class Held:
    """A position as it is compared. `id` is the role's."""

    id: str
    employer: str
    months: MonthSpan


@dataclass(frozen=True, slots=True)
class Signs:
    """What a profile is known by. `contact` holds kind and value; `careers` positions by name and employer, both folded."""

    name: str
    words: frozenset[str]
    contact: frozenset[tuple[SignKind, str]]
    careers: dict[tuple[str, str], tuple[Held, ...]]


def signs_of(name: str, person: Person | Profile) -> Signs:
    """Return what the profile NAME is known by."""
    candidate = person.candidate
    contact: set[tuple[SignKind, str]] = set()
    if candidate.email:
        contact.add(("email", candidate.email.casefold()))
    if candidate.phone_e164:
        contact.add(("phone", candidate.phone_e164))
    for link in candidate.typed_links:
        if link.account:
            contact.add(("link", f"{link.kind}/{link.account}"))
        elif link.kind == "personal_site":
            contact.add(("link", re.sub(r"(?i)^(?:https?://)?(?:www\.)?", "", link.url).rstrip("/").casefold()))
    words = _name_words(candidate)
    careers = _careers(" ".join(sorted(words)), person.roles, person.as_of) if len(words) > 1 else {}
    return Signs(name, words, frozenset(contact), careers)


def _name_words(candidate: Candidate) -> frozenset[str]:
    """Return the words of a name in any order, without titles."""
    name = candidate.name or ""
    for apart in (candidate.name_prefix, candidate.name_suffix):
        name = name.replace(apart, " ") if apart else name
    return frozenset(re.findall(r"\w\w+", folded(name)))


def _careers(name: str, roles: Sequence[Role], as_of: str) -> dict[tuple[str, str], tuple[Held, ...]]:
    found: dict[tuple[str, str], tuple[Held, ...]] = {}
    for role in roles:
        words = [word for word in re.findall(r"\w+", folded(role.employer or "")) if word not in _LEGAL]
        if role.employer and words and role.start_date:
            months = _month(role.start_date, last=False), _month(role.end_date or as_of, last=True)
            key = name, " ".join(words)
            found[key] = (*found.get(key, ()), Held(role.id, role.employer, months))
    return found


def _month(date: str, *, last: bool) -> int:
    parsed = PartialDate.parse(date)
    return 12 * parsed.year + (parsed.month or (12 if last else 1)) - 1
