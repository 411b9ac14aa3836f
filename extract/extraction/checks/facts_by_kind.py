"""The facts of one document by kind, with their types, and how they are compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from extract.text.canonical import canonicalise
from schemas import AdditionalFact, Education, Fact, Metric, Project, Publication, Qualification, Role, Talk

F = TypeVar("F", bound=Fact)
Dated = Role | Project | Education


@dataclass(frozen=True, slots=True)
class FactsByKind:
    """The lists of a profile, each in the order of the document."""

    roles: tuple[Role, ...] = ()
    projects: tuple[Project, ...] = ()
    education: tuple[Education, ...] = ()
    publications: tuple[Publication, ...] = ()
    talks: tuple[Talk, ...] = ()
    metrics: tuple[Metric, ...] = ()
    qualifications: tuple[Qualification, ...] = ()
    additional: tuple[AdditionalFact, ...] = ()

    @classmethod
    def of(cls, facts: Mapping[str, Sequence[Fact]]) -> FactsByKind:
        """Return the lists of a mapping by field name, each sorted by place."""

        def pick(name: str, kind: type[F]) -> tuple[F, ...]:
            found = (fact for fact in facts.get(name, ()) if isinstance(fact, kind))
            return tuple(sorted(found, key=first_place))

        return cls(
            roles=pick("roles", Role),
            projects=pick("projects", Project),
            education=pick("education", Education),
            publications=pick("publications", Publication),
            talks=pick("talks", Talk),
            metrics=pick("metrics", Metric),
            qualifications=pick("qualifications", Qualification),
            additional=pick("additional", AdditionalFact),
        )

    def all(self) -> list[Fact]:
        """Return the facts of all kinds."""
        return [*self.dated(), *self.publications, *self.talks, *self.metrics, *self.qualifications, *self.additional]

    def dated(self) -> list[Dated]:
        """Return the facts that have a begin and an end."""
        return [*self.roles, *self.projects, *self.education]


def first_place(fact: Fact) -> int:
    """Return the offset at which a fact's first evidence begins."""
    return min(piece.start for piece in fact.evidence)


def fold(text: str | None) -> str:
    """Return a value's words as they are compared: case, dashes, quotes, white space and outer punctuation put aside."""
    return canonicalise(text)[-1].text.strip(" .,;:") if text else ""
