"""Score the facts of one profile: pair them with gold's, then judge field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from extract.evaluation.scoring.comparators import (
    Options,
    Same,
    is_empty,
    matches,
    same_date,
    same_degree,
    same_flag,
    same_name,
    same_number,
    same_text,
    same_topic,
    same_value,
    same_word,
)
from extract.evaluation.scoring.files import GoldFact, GoldProfile, Stored, StoredProfile
from extract.evaluation.scoring.tallies import FACT_KINDS, FieldResult, Outcome

FIELDS: dict[str, dict[str, Same]] = {
    "roles": {
        "employer": same_text, "title": same_text, "location": same_text, "start_date": same_date,
        "end_date": same_date, "is_current": same_flag,
    },
    "education": {
        "institution": same_text, "degree": same_degree, "level": same_word, "field": same_text,
        "start_date": same_date, "end_date": same_date, "gpa": same_text,
    },
    "publications": {
        "title": same_text, "venue": same_text, "year": same_word, "candidate_authorship": same_word, "url": same_text,
    },
    "metrics": {
        "name": same_topic, "baseline": same_number, "value": same_number, "change": same_number,
        "change_kind": same_word,
    },
    "projects": {"name": same_text},
}  # fmt: skip
"""The fields of each kind that are scored, and how each is compared."""

ANCHORS: dict[str, tuple[str, ...]] = {
    "roles": ("employer", "title"), "education": ("institution", "degree"), "publications": ("title",),
    "metrics": ("baseline", "value", "change"), "projects": ("name",),
}  # fmt: skip
"""What a fact is known by: two facts can be a pair only if one of these agrees."""

QUALIFICATIONS = "qualifications"
NO_VALUES = ("id", "leaves", "evidence")
"""What every stored fact has besides its values."""

ANCHOR_WEIGHT, WRONG_WEIGHT = 2.0, 0.25
"""How much more an anchor that agrees counts than another field, and how much a field that differs counts against."""


def score_profile(document: str, gold: GoldProfile, got: StoredProfile) -> Iterator[FieldResult]:
    """Yield what came of each field of each fact, kind by kind; of qualifications only whether each name is found."""
    for kind in FACT_KINDS:
        facts: Sequence[GoldFact] | None = getattr(gold, kind)
        if facts is not None:
            yield from score_facts(document, scheme_of(kind), facts, getattr(got, kind) or [])
    for kind, facts in gold.additional.items():
        stored = got.additional.get(kind, [])
        yield from score_facts(document, own_scheme(kind, facts, stored), facts, stored)
    names = [str(each.get("name") or "") for each in got.qualifications or []]
    for place, wanted in enumerate(gold.qualifications, 1):
        found = next((name for name in names if same_name(wanted.name, name)), None)
        if found is not None or not wanted.optional:
            yield FieldResult(
                "profiles", document, QUALIFICATIONS, str(place), "name", "missing" if found is None else "right",
                (wanted.name,), found,
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Scheme:
    """How facts of a kind are scored: how each field is compared, and which a fact is known by."""

    kind: str
    fields: Mapping[str, Same]
    anchors: Sequence[str]


def scheme_of(kind: str) -> Scheme:
    """Return how facts of one of `FACT_KINDS` are scored."""
    return Scheme(kind, FIELDS[kind], ANCHORS[kind])


def own_scheme(kind: str, gold: Sequence[GoldFact], got: Sequence[Stored]) -> Scheme:
    """Return how facts of a user's own kind are scored: by the fields that gold has, known by the first of a stored fact."""
    fields = [field for fact in gold for field in fact.fields]
    if not fields:
        fields = [field for fact in got for field in fact if field not in NO_VALUES]
    first = next((field for fact in got for field in fact if field not in NO_VALUES), "")
    anchor = first if first in fields else next(iter(fields), "")
    closed = {field for fact in got for field, leaf in fact.get("leaves", {}).items() if leaf["rule"] == "choice_words"}
    return Scheme(kind, {field: same_word if field in closed else same_value for field in fields}, (anchor,))


