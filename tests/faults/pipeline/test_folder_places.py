"""Disks that are full, folders that vanish, files that are few, clocks set back, runs that meet: nothing is lost, and the message is clear."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from testing.folders import Run, outcome_counts, run_file, stored_results, write_resumes
from testing.servers.answer_process import serve_answers


@contextmanager
def small_disk(place: Path, size: str) -> Generator[None]:
    """Mount a small file system at `place`; skips the test where that is not allowed."""
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)], capture_output=True, check=False
    )
    if made.returncode:
        pytest.skip("a small file system cannot be mounted here: that takes root")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(place)], check=True)


def remount(place: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(place)], check=True)


def test_full_disk_stops_the_run_and_the_next_one_goes_on(tmp_path: Path) -> None:
    write_resumes(tmp_path / "docs", 24)
    with serve_answers(tmp_path / "log") as server, small_disk(tmp_path / "out", "100k"):
        status, printed = Run(tmp_path, server).wait()
        assert status == 2, printed
        assert "could not be written: No space left on device" in printed
        assert "what is done is kept" in printed or "what was written before is kept" in printed
        before = stored_results(tmp_path / "out")
        assert 0 < len(before) < 24
        asked = server.asked()
        status, printed = Run(tmp_path, server).wait()
        assert (status, server.asked()) == (2, asked)
        assert "The results cannot be written to 'out': No space left on device." in printed
        remount(tmp_path / "out", "ro")
        status, printed = Run(tmp_path, server).wait()
        assert status == 2
        assert "Read-only file system" in printed
        remount(tmp_path / "out", "rw,size=20m")
        status, printed = Run(tmp_path, server).wait()
        assert status == 0, printed
        after = stored_results(tmp_path / "out")
        assert len(after) == 24
        assert before.items() <= after.items()
        assert sum(server.asked().values()) - len(server.asked()) <= 4  # those in flight when the disk was full
        assert outcome_counts(tmp_path / "out").keys() <= {"unchanged", "cached", "extracted"}


def test_output_that_is_read_only_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    write_resumes(tmp_path / "docs", 2)
    with serve_answers(tmp_path / "log") as server, small_disk(tmp_path / "out", "20m"):
        remount(tmp_path / "out", "ro")
        status, printed = Run(tmp_path, server).wait()
        assert (status, server.asked()) == (2, {})
        assert "The results cannot be written to 'out': Read-only file system." in printed
        assert list((tmp_path / "out").iterdir()) == []
        remount(tmp_path / "out", "rw")
        status, printed = Run(tmp_path, server).wait()
        assert status == 0, printed
        assert outcome_counts(tmp_path / "out") == {"extracted": 2}


def test_few_open_files_are_enough(tmp_path: Path) -> None:
    write_resumes(tmp_path / "docs", 12)
    limit = "import resource; resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))"
    with serve_answers(tmp_path / "log", delay_s=0.02) as server:
        status, printed = Run(tmp_path, server, jobs=8, before=limit).wait()
        assert status == 0, printed
    assert outcome_counts(tmp_path / "out") == {"extracted": 12}


def test_cache_deleted_while_running_costs_nothing_but_itself(tmp_path: Path) -> None:
    write_resumes(tmp_path / "docs", 10)
    with serve_answers(tmp_path / "log", delay_s=0.02) as server:
        run = Run(tmp_path, server)
        run.wait_until(lambda: sum(server.asked().values()) >= 10)
        shutil.rmtree(tmp_path / "cache-out", ignore_errors=True)
        status, printed = run.wait()
        assert status == 0, printed
        assert outcome_counts(tmp_path / "out") == {"extracted": 10}
        assert set(server.asked().values()) == {1}


def test_clock_set_back_makes_nothing_due_and_hides_no_change(tmp_path: Path) -> None:
    """The documents, the results and the answers are two days younger than the clock says it is."""
    docs = tmp_path / "docs"
    write_resumes(docs, 6)
    set_back = "import time\nnow, now_ns = time.time, time.time_ns\n"
    set_back += "time.time, time.time_ns = lambda: now() - 172_800, lambda: now_ns() - 172_800_000_000_000"
    with serve_answers(tmp_path / "log") as server:
        assert Run(tmp_path, server).wait()[0] == 0
        asked = server.asked()
        status, printed = Run(tmp_path, server, before=set_back).wait()
        assert (status, server.asked()) == (0, asked), printed
        assert outcome_counts(tmp_path / "out") == {"unchanged": 6}
        text = (docs / "person00003.txt").read_text("utf-8")
        (docs / "person00003.txt").write_text(text.replace("Nurse", "Baker"), encoding="utf-8")
        two_days_ago = time.time() - 172_800
        os.utime(docs / "person00003.txt", (two_days_ago, two_days_ago))
        shutil.rmtree(tmp_path / "out" / "profiles")
        status, printed = Run(tmp_path, server, before=set_back).wait()
        assert status == 0, printed
        assert outcome_counts(tmp_path / "out") == {"extracted": 1, "cached": 5}
        asked = server.asked()
        status, printed = Run(tmp_path, server).wait()
        assert (status, server.asked()) == (0, asked), printed
    assert outcome_counts(tmp_path / "out") == {"unchanged": 6}


def test_damaged_answers_are_asked_for_again_and_no_others(tmp_path: Path) -> None:
    write_resumes(tmp_path / "docs", 6)
    with serve_answers(tmp_path / "log") as server:
        assert Run(tmp_path, server).wait()[0] == 0
        whole, asked = stored_results(tmp_path / "out"), server.asked()
        with contextlib.closing(sqlite3.connect(tmp_path / "cache-out" / "answers" / "cache.db")) as database:
            damaged = database.execute("UPDATE Cache SET value = '{' WHERE rowid % 3 = 0").rowcount
            database.commit()
        shutil.rmtree(tmp_path / "out")
        assert Run(tmp_path, server).wait()[0] == 0
        assert sum((server.asked() - asked).values()) == damaged > 0
    assert stored_results(tmp_path / "out") == whole


def test_two_runs_on_one_folder_take_turns(tmp_path: Path) -> None:
    write_resumes(tmp_path / "docs", 12)
    gate = tmp_path / "gate"
    with serve_answers(tmp_path / "log", gate=gate) as server:
        first = Run(tmp_path, server)
        first.wait_until(lambda: bool(server.asked()))
        second, third = Run(tmp_path, server), Run(tmp_path, server)
        for waiting in (second, third):
            waiting.wait_until(lambda waiting=waiting: "waiting: another run" in waiting.printed())
        third.send(signal.SIGINT)
        assert third.wait()[0] == 130
        gate.touch()
        status, printed = second.wait()
        assert status == 0, printed
        assert f"waiting: another run (process {first.pid}) writes to 'out'" in printed
        assert first.wait()[0] == 0
        assert set(server.asked().values()) == {1}
    assert outcome_counts(tmp_path / "out") == {"unchanged": 12}


def test_two_runs_share_one_cache(tmp_path: Path) -> None:
    write_resumes(tmp_path / "docs", 8)
    share = f"import os; os.environ['VOUCHLINE_CACHE_DIR'] = {str(tmp_path / 'shared')!r}"
    with serve_answers(tmp_path / "log", delay_s=0.02) as server:
        runs = [Run(tmp_path, server, out=out, before=share) for out in ("a", "b")]
        for run in runs:
            status, printed = run.wait()
            assert status == 0, printed
        asked = server.asked()
        assert Run(tmp_path, server, out="c", before=share).wait()[0] == 0
        assert server.asked() == asked
    assert stored_results(tmp_path / "a") == stored_results(tmp_path / "b") == stored_results(tmp_path / "c")
    assert run_file(tmp_path / "c")["usage"]["calls"] == 0
