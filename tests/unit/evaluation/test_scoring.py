"""How values are compared, facts paired, and stored files found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from extract.errors import UserError
from extract.evaluation import Score, evaluate, find_changes
from extract.evaluation.scoring.comparators import Same, same_date, same_degree, same_number, same_text, same_topic
from extract.evaluation.scoring.facts import pair_greedily
from tests.unit.evaluation.planted import TEXT, Json, planted, put, store, write


def test_scores_follow_from_counts() -> None:
    score = Score(hits=6, misses=2, false_alarms=4)
    assert (score.precision, score.recall, score.f1) == (0.6, 0.75, pytest.approx(2 / 3))
    assert (Score().f1, Score(misses=1).f1) == (1.0, 0.0)


def test_mean_counts_every_profile_alike(gold: Path, out: Path) -> None:
    write(gold / "grace.profile.gold.json", {"projects": [{"name": "Day Rota"}]})
    found = evaluate(gold, out)
    assert found.mean_f1 == 0.5
    assert found.facts.recall > 0.9


@pytest.mark.parametrize(
    ("same", "one", "other", "expected"),
    [
        (same_text, "Acme Inc.", "ACME  Inc", True),
        (same_text, "Made–up Ward", "Made-up Ward", True),
        (same_text, "Senior Nurse", "Nurse, Senior", True),
        (same_text, "Example University", "Example University, Springfield", True),
        (same_text, "Nurse", "Staff Nurse of the Children's Ward at Night", False),
        (same_text, "Acme", "Zebra", False),
        (same_text, "Acme", "Acme Hospital", False),
        (same_text, "…", "", False),
        (same_degree, "BS", "B.S.", True),
        (same_degree, "B.Sc.", "B.Sc. (Hons)", True),
        (same_degree, "B.S.", "M.S.", False),
        (same_topic, "waiting time", "time of waiting on the ward", True),
        (same_topic, "waiting time", "revenue", False),
        (same_number, 31, 31.0, True),
        (same_number, 31, -31, False),
        (same_number, 31, "many", False),
        (same_date, "2020", "2020-01", False),
    ],
)
def test_values_are_the_same_when_only_wording_differs(same: Same, one: object, other: object, expected: bool) -> None:
    assert same(one, other) is expected


def test_pairs_are_the_best_first_and_one_to_one() -> None:
    likeness = [[3.0, 5.0], [0.0, 4.0], [2.0, 0.0]]
    assert pair_greedily(3, 2, lambda i, j: likeness[i][j]) == {0: 1, 2: 0}


def stored_facts(**role: Any) -> Json:
    quote: Json = {"start": 12, "end": 17, "text": "Nurse"}
    return {
        "roles": [{"employer": "Acme Hospital", "title": "Nurse", "evidence": [quote], **role}],
        "metrics": [{"name": "waiting time", "baseline": 49.0, "value": 2e6, "change": -1.5}],
    }


@pytest.mark.parametrize(
    ("role", "unsupported", "misplaced"),
    [
        ({}, [], []),
        ({"employer": "Zebra Clinic"}, ["roles 1 employer"], []),
        ({"evidence": [{"start": 13, "end": 18, "text": "Nurse"}]}, [], ["roles 1"]),
    ],
    ids=["all there", "a value that is not there", "evidence one letter off"],
)
def test_values_and_evidence_are_looked_up_when_documents_are_given(
    gold: Path, out: Path, role: Json, unsupported: list[str], misplaced: list[str]
) -> None:
    store(out, "ada.profile", stored_facts(**role))
    docs = gold.parent / "docs"
    docs.mkdir()
    (docs / "ada.txt").write_text(TEXT, encoding="utf-8")
    found = evaluate(gold, out, docs)
    assert found.support is not None
    support = found.support["profiles", "ada"]
    assert (support.values, support.evidence) == (6, 1)
    assert [place for place, _ in support.unsupported] == unsupported
    assert [place for place, _ in support.misplaced] == misplaced
    assert found.unchecked == ("ward",)


def test_number_is_unsupported_when_no_numeral_stands_for_it(gold: Path, out: Path) -> None:
    store(out, "ada.profile", {"metrics": [{"name": "forms", "value": 3e6}]})
    write(gold.parent / "docs" / "none.json", {})
    (gold.parent / "docs" / "ada.txt").write_text(TEXT, encoding="utf-8")
    found = evaluate(gold, out, gold.parent / "docs")
    assert found.support is not None
    assert found.support["profiles", "ada"].unsupported == (("metrics 1 value", 3e6),)


def test_changes_name_the_fields_that_came_out_differently(gold: Path, out: Path) -> None:
    def plant(stored: Json) -> None:
        stored["roles"][0]["start_date"] = "1999"
        stored["projects"].append({"name": "Chess Club"})

    other = planted(gold, "ada.profile", plant)
    changes = find_changes(evaluate(gold, out), other)
    assert [(change.field.place, change.better) for change in changes] == [
        ("roles 1 start_date", True),
        ("projects name", True),
    ]
    assert [change.better for change in find_changes(other, evaluate(gold, out))] == [False, False]
    assert find_changes(other, other) == []
    reworded = planted(gold, "ada.profile", put("roles", 0, employer="ACME Hospital"))
    assert find_changes(evaluate(gold, out), reworded) == []


def test_stored_file_is_found_in_a_folder_below_when_one_alone_has_the_name(gold: Path, out: Path) -> None:
    (out / "profiles" / "team").mkdir()
    (out / "profiles" / "ada.profile.json").rename(out / "profiles" / "team" / "ada.profile.json")
    assert evaluate(gold, out).facts.f1 == 1.0
    store(out / "profiles" / "old", "ada.profile", {})
    (out / "profiles" / "old" / "profiles" / "ada.profile.json").rename(out / "profiles" / "old" / "ada.profile.json")
    with pytest.raises(UserError, match=r"Which file .* is 'ada'"):
        evaluate(gold, out)


def test_posting_of_a_comparison_is_found_when_gold_is_in_folders_or_names_hold_dashes(gold: Path, out: Path) -> None:
    for path in gold.glob("*.json"):
        write(gold / "team" / path.name.replace("ada", "ada--b"), json.loads(path.read_text("utf-8")))
        path.unlink()
    for path in list(out.rglob("ada*.json")):
        path.rename(path.with_name(path.name.replace("ada", "ada--b")))
    found = evaluate(gold, out)
    assert [name for _, name in found.documents] == ["team/ada--b", "team/ward", "team/ada--b--ward"]
    assert {score.f1 for score in found.documents.values()} == {1.0}
