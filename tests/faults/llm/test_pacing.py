"""How fast a model is asked: as much at once as the server bears, pauses held by all, so many a minute."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine, Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict

from extract.llm.client import ModelClient
from extract.llm.request.answer_schema import form_of
from extract.llm.request.providers import resolve_endpoint
from extract.llm.request.questions import Message, Question
from extract.llm.retry.pacing import Meter, Pace
from extract.llm.retry.policy import RetryPolicy
from testing.servers.model_server import RunningServer, model_server
from testing.servers.plans import Plan

PATIENT = RetryPolicy(max_attempts=50, first_pause_s=0.05, longest_pause_s=0.2, max_total_s=60)


class Fact(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str


@pytest.fixture(scope="module")
def running() -> Iterator[RunningServer]:
    with model_server() as server:
        yield server


def ask_all(server: RunningServer, pace: Pace, count: int, jobs: int) -> float:
    """Ask so many questions, `jobs` at once; returns the seconds that it took."""
    rest = iter(range(count))

    async def work(client: ModelClient) -> None:
        for number in rest:
            messages = (Message("system", "x" * 400), Message("user", f"Question {number}"))
            await client.ask(Question("facts", "0" * 64, messages, form_of(Fact), 50))

    async def run() -> float:
        endpoint = resolve_endpoint(base_url=server.base_url, model="made-up", provider="llama_cpp")
        async with ModelClient(endpoint, cache=None, retry=PATIENT, timeout_s=10, pace=pace) as client:
            started = time.monotonic()
            await asyncio.gather(*(work(client) for _ in range(jobs)))
            return time.monotonic() - started

    return asyncio.run(run())


def test_calls_at_once_fall_to_what_the_server_bears_and_no_further(running: RunningServer) -> None:
    running.follow(Plan(capacity=8, latency_s=0.03))
    pace = Pace(64)
    ask_all(running, pace, count=600, jobs=64)
    refused = running.seen().happened.count("429")
    assert running.seen().happened.count("good") == 600
    assert 2 <= pace.limit <= 24
    assert refused < 300  # 64 at once all the time: some 8 refusals an answer


def test_calls_at_once_recover_when_the_server_does(running: RunningServer) -> None:
    running.follow(Plan(script=("503",), latency_s=0.01))
    pace = Pace(16)
    ask_all(running, pace, count=16, jobs=16)
    fallen = pace.limit
    running.follow(Plan(latency_s=0.01))
    ask_all(running, pace, count=600, jobs=16)
    assert fallen < 12
    assert pace.limit == 16
    assert running.seen().most_at_once >= 14


def test_pause_that_one_call_is_asked_for_holds_all_back(running: RunningServer) -> None:
    running.follow(Plan(capacity=4, latency_s=0.2, pause_s=1.0))
    seconds = ask_all(running, Pace(8), count=12, jobs=8)
    assert running.seen().happened.count("429_seconds") <= 5  # the four too many, and hardly one after the pause
    assert seconds >= 1.2


def test_requests_a_minute_are_kept_to(running: RunningServer) -> None:
    running.follow(Plan())
    seconds = ask_all(running, Pace(16, requests_per_minute=1_200), count=30, jobs=16)
    assert seconds >= 29 / 20 - 0.15  # 20 a second, the first at once
    assert seconds < 6  # half as fast, where much else runs


def test_tokens_a_minute_are_kept_to_by_what_the_server_counts(running: RunningServer) -> None:
    running.follow(Plan())
    undisturbed = ask_all(running, Pace(16), count=20, jobs=16)
    # Each question is estimated at some 190 tokens and counted by the server as some 125.
    seconds = ask_all(running, Pace(16, tokens_per_minute=100_000), count=20, jobs=16)
    assert seconds >= 20 * 110 / (100_000 / 60) - 0.5
    assert seconds < undisturbed + 20 * 190 / (100_000 / 60) + 0.5


def test_meter_spaces_amounts_and_takes_back_what_was_not_used() -> None:
    meter = Meter(60)
    first = meter.take(5)
    assert meter.take(1) == pytest.approx(first + 5)
    meter.correct(-3)
    assert meter.take(1) == pytest.approx(first + 3)


def run_soon(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(asyncio.wait_for(work, 5))


def test_place_is_not_lost_when_a_waiting_call_is_cancelled() -> None:
    async def work() -> None:
        pace = Pace(1)
        await pace.enter(1)
        waiting = [asyncio.create_task(pace.enter(1)) for _ in range(3)]
        await asyncio.sleep(0)
        waiting[0].cancel()
        pace.leave()
        await waiting[1]
        waiting[2].cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        pace.leave()
        assert pace.under_way == 0
        await pace.enter(1)

    run_soon(work())


def test_limit_falls_once_for_calls_that_began_before_it_fell() -> None:
    async def work() -> None:
        pace = Pace(16)
        began = [await pace.enter(1) for _ in range(16)]
        for moment in began:
            pace.overloaded(moment, None)
        assert pace.limit == 8

    run_soon(work())


def test_limit_never_falls_below_one_call() -> None:
    async def work() -> None:
        pace = Pace(2)
        for _ in range(5):
            pace.overloaded(await pace.enter(1), None)
            pace.leave()
        assert pace.limit == 1

    run_soon(work())


def test_as_many_calls_are_at_once_as_are_allowed_when_these_are_more_than_a_hundred(running: RunningServer) -> None:
    running.follow(Plan(latency_s=1.0))  # a connection pool of 100 was between them and the server
    ask_all(running, Pace(160), count=160, jobs=160)
    assert running.seen().most_at_once > 140
