from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.errors import UserError
from extract.names import find_documents, name_comparisons, name_documents

CASES = [
    (["a.pdf", "b/c.docx"], ["a", "b/c"]),
    (["a.pdf", "a.docx", "b.txt"], ["a.pdf", "a.docx", "b"]),
    (["CV.txt", "cv.pdf"], ["CV.txt", "cv.pdf"]),
    (["cv.txt.pdf", "cv.txt", "cv"], ["cv.txt.pdf", "cv.txt", "cv"]),
    (["resume.v2.pdf"], ["resume.v2"]),
    (["J. Doe", "J. Doe.pdf"], ["J. Doe", "J. Doe.pdf"]),
    (['a<b>:"c|d?e*.txt'], ["a_b___c_d_e_"]),
    (["CON.txt", "x/aux.v1.txt"], ["_CON", "x/_aux.v1"]),
    (["ends..txt"], ["ends"]),
    (["Zoë Łukasz.md"], ["Zoë Łukasz"]),
    (["bad\udcffbyte.txt"], ["bad_byte"]),
]


@pytest.mark.parametrize(
    ("paths", "names"), CASES, ids=[paths[0].encode("ascii", "replace").decode() for paths, _ in CASES]
)
def test_name_is_the_path_without_suffix_where_that_tells_documents_apart(paths: list[str], names: list[str]) -> None:
    assert name_documents(paths) == names


def test_long_name_is_cut_and_stays_different() -> None:
    one, other = name_documents([f"{'é' * 120}1.txt", f"{'é' * 120}2.txt"])
    assert one != other
    assert max(len(one.encode()), len(other.encode())) <= 110


_PART = st.text(st.characters(blacklist_characters="/\0"), min_size=1, max_size=130).filter(
    lambda part: part not in (".", "..")
)


@given(st.lists(st.lists(_PART, min_size=1, max_size=3).map("/".join), unique=True, max_size=12))
def test_names_are_different_and_fit_any_file_system(paths: list[str]) -> None:
    names = name_documents(paths)
    assert len({name.casefold() for name in names}) == len(paths)
    for name in names:
        name.encode("utf-8")
        assert not name.startswith("/")
        for part in name.split("/"):
            assert part.strip(". ")
            assert len(part.encode()) <= 110 + len("~12345678")
            assert not set(part) & set('<>:"|?*\\\n\t')


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


def test_comparison_joins_two_names() -> None:
    assert name_comparisons([("a", "x/b"), ("a", "c")]) == ["a--x/b", "a--c"]


def test_comparisons_that_would_share_a_file_are_told_apart() -> None:
    one, other, third = name_comparisons([("a--b", "c"), ("a", "b--c"), ("d", "c")])
    assert one != other
    assert third == "d--c"
