"""Runs over a folder that was worked on before: what is done, what is left alone, and what is said of it."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import filelock
import pytest

from extract.pipeline.locking import hold_folder
from extract.pipeline.watcher import Nobody
from extract.system.child_process import child_environment
from extract.system.interrupting import Stop
from testing.command_line import ADA, GRACE, one_job, outcomes, quiet_error, run_at, set_up, stored
from testing.servers.fitting import serve_fitting
from testing.servers.server import error


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the folder `docs`: two résumés and a posting, a minute old."""
    place = set_up(tmp_path, monkeypatch)
    for path in (place / "docs").iterdir():
        os.utime(path, (time.time() - 60, time.time() - 60))
    return place


def tree() -> dict[str, tuple[int, str]]:
    """Return time and digest of every file below the working folder."""
    return {
        str(path): (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in Path().rglob("*")
        if path.is_file()
    }


def test_second_run_does_what_is_new_and_says_what_is_unchanged() -> None:
    with serve_fitting(answer=one_job) as server:
        run_at(server, "run", "docs", "-o", "out")
        asked = len(server.asked)
        result = run_at(server, "run", "docs", "-o", "out")
        assert len(server.asked) == asked
        assert "3 of 3 documents need nothing" in result.stderr
        assert "Documents: 3 unchanged." in result.stdout
        assert {pair["outcome"] for pair in stored("out/run.json")["comparisons"]} == {"unchanged"}
        Path("docs/grace.txt").write_text(GRACE + "Nurse of the year 2024\n", encoding="utf-8")
        result = run_at(server, "run", "docs", "-o", "out")
    unchanged = ("unchanged", None)
    assert outcomes() == {"ada.txt": unchanged, "grace.txt": ("extracted", None), "nurse.md": unchanged}
    run = stored("out/run.json")
    assert [(pair["profile"], pair["outcome"]) for pair in run["comparisons"]] == [
        ("ada", "unchanged"),
        ("grace", "cached"),
    ]
    assert run["documents"][0]["calls"] == run["documents"][0]["seconds"] == 0


def test_documents_of_the_same_content_are_extracted_once() -> None:
    shutil.copy("docs/ada.txt", "docs/twin.txt")
    with serve_fitting() as server:
        run_at(server, "extract", "docs", "-o", "out", "--jobs", "3")
        Path("alone").mkdir()
        shutil.copy("docs/twin.txt", "alone/twin.txt")
        run_at(server, "extract", "alone", "-o", "other")
        shutil.copy("docs/ada.txt", "docs/later.txt")
        asked = len(server.asked)
        run_at(server, "extract", "docs", "-o", "out")
        assert len(server.asked) == asked
    documents = {document["path"]: document for document in stored("out/run.json")["documents"]}
    assert [documents[path]["outcome"] for path in ("ada.txt", "twin.txt", "later.txt")] == ["unchanged"] * 2 + [
        "duplicate"
    ]
    assert documents["twin.txt"]["same_as"] == documents["later.txt"]["same_as"] == "ada.txt"
    twin = Path("out/profiles/twin.profile.json").read_bytes()
    assert twin == Path("other/profiles/twin.profile.json").read_bytes()


def test_member_of_an_archive_is_left_alone_when_others_changed() -> None:
    shutil.rmtree("docs")
    Path("docs").mkdir()

    def pack(**members: str) -> None:
        with zipfile.ZipFile("docs/batch.zip", "w") as archive:
            for name, text in members.items():
                archive.writestr(f"{name}.txt", text)

    pack(ada=ADA, grace=GRACE)
    with serve_fitting() as server:
        run_at(server, "extract", "docs", "-o", "out")
        pack(ada=ADA, grace=GRACE + "Nurse of the year 2024\n")
        run_at(server, "extract", "docs", "-o", "out")
    assert outcomes() == {"batch.zip/ada.txt": ("unchanged", None), "batch.zip/grace.txt": ("extracted", None)}


def test_retry_takes_what_failed_and_nothing_else() -> None:
    with serve_fitting({"Zebra": error(400)}) as server:
        assert run_at(server, "run", "docs", "-o", "out").exit_code == 1
    Path("docs/new.txt").write_text(ADA.replace("Ada", "Neu"), encoding="utf-8")
    with serve_fitting() as other:
        address = server.base_url
        assert other.base_url != address  # so that nothing that is stored holds, and only what failed is tried
        run_at(other, "run", "docs", "-o", "out", "--retry-failed")
    assert outcomes() == {
        "ada.txt": ("skipped", "not_asked_for"),
        "grace.txt": ("extracted", None),
        "new.txt": ("skipped", "not_asked_for"),
        "nurse.md": ("skipped", "not_asked_for"),
    }


def test_first_failure_stops_the_run_when_asked_to() -> None:
    with serve_fitting({"Acme Hospital": error(400)}) as server:
        result = run_at(server, "run", "docs", "-o", "out", "--fail-fast")
    assert result.exit_code == 1
    found = outcomes()
    assert (found["ada.txt"][0], found["grace.txt"], found["nurse.md"]) == (
        "failed",
        ("skipped", "fail_fast"),
        ("skipped", "fail_fast"),
    )
    assert "stopped: 'ada' failed, and --fail-fast stops at the first failure." in result.stderr
    assert stored("out/run.json")["finished"] is False


@pytest.mark.parametrize("option", [("--max-tokens", "50"), ("--max-cost", "0.0001")])
def test_budget_stops_the_run_and_the_next_one_goes_on(
    option: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VOUCHLINE_PRICE", "10/100")
    with serve_fitting() as server:
        result = run_at(server, "run", "docs", "-o", "out", *option)
        assert result.exit_code == 1
        assert outcomes()["ada.txt"] == ("extracted", None)
        assert outcomes()["grace.txt"] == outcomes()["nurse.md"] == ("skipped", "budget")
        assert "is spent" in result.stderr
        asked = len(server.asked)
        result = run_at(server, "run", "docs", "-o", "out", "--max-tokens", "1000000")
        assert result.exit_code == 0
        assert outcomes()["ada.txt"] == ("unchanged", None)
        assert len(set(server.asked[:asked]) & set(server.asked[asked:])) == 0


def test_limit_on_the_cost_needs_a_price() -> None:
    with serve_fitting() as server:
        message = quiet_error(run_at(server, "run", "docs", "-o", "out", "--max-cost", "5", "--quiet"))
    assert "the price of 'made-up' is not known" in message
    assert "VOUCHLINE_PRICE" in message
    assert server.asked == []


def test_dry_run_says_what_and_why_and_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VOUCHLINE_PRICE", "10/100")
    with serve_fitting() as server:
        first = run_at(server, "run", "docs", "-o", "out", "--dry-run")
        assert not Path("out").exists()
        assert "3 documents: 3 new." in first.stdout
        assert "stated averages for résumés, postings, comparisons" in first.stdout
        assert "Comparisons: about 2 to do, 0 unchanged." in first.stdout
        assert server.seen == 0
        run_at(server, "run", "docs", "-o", "out")
        paid = stored("out/run.json")["usage"]
        Path("docs/grace.txt").write_text(GRACE + "Nurse of the year 2024\n", encoding="utf-8")
        before, asked = tree(), server.seen
        result = run_at(server, "run", "docs", "-o", "out", "--dry-run")
        assert "3 documents: 1 changed, 2 unchanged." in result.stdout
        assert "grace.txt: changed" in result.stdout
        assert "Comparisons: about 1 to do, 1 unchanged." in result.stdout
        assert "2 résumés" in result.stdout
        told = json.loads(run_at(server, "run", "docs", "-o", "out", "--dry-run", "--json", "--no-cache").stdout)
        assert (tree(), server.seen) == (before, asked)
    assert told["due"] == [{"path": path, "why": "--no-cache"} for path in ("ada.txt", "grace.txt", "nurse.md")]
    assert told["comparisons_due"] == 2
    assert told["calls"] == pytest.approx(paid["calls"], rel=0.3)
    assert told["cost_usd"] == pytest.approx(
        told["tokens"]["prompt"] / 1e5 + told["tokens"]["completion"] / 1e4, rel=0.01
    )


def test_dry_run_over_what_is_done_finds_nothing_to_do() -> None:
    with serve_fitting() as server:
        run_at(server, "run", "docs", "-o", "out")
        assert "There is nothing to do." in run_at(server, "run", "docs", "-o", "out", "--dry-run").stdout


def test_other_command_keeps_what_run_json_says_of_earlier_ones() -> None:
    with serve_fitting() as server:
        run_at(server, "extract", "docs/ada.txt", "-o", "out")
        shutil.rmtree("out/.vouchline")  # results of a version that kept no journal
        run_at(server, "extract", "docs/nurse.md", "-o", "out")
        run_at(server, "extract", "docs/grace.txt", "-o", "out")
    assert list(outcomes()) == ["ada.txt", "nurse.md", "grace.txt"]


def test_documents_that_are_gone_are_not_listed_by_a_run() -> None:
    with serve_fitting() as server:
        run_at(server, "run", "docs", "-o", "out")
        Path("docs/grace.txt").unlink()
        result = run_at(server, "run", "docs", "-o", "out")
    assert list(outcomes()) == ["ada.txt", "nurse.md"]
    assert [pair["profile"] for pair in stored("out/run.json")["comparisons"]] == ["ada"]
    assert "Kept from earlier, not part of this run: grace." in result.stdout


def test_second_run_on_one_folder_waits_or_names_the_first() -> None:
    async def hold() -> None:
        async with hold_folder(Path("out/.vouchline"), wait_s=None, watcher=Nobody(), stop=Stop()):
            with serve_fitting() as server:
                result = await asyncio.to_thread(run_at, server, "run", "docs", "-o", "out", "--wait", "0")
        assert f"Another run (process {os.getpid()}) writes to 'out'." in result.stderr
        assert result.exit_code == 2

    asyncio.run(hold())
    with serve_fitting() as server:
        assert run_at(server, "run", "docs", "-o", "out", "--wait", "0").exit_code == 0


def test_lock_of_a_run_that_was_killed_blocks_nobody() -> None:
    code = """
import asyncio, os, signal
from pathlib import Path
from extract.system.interrupting import Stop
from extract.pipeline.locking import hold_folder
from extract.pipeline.watcher import Nobody
async def hold():
    async with hold_folder(Path("out/.vouchline"), wait_s=None, watcher=Nobody(), stop=Stop()):
        os.kill(os.getpid(), signal.SIGKILL)
asyncio.run(hold())
"""
    subprocess.run([sys.executable, "-c", code], env=child_environment(), check=False)
    assert Path("out/.vouchline/holder").exists()
    with serve_fitting() as server:
        assert run_at(server, "run", "docs", "-o", "out", "--wait", "0").exit_code == 0


def test_waiting_run_names_who_holds_the_lock_and_not_who_was_killed_before() -> None:
    place = Path("out/.vouchline")
    place.mkdir(parents=True)
    (place / "holder").write_text("999999\n", encoding="utf-8")  # left by a run that was killed
    told: list[str] = []
    stop = Stop()

    class Listener(Nobody):
        def say(self, text: str) -> None:
            told.append(text)
            stop.ask("not_reached", "")

    async def enter() -> None:
        async with hold_folder(place, wait_s=10, watcher=Listener(), stop=stop):
            raise AssertionError

    async def wait() -> None:
        waiting = asyncio.create_task(enter())
        await asyncio.sleep(0.1)
        (place / "holder").write_text(f"{os.getpid()}\n", encoding="utf-8")  # the new holder says so a moment later
        await asyncio.wait([waiting])
        assert waiting.cancelled()

    with filelock.FileLock(place / "lock"):
        asyncio.run(wait())
    assert told == [f"waiting: another run (process {os.getpid()}) writes to 'out'"]
