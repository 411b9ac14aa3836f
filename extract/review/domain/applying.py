"""Decisions applied to what is stored now: which item each belongs to, and what stands after all of them. Pure.

A decision holds as long as its fact does: the same kind, words and values, whatever the offsets and ids. Where the words
are there but the values changed, it is asked again. Where a person had accepted or added a fact that is no longer
extracted, it stays as long as its words stand in the text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.review.decisions.standing import Reviewed, ReviewedSet, State
from extract.review.decisions.subjects import DOCUMENT_ID, HEADS, KINDS, Item, likeness_of
from extract.review.domain.lines import give_lines
from extract.review.domain.links import follow_links, named_by, without_links
from extract.review.domain.matching import agrees, same_thing
from extract.review.domain.places import move_evidence, move_places
from schemas import Decision, Evidence, Place, Subject, Value

_LINES = ("lines", 0)
"""The thread of decisions on which role lines belong to."""
_STANDING = ("accept", "correct", "reject", "overrule", "add")


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
    def corrections(self) -> list[Decision]:
        """What was corrected since the last restoring. Of a fact that was added, each correction builds on those before."""
        found: list[Decision] = []
        for each in self.decisions:
            if each.action == "restore":
                found = []
            elif each.action == "correct":
                found.append(each)
        return found

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
    moves = threads.pop(_LINES, _Thread([]))
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
    order = {kind: place for place, kind in enumerate(dict.fromkeys([*KINDS, *(each.kind for each in found)]))}
    version, finished = _document(documents)
    found = give_lines(follow_links(found), moves.decisions, text)
    found = [
        replace(each, version=max(each.version, moves.version)) if each.kind == "roles" else each for each in found
    ]
    return ReviewedSet(tuple(sorted(found, key=lambda each: order[each.kind])), finished, version)


def last_undoable(log: Sequence[Decision], by: str) -> list[Decision]:
    """Return what this person's last action decided that is not taken back yet: several things if it was about several."""
    undone = {decision.undoes for decision in log}
    mine = [each for each in reversed(log) if each.by == by and each.action != "undo" and each.number not in undone]
    return [each for each in mine if each is mine[0] or (each.batch is not None and each.batch == mine[0].batch)]


def _threads(log: Sequence[Decision]) -> tuple[dict[tuple[str, int], _Thread], _Thread]:
    undone = {decision.undoes for decision in log}
    threads: dict[tuple[str, int], _Thread] = {}
    documents = _Thread([])
    keys: dict[int, tuple[str, int] | None] = {}
    for decision in log:
        if decision.undoes is not None:
            key = keys.get(decision.undoes)
        elif decision.action == "assign":
            key = _LINES
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
        last = thread.decisions[-1].subject
        subject = last if last.evidence else last.model_copy(update={"evidence": list(_added_evidence(thread))})
        added = any(each.action == "add" for each in thread.decisions)
        item = same_thing(subject, _told(thread), items, added=added)
        if item is None:
            loose.append(thread)
        else:
            changed[item.id] = thread
    return changed, loose


def _added_evidence(thread: _Thread) -> Sequence[Evidence]:
    return next((each.evidence for each in thread.decisions if each.action == "add"), ())


def _told(thread: _Thread) -> dict[str, Value]:
    """Return what a person took to be right at last: what was there, with what was put right."""
    told: dict[str, Value] = {}
    for decision in thread.decisions:
        if decision.action in _STANDING:
            told = {**(decision.subject.before if decision.action != "add" else {}), **without_links(decision.values)}
    return told


def _reviewed(item: Item, thread: _Thread | None, changed: _Thread | None, text: str) -> Reviewed:
    plain = Reviewed(item.id, item, item.kind, "open", item.values, item.evidence, item.asked, links=item.links)
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
        found, state="corrected", values={**plain.item.values, **without_links(decision.values)}, places=places,
        knowledge=tuple(decision.knowledge), named=named_by(decision),
    )  # fmt: skip


def _loose(thread: _Thread, text: str) -> list[Reviewed]:
    """Return what stands of a thread whose fact was not extracted: an added one, or one that the new reading missed."""
    decision = thread.standing
    if decision is None or decision.subject.kind == "verdict":
        return []
    added = next((each for each in thread.decisions if each.action == "add"), None)
    if decision.action == "reject" and added is None:
        return []
    given = _chain([decision] if added is None else [added, *thread.corrections])
    values = {**(decision.subject.before if added is None else {}), **given.values}
    source = (added or decision.subject).evidence
    stood = Reviewed(
        f"{'added' if added else 'kept'}-{(added or decision).number}", None, decision.subject.kind, "ask_again", values,
        tuple(source), decision=decision, note=thread.note, carried=True, version=thread.version,
    )  # fmt: skip
    places = move_places(given.places, text, near=source)
    evidence = move_evidence(source, text)
    if evidence is None or places is None or decision.subject.kind in HEADS:
        return [stood]
    state: State = "added"
    if decision.action == "reject":
        state = "rejected"
    elif added is None:
        state = "corrected" if decision.action == "correct" else "accepted"
    return [
        replace(
            stood, state=state, evidence=evidence, places=places, knowledge=tuple(sorted(given.knowledge)),
            carried=added is None or list(evidence) != list(source), named=given.named,
        )
    ]  # fmt: skip


@dataclass(slots=True)
class _Chain:
    """What several decisions on one fact give together; the later one counts."""

    values: dict[str, Value]
    places: dict[str, Place]
    knowledge: set[str]
    named: dict[str, Subject | None]


def _chain(decisions: Sequence[Decision]) -> _Chain:
    chain = _Chain({}, {}, set(), {})
    for decision in decisions:
        for name in decision.values:
            chain.places.pop(name, None)
            chain.knowledge.discard(name)
        chain.values |= without_links(decision.values)
        chain.places |= decision.places
        chain.knowledge |= set(decision.knowledge)
        chain.named |= named_by(decision)
    return chain
