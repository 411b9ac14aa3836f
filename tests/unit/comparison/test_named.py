"""Demands decided by names: those of the posting, and those that the résumé itself lists."""

from __future__ import annotations

import asyncio

import pytest

from extract.comparison.deciders.decision import Decision
from extract.comparison.judge import decide_named, own_name, own_names
from extract.comparison.retrieval.pool import Search, pool_of
from extract.text.skills.vocabulary import Vocabulary
from testing.answered_reading import AnsweredReading
from testing.builders.profiles import MadeUpResume, requirement

VOCABULARY = Vocabulary.load()
OWN = own_names(["VOB", "Kelp 9", "Moor Cutting"], VOCABULARY)


@pytest.mark.parametrize(
    ("demand", "name"),
    [
        ("Sicherer Umgang mit Kelp 9", "Kelp 9"),
        ("Kelp 9 in der Produktion", "Kelp 9"),
        ("Gute Kenntnisse der VOB", "VOB"),
        ("Experience in running ten sites where Kelp 9 is one of many things that people use", None),
        ("Moor", None),
    ],
)
def test_demand_is_for_a_listed_name_that_makes_up_half_of_its_words(demand: str, name: str | None) -> None:
    assert own_name(requirement(demand), OWN, VOCABULARY) == name


def decided(demand: str, line: str, own: list[str]) -> Decision:
    lines = pool_of(MadeUpResume().listed(line).profile())
    asking = AnsweredReading("Zora", {"verdict": lambda _: {"no": 1.0}})
    search = Search(lines, VOCABULARY)
    return asyncio.run(decide_named(requirement(demand), lines, search, VOCABULARY, asking, own_names(own, VOCABULARY)))


def test_listed_name_meets_the_demand_without_a_question() -> None:
    decision = decided("Sicherer Umgang mit Kelp 9", "Kenntnisse: Kelp 9, Torf", ["Kelp 9", "Torf"])
    assert (decision.verdict, decision.decided_by, decision.reason) == ("met", "computed", "“Kelp 9” is named.")


def test_name_that_is_known_a_little_is_partial() -> None:
    decision = decided("Kelp 9", "Kenntnisse: Torf, Kelp 9 (Grundkenntnisse)", ["Kelp 9"])
    assert (decision.verdict, decision.needs_review) == ("partial", True)
