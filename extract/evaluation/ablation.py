"""What each rule is worth: documents extracted again from kept answers without it, and scored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from extract.documents.model import Document
from extract.evaluation.facts import score_profile
from extract.evaluation.files import GoldProfile, StoredProfile
from extract.evaluation.raw import LISTS, raw_facts
from extract.evaluation.replaying import Replayed
from extract.evaluation.support import check_support
from extract.evaluation.tallies import FACT_KINDS, FieldResult, Score, count, count_by
from schemas import Education, Profile, Role


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of extracting a set. `assembled` counts facts whose values stand in two entries; `unkept` questions had no answer."""

    facts: Score
    kinds: Mapping[str, Score]
    unsupported: int
    assembled: int
    calls: int
    unkept: int

    def as_json(self) -> dict[str, Any]:
        """Return what --json shows of it."""
        kinds = {kind: score.as_json() for kind, score in self.kinds.items()}
        return {**asdict(self), "facts": self.facts.as_json(), "kinds": kinds}


def outcome_of(gold: Mapping[str, GoldProfile], replayed: Mapping[str, Replayed]) -> Outcome:
    """Return what profiles extracted again come to against gold."""
    results: list[FieldResult] = []
    unsupported = assembled = calls = unkept = 0
    for name, each in replayed.items():
        if each.profile is None or each.document is None:
            continue
        stored = StoredProfile.model_validate(each.profile.model_dump(mode="json"))
        results += score_profile(name, gold[name], stored)
        unsupported += len(check_support(stored, each.document.text).unsupported)
        assembled += assembled_facts(each.profile, each.document)
        calls += len(each.asked)
        unkept += each.unanswered
    facts = count(result for result in results if result.kind in FACT_KINDS)
    return Outcome(facts, count_by(results, lambda result: result.kind), unsupported, assembled, calls, unkept)


def raw_scores(gold: Mapping[str, GoldProfile], replayed: Mapping[str, Replayed]) -> dict[str, Score]:
    """Return how well the model's own answers do, by field, as in "roles.employer"."""
    results: list[FieldResult] = []
    for name, each in replayed.items():
        if each.document is None:
            continue
        told = raw_facts(each.document, each.asked)
        wanted = gold[name].model_copy(update={"qualifications": [], "additional": {}, "metrics": None})
        results += score_profile(name, wanted, StoredProfile.model_validate(told))
    kinds = count_by(results, lambda result: result.kind)
    return {**kinds, **count_by(results, lambda result: f"{result.kind}.{result.field}")}


def stored_scores(gold: Mapping[str, GoldProfile], replayed: Mapping[str, Replayed]) -> dict[str, Score]:
    """Return how well the stored facts do, as `raw_scores` has it."""
    results: list[FieldResult] = []
    for name, each in replayed.items():
        if each.profile is not None:
            stored = StoredProfile.model_validate(each.profile.model_dump(mode="json"))
            results += [result for result in score_profile(name, gold[name], stored) if result.kind in LISTS]
    kinds = count_by(results, lambda result: result.kind)
    return {**kinds, **count_by(results, lambda result: f"{result.kind}.{result.field}")}


def assembled_facts(profile: Profile, document: Document) -> int:
    """Count the positions and programmes of which a value stands at the head of another entry, or outside their own."""
    kinds: tuple[Sequence[Role | Education], ...] = (profile.roles, profile.education)
    return sum(bool(stray_leaves(fact, facts, document)) for facts in kinds for fact in facts)


_NAMES = ("title", "employer", "degree", "institution")


def stray_leaves(fact: Role | Education, facts: Sequence[Role | Education], document: Document) -> list[str]:
    """Return the fields of a fact whose words stand outside its entry, or on a line that another fact's names head.

    A line with a name of the fact itself is its own, whoever else is named there; values of a shared heading say so.
    """
    if fact.entry is None:
        return []
    own = _head_lines(fact, document)
    others = {line for other in facts if other is not fact for line in _head_lines(other, document)} - own
    strays: list[str] = []
    for name, leaf in fact.leaves.items():
        line = document.line_at(leaf.start).number
        if not leaf.shared and (line in others or not fact.entry[0] <= line <= fact.entry[1]):
            strays.append(name)
    return strays


def _head_lines(fact: Role | Education, document: Document) -> set[int]:
    return {
        document.line_at(leaf.start).number for name, leaf in fact.leaves.items() if name in _NAMES and not leaf.shared
    }


def by_gain(whole: Outcome, without: Iterable[tuple[str, Outcome]]) -> list[tuple[str, float, Outcome]]:
    """Return rules with what they gain in F1 of all facts, the most useful first."""
    gains = [(name, whole.facts.f1 - outcome.facts.f1, outcome) for name, outcome in without]
    return sorted(gains, key=lambda gain: (-gain[1], gain[0]))
