"""submit and collect against a batch service that misbehaves, in a process of its own: nothing lost, nothing paid twice."""

from __future__ import annotations

import json
import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result

from extract.system.child_process import child_environment, module_command
from testing.command_line import ADA, GRACE, NURSE, quiet_error, run_at, set_up, stored, vouchline
from testing.servers.batch_server import BatchServer, serve_batches

POSTING = NURSE.replace("- 3 years", "- Experience with Python, SQL and statistics\n- 3 years")
SECRET = "Ada Example"
ROOT = Path(__file__).parents[3]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BatchServer]:
    """A batch service, and a folder `docs` with one résumé in the working folder."""
    set_up(tmp_path, monkeypatch)
    Path("docs/grace.txt").unlink()
    Path("docs/nurse.md").unlink()
    with serve_batches(tmp_path / "server") as running:
        yield running


def submit(server: BatchServer, *more: str) -> Result:
    return vouchline("submit", "docs", "-o", "out", "--base-url", server.base_url, "--model", "made-up", *more)


def collect(server: BatchServer, *more: str) -> Result:
    return vouchline("collect", "out", "--base-url", server.base_url, *more)


def told(result: Result) -> dict[str, object]:
    assert SECRET not in result.output
    return json.loads(result.stdout)


def finish(server: BatchServer) -> Result:
    """Go through all rounds, then run; returns the run's result."""
    submit(server)
    result = collect(server, "--wait", "--poll-s", "0.05")
    assert result.exit_code == 0, result.output
    run = run_at(server.base_url, "run", "docs", "-o", "out")
    assert run.exit_code == 0, run.output
    return run


def asked_directly(server: BatchServer) -> int:
    return len(server.log("asked"))


def test_a_run_asks_nothing_when_batches_have_answered_all(server: BatchServer) -> None:
    Path("docs/grace.txt").write_text(GRACE, encoding="utf-8")
    Path("docs/nurse.md").write_text(POSTING, encoding="utf-8")
    first = told(submit(server, "--json"))
    assert first["sent"] == first["under_way"] == len(server.bodies_sent())
    done = told(collect(server, "--wait", "--poll-s", "0.05", "--json"))
    assert done["done"]
    assert done["complete"] == 5  # three documents and two comparisons
    run_at(server.base_url, "run", "docs", "-o", "out")
    assert asked_directly(server) == 0
    run = stored("out/run.json")
    assert {document["outcome"] for document in run["documents"]} == {"cached"}
    assert run["usage"]["cached_calls"] > 0
    ran = server.requests_run()
    assert len(ran) == len(set(ran)) == done["replies"]


def test_what_a_batch_sends_is_the_very_body_that_is_sent_directly(server: BatchServer) -> None:
    Path("docs/nurse.md").write_text(POSTING, encoding="utf-8")
    finish(server)
    run_at(server.base_url, "run", "docs", "-o", "other", "--no-cache")
    directly = {json.dumps(entry["body"], sort_keys=True) for entry in server.log("asked")}
    assert directly == {json.dumps(body, sort_keys=True) for body in server.bodies_sent().values()}


def test_collect_waits_for_nothing_and_stores_nothing_while_a_batch_is_under_way(server: BatchServer) -> None:
    server.order(polls_until_done=100)
    submit(server)
    result = told(collect(server, "--json"))
    assert result["under_way"] == len(server.bodies_sent())
    assert result["replies"] == 0
    assert "collect" in str(result["next"])


def test_a_second_submit_sends_nothing_that_is_under_way(server: BatchServer) -> None:
    server.order(polls_until_done=100)
    submit(server)
    assert told(submit(server, "--json"))["sent"] == 0
    assert len(server.log("created")) == 1


def test_lines_that_failed_are_asked_again_in_the_next_round(server: BatchServer) -> None:
    server.order(fault="error_500", fault_word="List every job")
    submit(server)
    assert told(collect(server, "--json"))["open"]
    server.order()
    finish(server)
    assert asked_directly(server) == 0


def test_a_line_that_fails_for_ever_is_left_to_the_run(server: BatchServer) -> None:
    server.order(fault="error_500", fault_word="List every job")
    submit(server)
    done = told(collect(server, "--wait", "--poll-s", "0.05", "--json"))
    assert done["left"] == {"turned_down": 1}
    tries = [key for entry in server.log("created") for key in [entry["file_id"]]]
    assert len(tries) >= 3
    run_at(server.base_url, "run", "docs", "-o", "out")
    assert asked_directly(server) >= 1
    assert stored("out/run.json")["documents"][0]["outcome"] == "extracted"


