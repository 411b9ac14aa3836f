"""A title that the answer drew out to the end of its citation ends where its first sentence does."""

from __future__ import annotations

import pytest

from extract.extraction.kinds.publications.publications import behind_authors, without_venue

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


CITATIONS = [
    ("Quill Z, Doe J*, Roe R. Kilns that breathe: a survey.", None, "Kilns that breathe: a survey"),
    ("Z. Quill, J. Doe. *Ash on the glaze.* Clay Workshop, 2021", None, "Ash on the glaze"),
    ("Doe J. R., Quill Z. (2020). Glazes of U.S. potteries. Clay Letters", "Clay Letters", "Glazes of U.S. potteries"),
    ("Quill Z. Slip. In: Roe R, Poe P, editors. Book of Clay. Kiln Press", "Book of Clay", "Slip"),
    ("Roe R, Quill Z. Does clay wait? Submitted to Clay Letters.", "Clay Letters", "Does clay wait?"),
    ("Roe R, Quill Z. Who fires? A count of kilns. Clay Letters, 2020", "Clay Letters", "Who fires? A count of kilns"),
    ("A kiln of one's own. With R. Roe", None, "A kiln of one's own. With R. Roe"),
    ("Roe R, Poe P. Not hers at all", None, "Roe R, Poe P. Not hers at all"),
]


@pytest.mark.parametrize(("citation", "venue", "own"), CITATIONS)
def test_title_begins_behind_the_authors_where_the_answer_gave_the_citation(
    citation: str, venue: str | None, own: str
) -> None:
    assert behind_authors(citation, "Dr Zara Quill", venue) == own
