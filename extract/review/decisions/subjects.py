"""What can be decided about: the facts of a profile, who it is about, a posting's requirements, the verdicts of a comparison."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from extract.text.contact.contact import WORKED_OUT
from schemas import (
    Candidate,
    Comparison,
    Education,
    EmploymentType,
    Evidence,
    Fact,
    Leaf,
    Metric,
    Posting,
    Profile,
    Project,
    Publication,
    Qualification,
    Requirement,
    ReviewKind,
    Role,
    Stored,
    Subject,
    Talk,
    Value,
)

FACT_MODELS: dict[ReviewKind, type[Fact]] = {
    "roles": Role, "projects": Project, "education": Education, "publications": Publication, "talks": Talk,
    "metrics": Metric, "qualifications": Qualification,
}  # fmt: skip
"""The lists of a profile, in its order."""
PREFIXES = {
    "roles": "role", "projects": "project", "education": "education", "publications": "publication", "talks": "talk",
    "metrics": "metric", "qualifications": "qualification", "requirements": "requirement",
}  # fmt: skip
LINKS: dict[str, tuple[str, ...]] = {"role_id": ("roles",), "context_id": ("roles", "projects", "publications")}
"""Fields that name another fact by its id, which changes with each extraction, and the kinds that they may name."""
NOT_DECIDED = frozenset(
    {
        "id",
        "leaves",
        "evidence",
        "summary_lines",
        "entry",
        "months",
        "last_used",
        "used_in",
        "used_lines",
        "ids",
        "ids_from",
        *WORKED_OUT,
    }
)
"""Fields that are no statement about the person, that count lines, which change with each extraction, or that code works out."""
KNOWN_BY: dict[str, tuple[str, ...]] = {
    "roles": ("employer", "title"), "projects": ("name",), "education": ("institution", "degree"),
    "publications": ("title",), "talks": ("title",), "metrics": ("baseline", "value", "change"),
    "qualifications": ("name",), "requirements": ("text",),
}  # fmt: skip
"""What a fact is known by when some of its values changed: one of these has to be the same."""
CANDIDATE_ID = "candidate"
POSTING_ID = "posting"
HEADS: tuple[ReviewKind, ...] = ("candidate", "posting")
"""Kinds of which a file holds just one, which is always there: it can be neither added nor rejected."""
DOCUMENT_ID = "document"


KINDS: tuple[ReviewKind, ...] = ("candidate", *FACT_MODELS, "posting", "requirements", "verdict")
"""The kinds in the order of a page."""


class PostingHead(Stored):
    """What a posting says about the job as a whole."""

    title: str | None
    company: str | None
    location: str | None
    employment_type: EmploymentType


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that can be decided about, as extracted. `asked` is the demand of a verdict, "" for facts.

    `links` are the ids of the facts that it belongs to, by field. `nth` counts how many items before it are alike in kind, words and values.
    """

    kind: ReviewKind | str
    id: str
    values: Mapping[str, Value]
    evidence: tuple[Evidence, ...]
    leaves: Mapping[str, Leaf]
    asked: str = ""
    nth: int = 0
    stored: Stored | None = None
    """The stored fact, candidate, requirement or verdict."""
    links: Mapping[str, str | None] = field(default_factory=dict[str, "str | None"])
    likeness: str = field(init=False)
    """What is the same in two extractions if nothing changed: kind, demand, words and values."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "likeness", likeness_of(self.kind, self.asked, self.evidence, self.values))

    def subject(self) -> Subject:
        """Return what a decision keeps of it."""
        return Subject(
            kind=self.kind, id=self.id, nth=self.nth, asked=self.asked, before=dict(self.values),
            evidence=list(self.evidence),
        )  # fmt: skip


def profile_items(profile: Profile) -> list[Item]:
    """Return the items of a profile: who it is about first, then the facts in the order of the file."""
    person = profile.candidate
    items = [
        Item(
            "candidate", CANDIDATE_ID, values_of(person), tuple(person.evidence), person.leaves, stored=person
        )
    ]  # fmt: skip
    for kind in FACT_MODELS:
        facts: Sequence[Fact] = getattr(profile, kind)
        items += [
            Item(
                kind, fact.id, values_of(fact), tuple(fact.evidence), fact.leaves, stored=fact, links=links_of(fact)
            )
            for fact in facts
        ]  # fmt: skip
    for kind, own in profile.additional.items():
        items += [Item(kind, fact.id, values_of(fact), tuple(fact.evidence), fact.leaves, stored=fact) for fact in own]
    return _counted(items)


def posting_items(posting: Posting) -> list[Item]:
    """Return the items of a posting: what it says about the job first, then its requirements in the order of the file."""
    head = PostingHead.model_validate({name: getattr(posting, name) for name in PostingHead.model_fields})
    items = [Item("posting", POSTING_ID, values_of(head), (), {}, stored=head)]
    items += [
        Item("requirements", each.id, values_of(each), tuple(each.evidence), {}, stored=each)
        for each in posting.requirements
    ]
    return _counted(items)


def comparison_items(comparison: Comparison, posting: Posting | None) -> list[Item]:
    """Return the verdicts of a comparison as items, in the order of the file."""
    asked = {each.id: each.text for each in posting.requirements} if posting else {}
    items: list[Item] = []
    for verdict in comparison.verdicts:
        words = asked.get(verdict.requirement_id) or " … ".join(piece.text for piece in verdict.requirement_evidence)
        items.append(
            Item(
                "verdict", verdict.requirement_id, {"verdict": verdict.verdict}, tuple(verdict.evidence), {}, words,
                stored=verdict,
            )
        )  # fmt: skip
    return _counted(items)


def values_of(stored: Stored) -> dict[str, Value]:
    """Return what a fact states, by field."""
    left_out = {*NOT_DECIDED, *LINKS}
    return {name: value for name, value in stored.model_dump(mode="json").items() if name not in left_out}


def links_of(fact: Fact) -> dict[str, str | None]:
    """Return the ids of the facts that a fact belongs to, by field."""
    return {name: getattr(fact, name) for name in LINKS if name in type(fact).model_fields}


def likeness_of(kind: str, asked: str, evidence: Sequence[Evidence], values: Mapping[str, Value]) -> str:
    """Return a hash of what makes two items the same; white space, offsets, ids and empty fields take no part."""
    told = {name: _plain(value) for name, value in values.items() if value not in (None, [], "")}
    parts = [kind, _folded(asked), [_folded(piece.text) for piece in evidence], told]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def place_of(kind: str, asked: str, evidence: Sequence[Evidence]) -> tuple[str, str, frozenset[str]]:
    """Return by what a changed item is known: its kind, its demand, and the words of its lines."""
    return kind, _folded(asked), frozenset(_folded(piece.text) for piece in evidence)


def kind_of(word: str) -> ReviewKind:
    """Return a word as the kind that it names.

    Raises:
        ValueError: it names none.
    """
    return KINDS[KINDS.index(word)]  # pyright: ignore[reportArgumentType]


def fact_model(kind: ReviewKind) -> type[Stored]:
    """Return the model of what can be corrected.

    Raises:
        KeyError: it is no kind of facts, nor of what a posting holds.
    """
    return _OTHER_MODELS.get(kind) or FACT_MODELS[kind]


_OTHER_MODELS: dict[ReviewKind, type[Stored]] = {
    "candidate": Candidate, "posting": PostingHead, "requirements": Requirement,
}  # fmt: skip


def _counted(items: Sequence[Item]) -> list[Item]:
    seen: Counter[str] = Counter()
    counted: list[Item] = []
    for item in items:
        alike = item.likeness
        counted.append(replace(item, nth=seen[alike]) if seen[alike] else item)
        seen[alike] += 1
    return counted


def _folded(text: str) -> str:
    return " ".join(text.split())


def _plain(value: Value) -> Value:
    return int(value) if isinstance(value, float) and value.is_integer() else value
