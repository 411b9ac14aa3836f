"""Words of a position in the field where they belong, whatever field the model gave them in."""

from __future__ import annotations

import pytest

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds.careers.role_places import place_beside_employer
from extract.extraction.kinds.careers.role_words import mend_words
from extract.extraction.kinds.careers.roles import finish
from extract.llm.client import ModelClient
from extract.text.anchor import Anchor
from extract.text.drafts import Draft
from schemas.answers.roles import Job
from testing.builders.documents import document_of

NOBODY: ModelClient = None  # type: ignore[assignment] # Nothing is asked here.


def reading_of(*lines: str) -> ExtractionContext:
    return ExtractionContext(
        document_of("\n".join(("Zora Vance", "", "Experience", *lines))), "resume", NOBODY, "made_up"
    )


def job(employer: str | None, title: str | None, location: str | None = None) -> Job:
    return Job(employer=employer, title=title, location=location, period=None)


MENDED: list[tuple[str, tuple[str, ...], Job, tuple[str | None, str | None]]] = [
    ("a period is no title", ("Visiting researcher — Tern Centre, Perth", "Feb 2023 – May 2023"),
     job("Visiting researcher — Tern Centre, Perth", "Feb 2023 – May 2023"), ("Visiting researcher", "Tern Centre, Perth")),
    ("a title is no employer", ("Tern Robots", "Senior Engineer\t2019 – 2021"), job("Senior Engineer", "Senior Engineer"),
     ("Senior Engineer", None)),
    ("the headline is no employer", ("Journeyman Electrician", "Casper", "FOREMAN", "Tern Power | Casper"),
     job("Journeyman Electrician", "FOREMAN", "Tern Power"), ("FOREMAN", "Tern Power")),
    ("a place is no part of the employer", ("Clerk\t2019 – 2021", "Tern Bank\tBoston, MA"), job("Tern Bank Boston, MA", "Clerk", "Boston, MA"),
     ("Clerk", "Tern Bank")),
    ("a row of employer and place is no place", ("Robot Intern\tMay 2025 – Aug. 2025", "Tern Works\tNashua, NH"),
     job("Robot Intern", "May 2025 – Aug. 2025", "Tern Works Nashua, NH"), ("Robot Intern", "Tern Works")),
    ("a course beside a title is no title", ("Grader, Statics\tFall 2022", "Tern Institute\tBoston, MA"),
     job("Grader", "Statics Fall 2022", "Tern Institute Boston, MA"), ("Grader", "Tern Institute")),
    ("a line of a description is no title", ("Designer · Tern & Sons", "2015 – 2019", "Branding and a mascot"), job("Tern & Sons", "Branding and a mascot"),
     ("Designer", "Tern & Sons")),
    ("the place behind a school is no employer", ("Science Teacher", "Park Middle School, Salem"), job("Salem", "Science Teacher"),
     ("Science Teacher", "Park Middle School")),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "given", "mended"), [c[1:] for c in MENDED], ids=[c[0] for c in MENDED])
def test_words_are_put_where_they_belong(
    lines: tuple[str, ...], given: Job, mended: tuple[str | None, str | None]
) -> None:
    found = mend_words(reading_of(*lines), given)
    assert (found.title, found.employer) == mended


PLACES = [
    ("before dates", "Clerk, Tern Bank, London, 2021 – 2023", "London"),
    ("no month", "Clerk, Tern Bank, August 2022 – present", None),
    ("apart", "Tern Bank\tMatara, Sri Lanka", "Matara, Sri Lanka"),
    ("behind a bar", "Tern Bank | Casper, WY", "Casper, WY"),
    ("a title apart", "Tern Bank\tTeam Lead, Sales", None),
]


@pytest.mark.parametrize(("line", "place"), [c[1:] for c in PLACES], ids=[c[0] for c in PLACES])
def test_place_is_read_behind_the_employer(line: str, place: str | None) -> None:
    reading = reading_of(line)
    start = reading.document.text.index("Tern Bank")
    draft = Draft()
    draft.put("employer", "Tern Bank", Anchor(start, start + len("Tern Bank"), "exact"))
    place_beside_employer(reading, draft)
    assert draft.values.get("location") == place


@pytest.mark.parametrize(
    ("line", "location", "kept"),
    [
        ("Tern Bank, Matara", "Tern Bank, Matara", "Matara"),
        ("Tern Bank", "Tern Bank", None),
        ("Bank of Matara", "Matara", "Matara"),
    ],
    ids=["behind the name", "the name alone", "a place within a name"],
)
def test_employer_is_no_part_of_the_place(line: str, location: str, kept: str | None) -> None:
    reading = reading_of(line)
    draft = Draft()
    for name, value in (("employer", line.partition(",")[0]), ("location", location)):
        start = reading.document.text.index(value)
        draft.put(name, value, Anchor(start, start + len(value), "exact"))
    place_beside_employer(reading, draft)
    assert draft.values.get("location") == kept
    assert ("location" in draft.leaves) == (kept is not None)


def test_lines_belong_to_the_last_of_two_titles_below_one_employer() -> None:
    reading = reading_of("Tern Bank", "Head Clerk", "Clerk", "- Counted the coins")
    drafts = [Draft(), Draft()]
    for draft, title in zip(drafts, ("Head Clerk", "Clerk"), strict=True):
        for name, value in (("employer", "Tern Bank"), ("title", title)):
            start = reading.document.text.index(f"\n{value}") + 1
            draft.put(name, value, Anchor(start, start + len(value), "exact"))
    finish(reading, drafts)
    assert [(draft.values["title"], draft.values["summary_lines"]) for draft in drafts] == [
        ("Head Clerk", []),
        ("Clerk", [7]),
    ]
    assert [draft.leaves["employer"].shared for draft in drafts] == [False, True]
