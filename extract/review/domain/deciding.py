"""A decision that somebody sends: checked against what stands there now, and written down or refused."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from extract.documents import Document
from extract.review.decisions.log import ReviewLog, StaleDecisionError
from extract.review.decisions.orders import DecisionOrder
from extract.review.decisions.standing import Reviewed, ReviewedSet
from extract.review.decisions.subjects import DOCUMENT_ID, FACT_MODELS, HEADS, LINKS, Item, kind_of
from extract.review.domain.applying import apply_decisions, last_undoable
from extract.review.domain.corrections import CorrectionError, Given, fields_of, take_values
from extract.review.domain.links import UnknownTargetError, take_links
from extract.text.drafts import evidence_lines
from schemas import Decision, Evidence, Group, ReviewAction, ReviewKind, Subject, Value, Versions

Parts = dict[str, Any]
"""Fields of a decision."""
OWN_KIND_REFUSED = "Facts of a kind of your own can be accepted or rejected, not corrected or added."
_ADDABLE: dict[Group, tuple[ReviewKind, ...]] = {
    "profiles": tuple(FACT_MODELS), "postings": ("requirements",), "comparisons": (),
}  # fmt: skip
_NEWS_IN = {
    "accept": ("open", "ask_again", "rejected"),
    "correct": ("open", "ask_again", "accepted", "corrected", "added", "rejected"),
    "overrule": ("open", "ask_again", "accepted", "corrected"),
    "reject": ("open", "ask_again", "accepted", "corrected", "added"),
    "restore": ("accepted", "corrected", "rejected", "ask_again"),
}  # fmt: skip
"""The states in which each action says something new."""
JUDGING = ("accept", "correct", "reject", "overrule")
"""Actions that say whether what was extracted is right."""


class RefusedError(Exception):
    """An order that cannot be carried out as it is; `problems` by field, "" for the whole."""

    def __init__(self, problems: dict[str, str]) -> None:
        super().__init__("refused")
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Desk:
    """One profile, posting or comparison under review: its items now, its document, and the versions that go into the log."""

    log: ReviewLog
    group: Group
    name: str
    items: Sequence[Item]
    document: Document | None
    versions: Versions
    language: str | None = None
    resume: Callable[[], Document] | None = None
    """Of a comparison: gives the résumé, from which the lines are taken that show another verdict."""
    needs_look: Callable[[Reviewed], bool] | None = None
    """Whether the page says of an item that it needs a look; kept with a decision, to tell how often that was right."""

    def review(self, log: Sequence[Decision] | None = None) -> ReviewedSet:
        """Return the items with the decisions of `log`, by default of what is written down now."""
        log = self.log.read(self.group, self.name) if log is None else log
        return apply_decisions(self.items, log, self.document.text if self.document else "")

    def carry_out(self, order: DecisionOrder, by: str) -> tuple[Decision, ReviewedSet]:
        """Write a decision down; of an action on several things that is taken back, one on each.

        Returns the decision, of several the last.

        Raises:
            StaleDecisionError: the item was decided on, or the document extracted, since the reviewer saw it.
            RefusedError: it says nothing new, or its values cannot be taken.
            UserError: the log cannot be read or written.
        """
        made, review = self.carry_out_all([order], by)
        return made[-1], review

    def carry_out_all(
        self, orders: Sequence[DecisionOrder], by: str, batch: str | None = None
    ) -> tuple[Sequence[Decision], ReviewedSet]:
        """Write decisions on different items down, all of them or none; `batch` marks them as one action. Raises as `carry_out`."""

        def make(log: list[Decision], number: int, at: str) -> list[Decision]:
            if any(order.results != self.versions.results for order in orders):
                raise StaleDecisionError(log)
            now = Now(log, self.review(log), by)
            parts = [part for order in orders for part in _PARTS.get(order.action, _about_item)(self, order, now)]
            return [
                Decision.model_validate(
                    {"number": count, "at": at, "by": by, "versions": self.versions, "batch": batch, **each}
                )
                for count, each in enumerate(parts, number)
            ]

        made, log = self.log.append(self.group, self.name, make)
        return made, self.review(log)


@dataclass(frozen=True, slots=True)
class Now:
    """What stands at the time of a decision, and who decides."""

    log: Sequence[Decision]
    review: ReviewedSet
    by: str


def digest(path: Path) -> str:
    """Return the version of a stored file: the first 16 hex digits of its SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def versions_of(path: Path, model: str, document_sha256: str) -> Versions:
    """Return what a decision on a stored file is made on."""
    return Versions(vouchline=version("vouchline"), model=model, document=document_sha256, results=digest(path))


