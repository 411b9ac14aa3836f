"""What each rule is worth: documents extracted again from kept answers without it, and scored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from extract.evaluation.replays.raw import LISTS, raw_facts
from extract.evaluation.replays.replaying import Replayed
from extract.evaluation.scoring.facts import score_profile
from extract.evaluation.scoring.files import GoldProfile, StoredProfile
from extract.evaluation.scoring.support import check_support
from extract.evaluation.scoring.tallies import FACT_KINDS, FieldResult, Score, count, count_by


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of extracting a set. `assembled` counts values that stand with another fact than their own; `unkept` questions had no answer."""

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
        support = check_support(stored, each.document.text)
        unsupported, assembled = unsupported + len(support.unsupported), assembled + len(support.assembled)
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


def by_gain(whole: Outcome, without: Iterable[tuple[str, Outcome]]) -> list[tuple[str, float, Outcome]]:
    """Return rules with what they gain in F1 of all facts, the most useful first."""
    gains = [(name, whole.facts.f1 - outcome.facts.f1, outcome) for name, outcome in without]
    return sorted(gains, key=lambda gain: (-gain[1], gain[0]))
