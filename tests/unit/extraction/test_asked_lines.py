"""Headings of postings that no table has, and lines that say that something is not needed."""

from __future__ import annotations

import asyncio

import pytest

from extract.extraction.requirements.asked_lines import named_sections, without_unneeded
from extract.extraction.requirements.sentences import asking_sentences
from testing.answered_reading import Answer, AnsweredReading

POSTING = "Lagerist, Fennmoor\n\nRequirements\n- A forklift licence\n- No degree is needed\n\nElőnyt jelent\n- English at C1 level\n"


def reading_of(**answers: Answer) -> AnsweredReading:
    return AnsweredReading(POSTING, answers, "posting")


@pytest.mark.parametrize(
    ("chances", "importance"),
    [
        ({"preferred": 0.9, "required": 0.1}, "preferred"),
        ({"preferred": 0.6, "required": 0.4}, "required"),
        ({"duties": 0.8, "required": 0.2}, "responsibility"),
        ({"other": 0.8, "required": 0.2}, None),
    ],
    ids=["sure wishes", "doubtful wishes", "duties", "no demands"],
)
def test_heading_that_no_table_has_is_asked_about(chances: dict[str, float], importance: str | None) -> None:
    reading = reading_of(posting_heading=lambda _: chances)
    sections = asyncio.run(named_sections(reading))
    found = {each.text: each.importance for each in asking_sentences(reading.document, sections, None).sentences}
    assert found.get("English at C1 level") == importance
    assert found["A forklift licence"] == "required"
    assert [variables["lines"] for _, variables in reading.seen] == ["# Előnyt jelent\n- English at C1 level"]


@pytest.mark.parametrize(("chance", "kept"), [(0.9, 1), (0.7, 2)], ids=["sure", "in doubt"])
def test_line_that_says_what_is_not_needed_is_no_demand_where_the_answer_is_sure(chance: float, kept: int) -> None:
    reading = reading_of(
        demand_line=lambda asked: (
            {"unneeded": chance, "required": 1 - chance} if "degree" in asked["line"] else {"required": 1.0}
        )
    )
    sections = reading.sections
    sentences = [
        each for each in asking_sentences(reading.document, sections, None).sentences if "English" not in each.text
    ]
    asked, unneeded = asyncio.run(without_unneeded(reading, sections, sentences))
    assert len(asked) == kept
    assert len(unneeded) == 2 - kept
    assert {variables["head"] for _, variables in reading.seen} == {"Requirements"}


def test_nothing_is_asked_about_lines_where_the_rules_are_left_out() -> None:
    reading = reading_of()
    reading.client.without = frozenset({"posting_headings", "not_needed"})
    assert asyncio.run(named_sections(reading)) == reading.sections
    assert asyncio.run(without_unneeded(reading, reading.sections, [])) == ([], [])
    assert reading.seen == []
