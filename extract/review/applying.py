"""Decisions applied to what is stored now: which item each belongs to, and what stands after all of them. Pure.

A decision holds as long as its fact does: the same kind, words and values, whatever the offsets and ids. Where the words
are there but the values changed, it is asked again. Where a person had accepted or added a fact that is no longer
extracted, it stays as long as its words stand in the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extract.review.places import move_evidence, move_places
from extract.review.subjects import DOCUMENT_ID, KNOWN_BY, Item, likeness_of, place_of
from schemas import Decision, Evidence, Place, Value

State = Literal["open", "accepted", "corrected", "rejected", "added", "ask_again"]
DECIDED: tuple[State, ...] = ("accepted", "corrected", "rejected", "added")
_STANDING = ("accept", "correct", "reject", "overrule", "add")


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One item with what people decided.

    `key` names it on the page: the id of the extracted item, "added-N" or "kept-N" with the number of a decision.
    `values` and `evidence` hold as they stand after the decision; `item` is what was extracted, None where it was not.
    `decision` is the one in force; of "ask_again" the earlier one, which no longer fits. `places` and `knowledge` tell
    where corrected and added values come from. `carried`: decided on an earlier extraction. `version` is the number of
    the last decision that concerns it, taken back ones too; 0 where there is none.
    """

    key: str
    item: Item | None
    kind: str
    state: State
    values: Mapping[str, Value]
    evidence: tuple[Evidence, ...]
    asked: str = ""
    decision: Decision | None = None
    places: Mapping[str, Place] | None = None
    knowledge: tuple[str, ...] = ()
    note: Decision | None = None
    carried: bool = False
    version: int = 0

    @property
    def decided(self) -> bool:
        """Whether somebody decided, and it still fits."""
        return self.state in DECIDED


@dataclass(frozen=True, slots=True)
class ReviewedSet:
    """All items of a profile or comparison. `finished` is the decision that closed it, None while it is open."""

    items: tuple[Reviewed, ...]
    finished: Decision | None
    document_version: int

    def find(self, key: str) -> Reviewed | None:
        """Return the item with that key."""
        return next((item for item in self.items if item.key == key), None)

    @property
    def decided(self) -> int:
        """How many items somebody decided about."""
        return sum(item.decided for item in self.items)


@dataclass(slots=True)
class _Thread:
    """The decisions about one thing, in their order; those taken back are counted in `version` alone."""

    decisions: list[Decision]
    version: int = 0

    @property
    def standing(self) -> Decision | None:
        for decision in reversed(self.decisions):
            if decision.action in _STANDING:
                return decision
            if decision.action == "restore":
                return next((each for each in self.decisions if each.action == "add"), None)
        return None

    @property
    def settled(self) -> bool:
        """Whether it says anything about the thing itself, if only that it is open again."""
        return any(each.action in (*_STANDING, "restore") for each in self.decisions)

    @property
    def note(self) -> Decision | None:
        last = next((each for each in reversed(self.decisions) if each.action == "note"), None)
        return last if last is not None and last.note else None


def apply_decisions(items: Sequence[Item], log: Sequence[Decision], text: str) -> ReviewedSet:
    """Return every item as it stands after the decisions.

    `text` is the document's text now, or as much of it as is known with everything at its offset. The items stand in the
    order of `items`; added and kept ones come after those of their kind.
    """
    threads, documents = _threads(log)
    by_likeness = {(item.likeness, item.nth): item for item in items}
    taken: dict[str, _Thread] = {}
    rest: list[_Thread] = []
    for key, thread in threads.items():
        item = by_likeness.get(key)
        if item is not None:
            taken[item.id] = thread
        elif thread.decisions:
            rest.append(thread)
    changed, loose = _changed(rest, items)
    found = [_reviewed(item, taken.get(item.id), changed.get(item.id), text) for item in items]
    found += [each for thread in loose for each in _loose(thread, text)]
    order = {kind: place for place, kind in enumerate(dict.fromkeys([*_KINDS, *(each.kind for each in found)]))}
    version, finished = _document(documents)
    return ReviewedSet(tuple(sorted(found, key=lambda each: order[each.kind])), finished, version)


_KINDS = (
    "candidate",
    "roles",
    "projects",
    "education",
    "publications",
    "talks",
    "metrics",
    "qualifications",
    "verdict",
)


def last_undoable(log: Sequence[Decision], by: str) -> Decision | None:
    """Return this person's last decision that is not taken back yet."""
    undone = {decision.undoes for decision in log}
    mine = (each for each in reversed(log) if each.by == by and each.action != "undo" and each.number not in undone)
    return next(mine, None)


def _threads(log: Sequence[Decision]) -> tuple[dict[tuple[str, int], _Thread], _Thread]:
    undone = {decision.undoes for decision in log}
    threads: dict[tuple[str, int], _Thread] = {}
    documents = _Thread([])
    keys: dict[int, tuple[str, int] | None] = {}
    for decision in log:
        if decision.undoes is not None:
            key = keys.get(decision.undoes)
        elif decision.subject.id == DOCUMENT_ID:
            key = None
        else:
            key = _key(decision)
        keys[decision.number] = key
        thread = documents if key is None else threads.setdefault(key, _Thread([]))
        thread.version = decision.number
        if decision.action != "undo" and decision.number not in undone:
            thread.decisions.append(decision)
    return threads, documents


def _key(decision: Decision) -> tuple[str, int]:
    subject = decision.subject
    if decision.action == "add":
        return f"added-{decision.number}", 0
    if subject.added is not None:
        return f"added-{subject.added}", 0
    return likeness_of(subject.kind, subject.asked, subject.evidence, subject.before), subject.nth


