"""Sentences of postings split into single demands: lists behind a colon, and a degree beside years."""

from __future__ import annotations

import asyncio

import pytest

from extract.extraction.requirements.sentences import Sentence
from extract.extraction.requirements.splitting import single_demands
from testing.answered_reading import AnsweredReading


def pieces_of(text: str, *demands: str) -> tuple[list[str], AnsweredReading]:
    reading = AnsweredReading(text, {"demands": lambda _: {"demands": list(demands)}}, "posting")
    spans = asyncio.run(single_demands(reading, Sentence(0, len(text), text, "required", None)))
    return [text[start:end] for start, end in spans], reading


def test_list_behind_a_few_words_and_a_colon_is_split_without_these() -> None:
    pieces, reading = pieces_of("Seraient un plus : la paie, le vélo", "la paie", "le vélo")
    assert pieces == ["la paie", "le vélo"]
    assert [asked["sentence"] for _, asked in reading.seen] == ["la paie, le vélo"]


def test_colon_without_a_list_stays() -> None:
    assert pieces_of("Our aim: bread", "Our aim: bread")[0] == ["Our aim: bread"]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        (
            "Titulaire d'un master en droit, vous justifiez de trois ans d'expérience en cabinet.",
            ["Titulaire d'un master en droit", "vous justifiez de trois ans d'expérience en cabinet"],
        ),
        (
            "A bachelor's degree in botany and at least 5 years of experience in parks",
            ["A bachelor's degree in botany", "at least 5 years of experience in parks"],
        ),
        (
            "A bachelor's degree in botany, or 5 years of experience in parks",
            ["A bachelor's degree in botany, or 5 years of experience in parks"],
        ),
    ],
    ids=["clause", "and", "alternatives"],
)
def test_degree_and_years_of_one_sentence_are_two_demands_without_a_question(text: str, pieces: list[str]) -> None:
    found, reading = pieces_of(text)
    assert (found, reading.seen) == (pieces, [])
