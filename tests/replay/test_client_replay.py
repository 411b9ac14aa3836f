"""The client against what the embedded model really answered."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from extract.llm.cache.answers import AnswerCache
from extract.llm.client import ModelClient
from extract.llm.exchange.interface import Exchange
from extract.llm.recordings.cassettes import Cassette
from extract.llm.request.answer_schema import form_of
from extract.llm.request.providers import Endpoint
from extract.llm.request.questions import Answer, Message, Question

RULES = "You extract facts from a resume. Copy words exactly as they stand."
RESUME = "Ada Made-Up\nNurse, Acme Hospital, 2020 – 2021\nCashier, Example Market, 2018 – 2019"


class Job(BaseModel):
    model_config = ConfigDict(extra="forbid")
    employer: str = Field(max_length=60)
    period: Literal["2020 – 2021", "2018 – 2019"]


class Jobs(BaseModel):
    model_config = ConfigDict(extra="forbid")
    jobs: list[Job] = Field(max_length=3)


class YesNo(BaseModel):
    model_config = ConfigDict(extra="forbid")
    answer: Literal["yes", "no"]


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def jobs() -> Question[Jobs]:
    messages = (Message("system", RULES), Message("user", f"{RESUME}\n\nList every job: employer and period."))
    return Question("jobs", fingerprint("jobs"), messages, form_of(Jobs), max_tokens=120, document="ada.txt")


def ask_twice(endpoint: Endpoint, lowest: Exchange, folder: Path) -> list[Answer[Jobs]]:
    async def run() -> list[Answer[Jobs]]:
        with AnswerCache(folder) as cache:
            async with ModelClient(endpoint, cache=cache, lowest=lowest) as client:
                return [await client.ask(jobs()) for _ in range(2)]

    return asyncio.run(run())


def test_jobs_come_back_with_closed_periods(
    cassette: Cassette, lowest: Exchange, model_endpoint: Endpoint, tmp_path: Path
) -> None:
    first, second = ask_twice(model_endpoint, lowest, tmp_path)
    assert [(job.employer, job.period) for job in first.value.jobs] == [
        ("Acme Hospital", "2020 – 2021"),
        ("Example Market", "2018 – 2019"),
    ]
    assert first.usage.prompt_tokens > 50
    assert second.value == first.value
    assert second.usage.from_cache
    assert cassette.played + cassette.recorded == 1


def test_yes_or_no_comes_with_log_probabilities(cassette: Cassette, client: ModelClient) -> None:
    messages = (
        Message("system", RULES),
        Message("user", f"{RESUME}\n\nHas the person worked in a hospital? yes or no"),
    )
    question = Question(
        "yes_no", fingerprint("yes_no"), messages, form_of(YesNo), max_tokens=20, top_logprobs=4, document="ada.txt"
    )

    async def run() -> Answer[YesNo]:
        async with client:
            return await client.ask(question)

    answer = asyncio.run(run())
    assert answer.value.answer == "yes"
    assert [token.token for token in answer.logprobs] == ["yes"]
    assert all(token.logprob <= 0 and len(token.top) <= 4 for token in answer.logprobs)
    assert cassette.unplayed == []
