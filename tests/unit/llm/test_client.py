"""The client against a real server that misbehaves: what comes back, what is counted, and what is said."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path

import pytest

from extract.errors import (
    InvalidReplyError,
    RefusalError,
    ReplyCutOffError,
    VouchlineError,
)
from extract.llm.cache.answers import AnswerCache
from extract.llm.client import ModelClient
from extract.llm.request.providers import Mode
from extract.llm.request.questions import Answer, Message, TokenLogprob
from testing.servers.server import FaultServer, Step, completion, sent_messages, serve
from tests.unit.llm.asking import (
    FACT,
    FAST,
    GOOD,
    KEY,
    SECRET_TEXT,
    Fact,
    ask,
    ask_all,
    endpoint_of,
    everything_said,
    question,
)

BAD = json.dumps({"name": SECRET_TEXT, "kind": "zoo"})


def test_answer_is_of_the_type_asked_for_when_the_reply_fits() -> None:
    with serve(completion(GOOD)) as server:
        answer = ask(server)
    assert answer.value == FACT
    assert type(answer.value) is Fact
    assert (answer.usage.prompt_tokens, answer.usage.cached_tokens, answer.usage.completion_tokens) == (100, 60, 10)
    assert (answer.usage.calls, answer.usage.reasks, answer.usage.from_cache) == (1, 0, False)
    assert answer.usage.seconds > 0
    assert len(answer.key) == 64


def test_request_holds_schema_temperature_and_seed_and_untouched_messages_when_the_server_takes_schemas() -> None:
    with serve(completion(GOOD)) as server:
        ask(server)
    (sent,) = server.requests
    assert sent == {
        "model": "made-up",
        "messages": [
            {"role": "system", "content": "Answer."},
            {"role": "user", "content": f"{SECRET_TEXT}. Where?"},
        ],
        "seed": 7,
        "temperature": 0,
        "max_tokens": 50,
        "response_format": {
            "type": "json_schema",
            "json_schema": {
                "name": "Fact",
                "strict": True,
                "schema": {
                    "type": "object",
                    "properties": {
                        "name": {"type": "string", "maxLength": 60},
                        "kind": {"type": "string", "enum": ["employer", "school"]},
                    },
                    "required": ["name", "kind"],
                    "additionalProperties": False,
                },
            },
        },
    }
    assert server.paths == ["/v1/chat/completions"]
    assert "r1.txt" not in json.dumps(sent)


def test_braces_in_a_document_are_sent_as_they_stand() -> None:
    text = "{{ 7 * 7 }} {% raw %} {curly}"
    with serve(completion(GOOD)) as server:
        ask_all(server.base_url, [question(messages=(Message("user", text),))])
    assert sent_messages(server.requests)[0][0]["content"] == text


@pytest.mark.parametrize(
    ("mode", "reply", "expected"),
    [
        ("tools", completion(None, tool_arguments=GOOD, finish_reason="tool_calls"), "tools"),
        ("json", completion(GOOD), "response_format"),
        ("json", completion(f"```json\n{GOOD}\n```"), "response_format"),
    ],
    ids=["tools", "json", "json-fenced"],
)
def test_answer_comes_back_when_the_server_takes_no_schema(
    mode: Mode, reply: Step, expected: str, tmp_path: Path
) -> None:
    with serve(reply) as server, AnswerCache(tmp_path / "cache") as cache:
        answers, _ = ask_all(server.base_url, [question(), question()], mode=mode, cache=cache)
    assert [answer.value for answer in answers] == [FACT, FACT]
    assert [type(answer.value) for answer in answers] == [Fact, Fact]
    assert [answer.usage.from_cache for answer in answers] == [False, True]
    assert expected in server.requests[0]


def test_logprobs_are_returned_when_asked_for() -> None:
    token = {
        "token": "{",
        "logprob": -0.5,
        "bytes": None,
        "top_logprobs": [{"token": "{", "logprob": -0.5, "bytes": None}],
    }
    with serve(completion(GOOD, logprobs={"content": [token], "refusal": None})) as server:
        answers, _ = ask_all(server.base_url, [question(top_logprobs=3)])
    assert answers[0].logprobs == (TokenLogprob("{", -0.5, (("{", -0.5),)),)
    assert (server.requests[0]["logprobs"], server.requests[0]["top_logprobs"]) == (True, 3)


def test_second_question_costs_nothing_when_the_cache_holds_the_answer(tmp_path: Path) -> None:
    with serve(completion(GOOD)) as server, AnswerCache(tmp_path / "cache") as cache:
        first = ask(server, cache=cache)
        answers, client = ask_all(server.base_url, [question()], cache=cache)
    assert len(server.requests) == 1
    assert answers[0].value == first.value
    assert answers[0].key == first.key
    assert answers[0].usage.from_cache
    assert answers[0].usage.prompt_tokens == 100
    assert client.usage.total.calls == 0
    assert client.usage.total_reused.prompt_tokens == 100


def test_identical_questions_asked_at_once_are_paid_for_once(tmp_path: Path) -> None:
    async def run(base_url: str, cache: AnswerCache) -> list[Answer[Fact]]:
        async with ModelClient(endpoint_of(base_url), cache=cache, retry=FAST) as client:
            return await asyncio.gather(*(client.ask(question()) for _ in range(5)))

    reply = completion(GOOD)
    with serve(Step(reply.body, delay_s=0.2)) as server, AnswerCache(tmp_path / "cache") as cache:
        answers = asyncio.run(run(server.base_url, cache))
    assert len(server.requests) == 1
    assert sorted(answer.usage.from_cache for answer in answers) == [False, True, True, True, True]


def test_different_questions_asked_at_once_get_their_own_answers() -> None:
    async def run(base_url: str) -> list[Answer[Fact]]:
        async with ModelClient(endpoint_of(base_url), cache=None, retry=FAST) as client:
            return await asyncio.gather(*(client.ask(question(str(i))) for i in range(4)))

    with serve(Step(completion(GOOD).body, delay_s=0.3)) as server:
        answers = asyncio.run(run(server.base_url))
    assert len({answer.key for answer in answers}) == 4
    assert server.most_at_once > 1


def test_reply_is_asked_for_again_when_it_does_not_fit_the_schema(tmp_path: Path) -> None:
    with serve(completion(BAD), completion(GOOD)) as server, AnswerCache(tmp_path / "cache") as cache:
        answers, client = ask_all(server.base_url, [question(), question()], cache=cache)
    first, second = answers
    assert first.value == FACT
    assert (first.usage.calls, first.usage.reasks, first.usage.prompt_tokens) == (2, 1, 200)
    assert [len(messages) for messages in sent_messages(server.requests)] == [2, 4]
    assert second.usage.from_cache
    assert second.usage.reasks == 1
    assert client.usage.paid["facts"].calls == 2


@pytest.mark.parametrize(
    "bad", [BAD, "Sure! Here you are.", '{"name": "Acme", "ki', ""], ids=["schema", "prose", "cut", "empty"]
)
def test_reply_is_invalid_and_not_kept_when_it_never_fits(bad: str, tmp_path: Path) -> None:
    with (
        serve(completion(bad)) as server,
        AnswerCache(tmp_path / "cache") as cache,
        pytest.raises(
            InvalidReplyError, match=r"'facts' about 'r1.txt' by 'made-up' does not fit its schema"
        ) as caught,
    ):
        ask(server, cache=cache)
    assert caught.value.completion == bad
    assert len(server.requests) == 2
    with AnswerCache(tmp_path / "cache") as cache:
        assert cache.stats().entries == 0
    assert SECRET_TEXT not in everything_said(caught.value)


def test_nothing_of_a_document_reaches_the_logs_when_a_reply_does_not_fit(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with serve(completion(BAD)) as server, pytest.raises(InvalidReplyError):
        ask(server)
    assert SECRET_TEXT not in caplog.text
    assert KEY not in caplog.text


@pytest.mark.parametrize(
    ("reply", "kind", "message"),
    [
        (completion(GOOD, finish_reason="length"), ReplyCutOffError, r"cut off at 50 tokens by 'made-up'"),
        (completion('{"name": "Ac', finish_reason="length"), ReplyCutOffError, r"'facts' about 'r1.txt'"),
        (completion(None, refusal=f"I will not say {SECRET_TEXT}"), RefusalError, r"declined by the model"),
        (completion(GOOD, finish_reason="content_filter"), RefusalError, r"declined by a content filter"),
    ],
    ids=["length", "length-cut", "refusal", "filter"],
)
def test_reply_is_an_error_and_never_kept_when_it_is_no_whole_answer(
    reply: Step, kind: type[VouchlineError], message: str, tmp_path: Path
) -> None:
    with serve(reply) as server, AnswerCache(tmp_path / "cache") as cache:
        with pytest.raises(kind, match=message) as caught:
            ask(server, cache=cache)
        assert cache.stats().entries == 0
    assert len(server.requests) == 1
    assert SECRET_TEXT not in everything_said(caught.value)


def test_stored_answer_is_asked_for_again_when_it_does_not_fit_any_more(tmp_path: Path) -> None:
    with serve(completion(GOOD)) as server, AnswerCache(tmp_path / "cache") as cache:
        first = ask(server, cache=cache)
        stored = cache.get(first.key)
        assert stored is not None
        cache.put(first.key, stored.model_copy(update={"text": BAD}))
        second = ask(server, cache=cache)
        mended = cache.get(first.key)
    assert second.value == FACT
    assert not second.usage.from_cache
    assert len(server.requests) == 2
    assert mended is not None
    assert mended.text == GOOD


def test_tokens_of_a_failed_call_are_counted() -> None:
    async def run(base_url: str) -> ModelClient:
        async with ModelClient(endpoint_of(base_url), cache=None, retry=FAST) as client:
            with pytest.raises(ReplyCutOffError):
                await client.ask(question())
            return client

    with serve(completion("{", finish_reason="length")) as server:
        client = asyncio.run(run(server.base_url))
    assert client.usage.total.completion_tokens == 10
    assert client.usage.failed == 1


def test_cancelled_question_leaves_the_client_usable(tmp_path: Path) -> None:
    async def run(server: FaultServer, cache: AnswerCache) -> Answer[Fact]:
        async with ModelClient(endpoint_of(server.base_url), cache=cache, retry=FAST) as client:
            task = asyncio.create_task(client.ask(question()))
            while not server.requests and not task.done():  # noqa: ASYNC110 - the server runs in a thread
                await asyncio.sleep(0.01)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            return await client.ask(question())

    with serve(Step(action="hang"), completion(GOOD)) as server, AnswerCache(tmp_path / "cache") as cache:
        assert asyncio.run(run(server, cache)).value == FACT
