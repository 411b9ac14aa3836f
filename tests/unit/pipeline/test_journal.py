"""The journal: cut off anywhere, its whole lines hold; what is added replaces what was there."""

from __future__ import annotations

import resource
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from extract.errors import UserError
from extract.store.journal import Journal
from extract.store.journal_rows import ComparisonRow, DocumentRow
from schemas import RunComparison, RunDocument


def document(path: str, outcome: str = "extracted") -> DocumentRow:
    entry = {"path": path, "name": path, "kind": "resume", "outcome": outcome}
    return DocumentRow(entry=RunDocument.model_validate(entry), characters=12)


def pair(profile: str, posting: str) -> ComparisonRow:
    return ComparisonRow(entry=RunComparison(profile=profile, posting=posting, outcome="extracted"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "own" / "journal.jsonl"


def test_lines_are_found_again_and_the_last_one_holds(path: Path) -> None:
    with Journal(path) as journal:
        journal.add(document("a", "failed"))
        journal.add(document("é\u2028b"))
        journal.add(pair("a", "nurse"))
        journal.add(document("a"))
        assert journal.document("a") == document("a")
    with Journal(path) as journal:
        assert journal.document("a") == document("a")
        assert journal.document("é\u2028b") == document("é\u2028b")
        assert journal.comparison(("a", "nurse")) == pair("a", "nurse")
        assert journal.document("c") is journal.comparison(("c", "nurse")) is None


def test_journal_cut_at_any_byte_keeps_its_whole_lines(path: Path) -> None:
    with Journal(path) as journal:
        for name in ("a", "b", "c"):
            journal.add(document(name))
    whole = path.read_bytes()
    ends = [place + 1 for place, byte in enumerate(whole) if byte == ord("\n")]
    for cut in range(len(whole) + 1):
        path.write_bytes(whole[:cut])
        kept = sum(end <= cut for end in ends)
        with Journal(path) as journal:
            assert list(journal.listed_documents()) == ["a", "b", "c"][:kept]
            journal.add(document("d"))
            assert journal.document("d") == document("d")
        with Journal(path) as journal:
            assert list(journal.listed_documents()) == [*["a", "b", "c"][:kept], "d"]


def test_damaged_line_is_passed_over(path: Path) -> None:
    with Journal(path) as journal:
        for name in ("a", "b", "c"):
            journal.add(document(name))
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + b"\xff" * 30 + b"\n" + lines[2])
    with Journal(path) as journal:
        assert list(journal.listed_documents()) == ["a", "c"]
        assert journal.document("c") == document("c")


def test_what_is_left_out_is_remembered_and_not_listed(path: Path) -> None:
    with Journal(path) as journal:
        for row in (document("a"), document("b"), pair("a", "x"), pair("b", "x")):
            journal.add(row)
        journal.leave_out(["a"], [("b", "x")])
    with Journal(path) as journal:
        assert list(journal.listed_documents()) == ["b"]
        assert list(journal.listed_comparisons()) == [("a", "x")]
        assert journal.document("a") == document("a")
        journal.add(document("a"))
        assert sorted(journal.listed_documents()) == ["a", "b"]


def test_journal_of_outdated_lines_is_written_anew(path: Path) -> None:
    with Journal(path) as journal:
        journal.add(document("b"))
        journal.leave_out(["b"])
        for _ in range(1_200):
            journal.add(document("a"))
    size = path.stat().st_size
    with Journal(path) as journal:
        assert path.stat().st_size < size / 100
        assert list(journal.listed_documents()) == ["a"]
        assert journal.document("b") == document("b")
        journal.add(document("c"))
    with Journal(path) as journal:
        assert list(journal.listed_documents()) == ["a", "c"]


def test_journal_that_is_only_read_is_neither_made_nor_changed(path: Path) -> None:
    with Journal(path, writable=False) as journal:
        assert journal.document("a") is None
    assert not path.parent.exists()
    with Journal(path) as journal:
        journal.add(document("a"))
    path.write_bytes(path.read_bytes() + b'{"row": ')
    before = path.read_bytes()
    with Journal(path, writable=False) as journal:
        assert journal.document("a") == document("a")
    assert path.read_bytes() == before


def test_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "own").touch()
    with pytest.raises(UserError, match="could not be written"):
        Journal(tmp_path / "own" / "journal.jsonl")


@contextmanager
def files_of_at_most(size: int) -> Generator[None]:
    """Let no file grow beyond so many bytes, as on a disk that is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize("room", [0, 1, 100, 150])
def test_full_disk_is_named_and_keeps_the_whole_lines(path: Path, room: int) -> None:
    with Journal(path) as journal:
        journal.add(document("a"))
        before = path.read_bytes()
        with files_of_at_most(len(before) + room):
            with pytest.raises(UserError, match="could not be written: File too large"):
                journal.add(document("b" * 200))
            journal.close()
    assert path.read_bytes() == before
    with Journal(path) as journal:
        journal.add(document("b"))
        assert list(journal.listed_documents()) == ["a", "b"]
