"""A profile or posting as it stands after the decisions: what is exported, and who looked at what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from extract.review.decisions.log import ReviewLog
from extract.review.decisions.standing import Reviewed, ReviewedSet
from extract.review.decisions.subjects import (
    FACT_MODELS,
    PREFIXES,
    fact_model,
    kind_of,
    posting_items,
    profile_items,
)
from extract.review.domain.applying import apply_decisions
from extract.review.domain.corrections import fields_of
from extract.review.domain.known_text import known_document
from extract.review.domain.links import without_links
from extract.store.results import Results
from extract.text.contact.contact import with_contact
from schemas import (
    AdditionalFact,
    Candidate,
    Decision,
    Fact,
    Leaf,
    Posting,
    Profile,
    Qualification,
    ReviewKind,
    Role,
    Stored,
)

_Stated = TypeVar("_Stated", bound=Stored)


@dataclass(frozen=True, slots=True)
class ReviewedProfile:
    """A profile after review: rejected facts are gone, corrected values and added facts are in.

    `by_id` tells of each fact that is left, by its id, what was decided; facts that nobody looked at are "open".
    """

    profile: Profile
    by_id: Mapping[str, Reviewed]
    review: ReviewedSet


@dataclass(frozen=True, slots=True)
class ReviewedPosting:
    """A posting after review, as `ReviewedProfile`. `rejected` are the ids of the requirements that are gone."""

    posting: Posting
    by_id: Mapping[str, Reviewed]
    review: ReviewedSet

    @property
    def rejected(self) -> frozenset[str]:
        """The ids of the requirements that somebody rejected."""
        return frozenset(each.key for each in self.review.items if each.state == "rejected")


def review_profile(results: Results, name: str, *, as_extracted: bool = False) -> ReviewedProfile:
    """Return a stored profile with what people decided, or without it.

    Raises:
        UserError: there is no such profile, or it or its log cannot be used.
    """
    log = [] if as_extracted else ReviewLog(results.folder).read("profiles", name)
    return apply_to_profile(results.read_profile(name), log)


def apply_to_profile(profile: Profile, log: Sequence[Decision]) -> ReviewedProfile:
    """Return a profile with these decisions."""
    if not log:
        return rebuild_profile(profile, apply_decisions(profile_items(profile), log, ""))
    found = rebuild_profile(profile, apply_decisions(profile_items(profile), log, known_document(profile).text))
    return replace(found, profile=_with_use(found.profile))


def _with_use(profile: Profile) -> Profile:
    """Return the profile with the months of its skills worked out anew, since positions may have changed."""
    # The comparison loads the model's client with it, which no decision needs.
    from extract.extraction.skills.uses import with_use
    from extract.text.skills.vocabulary import load_vocabulary

    used = with_use(profile.qualifications, profile.roles, profile.projects, load_vocabulary(), profile.as_of)
    return profile.model_copy(update={"qualifications": used})


def rebuild_profile(profile: Profile, review: ReviewedSet) -> ReviewedProfile:
    """Return the profile with the decisions in it. Added facts are numbered on behind the extracted ones."""
    lists, by_id = _rebuilt_lists(profile, tuple(FACT_MODELS), review)
    own: dict[str, list[Fact]] = {kind: [] for kind in profile.additional}
    for each in review.items:
        fact = each.item.stored if each.item is not None and each.state != "rejected" else None
        if isinstance(fact, AdditionalFact):
            own[each.kind].append(fact)
            by_id[fact.id] = each
    candidate = profile.candidate
    for each in review.items:
        if each.kind == "candidate" and each.item is not None:
            candidate = _rebuilt(candidate, each)
            if each.state == "corrected":
                candidate = with_contact(candidate, profile.document.language)
            by_id["candidate"] = each
    ids = {each.key: fact_id for fact_id, each in by_id.items()}
    facts = {kind: [_bound(fact, by_id[fact.id], ids) for fact in lists[kind]] for kind in FACT_MODELS}
    findings = [
        finding.model_copy(update={"fact_ids": [id_ for id_ in finding.fact_ids if id_ in by_id]})
        for finding in profile.findings
    ]
    rebuilt = profile.model_copy(update={**facts, "additional": own, "candidate": candidate, "findings": findings})
    return ReviewedProfile(Profile.model_validate(rebuilt.model_dump()), by_id, review)


def review_posting(results: Results, name: str) -> ReviewedPosting:
    """Return a stored posting with what people decided.

    Raises:
        UserError: there is no such posting, or it or its log cannot be used.
    """
    return apply_to_posting(results.read_posting(name), ReviewLog(results.folder).read("postings", name))


def apply_to_posting(posting: Posting, log: Sequence[Decision]) -> ReviewedPosting:
    """Return a posting with these decisions."""
    review = apply_decisions(posting_items(posting), log, known_document(posting).text if log else "")
    lists, by_id = _rebuilt_lists(posting, ("requirements",), review)
    head = next(each for each in review.items if each.kind == "posting" and each.item is not None)
    by_id["posting"] = head
    rebuilt = posting.model_copy(update={**head.values, **lists})
    return ReviewedPosting(Posting.model_validate(rebuilt.model_dump()), by_id, review)


def _rebuilt_lists(
    stored: Profile | Posting, kinds: Sequence[ReviewKind], review: ReviewedSet
) -> tuple[dict[str, list[Any]], dict[str, Reviewed]]:
    """Return the facts of these kinds as they stand, and what was decided about each, by its id."""
    numbers = Counter(
        {kind: max((int(fact.id.rpartition("-")[2]) for fact in getattr(stored, kind)), default=0) for kind in kinds}
    )
    lists: dict[str, list[Any]] = {kind: [] for kind in kinds}
    by_id: dict[str, Reviewed] = {}
    for each in review.items:
        if each.kind not in lists or each.state == "rejected" or (each.item is None and each.state == "ask_again"):
            continue
        if each.item is not None and each.item.stored is not None:
            fact: Any = _rebuilt(each.item.stored, each)
            if isinstance(fact, Role) and each.lines != tuple(fact.summary_lines):
                fact = fact.model_copy(update={"summary_lines": list(each.lines)})
        else:
            numbers[each.kind] += 1
            fact = _new_fact(each, f"{PREFIXES[each.kind]}-{numbers[each.kind]}")
        lists[each.kind].append(fact)
        by_id[fact.id] = each
    return lists, by_id


def _rebuilt(stored: _Stated, each: Reviewed) -> _Stated:
    if each.state != "corrected" or each.decision is None:
        return stored
    changed = without_links(each.decision.values)
    if isinstance(stored, (Fact, Candidate)):
        leaves = {name: leaf for name, leaf in stored.leaves.items() if name not in changed}
        changed = {**changed, "leaves": leaves | _leaves(each)}
    if isinstance(stored, Role | Qualification) and changed.keys() & {"name", "title"}:
        changed |= {"ids": {}, "ids_from": {}}  # they were those of the words before
    return stored.model_copy(update=changed)


def _new_fact(each: Reviewed, fact_id: str) -> Stored:
    kind = kind_of(each.kind)
    bare = {field.name: field.default for field in fields_of(kind)}
    leaves = {} if kind == "requirements" else {"leaves": _leaves(each)}
    return fact_model(kind).model_validate(
        {**bare, **each.values, **leaves, "id": fact_id, "evidence": list(each.evidence),
         **({"summary_lines": list(each.lines)} if kind == "roles" else {})}
    )  # fmt: skip


def _leaves(each: Reviewed) -> dict[str, Leaf]:
    return {
        name: Leaf(how=place.how, rule=place.rule, start=place.start, end=place.end)
        for name, place in (each.places or {}).items()
    }


def _bound(fact: Fact, each: Reviewed, ids: Mapping[str, str]) -> Fact:
    """Return the fact with the ids of those that it belongs to; none where that one is rejected."""
    links = {name: ids.get(key or "") for name, key in each.links.items()}
    return fact.model_copy(update=links) if links else fact
