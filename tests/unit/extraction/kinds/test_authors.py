"""Lists of authors, and the candidate's place in them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.extraction.kinds.publications.authors import authorship_of, find_candidate, read_authors

PLACES: list[tuple[str, str, str, int | None]] = [
    ("initial and last name", "Z. Vance, O. Kaya, P. Lund", "Zora Vance", 0),
    ("title before the name", "Z. Vance, O. Kaya", "Dr. Zora Vance, PhD", 0),
    ("full names", "Olga Kaya, Zora Vance and Per Lund", "Zora Vance", 1),
    ("last name first", "Vance, Zora, Olga Kaya, and Per Lund", "Zora Vance", 0),
    ("initials behind, without points", "Vance Z, Kaya O", "ZORA VANCE", 0),
    ("two given names as initials", "Z.M. Vance, O. Kaya", "Zora Mia Vance", 0),
    ("bold mark", "O. Kaya, **Z. Vance**, P. Lund", "Zora Vance", 1),
    ("accents left out", "O. Kaya, L. Muller", "Lea Müller", 1),
    ("double name", "R. Vance-Kaya, O. Lund", "Rosa Vance-Kaya", 0),
    ("several names in the same order", "Carla Lund, Trần Thị Mai", "Trần Thị Mai", 1),
    ("et al.", "O. Kaya, Z. Vance, et al.", "Zora Vance", 1),
    ("another initial", "K. Vance, O. Kaya", "Zora Vance", None),
    ("nobody of that name", "O. Kaya, P. Lund", "Zora Vance", None),
    ("one name is too little", "Vance, Kaya", "Vance", None),
]


@pytest.mark.parametrize(("text", "candidate", "place"), [c[1:] for c in PLACES], ids=[c[0] for c in PLACES])
def test_candidate_is_found_among_authors_however_names_are_written(
    text: str, candidate: str, place: int | None
) -> None:
    assert find_candidate(read_authors(text, (0, len(text))), candidate) == place


@pytest.mark.parametrize(
    "text", ["We built a system, and sold it", "Journal of Made Up Things", "12 authors, 3 places", ""]
)
def test_no_authors_are_read_when_a_text_is_no_list_of_names(text: str) -> None:
    assert read_authors(text, (0, len(text))) == []


@pytest.mark.parametrize(
    ("text", "equal", "authorship"),
    [
        ("Z. Vance, O. Kaya", False, "first"),
        ("O. Kaya, Z. Vance", False, "author"),
        ("O. Kaya*, Z. Vance*, P. Lund", True, "co_first"),
        ("Z. Vance*, O. Kaya*", True, "co_first"),
        ("Kaya, O.∗, Vance, Z.∗, and 31 others", True, "co_first"),
        ("O. Kaya*, Z. Vance*", False, "author"),
        ("O. Kaya*, P. Lund*, Z. Vance", True, "author"),
    ],
)
def test_place_says_who_is_first_and_marks_only_where_a_note_explains_them(
    text: str, equal: bool, authorship: str
) -> None:
    authors = read_authors(text, (0, len(text)))
    place = find_candidate(authors, "Zora Vance")
    assert place is not None
    assert authorship_of(authors, place, equal_marked=equal) == authorship


@given(st.text(max_size=80))
def test_names_stand_in_the_text_for_any_text(text: str) -> None:
    for author in read_authors(text, (0, len(text))):
        assert 0 <= author.start < author.end <= len(text)
