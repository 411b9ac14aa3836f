"""The layers between a question and a model, one by one, over a rule that answers in place of a server."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest
from pydantic import BaseModel, ConfigDict

from extract.errors import InvalidReplyError, ModelSetupError, NoRecordingError, ReplyCutOffError
from extract.llm.cache.answers import AnswerCache
from extract.llm.client import ModelClient
from extract.llm.exchange.batched import BatchedExchange, NoBatchAnswerError, Replies, SetAsideError
from extract.llm.exchange.cached import CachedExchange
from extract.llm.exchange.checked import CheckedExchange
from extract.llm.exchange.composing import compose
from extract.llm.exchange.interface import Exchange, Request, Response
from extract.llm.exchange.paced import PacedExchange
from extract.llm.exchange.recorded import RecordedExchange
from extract.llm.exchange.retrying import RetryingExchange
from extract.llm.recordings.cassettes import use_cassette
from extract.llm.request.answer_schema import form_of
from extract.llm.request.providers import Mode, resolve_endpoint
from extract.llm.request.questions import Message, Question
from extract.llm.retry.pacing import Pace
from extract.llm.retry.policy import RetryPolicy
from testing.fake_exchange import FakeExchange, Rule

FAST = RetryPolicy(max_attempts=3, first_pause_s=0.001, longest_pause_s=0.002)
GOOD = json.dumps({"name": "Acme"})


class Fact(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str


def request(text: str = "Where?", mode: Mode = "json_schema") -> Request:
    endpoint = resolve_endpoint(base_url="http://127.0.0.1:9/v1", model="made-up", mode=mode)
    question = Question("facts", "0" * 64, (Message("user", text),), form_of(Fact), 50, document="r1.txt")
    return compose(question, endpoint, 7)


def sent(exchange: Exchange, *requests: Request) -> list[Response]:
    async def run() -> list[Response]:
        try:
            return [await exchange.send(each) for each in requests]
        finally:
            await exchange.close()

    return asyncio.run(run())


def in_turn(*said: str | dict[str, Any] | Exception) -> Rule:
    """Return a rule that answers with one after the other."""
    rest = iter(said)

    def rule(_: Request) -> str | dict[str, Any]:
        step = next(rest)
        if isinstance(step, Exception):
            raise step
        return step

    return rule


def status(code: int) -> openai.APIStatusError:
    response = httpx2.Response(code, request=httpx2.Request("POST", "http://127.0.0.1:9/v1"))
    return openai.APIStatusError("no", response=response, body=None)


def completion(text: str, finish_reason: str = "stop") -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    usage = {"prompt_tokens": 100, "completion_tokens": 10}
    return {"choices": [{"index": 0, "finish_reason": finish_reason, "message": message}], "usage": usage}


def test_cache_answers_the_second_of_two_equal_requests(tmp_path: Path) -> None:
    fake = FakeExchange(in_turn(completion(GOOD)))
    with AnswerCache(tmp_path) as cache:
        first, second = sent(CachedExchange(fake, cache), request(), request())
    assert (first.text, first.usage.from_cache) == (GOOD, False)
    assert (second.text, second.usage.from_cache, second.usage.prompt_tokens) == (GOOD, True, 100)
    assert len(fake.requests) == 1


def test_cache_keeps_nothing_of_a_request_that_failed(tmp_path: Path) -> None:
    fake = FakeExchange(in_turn(TimeoutError(), GOOD))
    with AnswerCache(tmp_path) as cache:
        layer = CachedExchange(fake, cache)
        with pytest.raises(TimeoutError):
            sent(layer, request())
        assert cache.get(request().key) is None


@pytest.mark.parametrize("mode", ["json_schema", "json"])
def test_check_lets_a_reply_through_as_it_came_when_it_fits(mode: Mode) -> None:
    fake = FakeExchange(in_turn(GOOD))
    assert sent(CheckedExchange(fake), request(mode=mode))[0].text == GOOD
    assert [each.is_reask for each in fake.requests] == [False]


def test_check_asks_again_under_a_key_of_its_own_when_a_reply_does_not_fit() -> None:
    fake = FakeExchange(in_turn(completion("{}"), completion(GOOD)))
    asked = request()
    (response,) = sent(CheckedExchange(fake), asked)
    first, second = fake.requests
    assert (response.text, response.usage.calls, response.usage.reasks) == (GOOD, 2, 1)
    assert response.usage.prompt_tokens == 200
    assert (first.key, second.is_reask) == (asked.key, True)
    assert second.key != first.key
    assert second.wire["messages"][: len(first.wire["messages"])] == first.wire["messages"]


def test_check_tells_what_a_reply_cost_that_never_fits() -> None:
    asked = request()
    with pytest.raises(InvalidReplyError, match=r"2 calls"):
        sent(CheckedExchange(FakeExchange(in_turn(completion("{}"), completion("no")))), asked)
    assert (asked.trail.usage.calls, asked.trail.usage.completion_tokens) == (2, 20)


def test_check_raises_what_went_wrong_when_asking_again_fails() -> None:
    with pytest.raises(ReplyCutOffError, match="cut off at 50 tokens"):
        sent(CheckedExchange(FakeExchange(in_turn("{}", completion(GOOD, "length")))), request())
    with pytest.raises(TimeoutError):
        sent(CheckedExchange(FakeExchange(in_turn("{}", TimeoutError()))), request())


def test_retries_are_noted_in_the_trail() -> None:
    asked = request()
    sent(RetryingExchange(FakeExchange(in_turn(status(500), status(429), GOOD)), FAST), asked)
    assert asked.trail.faults == ["server_error", "rate_limit"]


def test_retrying_tells_a_fault_of_the_setup_at_once() -> None:
    fake = FakeExchange(in_turn(status(401)))
    with pytest.raises(ModelSetupError, match="does not accept"):
        sent(RetryingExchange(fake, FAST), request())
    assert len(fake.requests) == 1


def test_pace_slows_down_when_the_server_has_too_much() -> None:
    pace = Pace(8)
    with pytest.raises(openai.APIStatusError):
        sent(PacedExchange(FakeExchange(in_turn(status(429))), pace, 60), request())
    assert (pace.limit, pace.under_way) == (1.0, 0)


def test_recording_is_played_by_the_layers_that_made_it(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    with use_cassette(path, "once") as cassette:
        made = sent(CheckedExchange(RecordedExchange(cassette, FakeExchange(in_turn("{}", GOOD)))), request())
    with use_cassette(path, "none") as cassette:
        played = sent(CheckedExchange(RecordedExchange(cassette)), request())
        assert (cassette.played, cassette.unplayed) == (2, [])
        with pytest.raises(NoRecordingError, match="message 1"):
            sent(RecordedExchange(cassette), request("Who?"))
    assert [each.text for each in made] == [each.text for each in played]


def test_recording_is_saved_when_the_work_fails(tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    fake = FakeExchange(in_turn(GOOD, TimeoutError()))
    with pytest.raises(TimeoutError), use_cassette(path, "once") as cassette:
        sent(RecordedExchange(cassette, fake), request(), request("Who?"))
    with use_cassette(path, "none") as cassette:
        assert sent(RecordedExchange(cassette), request())[0].text == GOOD


def test_batch_sets_aside_what_it_has_no_reply_to() -> None:
    asked = request()
    with pytest.raises(SetAsideError) as aside:
        sent(CheckedExchange(RetryingExchange(BatchedExchange(), FAST)), asked)
    assert aside.value.request is asked
    brought = BatchedExchange(Replies({asked.key: completion(GOOD)}.get))
    assert sent(brought, asked)[0].text == GOOD


def test_batch_sets_aside_the_words_in_which_it_would_ask_again() -> None:
    asked = request()
    brought = BatchedExchange(Replies({asked.key: completion("{}")}.get))
    with pytest.raises(SetAsideError) as aside:
        sent(CheckedExchange(RetryingExchange(brought, FAST)), asked)
    assert aside.value.request.is_reask


@pytest.mark.parametrize(
    "replies", [Replies(turned_down=frozenset({request().key})), Replies(lambda _: {"choices": []})]
)
def test_batch_leaves_to_the_run_what_it_will_not_answer(replies: Replies) -> None:
    with pytest.raises(NoBatchAnswerError):
        sent(RetryingExchange(BatchedExchange(replies), FAST), request())


def test_garbled_reply_of_a_batch_is_not_tried_again_once_another_was_read() -> None:
    first, garbled = request("Where?"), request("When?")
    replies: dict[str, dict[str, Any]] = {first.key: completion('{"place": "Turin"}'), garbled.key: {"choices": []}}
    with pytest.raises(NoBatchAnswerError):
        sent(RetryingExchange(BatchedExchange(Replies(replies.get)), FAST), first, garbled)
    assert garbled.trail.faults == []


def test_whole_stack_is_the_same_over_a_rule_as_over_a_server(tmp_path: Path) -> None:
    fake = FakeExchange(in_turn(status(500), "{}", GOOD))

    async def run() -> ModelClient:
        with AnswerCache(tmp_path) as cache:
            async with ModelClient(request().endpoint, cache=cache, lowest=fake, retry=FAST) as client:
                answers = [await client.ask(request().question) for _ in range(2)]
                assert [answer.value for answer in answers] == [Fact(name="Acme")] * 2
                assert [answer.usage.from_cache for answer in answers] == [False, True]
                return client

    client = asyncio.run(run())
    assert (client.usage.total.calls, client.usage.total.reasks) == (2, 1)
    assert [each.is_reask for each in fake.requests] == [False, False, True]
