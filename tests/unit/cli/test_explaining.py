"""`vouchline extract --explain FACT_ID`: what stands behind one fact, replayed from the answers that were kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from testing.command_line import quiet_error, run_at, set_up, stored
from testing.servers.fitting import FittingServer, serve_fitting


def answer(schema: str, messages: list[str]) -> Any:
    """What a model would answer about ADA, with one title that the text does not hold."""
    period = "Jan 2020 – Present"
    match schema:
        case "Jobs":
            return {"jobs": [{"employer": "Acme Hospital", "title": "Chief Nurse", "location": None, "period": period}]}
        case "GapAnswer":
            return {"employer": "Acme Hospital", "title": "Nurse", "location": None}
        case "Degrees":
            degree = {"institution": "Example University", "degree": "B.S.", "field": "Nursing", "gpa": None}
            return {"degrees": [{**degree, "period": "2019"}]}
        case "Numbers":
            return {"49 to 31 minutes": "waiting time"}
        case _:
            return None


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FittingServer]:
    set_up(tmp_path, monkeypatch)
    with serve_fitting(answer=answer) as running:
        yield running


def explain(server: FittingServer, fact_id: str, *more: str) -> str:
    result = run_at(server, "extract", "docs/ada.txt", "-o", "out", "--quiet", "--explain", fact_id, *more)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_question_answer_and_places_are_shown_when_a_fact_is_explained(server: FittingServer) -> None:
    shown = explain(server, "role-1")
    assert shown.startswith("role-1 of ada.txt")
    assert "   4  Nurse, Acme Hospital, Jan 2020 – Present" in shown
    assert "  employer: exact, line 4, " in shown
    assert "  start_date: derived by rule month_year_to_present, line 4, " in shown
    assert "Question of prompts/roles.yaml" in shown
    assert "List every job the person held" in shown
    assert '"title": "Chief Nurse"' in shown
    assert "Question of prompts/role_gap.yaml" in shown
    assert '"title": "Nurse"' in shown


def test_nothing_is_asked_again_when_the_answers_are_kept(server: FittingServer) -> None:
    run_at(server, "extract", "docs/ada.txt", "-o", "out", "--quiet")
    asked, before = len(server.asked), Path("out/profiles/ada.profile.json").read_bytes()
    shown = explain(server, "metric-1")
    assert len(server.asked) == asked
    assert "answer kept from before" in shown
    assert "asked now" not in shown
    assert Path("out/profiles/ada.profile.json").read_bytes() == before


def test_json_has_places_that_give_their_words_when_it_is_asked_for(server: FittingServer) -> None:
    found = json.loads(explain(server, "education-1", "--json"))
    text = Path("docs/ada.txt").read_text("utf-8")
    assert {leaf["field"] for leaf in found["leaves"]} == {"institution", "degree", "field", "end_date"}
    assert all(text[leaf["start"] : leaf["end"]] == leaf["text"] for leaf in found["leaves"])
    assert [question["prompt"] for question in found["questions"]] == ["education"]
    assert found["questions"][0]["reply"][0]["degree"] == "B.S."
    assert "Acme Hospital" in found["questions"][0]["shown"]


def test_only_the_questions_of_its_own_line_are_shown_when_a_number_is_explained(server: FittingServer) -> None:
    found = json.loads(explain(server, "metric-1", "--json"))
    assert found["fact"]["value"] == stored("out/profiles/ada.profile.json")["metrics"][0]["value"]
    assert [question["shown"] for question in found["questions"]] == ["- Cut waiting time from 49 to 31 minutes"]


def test_known_facts_are_named_when_there_is_no_such_fact(server: FittingServer) -> None:
    result = run_at(server, "extract", "docs/ada.txt", "-o", "out", "--quiet", "--explain", "role-7")
    assert "has no fact 'role-7'. It has: role-1, education-1, metric-1" in quiet_error(result)


@pytest.mark.parametrize("paths", [["docs"], ["docs/ada.txt", "docs/grace.txt"]])
def test_command_is_refused_when_several_documents_are_named(server: FittingServer, paths: list[str]) -> None:
    result = run_at(server, "extract", *paths, "-o", "out", "--quiet", "--explain", "role-1")
    assert "Name one file beside --explain." in quiet_error(result)


def test_command_says_that_a_resume_is_needed_when_the_document_is_a_posting(server: FittingServer) -> None:
    result = run_at(server, "extract", "docs/nurse.md", "-o", "out", "--quiet", "--explain", "role-1")
    assert "There is no profile of 'docs/nurse.md'" in quiet_error(result)
