"""Titles of positions told from employers, teams and places."""

from __future__ import annotations

import pytest

from extract.extraction.kinds.titles import names_title, split_entry


@pytest.mark.parametrize(
    "title",
    ["Senior Data Engineer", "Head of Nursing", "Commis", "Werkstudentin", "Projektleiter", "Stagiaire", "Enfermera",
     "Postdoctoral Fellow", "Co-Founder & CTO", "Rechtsanwältin (Associate)", "PICKERS AND PACKERS"],
)  # fmt: skip
def test_title_is_known_in_several_languages(title: str) -> None:
    assert names_title(title)


@pytest.mark.parametrize("other", ["Northwind Labs", "Ranking", "Leeds, UK", "Cardiac Step-Down", "", None])
def test_other_words_are_no_title(other: str | None) -> None:
    assert not names_title(other)


@pytest.mark.parametrize(
    ("entry", "both"),
    [
        ("Trustee, Paths for All", ("Trustee", "Paths for All")),
        ("Blue Tern Ferries – Deck Officer", ("Deck Officer", "Blue Tern Ferries")),
        ("Blue Tern Ferries", None),
        ("Nurse, Ward Manager", None),
        ("Blue Tern Ferries, Oban", None),
    ],
)
def test_entry_in_one_piece_is_split_when_words_tell_its_parts(entry: str, both: tuple[str, str] | None) -> None:
    assert split_entry(entry) == both