@pytest.mark.parametrize(
    ("fault", "why"),
    [("error_400", "turned_down"), ("refusal", "refused"), ("invalid", "invalid"), ("no_choices", "invalid")],
)
def test_a_reply_that_is_no_answer_is_named_and_asked_directly(server: BatchServer, fault: str, why: str) -> None:
    server.order(fault=fault, fault_word="List every job")
    submit(server)
    done = told(collect(server, "--wait", "--poll-s", "0.05", "--json"))
    assert done["left"] == {why: 1}
    assert done["left_questions"] == [f"'roles' about 'ada.txt': {why}"]
    run_at(server.base_url, "run", "docs", "-o", "out")
    first = server.log("asked")[0]["body"]
    assert "List every job" in json.dumps(first)
    assert stored("out/run.json")["documents"][0]["outcome"] == "extracted"


def test_a_reply_that_was_cut_off_is_left_to_the_run(server: BatchServer) -> None:
    server.order(fault="length", fault_word="List every job")
    submit(server)
    done = told(collect(server, "--wait", "--poll-s", "0.05", "--json"))
    assert done["left"] == {"cut_off": 1}
    run_at(server.base_url, "run", "docs", "-o", "out")
    assert "List every job" in json.dumps(server.log("asked")[0]["body"])
    assert stored("out/run.json")["documents"][0]["outcome"] == "extracted"


def test_a_line_that_is_cut_counts_as_no_reply(server: BatchServer) -> None:
    server.order(fault="garbled", fault_word="List every job")
    submit(server)
    assert told(collect(server, "--json"))["open"]
    server.order()
    finish(server)
    assert asked_directly(server) == 0


@pytest.mark.parametrize("end", ["expired", "cancelled"])
def test_what_was_answered_before_a_batch_ended_is_not_paid_again(server: BatchServer, end: str) -> None:
    server.order(end=end, answer_share=0.5)
    submit(server)
    result = collect(server, "--json")
    assert result.exit_code == (1 if end == "cancelled" else 0)
    assert told(result)["replies"] == len(server.requests_run()) > 0
    server.order()
    finish(server)
    ran = server.requests_run()
    assert len(ran) == len(set(ran))
    assert asked_directly(server) == 0


def test_a_batch_that_fails_as_a_whole_is_named_by_its_code_and_stops_the_waiting(server: BatchServer) -> None:
    server.order(end="failed")
    submit(server)
    result = collect(server, "--wait", "--poll-s", "0.05", "--json")
    assert result.exit_code == 1
    report = told(result)
    assert "token_limit_exceeded" in str(report["stopped"])
    assert report["open"] == len(server.bodies_sent())
    server.order()
    finish(server)
    assert asked_directly(server) == 0


def test_an_unknown_batch_is_an_error_until_it_is_given_up(server: BatchServer) -> None:
    submit(server)
    batch_id = server.log("created")[0]["id"]
    server.order(forget=[batch_id])
    assert f"--give-up {batch_id}" in quiet_error(collect(server))
    assert "does not know" in quiet_error(collect(server))
    assert told(collect(server, "--give-up", batch_id, "--json"))["open"]
    finish(server)
    assert asked_directly(server) == 0


def test_an_upload_that_breaks_is_tried_again(server: BatchServer) -> None:
    server.order(break_upload=2)
    assert submit(server).exit_code == 0
    assert len(server.log("created")) == 1


def test_a_batch_that_was_made_without_being_told_is_found_and_not_made_again(server: BatchServer) -> None:
    server.order(lose_create=1)
    assert submit(server).exit_code == 0
    assert len(server.log("created")) == 1
    finish(server)
    assert asked_directly(server) == 0


def test_a_download_that_breaks_is_tried_again(server: BatchServer) -> None:
    server.order(break_download=1)
    submit(server)
    assert told(collect(server, "--json"))["replies"] == len(server.bodies_sent())


def test_a_batch_holds_no_more_than_its_limit(server: BatchServer) -> None:
    report = told(submit(server, "--max-requests", "3", "--json"))
    sizes = [len(stored(str(path))["keys"]) for path in Path("out/batches").glob("*.batch.json")]
    assert max(sizes) == 3
    assert sum(sizes) == report["sent"]
    assert len(sizes) == len(server.log("created")) > 1


