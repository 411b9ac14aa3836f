"""Which item of a new extraction a decision is about, where nothing fits it exactly. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extract.review.decisions.subjects import HEADS, KNOWN_BY, Item, place_of
from schemas import Subject, Value


def same_thing(
    subject: Subject, told: Mapping[str, Value], items: Sequence[Item], *, added: bool = False
) -> Item | None:
    """Return the item that was `subject` in an earlier extraction: on shared lines, and known by the same words.

    Several facts may stand on one line, so that lines alone tell only where a single fact of the kind rests on them.
    `told` is what a person took to be right. Of an `added` one, which no extraction had, it all has to be there.
    """
    kind, asked, words = place_of(subject.kind, subject.asked, subject.evidence)
    near: list[tuple[float, Item]] = []
    for item in items:
        item_kind, item_asked, item_words = place_of(item.kind, item.asked, item.evidence)
        if (item_kind, item_asked) == (kind, asked) and (asked or kind in HEADS or words & item_words):
            near.append((len(words & item_words) / max(1, len(words | item_words)), item))
    if added:
        return next((item for _, item in near if agrees(told, item.values)), None)
    known_by = KNOWN_BY.get(kind, ())
    alike = [
        (share, item)
        for share, item in near
        if any(item.values.get(name) in (subject.before.get(name), told.get(name)) and item.values.get(name) is not None
               for name in known_by)
    ]  # fmt: skip
    if not alike and len(near) == 1 and (not known_by or near[0][0] == 1.0):
        alike = near
    return max(alike, key=lambda each: each[0])[1] if alike else None


def agrees(told: Mapping[str, Value], values: Mapping[str, Value]) -> bool:
    """Tell whether an item states all that a person stated."""
    return all(values.get(name) == value for name, value in told.items() if value not in (None, [], ""))
