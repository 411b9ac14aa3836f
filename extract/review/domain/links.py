"""Which fact another one belongs to: a project its role, a result its role, project or publication.

Ids are counted anew by each extraction, so a decision keeps what the fact was that it names, and finds it again. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extract.review.decisions.standing import Reviewed, ReviewedSet
from extract.review.decisions.subjects import LINKS, likeness_of
from extract.review.domain.matching import same_thing
from schemas import Decision, Subject, Value


class UnknownTargetError(Exception):
    """A field names a fact that is not there, was rejected, or cannot be named by it; `field` is its name."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


def without_links(values: Mapping[str, Value]) -> dict[str, Value]:
    """Return the values that state something themselves."""
    return {name: value for name, value in values.items() if name not in LINKS}


def targets_for(field: str, review: ReviewedSet, own: str = "") -> list[Reviewed]:
    """Return the items that a field may name, in their order; `own` is the key of the one that names."""
    return [
        each
        for each in review.items
        if each.kind in LINKS[field] and each.key != own and each.state != "rejected" and _stands(each)
    ]


def take_links(
    given: Mapping[str, Value], now: Mapping[str, str | None], review: ReviewedSet, own: str = ""
) -> dict[str, Reviewed | None]:
    """Return the links among the given values that differ from `now`, each with the item that it names.

    Raises:
        UnknownTargetError: a value is none of those to choose from.
    """
    changed: dict[str, Reviewed | None] = {}
    for field in LINKS:
        if field not in given or (given[field] or None) == now.get(field):
            continue
        wanted = given[field] or None
        target = next((each for each in targets_for(field, review, own) if each.key == wanted), None)
        if wanted is not None and target is None:
            raise UnknownTargetError(field)
        changed[field] = target
    return changed


def follow_links(items: Sequence[Reviewed]) -> list[Reviewed]:
    """Return the items with the links that people chose; where the chosen fact is gone, it is to be decided again."""
    return [_followed(each, items) for each in items]


def _followed(each: Reviewed, items: Sequence[Reviewed]) -> Reviewed:
    if not each.named:
        return each
    links = {name: None if target is None else key_of(target, items) for name, target in each.named.items()}
    lost = any(links[name] is None and target is not None for name, target in each.named.items())
    if lost and each.item is not None:
        return replace(each, state="ask_again", values=each.item.values, places=None, knowledge=())
    return replace(each, links={**each.links, **links})


def named_by(decision: Decision) -> dict[str, Subject | None]:
    """Return what a decision chose for the links."""
    return {name: decision.targets.get(name) for name in LINKS if name in decision.values}


def key_of(target: Subject, items: Sequence[Reviewed]) -> str | None:
    """Return the key of the item that a subject is now; None where it is gone."""
    if target.added is not None:
        return next((each.key for each in items if each.key == f"added-{target.added}" and _stands(each)), None)
    alike = likeness_of(target.kind, target.asked, target.evidence, target.before)
    for each in items:
        if each.item is not None and (each.item.likeness, each.item.nth) == (alike, target.nth):
            return each.key
        if each.item is None and each.decision is not None and _likeness(each.decision.subject) == alike:
            return each.key
    found = same_thing(target, {}, [each.item for each in items if each.item is not None])
    return found.id if found is not None else None


def _likeness(subject: Subject) -> str:
    return likeness_of(subject.kind, subject.asked, subject.evidence, subject.before)


def _stands(each: Reviewed) -> bool:
    """Tell whether a fact is among the results: a kept or added one whose words are gone is not."""
    return each.item is not None or each.state != "ask_again"