def score_facts(
    document: str, scheme: Scheme, gold: Sequence[GoldFact], got: Sequence[Stored]
) -> Iterator[FieldResult]:
    """Yield what came of the fields of one kind of facts.

    A fact that was not found counts as its filled fields missing, unless it is optional; one that gold does not have
    counts as its filled fields extra. Flags say nothing by themselves, so that neither counts them.
    """
    pairs = pairs_of(scheme, gold, got)
    kind = scheme.kind
    for i, fact in enumerate(gold):
        for field, same in scheme.fields.items():
            options = fact.options(field)
            if options is None:
                continue
            value = got[pairs[i]].get(field) if i in pairs else None
            if i in pairs:
                outcome = judge(same, options, value)
            else:
                outcome = None if fact.optional or None in options or same is same_flag else "missing"
            if outcome is not None:
                likely = probability_of(got[pairs[i]], field) if i in pairs else None
                yield FieldResult("profiles", document, kind, str(i + 1), field, outcome, options, value, likely)
    for j in sorted(set(range(len(got))) - set(pairs.values())):
        for field, same in scheme.fields.items():
            if same is not same_flag and not is_empty(value := got[j].get(field)):
                likely = probability_of(got[j], field)
                yield FieldResult("profiles", document, kind, "", field, "extra", (), value, likely)


def probability_of(fact: Stored, field: str) -> float | None:
    """Return how likely a stored value is right: by its own leaf, else by its fact; None where neither says."""
    leaves: dict[str, Stored] = fact.get("leaves") or {}
    told = leaves.get(field, {}).get("probability")
    return fact.get("probability") if told is None else told


def pairs_of(scheme: Scheme, gold: Sequence[GoldFact], got: Sequence[Stored]) -> dict[int, int]:
    """Return the place of the stored fact for the place of each of gold's that has one."""
    return pair_greedily(len(gold), len(got), lambda i, j: _likeness(scheme, gold[i], got[j]))


def pair_greedily(gold: int, got: int, likeness: Callable[[int, int], float]) -> dict[int, int]:
    """Return the place in the stored facts for each place in gold's that has a pair.

    Args:
        gold: Number of gold's facts.
        got: Number of stored facts.
        likeness: How good a pair the facts at two places are; no pair at 0 and below. Called gold × got times.

    Of pairs that are equally good the later places go first, so that the same files always give the same pairs.
    """
    ranked = sorted(((likeness(i, j), i, j) for i in range(gold) for j in range(got)), reverse=True)
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for value, i, j in ranked:
        if value > 0 and i not in pairs and j not in taken:
            pairs[i] = j
            taken.add(j)
    return pairs


def judge(same: Same, options: Options, got: object) -> Outcome | None:
    """Return what came of one field of a pair; None where both are empty, which counts for nothing."""
    if same is same_flag:
        said_wrong: Outcome = "missing" if is_empty(got) else "wrong"
        return "right" if any(same(option, got) for option in options) else said_wrong
    if is_empty(got):
        return None if None in options else "missing"
    if matches(same, options, got):
        return "right"
    return "extra" if set(options) == {None} else "wrong"


def _likeness(scheme: Scheme, gold: GoldFact, got: Stored) -> float:
    """Return how good a pair two facts are; 0 where they can be none."""
    outcomes: dict[str, Outcome | None] = {}
    for field, same in scheme.fields.items():
        options = gold.options(field)
        outcomes[field] = None if options is None else judge(same, options, got.get(field))
    anchors = sum(outcomes[field] == "right" for field in scheme.anchors)
    if not anchors:
        return 0.0
    right = sum(outcome == "right" for outcome in outcomes.values())
    differing = sum(outcome not in (None, "right") for outcome in outcomes.values())
    return ANCHOR_WEIGHT * anchors + right - WRONG_WEIGHT * differing
