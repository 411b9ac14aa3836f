from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.documents.discovery.names import ComparisonNames, name_documents

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


def test_comparison_joins_two_names() -> None:
    names = ComparisonNames(["a"], ["x/b", "c"])
    assert [names.of(("a", "x/b")), names.of(("a", "c"))] == ["a--x/b", "a--c"]


def test_comparisons_that_would_share_a_file_are_told_apart() -> None:
    names = ComparisonNames(["a--b", "a", "d"], ["c", "b--c"])
    one, other = names.of(("a--b", "c")), names.of(("a", "b--c"))
    assert one != other
    assert {one[:8], other[:8]} == {"a--b--c~"}
    assert names.of(("d", "c")) == "d--c"


def test_comparisons_that_a_file_system_takes_for_one_are_told_apart() -> None:
    names = ComparisonNames(["a", "A-"], ["-B", "b"])
    assert names.of(("a", "-B")).casefold() != names.of(("A-", "b")).casefold()
