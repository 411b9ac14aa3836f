"""Attacks on the comparison: what code decides gets no better, and no question changes, whatever the model would say."""

from __future__ import annotations

import asyncio

import pytest

from bench.gaming import PAIRS, Gain, WorstModel, attacks_for, gains, hidden_text_read, stored_pair
from extract.comparison.compare import compare_profile
from extract.comparison.retrieval.copied import set_aside
from schemas import Comparison, Posting, Profile
from testing.builders.profiles import AS_OF, MadeUpResume, posting

DEMANDS = (
    "Experience in running large Kubernetes clusters for banks",
    "Experience deploying models to production with Terraform",
    "Familiarity with Grafana",
    "Expertise in PostgreSQL",
)


def judged_worst(profile: Profile, wanted: Posting) -> Comparison:
    async def compare() -> Comparison:
        async with WorstModel(learning=False) as worst:
            return await compare_profile(profile, wanted, worst, profile_name="a", posting_name="b", as_of=AS_OF)

    return asyncio.run(compare())


@pytest.mark.parametrize("pair", PAIRS[:4], ids=[" and ".join(pair) for pair in PAIRS[:4]])
def test_no_verdict_is_better_when_a_sample_is_attacked(pair: tuple[str, str]) -> None:
    async def attack() -> tuple[int, list[Gain]]:
        async with WorstModel() as worst:
            return await gains(pair[0], *stored_pair(*pair), worst)

    tried, found = asyncio.run(attack())
    assert tried >= 40
    assert found == []


def test_hidden_words_are_not_read() -> None:
    assert hidden_text_read() == []


def test_every_attack_has_lines_when_a_posting_names_skills() -> None:
    names = [attack.name for attack in attacks_for(posting(*DEMANDS)) if attack.lines]
    assert len(names) == len(set(names)) >= 40


def test_copied_posting_is_reported_and_shows_nothing() -> None:
    profile = MadeUpResume().role("Clerk", "2020", "2024", "Filed letters.", *DEMANDS).profile()
    comparison = judged_worst(profile, posting(*DEMANDS))
    assert [finding.code for finding in comparison.findings] == ["copied_posting"]
    assert {piece.text for piece in comparison.findings[0].evidence} == set(DEMANDS)
    assert {verdict.verdict for verdict in comparison.verdicts} == {"not_shown"}
    assert all(verdict.needs_review for verdict in comparison.verdicts)
    assert all("A line that repeats the posting was left out." in verdict.reason for verdict in comparison.verdicts)


def test_own_words_stay_when_they_share_some_with_the_posting() -> None:
    own = [
        "Ran Kubernetes clusters of 40 nodes for five years.",
        "Deployed models to production with Terraform.",
        "Python and SQL",
    ]
    assert (
        set_aside(MadeUpResume().role("Engineer", "2015", "2024", *own).profile(), posting(*DEMANDS)).spans
        == frozenset()
    )


def test_degree_copied_from_the_posting_is_no_degree() -> None:
    demand = "Bachelor's degree in Computer Science, Mathematics or a related field"
    profile = MadeUpResume().study("Bachelor's degree", "bachelor", "Computer Science", words=demand).profile()
    assert judged_worst(profile, posting(demand)).verdicts[0].verdict == "not_shown"


def test_bare_name_is_partial_for_expertise_and_met_for_familiarity() -> None:
    profile = MadeUpResume().listed("Skills: PostgreSQL, Grafana, Terraform").profile()
    verdicts = judged_worst(profile, posting(*DEMANDS)).verdicts
    assert [verdict.verdict for verdict in verdicts[2:]] == ["met", "partial"]
    assert "only stands in a list of skills" in verdicts[3].reason
    assert verdicts[3].needs_review


def test_line_stuffed_with_one_word_is_reported() -> None:
    profile = MadeUpResume().role("Clerk", "2020", "2024", "Kubernetes " * 6, "Filed letters.").profile()
    comparison = judged_worst(profile, posting("Experience with Kubernetes"))
    assert [finding.code for finding in comparison.findings] == ["keyword_stuffing"]
    assert comparison.verdicts[0].verdict == "not_shown"
