"""Scores against gold: every kind of error that is planted moves the counts that it should, and no others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extract.evaluation import Evaluation, Score, evaluate
from tests.unit.evaluation.as_stored import as_stored
from tests.unit.evaluation.planted import (
    Json,
    Plant,
    planted,
    put,
    store,
)

SAMPLES = Path(__file__).parents[3] / "samples" / "gold"

SETS = Path(__file__).parents[3] / "bench" / "sets"


def moved(before: Evaluation, after: Evaluation) -> dict[str, tuple[int, int, int]]:
    """Return by how much hits, misses and false alarms of each kind differ, where they do."""
    differences: dict[str, tuple[int, int, int]] = {}
    for kind in {**before.kinds, **after.kinds}:
        old, new = before.kinds.get(kind, Score()), after.kinds.get(kind, Score())
        difference = (new.hits - old.hits, new.misses - old.misses, new.false_alarms - old.false_alarms)
        if any(difference):
            differences[kind] = difference
    return differences


def drop(kind: str, place: int) -> Plant:
    def plant(stored: Json) -> None:
        del stored[kind][place]

    return plant


def add(kind: str, /, **fields: Any) -> Plant:
    return lambda stored: stored[kind].append(fields)


@pytest.mark.parametrize(
    "folder", [SAMPLES, SETS / "layouts" / "gold", SETS / "inbox" / "gold"], ids=lambda path: path.parent.name
)
def test_everything_is_right_when_results_are_what_gold_says(folder: Path, tmp_path: Path) -> None:
    files = list(folder.glob("*.gold.json"))
    for path in files:
        name = path.name.removesuffix(".gold.json")
        store(tmp_path, name, as_stored(name, json.loads(path.read_text("utf-8"))))
    found = evaluate(folder, tmp_path)
    assert len(found.documents) == len(files) >= 12
    assert found.facts.hits > 500
    assert found.kinds["lines of roles"].hits > 60
    scores = [found.facts, *found.kinds.values(), *found.fields.values(), *found.documents.values()]
    assert {(score.precision, score.recall, score.f1) for score in scores} == {(1.0, 1.0, 1.0)}
    assert found.wrong == []
    assert found.mean_f1 == 1.0


PROFILE_ERRORS: dict[str, tuple[Plant, dict[str, tuple[int, int, int]]]] = {
    "a missing fact: its filled fields without the flag": (drop("roles", 0), {"roles": (-4, 3, 0)}),
    "a missing fact with any-of": (drop("roles", 1), {"roles": (-5, 4, 0)}),
    "a missing project": (drop("projects", 0), {"projects": (-1, 1, 0)}),
    "an optional fact missing": (drop("roles", 2), {"roles": (-3, 0, 0)}),
    "an extra fact: its filled fields without the flag": (
        add("roles", employer="Nowhere Ltd", title="Pilot", location=None, start_date="2011", is_current=True),
        {"roles": (0, 0, 3)},
    ),
    "the same fact twice": (
        lambda stored: stored["publications"].append(dict(stored["publications"][0])),
        {"publications": (0, 0, 3)},
    ),
    "a wrong date": (put("roles", 0, start_date="2021-01"), {"roles": (-1, 1, 1)}),
    "a date of another precision": (put("roles", 0, start_date="2020"), {"roles": (-1, 1, 1)}),
    "null where gold has a value": (put("roles", 0, start_date=None), {"roles": (-1, 1, 0)}),
    "a value where gold is null": (put("roles", 0, location="Springfield"), {"roles": (0, 0, 1)}),
    "the other reading of any-of": (put("roles", 1, title="Nurse", end_date="2019-12"), {}),
    "no reading of any-of": (put("roles", 1, end_date="2017"), {"roles": (-1, 1, 1)}),
    "a wrong flag": (put("roles", 0, is_current=False), {"roles": (-1, 1, 1)}),
    "no flag where it is true": (put("roles", 0, is_current=None), {"roles": (-1, 1, 0)}),
    "a field that gold leaves out": (put("education", 0, field="Nursing"), {}),
    "a wrong level": (put("education", 0, level="master"), {"education": (-1, 1, 1)}),
    "a grade where gold is null": (put("education", 0, gpa="3.9"), {"education": (0, 0, 1)}),
    "a wrong year": (put("publications", 0, year=2020), {"publications": (-1, 1, 1)}),
    "a wrong number": (put("metrics", 0, value=13), {"metrics": (-1, 1, 1)}),
    "a number where gold is null": (
        put("metrics", 0, change=-18.0, change_kind="absolute"),
        {"metrics": (0, 0, 2)},
    ),
    "no number right: no pair": (put("metrics", 0, baseline=1, value=2), {"metrics": (-3, 3, 3)}),
    "a qualification missing": (drop("qualifications", 0), {"qualifications": (-1, 1, 0)}),
    "a qualification more": (add("qualifications", name="Chess"), {}),
    "facts in another order": (lambda stored: stored["roles"].reverse(), {}),
    "a kind that is not there": (lambda stored: stored.pop("metrics"), {"metrics": (-3, 3, 0)}),
    "no facts at all": (
        lambda stored: stored.clear(),
        {"roles": (-12, 7, 0), "education": (-3, 3, 0), "publications": (-3, 3, 0), "metrics": (-3, 3, 0),
         "projects": (-1, 1, 0), "qualifications": (-2, 2, 0)},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("plant", "expected"), PROFILE_ERRORS.values(), ids=PROFILE_ERRORS)
def test_planted_error_moves_its_counts_alone_in_a_profile(
    gold: Path, out: Path, plant: Plant, expected: dict[str, tuple[int, int, int]]
) -> None:
    assert moved(evaluate(gold, out), planted(gold, "ada.profile", plant)) == expected


def join_two(stored: Json) -> None:
    stored["requirements"][0]["text"] += " and 3 years of experience on a ward"
    del stored["requirements"][1]


POSTING_ERRORS: dict[str, tuple[Plant, dict[str, tuple[int, int, int]]]] = {
    "a missing requirement: its fields are not counted": (
        drop("requirements", 2), {"requirements": (-1, 1, 0), "requirement details": (-3, 0, 0)},
    ),
    "an extra requirement": (add("requirements", text="Own a car"), {"requirements": (0, 0, 1)}),
    "a requirement split too far": (add("requirements", text="experience on a ward"), {"requirements": (0, 0, 1)}),
    "two requirements in one: the second's fields are judged on the first's": (
        join_two, {"requirements": (-1, 1, 0), "requirement details": (-2, 2, 2)},
    ),
    "a wide requirement before two of gold's: each still finds its own": (
        lambda stored: stored["requirements"].insert(0, {"text": "Spanish"}),
        {"requirements": (0, 0, 1)},
    ),
    "two stored requirements alike: the second of gold takes the other": (
        put("requirements", 0, text="Bachelor's degree in nursing, 3 years of experience on a ward"),
        {},
    ),
    "a wrong importance": (
        put("requirements", 0, importance="preferred"), {"requirement details": (-1, 1, 1)},
    ),
    "the other reading of its kind": (put("requirements", 2, kind="skill"), {}),
    "wrong years": (put("requirements", 1, min_years=5), {"requirement details": (-1, 1, 1)}),
    "no years": (put("requirements", 1, min_years=None), {"requirement details": (-1, 1, 1)}),
    "years where gold is null": (put("requirements", 0, min_years=4), {"requirement details": (0, 0, 1)}),
    "a level more": (
        put("requirements", 0, levels=["bachelor", "master"]), {"requirement details": (-1, 1, 1)},
    ),
    "a skill missing": (put("requirements", 2, skills=[]), {"requirement details": (-1, 1, 0)}),
}  # fmt: skip


@pytest.mark.parametrize(("plant", "expected"), POSTING_ERRORS.values(), ids=POSTING_ERRORS)
def test_planted_error_moves_its_counts_alone_in_a_posting(
    gold: Path, out: Path, plant: Plant, expected: dict[str, tuple[int, int, int]]
) -> None:
    after = moved(evaluate(gold, out), planted(gold, "ward.posting", plant))
    after.pop("verdicts", None)  # a requirement that is not there takes its verdict with it: tested below
    after.pop("verdict evidence", None)
    assert after == expected


COMPARISON_ERRORS: dict[str, tuple[Plant, dict[str, tuple[int, int, int]]]] = {
    "a wrong verdict": (put("verdicts", 2, verdict="contradicted"), {"verdicts": (-1, 1, 1)}),
    "a claim more, with evidence": (
        put("verdicts", 2, verdict="met"), {"verdicts": (-1, 1, 1), "verdict evidence": (1, 0, 0)},
    ),
    "the other verdict of any-of": (put("verdicts", 1, verdict="partial"), {}),
    "a missing verdict": (drop("verdicts", 0), {"verdicts": (-1, 1, 0), "verdict evidence": (-1, 0, 0)}),
    "a claim without evidence": (put("verdicts", 0, evidence=[]), {"verdict evidence": (-1, 1, 0)}),
    "not shown without evidence": (put("verdicts", 2, evidence=[]), {}),
    "a verdict on another id": (put("verdicts", 2, requirement_id="R9"), {"verdicts": (-1, 1, 0)}),
}  # fmt: skip


@pytest.mark.parametrize(("plant", "expected"), COMPARISON_ERRORS.values(), ids=COMPARISON_ERRORS)
def test_planted_error_moves_its_counts_alone_in_a_comparison(
    gold: Path, out: Path, plant: Plant, expected: dict[str, tuple[int, int, int]]
) -> None:
    assert moved(evaluate(gold, out), planted(gold, "ada--ward.comparison", plant)) == expected


def test_verdict_is_missing_when_its_requirement_is_not_stored(gold: Path, out: Path) -> None:
    after = moved(evaluate(gold, out), planted(gold, "ward.posting", drop("requirements", 0)))
    assert after["verdicts"] == (-1, 1, 0)


def test_document_counts_as_missing_when_nothing_is_stored_for_it(gold: Path, out: Path) -> None:
    (out / "profiles" / "ada.profile.json").unlink()
    found = evaluate(gold, out)
    assert found.scored["profiles", "ada"] is False
    assert found.facts == Score(hits=0, misses=17)
    assert found.documents["postings", "ward"].f1 == 1.0
