"""Which documents the paths of a user come to: folders, archives, links, and what is reported because it cannot be read."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from extract.documents import discover
from extract.documents.discovery.paths import find_documents
from extract.errors import UserError


def problems(folder: Path) -> dict[str, str]:
    """Return the code of each thing below a folder that cannot be read."""
    return {
        str(found.path.relative_to(folder)): found.problem.code
        for found in discover(folder)
        if found.problem is not None
    }


def readable(folder: Path) -> list[str]:
    return [str(found.path.relative_to(folder)) for found in discover(folder) if found.problem is None]


def test_documents_of_a_folder_are_named_below_it(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    for name in ("b.txt", "a.md", "sub/c.txt"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    found = find_documents([tmp_path])
    assert [(each.shown, each.name) for each in found] == [("a.md", "a"), ("b.txt", "b"), ("sub/c.txt", "sub/c")]


def test_document_given_twice_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("x", encoding="utf-8")
    assert [each.name for each in find_documents([path, tmp_path, path])] == ["a"]


def test_files_of_one_name_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    paths = [tmp_path / person / "cv.txt" for person in ("ada", "grace")]
    for path in paths:
        path.parent.mkdir()
        path.write_text("x", encoding="utf-8")
    assert [each.name for each in find_documents(paths)] == ["ada/cv", "grace/cv"]


def test_results_inside_the_folder_are_no_documents(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    for name in ("a.txt", "out/report.html"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert [each.name for each in find_documents([tmp_path], leave_out=[tmp_path / "out" / "report.html"])] == ["a"]


def test_path_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="nowhere"):
        find_documents([tmp_path / "nowhere"])


def test_names_that_json_cannot_hold_stay_different(tmp_path: Path) -> None:
    for byte in (b"\xe8", b"\xe9"):
        (tmp_path / os.fsdecode(b"caf" + byte + b".txt")).write_text("x", encoding="utf-8")
    found = find_documents([tmp_path])
    assert len({each.shown for each in found}) == len({each.name for each in found}) == 2
    assert all(each.shown.startswith("caf_") for each in found)


def test_files_of_one_stem_keep_their_suffixes(tmp_path: Path) -> None:
    for name in ("cv.txt", "cv.md", "CV.html"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert sorted(each.name for each in find_documents([tmp_path])) == ["CV.html", "cv.md", "cv.txt"]


def test_folder_is_searched_by_name_a_folders_own_files_first(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("b.txt", "a.PDF", "photo.psd", ".hidden.txt", "~$b.docx", "gold.json", "make.py", "LICENSE", "b/c.md"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    assert readable(tmp_path) == ["a.PDF", "b.txt", "photo.psd", "b/c.md"]
    assert problems(tmp_path) == {}
    assert [found.path for found in discover(tmp_path / "gold.json")] == [tmp_path / "gold.json"]


def test_links_that_lead_out_or_nowhere_are_reported(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "cv.txt").write_text("x", encoding="utf-8")
    (inside / "loop").symlink_to(inside, target_is_directory=True)
    (inside / "self").symlink_to(inside / "self")
    (inside / "gone.pdf").symlink_to(inside / "nothing.pdf")
    (inside / "away").symlink_to(outside, target_is_directory=True)
    (inside / "away.txt").symlink_to(outside / "cv.txt")
    (inside / "away.json").symlink_to(outside / "cv.txt")
    (inside / "same.txt").symlink_to(inside / "cv.txt")
    assert readable(inside) == ["cv.txt", "same.txt"]
    assert problems(inside) == dict.fromkeys(["away", "away.txt", "gone.pdf", "self"], "unreadable")


def test_pipe_is_reported_and_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "cv.pdf")
    os.mkfifo(tmp_path / "data.json")
    assert problems(tmp_path) == {"cv.pdf": "unreadable"}


@pytest.mark.parametrize("depth", [200, 500])
def test_folder_of_many_levels_is_searched_to_its_end(tmp_path: Path, depth: int) -> None:
    deep = tmp_path
    for _ in range(depth):
        deep /= "d"
        deep.mkdir()
    (deep / "cv.txt").write_text("x", encoding="utf-8")
    assert readable(tmp_path) == [str((deep / "cv.txt").relative_to(tmp_path))]


def test_folder_too_deep_for_a_path_is_reported(tmp_path: Path) -> None:
    here = os.open(tmp_path, os.O_RDONLY)
    part = "d" * 250
    for _ in range(20):
        os.mkdir(part, dir_fd=here)
        below = os.open(part, os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    (reported,) = problems(tmp_path).values()
    assert reported == "unreadable"


def test_folder_that_may_not_be_opened_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "locked").mkdir()
    real = os.scandir

    def refuse(path: Path) -> object:  # a mode of 0 does not keep root out
        if path.name == "locked":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert problems(tmp_path) == {"locked": "unreadable"}


def test_archive_stands_for_what_is_in_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "batch.zip", "w") as archive:
        archive.writestr("inner/cv.txt", "x")
        archive.writestr("cv.md", "x")
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    (tmp_path / "broken.zip").write_bytes(b"PK\x03\x04")
    found = find_documents([tmp_path])
    assert [(each.shown, each.name, each.problem and each.problem.code) for each in found] == [
        ("a.txt", "a", None),
        ("batch.zip/inner/cv.txt", "batch.zip/inner/cv", None),
        ("batch.zip/cv.md", "batch.zip/cv", None),
        ("broken.zip", "broken", "damaged"),
    ]
    assert [each.name for each in find_documents([tmp_path / "batch.zip"])] == ["batch.zip/inner/cv", "batch.zip/cv"]
    assert [each.name for each in find_documents([tmp_path / "batch.zip" / "inner" / "cv.txt"])] == ["cv"]
