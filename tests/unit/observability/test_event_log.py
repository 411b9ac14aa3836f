"""The log of a command, a JSON object a line: what it tells, and what it never does."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from testing.command_line import ADA, quiet_error, set_up, vouchline
from testing.servers.fitting import FittingServer, serve_fitting
from testing.servers.server import Step, completion

KEY = "sk-made-up-0000-secret"
TEXT = "Zenobia Quillfeather"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(tmp_path, monkeypatch)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    (tmp_path / "docs" / "ada.txt").write_text(ADA.replace("Ada Example", TEXT), encoding="utf-8")


def run(server: FittingServer, *more: str) -> Any:
    return vouchline(
        "run", "docs", "-o", "out", "--base-url", server.base_url, "--model", "made-up", "--jobs", "2", *more
    )


def events(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_log_tells_of_the_run_its_documents_and_calls() -> None:
    with serve_fitting() as server:
        result = run(server, "--log-json", "log.jsonl")
    assert result.exit_code == 0, result.output
    told = events(Path("log.jsonl").read_text("utf-8"))
    names = [event["event"] for event in told]
    assert (names[0], names[1], names[-1]) == ("run_began", "stage_began", "run_ended")
    assert names.count("document_began") == names.count("document_ended") == 3
    assert names.count("comparison_began") == names.count("comparison_ended") == 2
    assert len({event["run"] for event in told}) == 1
    calls = [event for event in told if event["event"] == "call"]
    assert sum(event["calls"] for event in calls if not event["from_cache"]) == server.seen
    assert {event["model"] for event in calls} == {"made-up"}
    assert all(event["prompt_tokens"] == 100 and event["cached_tokens"] == 60 for event in calls)
    end = told[-1]
    assert end["outcomes"] == {"documents": {"extracted": 3}, "comparisons": {"extracted": 2}}
    assert end["calls"] == server.seen
    assert end["error"] is None


def test_log_says_that_answers_came_from_the_cache_when_they_did() -> None:
    with serve_fitting() as server:
        run(server)
        asked = server.seen
        shutil.rmtree("out")  # what is stored would need no answer at all
        run(server, "--log-json", "log.jsonl")
    told = events(Path("log.jsonl").read_text("utf-8"))
    assert server.seen == asked
    assert all(event["from_cache"] for event in told if event["event"] == "call")
    assert told[-1]["calls"] == 0


def test_failed_call_and_document_are_told_with_what_happened() -> None:
    with serve_fitting({TEXT: Step({"error": {"message": TEXT}}, status=400)}) as server:
        result = run(server, "--log-json", "log.jsonl")
    assert result.exit_code == 1
    told = events(Path("log.jsonl").read_text("utf-8"))
    failed = [event for event in told if event["event"] == "call" and event["error"]]
    assert [event["error"] for event in failed] == ["ModelCallError"]
    ended = [event for event in told if event["event"] == "document_ended" and event["outcome"] == "failed"]
    assert [event["name"] for event in ended] == ["ada"]
    assert "HTTP 400" in ended[0]["reason"]
    assert told[-1]["outcomes"]["documents"] == {"extracted": 2, "failed": 1}
    assert told[-1]["error"] is None  # the run itself came to its end


def test_run_that_cannot_go_on_is_told_as_such() -> None:
    with serve_fitting({"Example": Step({"error": {"message": TEXT}}, status=401)}) as server:
        result = run(server, "--log-json", "log.jsonl")
    assert result.exit_code == 2
    told = events(Path("log.jsonl").read_text("utf-8"))
    assert told[-1]["event"] == "run_ended"
    assert told[-1]["error"] == "ModelSetupError"


def test_stderr_holds_nothing_but_the_log_when_it_goes_there() -> None:
    with serve_fitting() as server:
        result = run(server, "--log-json", "-")
    told = events(result.stderr)
    assert told[-1]["event"] == "run_ended"
    assert "report.html" in result.stdout


@pytest.mark.parametrize("fault", [None, Step({"error": {"message": f"{TEXT} {KEY}"}}, status=400)])
def test_log_holds_neither_words_of_a_document_nor_the_key(fault: Step | None) -> None:
    with serve_fitting({TEXT: fault} if fault else None) as server:
        run(server, "--log-json", "log.jsonl")
    text = Path("log.jsonl").read_text("utf-8")
    for word in (TEXT, KEY, "Acme", "Example University", "Bachelor"):
        assert word not in text


def test_finish_reason_that_a_server_makes_up_is_not_told() -> None:
    odd = completion("{}", finish_reason=TEXT)
    with serve_fitting({TEXT: odd}) as server:
        run(server, "--log-json", "log.jsonl")
    text = Path("log.jsonl").read_text("utf-8")
    assert TEXT not in text
    assert '"finish_reason": "other"' in text


def test_log_that_cannot_be_written_is_told_before_anything_is_done() -> None:
    with serve_fitting() as server:
        message = quiet_error(run(server, "--log-json", "nowhere/log.jsonl"))
    assert "The log 'nowhere/log.jsonl' cannot be written" in message
    assert server.seen == 0
