"""A run that is ended in any way goes on where it was: nothing lost, doubled or half written, and no finished call paid again."""

from __future__ import annotations

import json
import random
import signal
import time
from collections import Counter
from pathlib import Path

import pytest

from testing.folders import Run, outcome_counts, run_file, stored_results, write_resumes
from testing.servers.answer_process import AnsweringServer, serve_answers

JOBS = 4


def total(counts: Counter[str]) -> int:
    return sum(counts.values())


def undisturbed(place: Path, server: AnsweringServer) -> tuple[dict[str, bytes], int]:
    """Return the results of a run that nothing disturbs, and how many calls it takes."""
    before = total(server.asked())
    status, printed = Run(place, server, out="whole", jobs=JOBS).wait()
    assert status == 0, printed
    return stored_results(place / "whole"), total(server.asked()) - before


def kill_and_resume(place: Path, server: AnsweringServer, out: str, after_calls: int, after_s: float) -> Counter[str]:
    """Run, kill after so many calls and seconds, and run again; returns how often each question was asked."""
    before = server.asked()
    run = Run(place, server, out=out, jobs=JOBS)
    run.wait_until(lambda: total(server.asked()) >= total(before) + after_calls)
    time.sleep(after_s)
    run.send(signal.SIGKILL)
    run.wait()
    status, printed = Run(place, server, out=out, jobs=JOBS).wait()
    assert status == 0, printed
    return server.asked() - before


def check_kills(place: Path, *, runs: int, documents: int, seed: int) -> None:
    write_resumes(place / "docs", documents)
    moments = random.Random(seed)
    with serve_answers(place / "log", delay_s=0.005) as server:
        whole, calls = undisturbed(place, server)
        assert len(whole) == documents
        paid_again: list[int] = []
        for number in range(runs):
            out = f"out{number}"
            asked = kill_and_resume(place, server, out, moments.randrange(1, calls), moments.uniform(0, 0.05))
            assert stored_results(place / out) == whole
            assert len(asked) == calls
            paid_again.append(total(asked) - calls)
            listed = [document["path"] for document in run_file(place / out)["documents"]]
            assert len(listed) == len(set(listed)) == documents
            assert not {"failed", "skipped"} & set(outcome_counts(place / out))
    print(f"{runs} runs of {documents} documents killed; calls paid again: {Counter(paid_again)}")  # noqa: T201
    assert max(paid_again) <= JOBS


def test_killed_run_goes_on_with_the_same_results(tmp_path: Path) -> None:
    check_kills(tmp_path, runs=2, documents=12, seed=1)


@pytest.mark.long
def test_sixty_killed_runs_go_on_with_the_same_results(tmp_path: Path) -> None:
    check_kills(tmp_path, runs=60, documents=200, seed=2)


def test_run_killed_while_it_writes_a_result_leaves_nothing_of_it_behind(tmp_path: Path) -> None:
    write_resumes(tmp_path / "docs", 3)
    kills_itself = (
        "import os, pathlib, signal\n"
        "replace = pathlib.Path.replace\n"
        "def kill(path, target):\n"
        "    if str(target).endswith('.profile.json'):\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        "    return replace(path, target)\n"
        "pathlib.Path.replace = kill"
    )
    with serve_answers(tmp_path / "log") as server:
        whole, _ = undisturbed(tmp_path, server)
        assert Run(tmp_path, server, before=kills_itself).wait()[0] == -signal.SIGKILL
        assert {Path(path).suffix for path in stored_results(tmp_path / "out")} == {".part"}
        status, printed = Run(tmp_path, server).wait()
        assert status == 0, printed
        assert stored_results(tmp_path / "out") == whole


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_asked_to_stop_ends_and_pays_again_only_what_was_under_way(tmp_path: Path, number: signal.Signals) -> None:
    write_resumes(tmp_path / "docs", 12)
    with serve_answers(tmp_path / "log", delay_s=0.05) as server:
        run = Run(tmp_path, server, jobs=2)
        run.wait_until(lambda: total(server.asked()) >= 8)
        run.send(number)
        status, printed = run.wait()
        assert status == 130
        assert "stopping: what was answered is kept" in printed
        assert "run the same command again to go on" in printed
        assert run_file(tmp_path / "out")["finished"] is False
        assert (tmp_path / "out" / "report.html").exists()
        counts = outcome_counts(tmp_path / "out")
        assert counts["extracted"] == len(stored_results(tmp_path / "out"))
        assert counts["skipped"] == 12 - counts["extracted"] > 0
        status, printed = Run(tmp_path, server, jobs=2).wait()
        assert status == 0, printed
        asked = server.asked()
        assert total(asked) - len(asked) <= 2
    assert outcome_counts(tmp_path / "out")["unchanged"] == counts["extracted"]


