"""Findings over facts that the document states twice, and over a venue that two publications share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from extract.extraction.checks.facts_by_kind import F, FactsByKind, first_place, fold
from schemas import AdditionalFact, Fact, Finding, Publication


def check_duplicates(facts: FactsByKind) -> Iterator[Finding]:
    """Yield the findings over facts stated twice."""
    yield from _twice(facts.roles, lambda f: (fold(f.employer), fold(f.title), f.start_date, f.end_date), "title")
    yield from _twice(
        facts.education, lambda f: (fold(f.institution), fold(f.degree), fold(f.field), f.start_date, f.end_date),
        "institution",
    )  # fmt: skip
    yield from _twice(facts.publications, lambda f: (fold(f.title),), "title")
    yield from _twice(facts.projects, lambda f: (fold(f.name), f.start_date, f.end_date), "name")
    yield from _twice(facts.talks, lambda f: (fold(f.title), fold(f.venue), f.date), "title")
    yield from _twice(
        facts.metrics, lambda f: (fold(f.name), f.baseline, f.value, f.change, f.change_kind, fold(f.unit)), "name"
    )
    yield from _twice(facts.qualifications, lambda f: (fold(f.name), f.kind, f.date), "name")
    yield from _twice_of_own_kinds(facts.additional)
    yield from _venues(facts.publications)


def _twice_of_own_kinds(facts: Sequence[AdditionalFact]) -> Iterator[Finding]:
    """Yield the facts of the user's own kinds that state the same in all fields, kind by kind."""
    by_kind: dict[str, list[AdditionalFact]] = {}
    for fact in facts:
        by_kind.setdefault(fact.id.rpartition("-")[0], []).append(fact)
    for alike in by_kind.values():
        yield from _twice(alike, lambda fact: (fold(fact.label), _folded(fact)), next(iter(alike[0].stated)))


def _folded(fact: AdditionalFact) -> str:
    return repr([fold(value) if isinstance(value, str) else value for value in fact.stated.values()])


def _twice(facts: Sequence[F], main_fields: Callable[[F], tuple[object, ...]], placed_by: str) -> Iterator[Finding]:
    groups: dict[tuple[object, ...], list[F]] = {}
    for fact in facts:
        key = main_fields(fact)
        if key[0] or (len(key) > 1 and key[1]):
            groups.setdefault(key, []).append(fact)
    for group in groups.values():
        if len({_place(fact, placed_by) for fact in group}) > 1:
            yield Finding(
                code="duplicate_fact",
                severity="info",
                message=f"The document states the same at {len(group)} places.",
                fact_ids=[fact.id for fact in group],
                evidence=[fact.evidence[0] for fact in group],
            )


def _place(fact: Fact, field: str) -> int:
    leaf = fact.leaves.get(field)
    return leaf.start if leaf else first_place(fact)


def _venues(publications: Sequence[Publication]) -> Iterator[Finding]:
    groups: dict[tuple[int, int, int, int], list[Publication]] = {}
    for publication in publications:
        venue, year = publication.leaves.get("venue"), publication.leaves.get("year")
        if venue and year:
            groups.setdefault((venue.start, venue.end, year.start, year.end), []).append(publication)
    for group in groups.values():
        if len(group) > 1:
            yield Finding(
                code="venue_twice",
                severity="warning",
                message=f"The same venue and year are read for {len(group)} publications; one may belong elsewhere.",
                fact_ids=[publication.id for publication in group],
                evidence=[piece for publication in group for piece in publication.evidence[:1]],
            )