def _about_item(desk: Desk, order: DecisionOrder, now: Now) -> list[Parts]:
    found = now.review.find(order.key)
    if found is None or found.version != order.seen:
        raise StaleDecisionError(now.log)
    if order.action != "note":
        _check_says_something(order.action, found)
    parts: Parts = {"action": order.action, "subject": subject_of(found), "note": order.note.strip()}
    if order.action in JUDGING and desk.needs_look is not None:
        parts["flagged"] = desk.needs_look(found)
    if order.action == "correct":
        given = _given(desk, found.kind, _before(found), order, found.evidence)
        named = _named(order, found.item.links if found.item else found.links, now.review, found.key)
        if not given.values and not named["values"]:
            raise RefusedError({"": "Nothing was changed. Accept it, or change a value."})
        parts |= {"values": given.values | named["values"], "places": given.places, "knowledge": given.knowledge,
                  "targets": named["targets"]}  # fmt: skip
    elif order.action == "overrule":
        verdict = order.values.get("verdict")
        if verdict not in ("met", "partial", "not_shown", "contradicted"):
            raise RefusedError({"verdict": "Choose a verdict."})
        if found.item is not None and verdict == found.item.values["verdict"]:
            raise RefusedError({"verdict": "That is the verdict already. Accept it."})
        if not order.note.strip():
            raise RefusedError({"note": "Say why, so that others can follow."})
        parts["values"] = {"verdict": verdict}
        if order.span is not None and desk.resume is not None:
            parts["evidence"] = evidence_of(desk.resume(), order.span)
    return [parts]


def _check_says_something(action: ReviewAction, found: Reviewed) -> None:
    wrong_kind = (action == "overrule") != (found.kind == "verdict") and action in ("overrule", "correct", "reject")
    if wrong_kind or (action == "reject" and found.kind in HEADS):
        raise RefusedError({"": f"“{action}” does not go with this."})
    if found.item is None and found.state == "ask_again" and action != "restore":
        raise RefusedError({"": "Its words are no longer in the document. Let it go, or add it from other words."})
    if found.state not in _NEWS_IN[action]:
        raise RefusedError({"": f"Nothing to do: it is {found.state.replace('_', ' ')} already."})


def _before(found: Reviewed) -> dict[str, Value]:
    """Return the values that a correction is measured against: those extracted; of an added fact those that stand."""
    if found.item is not None:
        return dict(found.item.values)
    if found.decision is not None and not found.key.startswith("added-"):
        return dict(found.decision.subject.before)
    return dict(found.values)


def _given(desk: Desk, kind: str, now: dict[str, Value], order: DecisionOrder, near: Sequence[Evidence]) -> Given:
    text = desk.document.text if desk.document else ""
    try:
        return take_values(
            _fact_kind(kind), now, _without_own_links(kind, order.values), text=text, near=near, knowledge=order.knowledge, spans=order.spans,
            language=desk.language,
        )  # fmt: skip
    except CorrectionError as error:
        raise RefusedError(error.problems) from None


def _named(order: DecisionOrder, now: Mapping[str, str | None], review: ReviewedSet, own: str = "") -> Parts:
    """Return the links that an order changes, and what each fact was that it names."""
    try:
        links = take_links(order.values, now, review, own)
    except UnknownTargetError as error:
        raise RefusedError({error.field: "Choose one of the list."}) from None
    return {
        "values": {name: target.key if target else None for name, target in links.items()},
        "targets": {name: subject_of(target) for name, target in links.items() if target},
    }


