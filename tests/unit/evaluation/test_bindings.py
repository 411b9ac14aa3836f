"""Lines, owners, directions, units and qualifications against gold: each planted error moves its own measure."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest
from pydantic import ValidationError

from extract.evaluation.scoring.bindings import MEASURES, score_bindings
from extract.evaluation.scoring.comparators import Same, letters_of, same_name, same_owner, same_unit
from extract.evaluation.scoring.facts import score_profile
from extract.evaluation.scoring.files import GoldProfile, StoredProfile
from extract.evaluation.scoring.tallies import Score, count_by
from tests.unit.evaluation.as_stored import as_stored

Json = dict[str, Any]
GOLD: Json = {
    "roles": [
        {"employer": "Acme Hospital", "title": "Head Nurse", "lines": ["Cut waiting time from 2 hours to 40 minutes.", "Ran the Night Rota project."]},
        {"employer": "Acme Hospital", "title": "Nurse", "lines": ["Cared for six patients a shift."]},
        {"employer": "Example Shelter", "title": "Volunteer", "optional": True},
    ],
    "projects": [
        {"name": "Night Rota", "of": ["Acme Hospital", "Head Nurse"]},
        {"name": "Chess Club", "of": None},
    ],
    "metrics": [
        {"name": "waiting time", "baseline": 2, "value": 40, "direction": "decrease", "unit": "minutes",
         "baseline_unit": "hours", "of": {"any": ["Night Rota", ["Acme Hospital", "Head Nurse"]]}},
        {"name": "patients", "value": 6, "direction": {"any": ["unknown", None]}, "unit": "$", "of": None},
    ],
    "qualifications": [
        {"name": "Triage", "kind": {"any": ["skill", "method"]}},
        {"name": "Spanish", "kind": "language", "level": "B2"},
        {"name": "Life Support", "kind": "certification", "date": "2024", "issuer": None, "expires": "2026-03"},
    ],
    "lines_complete": True, "qualifications_complete": True, "qualifications_allowed": ["night work"],
}  # fmt: skip
RIGHT = {
    "lines of roles": 3, "owner of metrics": 2, "direction of metrics": 2, "unit of metrics": 2, "baseline_unit of metrics": 1,
    "owner of projects": 2, "kind of qualifications": 3, "level of qualifications": 1, "date of qualifications": 1,
    "expires of qualifications": 1, "qualifications told": 3,
}  # fmt: skip


def scores(gold: Json, stored: Json) -> dict[str, Score]:
    results = score_bindings("ada", GoldProfile.model_validate(gold), StoredProfile.model_validate(stored))
    return count_by(results, lambda result: result.kind)


def test_everything_is_right_when_it_is_what_gold_says() -> None:
    assert scores(GOLD, as_stored("ada.profile", GOLD)) == {kind: Score(hits) for kind, hits in RIGHT.items()}
    assert {*RIGHT, "issuer of qualifications"} == {*MEASURES}


def test_nothing_is_measured_when_gold_says_nothing_of_it() -> None:
    plain = {"roles": [{"employer": "Acme Hospital", "title": "Nurse"}], "metrics": [{"name": "patients", "value": 6}],
             "projects": [{"name": "Night Rota"}], "qualifications": ["Triage"]}  # fmt: skip
    assert scores(plain, as_stored("ada.profile", GOLD)) == {}


def move_line(stored: Json, line: int, here: int, there: int) -> None:
    """Give a line of one role to another role."""
    for field in ("summary_lines", "evidence"):
        stored["roles"][there][field].append(stored["roles"][here][field].pop(line))


def repeat_line(stored: Json) -> None:
    for field in ("summary_lines", "evidence"):
        stored["roles"][1][field].append(stored["roles"][0][field][0])


def add_line(stored: Json, text: str) -> None:
    stored["roles"][1]["summary_lines"].append(99)
    stored["roles"][1]["evidence"].append({"start": 0, "end": len(text), "text": text, "line": 99})


def put(facts: str, place: int, /, **fields: Any) -> Callable[[Json], None]:
    return lambda stored: stored[facts][place].update(fields)


Moved = dict[str, tuple[int, int, int]]
ERRORS: dict[str, tuple[Callable[[Json], None], Moved]] = {
    "a line with another role": (lambda stored: move_line(stored, 1, 0, 1), {"lines of roles": (-1, 1, 1)}),
    "a line with two roles": (repeat_line, {"lines of roles": (-1, 1, 1)}),
    "a line with a role that gold does not have": (lambda stored: move_line(stored, 1, 0, 2), {"lines of roles": (-1, 1, 1)}),
    "a line with no role": (lambda stored: stored["roles"][0]["summary_lines"].pop(), {"lines of roles": (-1, 1, 0)}),
    "a heading among the lines": (lambda stored: add_line(stored, "Nurse, Acme Hospital"), {"lines of roles": (0, 0, 1)}),
    "the rest of a line": (lambda stored: add_line(stored, "40 minutes."), {}),
    "a line of marks alone": (lambda stored: add_line(stored, "~ ·"), {}),
    "evidence that is no line below": (
        lambda stored: stored["roles"][1]["evidence"].append({"start": 0, "end": 5, "text": "Nurse", "line": 98}), {},
    ),
    "another owner": (put("metrics", 0, context_id="role-2"), {"owner of metrics": (-1, 1, 1)}),
    "the other owner of any-of": (put("metrics", 0, context_id="role-1"), {}),
    "no owner": (put("metrics", 0, context_id=None), {"owner of metrics": (-1, 1, 0)}),
    "an owner that is not there": (put("metrics", 0, context_id="role-9"), {"owner of metrics": (-1, 1, 0)}),
    "an owner where there is none": (put("projects", 1, role_id="role-1"), {"owner of projects": (-1, 0, 1)}),
    "the other way": (put("metrics", 0, direction="increase"), {"direction of metrics": (-1, 1, 1)}),
    "a way where none is told": (put("metrics", 1, direction="increase"), {"direction of metrics": (-1, 1, 1)}),
    "no way where none is told": (put("metrics", 1, direction=None), {"direction of metrics": (-1, 0, 0)}),
    "a wrong unit": (put("metrics", 0, unit="hours"), {"unit of metrics": (-1, 1, 1)}),
    "no unit of the value before": (put("metrics", 0, baseline_unit=None), {"baseline_unit of metrics": (-1, 1, 0)}),
    "a wrong kind": (put("qualifications", 1, kind="skill"), {"kind of qualifications": (-1, 1, 1)}),
    "no level": (put("qualifications", 1, level=None), {"level of qualifications": (-1, 1, 0)}),
    "a wrong expiry": (put("qualifications", 2, expires="2026"), {"expires of qualifications": (-1, 1, 1)}),
    "an issuer where gold is null": (put("qualifications", 2, issuer="Acme"), {"issuer of qualifications": (0, 0, 1)}),
    "a qualification that is none": (
        lambda stored: stored["qualifications"].append({"name": "Acme Hospital", "kind": "tool"}),
        {"qualifications told": (0, 0, 1)},
    ),
    "a qualification that is allowed": (lambda stored: stored["qualifications"].append({"name": "night work"}), {}),
    "more words with a qualification": (put("qualifications", 0, name="Triage of emergencies"), {}),
    "a metric that was not found": (
        lambda stored: stored["metrics"].pop(1),
        {"owner of metrics": (-1, 0, 0), "direction of metrics": (-1, 0, 0), "unit of metrics": (-1, 0, 0)},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("plant", "expected"), ERRORS.values(), ids=ERRORS)
def test_planted_error_moves_its_measure_alone(plant: Callable[[Json], None], expected: Moved) -> None:
    stored = as_stored("ada.profile", GOLD)
    before = scores(GOLD, stored)
    plant(stored)
    after = scores(GOLD, stored)
    moved: Moved = {}
    for kind in {**before, **after}:
        old, new = before.get(kind, Score()), after.get(kind, Score())
        difference = (new.hits - old.hits, new.misses - old.misses, new.false_alarms - old.false_alarms)
        if any(difference):
            moved[kind] = difference
    assert moved == expected


def test_role_that_holds_a_line_wrongly_is_named() -> None:
    stored = as_stored("ada.profile", GOLD)
    move_line(stored, 1, 0, 1)
    results = score_bindings("ada", GoldProfile.model_validate(GOLD), StoredProfile.model_validate(stored))
    wrong = [(each.place, each.gold, each.got) for each in results if each.outcome != "right"]
    assert wrong == [("lines of roles 1 summary_lines", ("Ran the Night Rota project.",), "Acme Hospital, Nurse")]


def test_only_what_gold_has_counts_when_it_does_not_have_all() -> None:
    gold = {**deepcopy(GOLD), "lines_complete": False, "qualifications_complete": False}
    stored = as_stored("ada.profile", GOLD)
    add_line(stored, "Nurse, Acme Hospital")
    stored["qualifications"].append({"name": "Acme Hospital", "kind": "tool"})
    found = scores(gold, stored)
    assert found["lines of roles"] == Score(3)
    assert "qualifications told" not in found


def test_qualification_is_judged_by_its_own_entry_when_another_holds_its_name() -> None:
    gold: Json = {"qualifications": [{"name": "Excel", "kind": "tool"}]}
    stored: Json = {
        "qualifications": [{"name": "Excel course", "kind": "certification"}, {"name": "Excel", "kind": "tool"}]
    }
    assert scores(gold, stored) == {"kind of qualifications": Score(1)}


def test_optional_qualification_is_not_missed() -> None:
    gold = GoldProfile.model_validate({"qualifications": [{"name": "Triage", "optional": True}, "Spanish"]})
    results = [*score_profile("ada", gold, StoredProfile())]
    assert [(each.gold, each.outcome) for each in results] == [(("Spanish",), "missing")]


SHAPES: dict[str, Json] = {
    "several words for one field": {"roles": [{"employer": ["Acme", "Hospital"]}]},
    "a line alone": {"roles": [{"lines": "one line"}]},
    "no owner at all": {"metrics": [{"of": {"any": []}}]},
    "a qualification without a name": {"qualifications": [{"kind": "skill"}]},
}


@pytest.mark.parametrize("gold", SHAPES.values(), ids=SHAPES)
def test_gold_of_another_shape_is_refused(gold: Json) -> None:
    with pytest.raises(ValidationError):
        GoldProfile.model_validate(gold)


@pytest.mark.parametrize(
    ("same", "one", "other", "expected"),
    [
        (same_name, "Go", "Go (advanced)", True),
        (same_name, "Go", "Google Analytics", False),
        (same_name, "C++", "C++, Python", True),
        (same_name, "R", "", False),
        (same_owner, "Nurse", "Head Nurse", False),
        (same_owner, "Acme Hospital", "ACME Hospital", True),
        (same_unit, "$", "$", True),
        (same_unit, "$", "€", False),
        (same_unit, "minutes", "Minutes", True),
    ],
)
def test_names_and_units_are_the_same_when_only_wording_differs(
    same: Same, one: object, other: object, expected: bool
) -> None:
    assert same(one, other) is expected


def test_letters_are_the_same_however_a_line_is_broken() -> None:
    assert letters_of("• schools and ware-\nhouses.") == letters_of("Schools and warehouses")
