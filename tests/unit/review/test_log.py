"""The log of decisions: nothing is lost with several writers, a stale decision is refused, damage is told and kept."""

from __future__ import annotations

import json
import multiprocessing
import subprocess
import sys
import time
from pathlib import Path

import pytest

from extract.review.decisions.log import DamagedLogError, ReviewLog, StaleDecisionError
from schemas import Decision
from testing.builders.reviews import VERSIONS, item_of, profile_of

ZOE = profile_of("zoe_lindqvist")


def write(out: Path, by: str, name: str = "team/zoe", note: str = "Read.") -> Decision:
    def make(_: list[Decision], number: int, at: str) -> list[Decision]:
        subject = item_of(ZOE, "roles").subject()
        return [Decision(number=number, at=at, by=by, action="note", subject=subject, note=note, versions=VERSIONS)]

    return ReviewLog(out).append("profiles", name, make)[0][0]


def write_many(out: Path, by: str, count: int) -> None:
    for _ in range(count):
        write(out, by)


def test_decisions_come_back_in_their_order_and_by_document(tmp_path: Path) -> None:
    first, second = write(tmp_path, "Kim", note="é\u2028x"), write(tmp_path, "Ben")
    write(tmp_path, "Kim", name="other")
    log = ReviewLog(tmp_path)
    assert log.read("profiles", "team/zoe") == [first, second]
    assert [decision.number for decision in (first, second)] == [1, 2]
    assert first.at <= second.at
    assert log.read("profiles", "nobody") == []
    assert log.read("comparisons", "team/zoe") == []
    assert log.path("profiles", "team/zoe") == tmp_path / "reviews" / "profiles" / "team" / "zoe.reviews.jsonl"


def test_no_decision_is_lost_when_processes_write_at_once(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=write_many, args=(tmp_path, f"writer {n}", 15)) for n in range(3)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
        assert writer.exitcode == 0
    log = ReviewLog(tmp_path).read("profiles", "team/zoe")
    assert [decision.number for decision in log] == list(range(1, 46))
    assert {decision.by for decision in log} == {"writer 0", "writer 1", "writer 2"}


def test_nothing_is_written_when_the_decision_is_stale(tmp_path: Path) -> None:
    write(tmp_path, "Kim")
    before = ReviewLog(tmp_path).path("profiles", "team/zoe").read_bytes()

    def refuse(log: list[Decision], number: int, at: str) -> list[Decision]:
        raise StaleDecisionError(log)

    with pytest.raises(StaleDecisionError):
        ReviewLog(tmp_path).append("profiles", "team/zoe", refuse)
    assert ReviewLog(tmp_path).path("profiles", "team/zoe").read_bytes() == before


def test_half_a_line_of_a_crash_does_not_count_and_is_replaced(tmp_path: Path) -> None:
    first = write(tmp_path, "Kim")
    path = ReviewLog(tmp_path).path("profiles", "team/zoe")
    with path.open("ab") as file:
        file.write(b'{"number": 2, "by": "Ki')
    assert ReviewLog(tmp_path).read("profiles", "team/zoe") == [first]
    second = write(tmp_path, "Ben")
    assert ReviewLog(tmp_path).read("profiles", "team/zoe") == [first, second]


def test_log_goes_on_when_the_last_line_was_cut_at_any_byte(tmp_path: Path) -> None:
    """As a kill or a power cut in the middle of a write leaves it: what was acknowledged before is there, and no more."""
    first, second = write(tmp_path, "Kim"), write(tmp_path, "Zoë", note="naïve")
    path = ReviewLog(tmp_path).path("profiles", "team/zoe")
    whole = path.read_bytes()
    start = whole.index(b"\n") + 1
    for cut in range(start, len(whole)):
        path.write_bytes(whole[:cut])
        assert ReviewLog(tmp_path).read("profiles", "team/zoe") == [first]
    for cut in (start, start + 1, (start + len(whole)) // 2, whole.index("ë".encode()) + 1, len(whole) - 1):
        path.write_bytes(whole[:cut])
        third = write(tmp_path, "Ben")
        assert ReviewLog(tmp_path).read("profiles", "team/zoe") == [first, third]
        assert third.number == second.number


def test_decisions_that_were_answered_are_there_when_the_writer_is_killed(tmp_path: Path) -> None:
    process = multiprocessing.get_context("spawn").Process(target=write_many, args=(tmp_path, "Kim", 100_000))
    process.start()
    path = ReviewLog(tmp_path).path("profiles", "team/zoe")
    deadline = time.monotonic() + 300
    while not path.exists() or path.read_bytes().count(b"\n") < 5:
        assert time.monotonic() < deadline, "nothing was written"
        time.sleep(0.01)
    process.kill()
    process.join()
    count = len(ReviewLog(tmp_path).read("profiles", "team/zoe"))
    assert count >= 5
    assert write(tmp_path, "Ben").number == count + 1


@pytest.mark.skipif(sys.platform == "win32", reason="the size of files cannot be limited there")
def test_full_disk_is_told_and_leaves_the_log_as_it_was(tmp_path: Path) -> None:
    """The system refuses bytes past a limit as a full disk does: it takes a part of the line first."""
    first = write(tmp_path, "Kim")
    path = ReviewLog(tmp_path).path("profiles", "team/zoe")
    before = path.read_bytes()
    code = (
        "import resource, sys\nfrom pathlib import Path\nfrom extract.errors import UserError\n"
        "from tests.unit.review.test_log import write\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)\n"
        "try:\n    write(Path(sys.argv[1]), 'Ben')\nexcept UserError as error:\n    print(error)\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path), str(len(before) + 100)]
    root = Path(__file__).parents[3]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=600, check=True)
    assert "could not be written" in done.stdout
    assert "free some space" in done.stdout
    assert path.read_bytes() == before
    assert ReviewLog(tmp_path).read("profiles", "team/zoe") == [first]


@pytest.mark.parametrize("line", [b"{}\n", b"no json\n", b"\xff\n"], ids=["other shape", "no JSON", "no UTF-8"])
def test_damaged_log_is_told_with_its_line_and_left_alone(tmp_path: Path, line: bytes) -> None:
    write(tmp_path, "Kim")
    path = ReviewLog(tmp_path).path("profiles", "team/zoe")
    with path.open("ab") as file:
        file.write(line)
    before = path.read_bytes()
    with pytest.raises(DamagedLogError, match=r"Line 2 of .*zoe\.reviews\.jsonl"):
        ReviewLog(tmp_path).read("profiles", "team/zoe")
    with pytest.raises(DamagedLogError):
        write(tmp_path, "Ben")
    assert path.read_bytes() == before


def test_log_with_a_line_taken_out_is_damaged(tmp_path: Path) -> None:
    for by in ("Kim", "Ben", "Kim"):
        write(tmp_path, by)
    path = ReviewLog(tmp_path).path("profiles", "team/zoe")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + lines[2])
    with pytest.raises(DamagedLogError, match="Line 2"):
        ReviewLog(tmp_path).read("profiles", "team/zoe")


def test_time_never_goes_back_when_the_clock_does(tmp_path: Path) -> None:
    write(tmp_path, "Kim")
    path = ReviewLog(tmp_path).path("profiles", "team/zoe")
    stored = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(stored | {"at": "2999-01-01T00:00:00.000Z"}) + "\n", "utf-8")
    assert write(tmp_path, "Ben").at == "2999-01-01T00:00:00.000Z"
