"""Conditions told in other words than the usual ones: the model is asked about the lines that may say them, cited or not."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from extract.comparison.compare import compare_profile
from extract.llm.client import ModelClient
from schemas import UnreadLine, Verdict
from schemas.posting import Topic
from testing.builders.profiles import AS_OF, MadeUpResume, posting, requirement
from testing.fake_client import Asked, answering

ABOUT = "Looking for work near the sea. Norwegian citizen. Glad to work nights."


def judged(topic: Topic, demand: str, answer: str, about: str = ABOUT) -> tuple[Verdict, list[str]]:
    """Return the verdict, and the user messages of the questions that were asked."""
    profile = MadeUpResume().role("Cook", "2020", "2021", "Cooked for 40 guests.").profile()
    start = profile.roles[0].evidence[-1].end + 1
    line = UnreadLine(line=9, start=start, end=start + len(about), text=about)
    profile = profile.model_copy(update={"unread_lines": [line]})
    asked: list[str] = []

    def reply(question: Asked) -> dict[str, Any]:
        asked.append(question.task)
        return {"shows": answer}

    async def compare(endpoint: Any) -> Verdict:
        async with ModelClient(endpoint, cache=None) as client:
            wanted = posting(requirement(demand, "other", topic=topic))
            found = await compare_profile(
                profile, wanted, client, profile_name="one", posting_name="other", as_of=AS_OF
            )
            return found.verdicts[0]

    rule: Callable[[Asked], dict[str, Any]] = reply
    with answering(rule) as server:
        return asyncio.run(compare(server.endpoint())), asked


@pytest.mark.parametrize(
    ("topic", "demand", "said"),
    [
        ("work_permit", "The right to work in Norway", "Norwegian citizen."),
        ("shift", "You work nights as well", "Glad to work nights."),
    ],
)
def test_condition_is_met_by_the_sentence_that_says_it_in_other_words(topic: Topic, demand: str, said: str) -> None:
    verdict, asked = judged(topic, demand, "yes")
    assert (verdict.verdict, verdict.decided_by, verdict.needs_review) == ("met", "model", True)
    assert [(piece.text, piece.line) for piece in verdict.evidence] == [(said, 9)]
    assert verdict.evidence[0].end - verdict.evidence[0].start == len(said)
    assert len(asked) == 1
    assert said in asked[0]


def test_condition_stays_open_when_the_model_denies_it() -> None:
    verdict, asked = judged("shift", "You work nights as well", "no")
    assert (verdict.verdict, verdict.decided_by, len(asked)) == ("not_shown", "computed", 1)
    assert verdict.reason == "The résumé does not speak of shifts."


def test_nothing_is_asked_when_no_line_can_say_it() -> None:
    verdict, asked = judged("licence", "A driving licence", "yes", "Looking for work near the sea.")
    assert (verdict.verdict, asked) == ("not_shown", [])


def test_denied_citizenship_is_not_asked_about() -> None:
    verdict, asked = judged("work_permit", "The right to work in Norway", "yes", "I am not a Norwegian citizen.")
    assert (verdict.verdict, asked) == ("not_shown", [])
