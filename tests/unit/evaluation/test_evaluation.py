"""Scores against gold: every kind of error that is planted moves the counts that it should, and no others."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from extract.errors import UserError
from extract.evaluation import Evaluation, Score, evaluate, find_changes
from extract.evaluation.scoring.comparators import Same, same_date, same_degree, same_number, same_text, same_topic
from extract.evaluation.scoring.facts import pair_greedily
from extract.store.results import Results
from schemas import Run, Tokens, Usage
from testing.command_line import quiet_error, vouchline
from tests.unit.evaluation.as_stored import as_stored

Json = dict[str, Any]
Plant = Callable[[Json], None]

SAMPLES = Path(__file__).parents[3] / "samples" / "gold"
SETS = Path(__file__).parents[3] / "bench" / "sets"
FOLDERS = {"profile": "profiles", "posting": "postings", "comparison": "comparisons"}

PROFILE: Json = {
    "roles": [
        {"employer": "Acme Hospital", "title": "Nurse", "location": None, "start_date": "2020-01", "end_date": None,
         "is_current": True},
        {"employer": "Zebra Clinic", "title": {"any": ["Junior Nurse", "Nurse"]}, "start_date": "2018",
         "end_date": {"any": ["2019", "2019-12"]}, "is_current": False},
        {"employer": "Example Shelter", "title": "Volunteer", "is_current": False, "optional": True},
    ],
    "education": [{"institution": "Example University", "degree": "B.S.", "level": "bachelor", "gpa": None}],
    "publications": [{"title": "Waiting Times in Small Wards", "venue": "Made-up Letters", "year": 2021}],
    "metrics": [{"name": "waiting time", "baseline": 49, "value": 31, "change": None, "change_kind": None}],
    "projects": [{"name": "Night Rota"}],
    "qualifications": ["Triage", "Spanish"],
}  # fmt: skip
POSTING: Json = {
    "requirements": [
        {"id": "R1", "text": "Bachelor's degree in nursing", "kind": "degree", "importance": "required",
         "min_years": None, "levels": ["bachelor"], "skills": []},
        {"id": "R2", "text": "3 years of experience on a ward", "kind": "years_experience", "importance": "required",
         "min_years": 3, "skills": []},
        {"id": "R3", "text": "Fluent Spanish", "kind": {"any": ["language", "skill"]}, "importance": "preferred",
         "min_years": None, "skills": ["Spanish"]},
    ]
}  # fmt: skip
COMPARISON: Json = {"verdicts": {"R1": "met", "R2": {"any": ["met", "partial"]}, "R3": "not_shown"}}


def write(path: Path, content: Json) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")


def store(out: Path, name: str, content: Json) -> None:
    write(out / FOLDERS[name.rpartition(".")[2]] / f"{name}.json", content)


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    files = {"ada.profile": PROFILE, "ward.posting": POSTING, "ada--ward.comparison": COMPARISON}
    for name, content in files.items():
        write(tmp_path / "gold" / f"{name}.gold.json", content)
        store(tmp_path / "out", name, as_stored(name, content))
    return tmp_path / "gold"


@pytest.fixture
def out(gold: Path) -> Path:
    return gold.parent / "out"


def planted(gold: Path, name: str, plant: Plant) -> Evaluation:
    """Return the scores after something was changed in one stored file of a perfect run."""
    out = gold.parent / "planted"
    for path in (gold.parent / "out").rglob("*.json"):
        stored = json.loads(path.read_text("utf-8"))
        if path.name == f"{name}.json":
            plant(stored)
        store(out, path.name.removesuffix(".json"), stored)
    return evaluate(gold, out)


def moved(before: Evaluation, after: Evaluation) -> dict[str, tuple[int, int, int]]:
    """Return by how much hits, misses and false alarms of each kind differ, where they do."""
    differences: dict[str, tuple[int, int, int]] = {}
    for kind in {**before.kinds, **after.kinds}:
        old, new = before.kinds.get(kind, Score()), after.kinds.get(kind, Score())
        difference = (new.hits - old.hits, new.misses - old.misses, new.false_alarms - old.false_alarms)
        if any(difference):
            differences[kind] = difference
    return differences


def put(kind: str, place: int, /, **fields: Any) -> Plant:
    return lambda stored: stored[kind][place].update(fields)


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


TEXT = "Ada Example\nNurse, Acme Hospital\nCut waiting time from 49 to 31 minutes, 1,5 h and 2M forms\n"


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


class TestCommand:
    def test_prints_kinds_and_documents(self, gold: Path, out: Path) -> None:
        result = vouchline("eval", str(gold), str(out))
        assert result.exit_code == 0, result.output
        rows = {line.split("  ")[0]: line.split() for line in result.stdout.splitlines() if line.strip()}
        assert rows["all facts"][-6:] == ["1.000", "1.000", "1.000", "22", "0", "0"]
        assert rows["ada--ward"][-6:] == ["1.000", "1.000", "1.000", "5", "0", "0"]
        assert "no run.json" in result.stdout
        assert result.stderr == ""

    def test_lists_each_wrong_field_when_verbose(self, gold: Path) -> None:
        planted(gold, "ada.profile", put("roles", 0, start_date="2021-01"))
        result = vouchline("eval", str(gold), str(gold.parent / "planted"), "--verbose")
        assert result.exit_code == 0, result.output
        assert "wrong: roles 1 start_date: gold '2020-01', got '2021-01'" in result.stdout
        assert "roles.start_date" in result.stdout
        assert "2021-01" not in vouchline("eval", str(gold), str(gold.parent / "planted")).stdout

    def test_prints_one_object_with_everything_as_json(self, gold: Path, out: Path) -> None:
        planted(gold, "ada.profile", put("roles", 1, end_date="2017"))
        docs = gold.parent / "docs"
        docs.mkdir()
        (docs / "ada.txt").write_text(TEXT, encoding="utf-8")
        arguments = ("--compare", str(out), "--docs", str(docs), "--json")
        result = vouchline("eval", str(gold), str(gold.parent / "planted"), *arguments)
        found = json.loads(result.stdout)
        assert found["wrong"] == [
            {"group": "profiles", "document": "ada", "kind": "roles", "fact": "2", "field": "end_date",
             "outcome": "wrong", "gold": {"any": ["2019", "2019-12"]}, "got": "2017"},
        ]  # fmt: skip
        assert found["fields"]["roles.end_date"]["false_alarms"] == 1
        assert found["documents"]["profiles"]["ada"]["stored"] is True
        assert found["support"]["documents"]["profiles/ada"]["values"] == found["support"]["values"]
        assert found["run"] is None
        assert found["compared"]["facts"]["f1"] == 1.0
        assert [(each["this"]["got"], each["other"]["got"]) for each in found["changed"]] == [("2017", "2019")]

    def test_says_what_the_run_took_when_there_is_a_run_json(self, gold: Path, out: Path) -> None:
        usage = Usage(calls=7, cached_calls=2, reasks=0, tokens=Tokens(prompt=1200, completion=340), seconds=4.5,
                      cost_usd=None)  # fmt: skip
        run = Run(
            vouchline="0.1.0", as_of="2026-01-31", model="made-up", base_url="embedded", provider="embedded",
            mode="json_schema", shape="closed", prompts={}, schemas={}, usage=usage, usage_by_prompt={},
            price="unknown", seconds=61.2, finished=True, documents=[], comparisons=[],
        )  # fmt: skip
        Results(out).write_run(run)
        told = " ".join(vouchline("eval", str(gold), str(out)).stdout.split())
        assert "made-up: 1,200 prompt and 340 completion tokens, 1 min 01 s." in told
        found = json.loads(vouchline("eval", str(gold), str(out), "--json").stdout)["run"]
        assert (found["seconds"], found["usage"]["tokens"]["completion"]) == (61.2, 340)

    def test_tells_how_far_probabilities_can_be_trusted(self, gold: Path) -> None:
        def plant(stored: Json) -> None:
            for verdict in stored["verdicts"][:2]:
                verdict.update(probability=0.75, chances={verdict["verdict"]: 0.75, "contradicted": 0.25})

        planted(gold, "ada--ward.comparison", plant)
        arguments = ("eval", str(gold), str(gold.parent / "planted"), "--confidence", "0.9")
        told = " ".join(vouchline(*arguments).stdout.split())
        # both are right at a probability of 0.75
        assert "0.7 to 0.8 2 0.750 1.000" in told
        assert "Expected calibration error: 0.250, over 2." in told
        assert "Sets cut at 0.9: 2 of 2 hold the right verdict (1.000), 2.00 verdicts each." in told
        assert "To hold it in 90%: no cut can be found" in told
        found = json.loads(vouchline(*arguments, "--json").stdout)
        assert found["reliability"]["verdicts"]["calibration_error"] == 0.25
        assert found["sets"]["as_told"]["share"] == 1.0

    def test_says_that_no_sets_can_be_checked_without_chances(self, gold: Path, out: Path) -> None:
        assert "no sets can be checked" in vouchline("eval", str(gold), str(out), "--confidence", "0.9").stdout

    def test_prints_nothing_when_quiet(self, gold: Path, out: Path) -> None:
        assert vouchline("eval", str(gold), str(out), "--quiet").output == ""

    def test_sets_two_runs_side_by_side(self, gold: Path, out: Path) -> None:
        planted(gold, "ada.profile", put("roles", 0, start_date=None))
        result = vouchline("eval", str(gold), str(out), "--compare", str(gold.parent / "planted"))
        assert result.exit_code == 0, result.output
        assert "1 field changed: 1 better, 0 worse." in result.stdout
        assert "+ ada: roles 1 start_date: gold '2020-01', out right '2020-01', planted missing null" in result.stdout

    @pytest.mark.parametrize(
        ("path", "content", "named"),
        [
            ("gold/ada.profile.gold.json", "{", "is damaged"),
            ("gold/ward.posting.gold.json", '{"requirements": [{"id": "R1"}]}', "'requirements.0.text'"),
            ("gold/ada--ward.comparison.gold.json", '{"verdicts": {"R7": "met"}}', "'R7'"),
            ("gold/ada--pit.comparison.gold.json", '{"verdicts": {}}', "no gold of the posting"),
            ("out/profiles/ada.profile.json", "[]", "is damaged"),
            ("out/postings/ward.posting.json", '{"requirements": "none"}', "'requirements'"),
            ("out/run.json", "{}", "run.json"),
        ],
    )
    @pytest.mark.usefixtures("gold")
    def test_names_the_file_when_it_is_damaged(self, tmp_path: Path, path: str, content: str, named: str) -> None:
        (tmp_path / path).write_text(content, encoding="utf-8")
        message = quiet_error(vouchline("eval", str(tmp_path / "gold"), str(tmp_path / "out")))
        assert Path(path).name in message
        assert named in message

    @pytest.mark.parametrize(
        ("arguments", "named"),
        [
            (("nowhere", "out"), "no folder 'nowhere'"),
            (("empty", "out"), "holds no gold"),
            (("gold", "nowhere"), "no folder 'nowhere'"),
            (("gold", "empty"), "holds nothing that the gold"),
            (("gold", "out", "--compare", "empty"), "holds nothing that the gold"),
            (("gold", "out", "--docs", "nowhere"), "no file or folder 'nowhere'"),
            (("gold", "out", "--docs", "empty"), "holds none of the documents"),
        ],
    )
    @pytest.mark.usefixtures("gold")
    def test_says_what_is_missing_when_used_wrongly(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], named: str
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "empty").mkdir()
        assert named in quiet_error(vouchline("eval", *arguments))
