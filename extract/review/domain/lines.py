"""Which role the lines below its heading belong to, as people said: kept by words, and found again in each extraction. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.review.decisions.standing import Reviewed
from extract.review.decisions.subjects import LINKS
from extract.review.domain.links import key_of
from extract.review.domain.places import move_evidence
from schemas import Decision, Role

_Lines = dict[str, frozenset[int]]


def summary_lines(each: Reviewed) -> frozenset[int]:
    """Return the lines that a role was extracted with."""
    role = each.item.stored if each.item is not None else None
    return frozenset(role.summary_lines) if isinstance(role, Role) else frozenset()


def give_lines(items: Sequence[Reviewed], decisions: Sequence[Decision], text: str) -> list[Reviewed]:
    """Return the items with the lines that each role has after the decisions, in their order.

    What stands in lines that were given to another role goes with them, unless somebody said where it belongs. Lines
    whose words are gone, and those of a role that is gone, stay where the extraction put them.
    """
    lines: _Lines = {each.key: summary_lines(each) for each in items if each.kind == "roles"}
    owner: dict[int, str | None] = {}
    for decision in decisions:
        moved = move_evidence(decision.evidence, text)
        target = key_of(decision.subject, items) if decision.subject.kind == "roles" else None
        if moved is None or (decision.subject.kind == "roles" and target not in lines):
            continue
        numbers = frozenset(piece.line for piece in moved)
        lines = {key: (kept - numbers) | (numbers if key == target else frozenset()) for key, kept in lines.items()}
        owner |= dict.fromkeys(numbers, target)
    if not decisions:
        return [replace(each, lines=tuple(sorted(lines[each.key]))) if each.key in lines else each for each in items]
    return [_with_lines(each, lines, owner) for each in items]


def _with_lines(each: Reviewed, lines: _Lines, owner: dict[int, str | None]) -> Reviewed:
    if each.key in lines:
        return replace(each, lines=tuple(sorted(lines[each.key])))
    owners = {owner.get(piece.line, "") for piece in each.evidence}
    if len(owners) != 1 or (target := owners.pop()) == "":
        return each
    links = {
        name: target for name, key in each.links.items() if name in LINKS and name not in each.named and key in lines
    }
    return replace(each, links={**each.links, **links})
