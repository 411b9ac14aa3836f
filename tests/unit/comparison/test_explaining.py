"""`vouchline compare --explain ID`: what stands behind one verdict."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from schemas import dump
from testing.builders.profiles import MadeUpResume, posting
from testing.command_line import quiet_error, run_at, stored
from testing.servers.fitting import FittingServer, serve_fitting

DEMANDS = (
    "Bachelor's degree in Chemistry",
    "Experience with K8s",
    "Organise a tasting of beers",
    "3 years of experience in brewing",
)


def answer(schema: str, messages: list[str]) -> Any:
    if schema == "LineAnswer":
        return {"shows": "yes" if "tasting" in messages[-1].split("Demand:")[0] else "no"}
    return {"counts": "yes"} if schema == "RelevanceAnswer" else None


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FittingServer]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-made-up")
    monkeypatch.setenv("VOUCHLINE_PROVIDER", "llama_cpp")
    resume = MadeUpResume().study("BSc", "bachelor", "Chemistry")
    resume.role("Brewer", "2015", "2024", "Ran Kubernetes for brewers.", "Led each tasting.", "Sold beers.")
    for folder in ("profiles", "postings"):
        (tmp_path / "out" / folder).mkdir(parents=True)
    Path("out/profiles/ada.profile.json").write_text(dump(resume.profile()), "utf-8")
    Path("out/postings/brewery.posting.json").write_text(dump(posting(*DEMANDS)), "utf-8")
    with serve_fitting(answer=answer) as running:
        yield running


def explain(server: FittingServer, requirement_id: str, *more: str) -> str:
    pair = ("--profile", "ada", "--posting", "brewery", "--explain", requirement_id)
    result = run_at(server, "compare", "out", "--as-of", "2026-01-31", *pair, *more)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_lines_found_and_answers_are_shown_when_the_model_judged(server: FittingServer) -> None:
    found = json.loads(explain(server, "requirement-3", "--json"))
    assert found["search"]["words"] == ["organiz", "tast", "beer"]
    assert {line["text"] for line in found["search"]["found"]} == {"Led each tasting.", "Sold beers."}
    scores = [line["score"] for line in found["search"]["found"]]
    assert scores == sorted(scores, reverse=True)
    asked = {question["shown"]: json.loads(question["reply"]) for question in found["questions"]}
    assert asked["Led each tasting."] == {"shows": "yes"}
    assert {line["text"]: line["asked"] for line in found["search"]["found"]} == {
        text: text in asked for text in ("Led each tasting.", "Sold beers.")
    }
    assert found["verdict"]["decided_by"] == "model"


def test_text_tells_the_same_as_json(server: FittingServer) -> None:
    shown = explain(server, "requirement-3")
    assert shown.startswith("requirement-3 of brewery, for ada\n  Organise a tasting of beers")
    assert "asked about: Led each tasting." in shown
    assert "Question of prompts/verdict.yaml" in shown
    assert "demand: Organise a tasting of beers" in shown
    assert 'answer: {"shows":"yes"}' in shown
    assert "Verdict: " in shown


def test_name_that_decided_is_shown_with_its_relation(server: FittingServer) -> None:
    found = json.loads(explain(server, "requirement-2", "--json"))
    [place] = found["search"]["named"]
    assert (place["skill"], place["found"], place["relation"]) == ("K8s", "Kubernetes", "same")
    assert found["questions"] == []
    assert "No question: code decided alone." in explain(server, "requirement-2")


def test_nothing_is_searched_when_code_decides_a_degree(server: FittingServer) -> None:
    found = json.loads(explain(server, "requirement-1", "--json"))
    assert (found["search"], found["questions"], found["verdict"]["verdict"]) == (None, [], "met")


def test_each_position_that_was_asked_about_is_shown_when_years_are_counted(server: FittingServer) -> None:
    found = json.loads(explain(server, "requirement-4", "--json"))
    [question] = found["questions"]
    assert question["prompt"] == "relevance"
    assert question["asked"] == {"field": "brewing"}
    assert found["verdict"]["months"]["needed"] == 36


def test_explanation_is_of_the_stored_verdict_and_writes_nothing(server: FittingServer) -> None:
    run_at(server, "compare", "out", "--as-of", "2026-01-31", "--quiet")
    path, asked = Path("out/comparisons/ada--brewery.comparison.json"), len(server.asked)
    before = path.read_bytes()
    found = json.loads(explain(server, "requirement-3", "--json"))
    assert found["verdict"] == stored(str(path))["verdicts"][2]
    assert all(question["from_cache"] for question in found["questions"])
    assert (path.read_bytes(), len(server.asked)) == (before, asked)


def test_known_requirements_are_named_when_there_is_no_such_requirement(server: FittingServer) -> None:
    options = ("--profile", "ada", "--posting", "brewery", "--explain", "requirement-9")
    result = run_at(server, "compare", "out", *options)
    assert "has no requirement 'requirement-9'. It has: requirement-1 to requirement-4." in quiet_error(result)


def test_pair_has_to_be_named(server: FittingServer) -> None:
    result = run_at(server, "compare", "out", "--profile", "ada", "--explain", "requirement-1")
    assert "Name them with --profile and --posting." in quiet_error(result)