def _without_own_links(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    own = {field.name for field in fields_of(_fact_kind(kind)) if field.kind == "link"}
    return {name: value for name, value in values.items() if name not in own}


def _fact_kind(kind: str) -> ReviewKind:
    with contextlib.suppress(ValueError):
        if (known := kind_of(kind)) != "verdict":
            return known
    if kind:
        raise RefusedError({"": OWN_KIND_REFUSED})
    raise RefusedError({"kind": "Choose what kind of fact it is."})


def addable_kinds(group: Group) -> tuple[ReviewKind, ...]:
    """Return the kinds of which some can be added to a profile or posting."""
    return _ADDABLE[group]


def _added(desk: Desk, order: DecisionOrder, now: Now) -> list[Parts]:
    kind = _fact_kind(order.kind or "")
    if kind not in addable_kinds(desk.group) or desk.document is None:
        raise RefusedError({"kind": "Choose what kind of fact it is."})
    evidence = evidence_of(desk.document, order.span)
    given = _given(desk, kind, {}, order, evidence)
    named = _named(order, dict.fromkeys(LINKS), now.review)
    values = {name: value for name, value in given.values.items() if value not in (None, [], "")}
    if not any(name in given.places or name in given.knowledge for name in values):
        raise RefusedError({"": "Fill in at least one field from the document."})
    return [{
        "action": "add", "subject": Subject(kind=kind, id="new"), "values": values | named["values"], "places": given.places,
        "targets": named["targets"], "knowledge": given.knowledge, "evidence": evidence, "note": order.note.strip(),
    }]  # fmt: skip


def evidence_of(document: Document, span: tuple[int, int] | None) -> list[Evidence]:
    """Return the whole lines that hold the selected words.

    Raises:
        RefusedError: nothing is selected, or nothing but white space.
    """
    start, end = span or (0, 0)
    inside = 0 <= start < end <= len(document.text)
    found = evidence_lines(document, [(start, end)]) if inside and document.text[start:end].strip() else []
    if not found:
        raise RefusedError({"": "Select the words in the document that bear it out."})
    return found


def _assigned(desk: Desk, order: DecisionOrder, now: Now) -> list[Parts]:
    role = now.review.find(order.key) if order.key else None
    if desk.group != "profiles" or desk.document is None or (order.key and (role is None or role.kind != "roles")):
        raise RefusedError({"key": "Choose one of the list."})
    subject = subject_of(role) if role is not None else Subject(kind="document", id=DOCUMENT_ID)
    lines = evidence_of(desk.document, order.span)
    owners = {next((each.key for each in now.review.items if piece.line in each.lines), "") for piece in lines}
    if owners == {order.key}:
        raise RefusedError({"key": "They belong there already."})
    return [{"action": "assign", "subject": subject, "evidence": lines}]


def _about_document(desk: Desk, order: DecisionOrder, now: Now) -> list[Parts]:
    review = now.review
    if review.document_version != order.seen:
        raise StaleDecisionError(now.log)
    if (order.action == "finish") == (review.finished is not None):
        raise RefusedError({"": "It is so already."})
    left = len(review.items) - review.decided
    if order.action == "finish" and left:
        raise RefusedError({"": f"{left} {'is' if left == 1 else 'are'} not decided yet."})
    subject = Subject(kind="document", id=DOCUMENT_ID)
    return [{"action": order.action, "subject": subject, "note": order.note.strip()}]


def _undone(desk: Desk, order: DecisionOrder, now: Now) -> list[Parts]:
    last = last_undoable(now.log, now.by)
    if not last:
        raise RefusedError({"": "There is nothing of yours to undo here."})
    return [{"action": "undo", "subject": each.subject, "undoes": each.number, "batch": each.batch} for each in last]


_PARTS: dict[str, Callable[[Desk, DecisionOrder, Now], list[Parts]]] = {
    "add": _added, "assign": _assigned, "finish": _about_document, "reopen": _about_document, "undo": _undone,
}  # fmt: skip


def subject_of(found: Reviewed) -> Subject:
    """Return what a decision on an item keeps of it."""
    if found.item is not None:
        return found.item.subject()
    decision = found.decision
    assert decision is not None  # what was not extracted is there by a decision alone
    if found.key.startswith("added-"):
        number = int(found.key.removeprefix("added-"))
        return Subject(kind=decision.subject.kind, id=found.key, added=number, before=dict(found.values))
    return decision.subject
