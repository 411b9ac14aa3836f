"""What the page shows of one profile or comparison, arranged: a card an item, with where each value comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from extract.documents import Document
from extract.report.content.views import VerdictView, fact_label
from extract.report.content.wording import words
from extract.review.decisions.standing import Reviewed, ReviewedSet
from extract.review.decisions.subjects import FACT_MODELS, kind_of
from extract.review.domain.corrections import CHOSEN, Field, fields_of
from extract.review.domain.places import chosen_lines
from extract.review.domain.reworking import Since
from extract.review.state.doubts import (
    NEEDS_REVIEW,
    Doubt,
    doubts_of,
    facts_of_finding,
    findings_by_fact,
    verdict_doubts,
)
from extract.review.state.wording import label_of, shown
from schemas import Comparison, DocumentInfo, Finding, Leaf, Place, Posting, Profile, Value

KIND_WORDS: dict[str, tuple[str, str]] = {
    "candidate": ("Who", "who it is"), "roles": ("Roles", "role"), "projects": ("Projects", "project"),
    "education": ("Education", "programme of study"), "publications": ("Publications", "publication"),
    "talks": ("Talks", "talk"), "metrics": ("Measured results", "measured result"),
    "qualifications": ("Qualifications", "qualification"), "posting": ("The job", "job"),
    "requirements": ("Requirements", "requirement"),
}  # fmt: skip
"""The title of each kind's section, and what one of them is called."""
_WITHOUT_LEAVES = ("posting", "requirements")
"""Kinds of which the file does not say how each value was found."""
STATE_WORDS = {
    "open": "Not decided", "accepted": "Accepted", "corrected": "Corrected", "rejected": "Rejected", "added": "Added",
    "ask_again": "Decide again",
}  # fmt: skip
ACTION_WORDS = {
    "accept": "accepted", "correct": "corrected", "reject": "rejected", "add": "added", "overrule": "overruled",
    "restore": "opened again", "note": "noted", "finish": "finished", "reopen": "opened again", "undo": "took back",
}  # fmt: skip
HOW_WORDS = {
    "exact": "letter for letter", "normalised": "up to case, spaces and dashes", "lines": "read from its lines by code",
    "knowledge": "reviewer’s knowledge: not in the document", "none": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field: `how` it was found ("none" where it is empty), the span that bears it out, and what it was before."""

    name: str
    label: str
    shown: str
    how: str
    how_words: str
    span: tuple[int, int] | None
    was: str | None


@dataclass(frozen=True, slots=True)
class CardView:
    """One item on the page."""

    each: Reviewed
    title: str
    fields: tuple[FieldView, ...]
    doubts: tuple[Doubt, ...]
    view: VerdictView | None = None

    @property
    def spans(self) -> str:
        """The lines that it rests on, as "start-end start-end"."""
        return " ".join(f"{piece.start}-{piece.end}" for piece in self.each.evidence)

    @property
    def lines(self) -> str:
        """The lines that belong to a role, as ranges: "6–9, 12"."""
        runs: list[list[int]] = []
        for number_ in self.each.lines:
            if runs and runs[-1][-1] == number_ - 1:
                runs[-1].append(number_)
            else:
                runs.append([number_])
        return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)

    @property
    def literal(self) -> bool:
        """Whether nobody decided it, nothing speaks against it, and all that had to be found stands there letter for letter."""
        if self.view is not None or self.each.decided or self.doubts or not self.correctable:
            return False
        kinds = {field.name: field.kind for field in fields_of(kind_of(self.each.kind))}
        told = [field for field in self.fields if field.shown and kinds[field.name] not in (*CHOSEN, "link")]
        return bool(told) and all(field.how == "exact" for field in told)

    @property
    def told_doubts(self) -> tuple[Doubt, ...]:
        """The reasons to look that are told in words; that a verdict needs review is told by its flag."""
        return tuple(doubt for doubt in self.doubts if doubt != NEEDS_REVIEW)

    @property
    def flagged(self) -> frozenset[str]:
        """The fields that need a look."""
        return frozenset(doubt.field for doubt in self.doubts if doubt.field)

    @property
    def correctable(self) -> bool:
        """Whether its values can be corrected here; those of a user's own kind can be accepted or rejected."""
        return self.view is not None or self.each.kind in KIND_WORDS

    @property
    def filled(self) -> tuple[FieldView, ...]:
        """The fields that say something, or said something before."""
        return tuple(field for field in self.fields if field.shown or field.was)

    @property
    def earlier(self) -> str:
        """What was decided before, of an item that is to be decided again."""
        decision = self.each.decision
        if self.each.state != "ask_again" or decision is None:
            return ""
        said = ", ".join(f"{words(name)} {shown(value) or 'empty'}" for name, value in decision.values.items())
        return f"{decision.by} {ACTION_WORDS[decision.action]} it{': ' + said if said else ''}"


@dataclass(frozen=True, slots=True)
class DocumentView:
    """The document beside a sheet: of which profile or posting; `path` is None where the file is not there any more."""

    group: str
    name: str
    info: DocumentInfo
    path: Path | None

    @property
    def drawn(self) -> bool:
        """Whether its pages can be drawn."""
        return self.path is not None and self.info.media_type == "application/pdf"


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding with the facts that it is about: their keys, and what they are called."""

    finding: Finding
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class SectionView:
    """The items of one kind."""

    kind: str
    title: str
    cards: tuple[CardView, ...]


@dataclass(frozen=True, slots=True)
class SheetView:
    """A profile, posting or comparison as a whole. `results` is the version of the stored file that is shown."""

    group: str
    name: str
    label: str
    results: str
    sections: tuple[SectionView, ...]
    findings: tuple[FindingView, ...]
    review: ReviewedSet
    doubts: Mapping[str, tuple[Doubt, ...]]

    @property
    def total(self) -> int:
        """How many items there are."""
        return len(self.review.items)

    @property
    def to_look(self) -> int:
        """How many undecided items need a look."""
        return sum(bool(self.doubts[each.key]) and not each.decided for each in self.review.items)

    @property
    def literal(self) -> int:
        """How many items stand letter for letter."""
        return sum(card.literal for section in self.sections for card in section.cards)

    @property
    def start(self) -> str:
        """The key of the first item that nobody decided, those that need a look before the others; "" for none."""
        shown = [card.each for section in self.sections for card in section.cards] or self.review.items
        rest = [each for each in shown if not each.decided]
        return next((each.key for each in [*(each for each in rest if self.doubts[each.key]), *rest]), "")

    def find(self, key: str) -> CardView | None:
        """Return the card with that key."""
        return next((card for section in self.sections for card in section.cards if card.each.key == key), None)


def profile_sheet(
    name: str, profile: Profile, results: str, review: ReviewedSet, *, only: str | None = None
) -> SheetView:
    """Return a profile's sheet; every kind has a section, also an empty one, since something may be added to it.

    `only` names the one item whose card is made, "" none: the cards take longest to make.
    """
    doubts = _doubts(review, findings_by_fact(profile))
    usual = ("candidate", *FACT_MODELS)
    own = dict.fromkeys([*profile.additional, *(each.kind for each in review.items if each.kind not in usual)])
    sections = _sections((*usual, *own), review, doubts, only)
    label = profile.candidate.name or name
    return SheetView("profiles", name, label, results, sections, _findings(profile, review), review, doubts)


def posting_sheet(
    name: str, posting: Posting, results: str, review: ReviewedSet, *, only: str | None = None
) -> SheetView:
    """Return a posting's sheet; `only` as of `profile_sheet`."""
    doubts = _doubts(review, findings_by_fact(posting))
    sections = _sections(("posting", "requirements"), review, doubts, only)
    return SheetView(
        "postings", name, posting.title or name, results, sections, _findings(posting, review), review, doubts
    )


def _doubts(review: ReviewedSet, findings: Mapping[str, list[Finding]]) -> dict[str, tuple[Doubt, ...]]:
    return {each.key: tuple(doubts_of(each, findings)) for each in review.items}


def _findings(stored: Profile | Posting, review: ReviewedSet) -> tuple[FindingView, ...]:
    """Return the findings, the gravest first, each with the facts that it is about."""
    called = {each.key: each for each in review.items}
    gravest_first = sorted(stored.findings, key=lambda finding: ("error", "warning", "info").index(finding.severity))
    return tuple(
        FindingView(finding, tuple((key, title_of(called[key])) for key in facts_of_finding(finding, stored) if key in called))
        for finding in gravest_first
    )  # fmt: skip


def _sections(
    kinds: Sequence[str], review: ReviewedSet, doubts: Mapping[str, tuple[Doubt, ...]], only: str | None
) -> tuple[SectionView, ...]:
    cards = [_fact_card(each, doubts[each.key], review) for each in review.items if only is None or each.key == only]
    return tuple(
        SectionView(
            kind,
            KIND_WORDS[kind][0] if kind in KIND_WORDS else words(kind).capitalize(),
            tuple(card for card in cards if card.each.kind == kind),
        )
        for kind in kinds
    )


def comparison_sheet(
    name: str, label: str, comparison: Comparison, posting: Posting | None, results: str, review: ReviewedSet,
    facts: ReviewedSet | None, asked: ReviewedSet | None = None, resume: Callable[[], Document] | None = None,
    since: Mapping[str, Since] | None = None,
) -> SheetView:  # fmt: skip
    """Return a comparison's sheet, its verdicts by the importance of their demands.

    `posting` is as reviewed; `asked` tells what was decided about its requirements, `facts` about the profile. `resume`
    gives the text in which the lines stand that somebody chose when overruling; `since` tells what became of verdicts since.
    """
    since = since or {}
    requirements = {each.id: each for each in posting.requirements} if posting else {}
    groups: dict[str, list[CardView]] = {"required": [], "preferred": [], "responsibility": [], "other": []}
    verdicts = {verdict.requirement_id: verdict for verdict in comparison.verdicts}
    for found in review.items:
        each, verdict = found, verdicts[found.key]
        if each.state == "corrected" and resume is not None and each.decision is not None and each.decision.evidence:
            each = replace(each, evidence=chosen_lines(each.decision, resume().text) or each.evidence)
        requirement = requirements.get(each.key)
        told = since[each.key].words if each.key in since else ""
        view = VerdictView(f"verdict-{each.key}", verdict, requirement, since=told)
        doubts = verdict_doubts(verdict, each, None if told else facts, asked)
        card = CardView(each, view.asked, (), tuple(doubts), view)
        groups[requirement.importance if requirement else "other"].append(card)
    titles = {"required": "Required", "preferred": "Preferred", "responsibility": "Responsibilities", "other": "Other"}
    sections = tuple(SectionView(kind, titles[kind], tuple(cards)) for kind, cards in groups.items() if cards)
    by_key = {card.each.key: card.doubts for section in sections for card in section.cards}
    findings = tuple(FindingView(finding, ()) for finding in comparison.findings)
    return SheetView("comparisons", name, label, results, sections, findings, review, by_key)


def effective_verdict(card: CardView) -> str:
    """Return the verdict in force."""
    return str(card.each.values["verdict"])


def _fact_card(each: Reviewed, doubts: tuple[Doubt, ...], review: ReviewedSet) -> CardView:
    if each.kind not in KIND_WORDS:
        return _own_card(each, doubts)
    kind = kind_of(each.kind)
    leaves: Mapping[str, Leaf] = each.item.leaves if each.item is not None else {}
    before = each.item.values if each.item is not None else None
    fields = tuple(
        _link_view(field, each, review) if field.kind == "link" else _field_view(field, each, leaves, before)
        for field in fields_of(kind)
    )
    return CardView(each, title_of(each), fields, doubts)


def _own_card(each: Reviewed, doubts: tuple[Doubt, ...]) -> CardView:
    """Return the card of a fact of the user's own kinds: its fields as they are stored."""
    leaves: Mapping[str, Leaf] = each.item.leaves if each.item is not None else {}
    fields = tuple(_field_view(Field(name, "text", True), each, leaves, None) for name in each.values)
    return CardView(each, title_of(each), fields, doubts)


def title_of(each: Reviewed) -> str:
    """Return what an item is called."""
    if each.kind not in KIND_WORDS:
        return next((str(value) for value in each.values.values() if value), each.key)
    if each.kind in ("candidate", "posting", "requirements"):
        name = each.values.get({"candidate": "name", "posting": "title", "requirements": "text"}[each.kind])
        return str(name or {"candidate": "No name given", "posting": "No title given"}.get(each.kind, each.key))
    model = FACT_MODELS[kind_of(each.kind)]
    values: dict[str, Any] = {**dict.fromkeys(model.model_fields), "is_current": False, **each.values, "id": each.key}
    fact = model.model_construct(None, **values)
    return fact_label(fact)


def _field_view(
    field: Field, each: Reviewed, leaves: Mapping[str, Leaf], before: Mapping[str, Value] | None
) -> FieldView:
    value = each.values.get(field.name, field.default)
    text = shown(value)
    was = None
    if before is not None and each.state == "corrected" and before.get(field.name) != value:
        was = shown(before.get(field.name)) or "empty"
    place: Place | Leaf | None = (each.places or {}).get(field.name)
    if place is None and was is None:
        place = leaves.get(field.name)
    if not text:
        how, how_words = "none", ""
    elif field.name in each.knowledge:
        how, how_words = "knowledge", HOW_WORDS["knowledge"]
    elif place is None:
        how, how_words = ("none", "") if each.kind in _WITHOUT_LEAVES else ("lines", HOW_WORDS["lines"])
    elif place.how == "derived":
        how, how_words = "derived", f"worked out from these words: {words(place.rule or 'rule unknown')}"
    else:
        how, how_words = place.how, HOW_WORDS[place.how]
    span = (place.start, place.end) if place is not None and text else None
    return FieldView(field.name, label_of(field.name), text, how, how_words, span, was)


def _link_view(field: Field, each: Reviewed, review: ReviewedSet) -> FieldView:
    text = link_label(each.links.get(field.name), review)
    was = None
    if each.item is not None and each.links.get(field.name) != each.item.links.get(field.name):
        was = link_label(each.item.links.get(field.name), review) or "nothing"
    return FieldView(field.name, label_of(field.name), text, "none", "", None, was)


def link_label(key: str | None, review: ReviewedSet) -> str:
    """Return what the fact is called that another one belongs to; "" where it belongs to none."""
    target = review.find(key) if key else None
    if target is None:
        return ""
    return title_of(target) + (" (rejected)" if target.state == "rejected" else "")