def _document(documents: _Thread) -> tuple[int, Decision | None]:
    last = next((each for each in reversed(documents.decisions) if each.action in ("finish", "reopen")), None)
    return documents.version, last if last is not None and last.action == "finish" else None


def _changed(rest: Sequence[_Thread], items: Sequence[Item]) -> tuple[dict[str, _Thread], list[_Thread]]:
    """Give threads that fit no item exactly to the item that they were about; returns those, and the rest.

    Of several about one item the latest counts: it was decided on the latest extraction.
    """
    changed: dict[str, _Thread] = {}
    loose: list[_Thread] = []
    for thread in sorted(rest, key=lambda each: each.version):
        item = _same_thing(thread, items)
        if item is None:
            loose.append(thread)
        else:
            changed[item.id] = thread
    return changed, loose


def _same_thing(thread: _Thread, items: Sequence[Item]) -> Item | None:
    """Return the item of the new extraction that a thread is about: on shared lines, and known by the same words.

    Several facts may stand on one line, so that lines alone tell only where a single fact of the kind rests on them.
    """
    subject = thread.decisions[-1].subject
    kind, asked, words = place_of(subject.kind, subject.asked, subject.evidence or _added_evidence(thread))
    near: list[tuple[float, Item]] = []
    for item in items:
        item_kind, item_asked, item_words = place_of(item.kind, item.asked, item.evidence)
        if (item_kind, item_asked) == (kind, asked) and (asked or kind == "candidate" or words & item_words):
            near.append((len(words & item_words) / max(1, len(words | item_words)), item))
    told = _told(thread)
    if any(each.action == "add" for each in thread.decisions):
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


def _added_evidence(thread: _Thread) -> Sequence[Evidence]:
    return next((each.evidence for each in thread.decisions if each.action == "add"), ())


def _told(thread: _Thread) -> dict[str, Value]:
    """Return what a person took to be right at last: what was there, with what was put right."""
    told: dict[str, Value] = {}
    for decision in thread.decisions:
        if decision.action in _STANDING:
            told = {**(decision.subject.before if decision.action != "add" else {}), **decision.values}
    return told


def agrees(told: Mapping[str, Value], values: Mapping[str, Value]) -> bool:
    """Tell whether an item states all that a person stated."""
    return all(values.get(name) == value for name, value in told.items() if value not in (None, [], ""))


def _reviewed(item: Item, thread: _Thread | None, changed: _Thread | None, text: str) -> Reviewed:
    plain = Reviewed(item.id, item, item.kind, "open", item.values, item.evidence, item.asked)
    found = plain if thread is None else _decided(plain, thread, text)
    if changed is None:
        return found
    found = replace(found, note=found.note or changed.note, version=max(found.version, changed.version))
    decision = changed.standing
    if decision is None or (thread is not None and thread.settled):
        return found
    put_right = decision.action in ("correct", "overrule", "add")
    if put_right and agrees(_told(changed), item.values):
        # The new extraction says what the person had put right.
        return replace(found, state="accepted", decision=decision, carried=True)
    return replace(found, state="ask_again", decision=decision, carried=True)


def _decided(plain: Reviewed, thread: _Thread, text: str) -> Reviewed:
    decision = thread.standing
    found = replace(plain, note=thread.note, version=thread.version)
    if decision is None or plain.item is None:
        return found
    carried = [piece.start for piece in decision.subject.evidence] != [piece.start for piece in plain.evidence]
    found = replace(found, decision=decision, carried=carried)
    if decision.action == "accept":
        return replace(found, state="accepted")
    if decision.action == "reject":
        return replace(found, state="rejected")
    places = move_places(decision.places, text, near=plain.evidence)
    if places is None:
        return replace(found, state="ask_again", carried=True)
    return replace(
        found, state="corrected", values={**plain.item.values, **decision.values}, places=places,
        knowledge=tuple(decision.knowledge),
    )  # fmt: skip


def _loose(thread: _Thread, text: str) -> list[Reviewed]:
    """Return what stands of a thread whose fact was not extracted: an added one, or one that the new reading missed."""
    decision = thread.standing
    if decision is None or decision.subject.kind == "verdict":
        return []
    added = next((each for each in thread.decisions if each.action == "add"), None)
    if decision.action == "reject" and added is None:
        return []
    if added is None:
        values, source = {**decision.subject.before, **decision.values}, decision.subject.evidence
    else:
        values, source = {**added.values, **decision.values}, added.evidence
    stood = Reviewed(
        f"{'added' if added else 'kept'}-{(added or decision).number}", None, decision.subject.kind, "ask_again", values,
        tuple(source), decision=decision, note=thread.note, carried=True, version=thread.version,
    )  # fmt: skip
    places = move_places({**(added.places if added else {}), **decision.places}, text, near=source)
    evidence = move_evidence(source, text)
    if evidence is None or places is None or decision.subject.kind == "candidate":
        return [stood]
    knowledge = {*(added.knowledge if added else ()), *decision.knowledge} - set(decision.places)
    state: State = "added"
    if decision.action == "reject":
        state = "rejected"
    elif added is None:
        state = "corrected" if decision.action == "correct" else "accepted"
    return [
        replace(
            stood, state=state, evidence=evidence, places=places, knowledge=tuple(sorted(knowledge)),
            carried=added is None or list(evidence) != list(source),
        )
    ]  # fmt: skip