def test_asked_to_stop_ends_questions_that_are_under_way(tmp_path: Path) -> None:
    write_resumes(tmp_path / "docs", 3)
    with serve_answers(tmp_path / "log", delay_s=3_600) as server:
        run = Run(tmp_path, server, jobs=2)
        run.wait_until(lambda: total(server.asked()) >= 2)
        run.send(signal.SIGINT)
        status, printed = run.wait(timeout_s=600)
        assert status == 130
        assert "run the same command again to go on" in printed
    assert outcome_counts(tmp_path / "out") == {"skipped": 3}


def test_journal_cut_anywhere_costs_no_call(tmp_path: Path) -> None:
    write_resumes(tmp_path / "docs", 8)
    with serve_answers(tmp_path / "log") as server:
        whole, _ = undisturbed(tmp_path, server)
        journal = tmp_path / "whole" / ".vouchline" / "journal.jsonl"
        data = journal.read_bytes()
        journal.write_bytes(data[: len(data) // 2])
        asked = server.asked()
        status, printed = Run(tmp_path, server, out="whole").wait()
        assert status == 0, printed
        assert server.asked() == asked
    assert stored_results(tmp_path / "whole") == whole
    counts = outcome_counts(tmp_path / "whole")
    assert (counts["unchanged"], counts["cached"]) == (data[: len(data) // 2].count(b"\n"), 8 - counts["unchanged"])
    for line in journal.read_bytes().splitlines():
        json.loads(line)


@pytest.mark.long
def test_run_goes_on_from_a_journal_cut_within_each_line_and_between_them(tmp_path: Path) -> None:
    write_resumes(tmp_path / "docs", 3)
    with serve_answers(tmp_path / "log") as server:
        whole, _ = undisturbed(tmp_path, server)
        asked, journal = server.asked(), tmp_path / "whole" / ".vouchline" / "journal.jsonl"
        data = journal.read_bytes()
        ends = [place + 1 for place, byte in enumerate(data) if byte == ord("\n")]
        assert len(ends) == 3
        for cut in (cut for end in (0, *ends) for cut in (end - 1, end, end + 1, end + 300) if 0 <= cut <= len(data)):
            journal.write_bytes(data[:cut])
            status, printed = Run(tmp_path, server, out="whole").wait()
            assert (status, server.asked()) == (0, asked), printed
            assert stored_results(tmp_path / "whole") == whole
            kept = sum(end <= cut for end in ends)
            assert outcome_counts(tmp_path / "whole") == Counter(unchanged=kept, cached=3 - kept)
            assert len(journal.read_bytes().splitlines()) == 3


def test_run_goes_on_when_the_network_was_away_for_a_while(tmp_path: Path) -> None:
    write_resumes(tmp_path / "docs", 12)
    with serve_answers(tmp_path / "log", delay_s=0.02) as server:
        run = Run(tmp_path, server)
        run.wait_until(lambda: total(server.answered()) >= 6)
    before = server.asked()
    time.sleep(1)
    assert run.is_running()
    with serve_answers(tmp_path / "log", port=server.port):
        status, printed = run.wait()
    assert status == 0, printed
    assert outcome_counts(tmp_path / "out") == {"extracted": 12}
    asked = server.asked()
    assert asked.keys() > before.keys()
    assert total(asked) - len(asked) <= 4  # those in flight when it went away


def test_network_that_stays_away_is_named_and_the_next_run_goes_on(tmp_path: Path) -> None:
    write_resumes(tmp_path / "docs", 8)
    quick = "from extract.llm.retry.policy import RetryPolicy\nRetryPolicy.__init__.__defaults__ = (3, 0.05, 0.1, 5.0)"
    with serve_answers(tmp_path / "log", delay_s=0.02) as server:
        run = Run(tmp_path, server, before=quick)
        run.wait_until(lambda: len(stored_results(tmp_path / "out")) >= 2)
    status, printed = run.wait()
    assert status == 1, printed
    failed = [each for each in run_file(tmp_path / "out")["documents"] if each["outcome"] == "failed"]
    assert 0 < len(failed) < 8
    assert {each["code"] for each in failed} == {"transport"}
    before = stored_results(tmp_path / "out")
    assert len(before) == 8 - len(failed)
    with serve_answers(tmp_path / "log", port=server.port):
        status, printed = Run(tmp_path, server).wait()
    assert status == 0, printed
    assert before.items() <= stored_results(tmp_path / "out").items()
    assert outcome_counts(tmp_path / "out")["unchanged"] == len(before)
    assert len(stored_results(tmp_path / "out")) == 8
    assert max(server.asked().values()) <= 2