def test_the_half_price_is_noted_with_every_batch(server: BatchServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOUCHLINE_PRICE", "2/1/4")
    submit(server)
    report = told(collect(server, "--json"))
    each = (40 * 2 + 60 * 1 + 10 * 4) / 1e6  # 100 tokens sent, 60 of them read before, 10 written
    assert report["cost_usd"] == pytest.approx(report["replies"] * each / 2)  # pyright: ignore


def test_collect_and_run_ask_what_was_submitted_with_own_kinds_and_ways_to_compare(server: BatchServer) -> None:
    known = "SKILLS\nHandover of worried patients at the bedside\n"
    Path("docs/ada.txt").write_text(f"{ADA}{known}PATENTS\n- Bed rail, US 10,123,456, granted 2021\n", encoding="utf-8")
    asked = POSTING.replace("- 3 years", "- Ability to calm worried patients\n- 3 years")
    Path("docs/nurse.md").write_text(asked, encoding="utf-8")
    ways = ("--kinds", str(ROOT / "samples" / "kinds"), "--repeat", "1", "--blind-schools")
    submit(server, *ways)
    assert told(collect(server, "--wait", "--poll-s", "0.05", "--json"))["done"]
    run_at(server.base_url, "run", "docs", "-o", "out", *ways)
    assert asked_directly(server) == 0
    assert "patents" in stored("out/profiles/ada.profile.json")["provenance"]["prompts"]
    assert any(
        body.get("temperature") for body in server.bodies_sent().values()
    )  # only repeats are asked at one above 0


def test_run_says_what_its_batches_answered_and_cost(server: BatchServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOUCHLINE_PRICE", "2/1/4")
    submit(server)
    done = told(collect(server, "--wait", "--poll-s", "0.05", "--json"))
    run_at(server.base_url, "run", "docs", "-o", "out")
    batches = stored("out/run.json")["batches"]
    assert batches["replies"] == done["replies"]
    assert batches["tokens"] == {"prompt": 100 * batches["replies"], "completion": 10 * batches["replies"],
                                 "cached": 60 * batches["replies"]}  # fmt: skip
    assert batches["cost_usd"] == pytest.approx(done["cost_usd"])


def test_other_settings_than_those_that_were_sent_are_refused(server: BatchServer) -> None:
    submit(server)
    assert "model" in quiet_error(collect(server, "--model", "another"))
    Path("elsewhere").mkdir()
    Path("elsewhere/ada.txt").write_text(ADA, encoding="utf-8")
    arguments = ("submit", "elsewhere", "-o", "out", "--base-url", server.base_url, "--model", "made-up")
    assert "elsewhere" in quiet_error(vouchline(*arguments))


def test_a_key_is_sent_to_no_address_that_only_the_results_name(server: BatchServer) -> None:
    submit(server)
    assert "base_url" in quiet_error(vouchline("collect", "out"))


def test_a_server_without_a_batch_service_is_named(server: BatchServer) -> None:
    server.order(no_service=True)
    assert "no batch service" in quiet_error(submit(server))


def test_the_embedded_model_has_no_batch_service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(tmp_path, monkeypatch)
    monkeypatch.delenv("OPENAI_API_KEY")
    assert "no batch service" in quiet_error(vouchline("submit", "docs", "-o", "out"))


def test_collect_without_a_submit_says_how_to_begin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(tmp_path, monkeypatch)
    assert "submit FOLDER" in quiet_error(vouchline("collect", "out"))


def start(server: BatchServer, *arguments: str) -> subprocess.Popen[str]:
    environment = child_environment() | {"OPENAI_API_KEY": "sk-made-up"}
    command = [*module_command("extract.cli"), *arguments, "--base-url", server.base_url]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


def test_two_collects_at_once_share_what_is_done(server: BatchServer) -> None:
    submit(server)
    both = [start(server, "collect", "out", "--json") for _ in range(2)]
    reports: list[dict[str, object]] = []
    for process in both:
        output, errors = process.communicate(timeout=600)
        assert process.returncode == 0, errors
        reports.append(json.loads(output))
    assert reports[0] == reports[1]
    assert len(list(Path("out/batches").glob("*.output.jsonl"))) == 1


@pytest.mark.slow
@pytest.mark.parametrize("rounds", [3, pytest.param(12, marks=pytest.mark.long)])
def test_commands_killed_at_any_moment_lose_nothing_and_pay_nothing_twice(server: BatchServer, rounds: int) -> None:
    Path("docs/nurse.md").write_text(POSTING, encoding="utf-8")
    dice = random.Random(7)
    for _ in range(rounds):
        for arguments in (("submit", "docs", "-o", "out", "--model", "made-up"), ("collect", "out")):
            process = start(server, *arguments)
            time.sleep(dice.uniform(0.8, 3.5))
            process.kill()
            process.communicate()
    finish(server)
    ran = server.requests_run()
    assert len(ran) == len(set(ran))
    assert asked_directly(server) == 0
    assert not list(Path("out/batches").glob("*.part"))
