"""A title that the answer drew out to the end of its citation ends where its first sentence does."""

from __future__ import annotations

import pytest

from extract.extraction.kinds.publications.publications import without_venue

CITED = [
    ("Do tides remember? Marine Letters of the Bay, 12(3), 2021.", "Marine Letters of the Bay", "Do tides remember?"),
    ("The Silent Bay. Translated by T. Quist. Wrack Press, 2018.", "Wrack Press", "The Silent Bay"),
    (
        "Counting crabs is hard, so use sonar! Northern Workshop, 2019.",
        "Northern Workshop",
        "Counting crabs is hard, so use sonar!",
    ),
    ("A title that stands alone", "Northern Workshop", "A title that stands alone"),
    ("Nature in the city", "Nature", "Nature in the city"),
    ("A title without a venue", None, "A title without a venue"),
]


@pytest.mark.parametrize(("title", "venue", "own"), CITED)
def test_title_ends_before_the_venue_that_is_answered_beside_it(title: str, venue: str | None, own: str) -> None:
    assert without_venue(title, venue) == own
