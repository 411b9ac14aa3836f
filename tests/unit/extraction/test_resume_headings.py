"""Headings of a résumé that no table has are asked about, and open a section where the answer is sure."""

from __future__ import annotations

import asyncio

from extract.extraction.resume_headings import ask_headings
from testing.answered_reading import Answer, AnsweredReading

RESUME = """ZORA VANCE
zora@example.com

EXPERIENCE
Engineer, Fennmoor Tools, 2019 - 2022

GUDDE SCHOLA
BSc Botany, Moss College, 2012 - 2015

SKILLS
Boats
"""


def kinds_of(answers: dict[str, Answer], text: str = RESUME) -> tuple[list[str], AnsweredReading]:
    reading = AnsweredReading(text, answers)
    asyncio.run(ask_headings(reading))
    return [section.kind for section in reading.sections], reading


def test_heading_of_unknown_words_opens_the_section_that_the_question_names() -> None:
    kinds, reading = kinds_of({"resume_heading": lambda _: {"education": 0.9, "other": 0.1}})
    assert kinds == ["top", "experience", "education", "skills"]
    assert [asked["lines"] for _, asked in reading.seen] == ["# GUDDE SCHOLA\nBSc Botany, Moss College, 2012 - 2015"]


def test_line_opens_nothing_where_the_answer_is_unsure_or_something_else() -> None:
    for chances in ({"education": 0.5, "work": 0.5}, {"other": 1.0}, {"projects": 0.65, "work": 0.35}):
        kinds, _ = kinds_of({"resume_heading": lambda _, chances=chances: chances})
        assert kinds == ["top", "experience", "skills"]


def test_title_with_its_dates_below_and_name_above_the_contact_are_not_asked_about() -> None:
    text = "CV\nEXPERIENCE\nHEAD COOK\n2019 - 2022\nBread\nZORA VANCE\nzora@example.com\nSKILLS\nBoats\n"
    _, reading = kinds_of({}, text)
    assert reading.seen == []


def test_nothing_is_asked_without_the_rule() -> None:
    reading = AnsweredReading(RESUME, {"resume_heading": lambda _: {"education": 1.0}})
    reading.client.without = frozenset({"resume_headings"})
    asyncio.run(ask_headings(reading))
    assert reading.seen == []
