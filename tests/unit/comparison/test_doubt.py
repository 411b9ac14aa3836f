"""How likely a verdict of the model is: log-probabilities, agreement of repeated answers, or a person has to look."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from extract.comparison.compare import CompareOptions, compare_profile
from extract.llm.client import ModelClient
from schemas import Verdict
from testing.builders.profiles import AS_OF, MadeUpResume, posting, requirement
from testing.fake_client import Asked, answering

DEMAND = "Organise a tasting of beers"
Rule = Callable[[Asked], dict[str, Any]]


def judge(rule: Rule, demand: str = DEMAND, kind: Any = "ability", **options: Any) -> Verdict:
    profile = MadeUpResume().role("Brewer", "2015", "2024", "Led each tasting.").profile()
    wanted = posting(requirement(demand, kind, skills=[]))

    async def compare(url: Any) -> Verdict:
        async with ModelClient(url, cache=None) as client:
            found = await compare_profile(
                profile, wanted, client, profile_name="one", posting_name="other", as_of=AS_OF, options=CompareOptions(**options)
            )  # fmt: skip
            return found.verdicts[0]

    with answering(rule) as server:
        return asyncio.run(compare(server.endpoint()))


def always(option: str) -> Rule:
    return lambda asked: {"shows": option}


def by_sample(*options: str) -> Rule:
    """Answer in turn: first the likeliest answer, then the samples."""
    left = list(options)
    return lambda asked: {"shows": left.pop(0)}


@pytest.mark.parametrize("option", ["yes", "partly", "no"])
def test_person_has_to_look_when_nothing_says_how_likely_a_verdict_is(option: str) -> None:
    verdict = judge(always(option))
    assert verdict.decided_by == "model"
    assert (verdict.probability, verdict.chances, verdict.needs_review) == (None, None, True)


def test_agreement_of_repeated_answers_is_the_probability() -> None:
    verdict = judge(always("yes"), repeat=3)
    assert (verdict.verdict, verdict.samples, verdict.agreeing) == ("met", 3, 3)
    assert (verdict.probability, verdict.chances, verdict.needs_review) == (1.0, {"met": 1.0}, False)


def test_differing_answers_share_the_probability_and_ask_for_review() -> None:
    verdict = judge(by_sample("yes", "yes", "partly", "no"), repeat=3)
    # of four answers two say met, one partial, one not shown
    assert (verdict.probability, verdict.needs_review) == (0.5, True)
    assert verdict.chances == {"met": 0.5, "partial": 0.25, "not_shown": 0.25}


def test_likely_verdicts_add_up_to_the_confidence() -> None:
    answers = ("yes", "yes", "yes", "partly")
    assert judge(by_sample(*answers), repeat=3, confidence=0.7).likely == ["met"]
    assert judge(by_sample(*answers), repeat=3, confidence=0.9).likely == ["met", "partial"]
    assert judge(by_sample(*answers), repeat=3).likely == []


def test_trait_is_partial_at_most_and_keeps_the_chance_of_what_was_found() -> None:
    verdict = judge(by_sample("yes", "yes"), "Organise with patience a tasting", "trait", repeat=1)
    assert (verdict.verdict, verdict.chances, verdict.needs_review) == ("partial", {"partial": 1.0}, True)
    assert [piece.text for piece in verdict.evidence] == ["Led each tasting."]
    assert "No résumé can prove a trait" in verdict.reason
