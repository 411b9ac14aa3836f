"""What the client does about a server's faults: ask again, give up, or say what is wrong with the set-up."""

from __future__ import annotations

import asyncio

import pytest

from extract.errors import (
    ModelCallError,
    ModelSetupError,
    TransportError,
)
from extract.llm.client import ModelClient
from extract.llm.retry.policy import RetryPolicy
from testing.servers.server import Step, completion, error, serve, unused_address
from tests.unit.llm.asking import (
    FACT,
    FAST,
    GOOD,
    KEY,
    SECRET_TEXT,
    ask,
    ask_all,
    endpoint_of,
    everything_said,
    question,
)


@pytest.mark.parametrize(
    "fault",
    [
        error(429, headers={"retry-after": "0"}),
        error(429),
        error(429, headers={"retry-after": "0", "server": "K\xf6ln"}),
        error(500),
        error(503),
        error(529),
        Step("busy", status=502, content_type="text/html"),
        Step(action="reset"),
        Step(completion(GOOD).body, action="cut"),
    ],
    ids=["429-after", "429", "429-odd-header", "500", "503", "529", "502-html", "reset", "cut"],
)
def test_request_is_sent_again_when_the_fault_passes(fault: Step) -> None:
    with serve(fault, fault, completion(GOOD)) as server:
        answer = ask(server)
    assert answer.value == FACT
    assert len(server.requests) == 3
    assert (answer.usage.calls, answer.usage.reasks) == (1, 0)


@pytest.mark.parametrize(
    "fault",
    [
        Step("<html>hello</html>", content_type="text/html"),
        Step('{"choices": [{"mess', content_type="application/json"),
        Step({"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": []}),
        Step("[]"),
    ],
    ids=["html", "cut-json", "no-choices", "array"],
)
def test_garbled_reply_is_tried_again_only_after_the_server_has_answered_properly(fault: Step) -> None:
    with serve(completion(GOOD), fault, completion(GOOD)) as server:
        answers, _ = ask_all(server.base_url, [question("1"), question("2")])
        assert [answer.value for answer in answers] == [FACT, FACT]
        assert len(server.requests) == 3
    with serve(fault) as server:
        with pytest.raises(ModelSetupError, match="does not speak the OpenAI protocol"):
            ask(server)
        assert len(server.requests) == 1


def test_request_is_sent_again_when_the_server_is_silent() -> None:
    with serve(Step(action="hang"), completion(GOOD)) as server:
        assert ask(server, timeout_s=1.0).value == FACT
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (error(429, message=SECRET_TEXT), r"because of its rate limit \(HTTP 429\)"),
        (error(500), r"failed \(HTTP 500\)"),
        (Step(action="reset"), "dropped the connection"),
    ],
    ids=["429", "500", "reset"],
)
def test_retries_stop_when_the_fault_stays(fault: Step, message: str) -> None:
    with serve(fault) as server, pytest.raises(TransportError, match=message) as caught:
        ask(server)
    assert len(server.requests) == FAST.max_attempts
    assert "'facts' about 'r1.txt'" in str(caught.value)
    assert SECRET_TEXT not in everything_said(caught.value)


def test_retries_stop_at_once_when_the_server_asks_for_a_pause_beyond_the_time_allowed() -> None:
    with (
        serve(error(429, headers={"retry-after": "3600"})) as server,
        pytest.raises(TransportError, match="asks for a pause of 3600 s"),
    ):
        ask(server)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (error(401, message=f"Incorrect API key provided: {KEY}"), r"does not accept the key given \(HTTP 401\)"),
        (error(403), r"does not accept the key given \(HTTP 403\)"),
        (error(404, code="model_not_found"), r"has no model 'made-up' \(HTTP 404\)"),
        (error(404, message='model "made-up" not found, try pulling it first'), r"has no model 'made-up'"),
        (
            Step("nothing here", status=404, content_type="text/plain"),
            r"does not speak the OpenAI protocol \(HTTP 404\)",
        ),
        (error(429, code="insufficient_quota"), r"has no credit left \(HTTP 429\)"),
    ],
    ids=["401", "403", "404-model", "404-ollama", "404-address", "quota"],
)
def test_setup_fault_stops_at_once(fault: Step, message: str) -> None:
    with serve(fault) as server, pytest.raises(ModelSetupError, match=message) as caught:
        ask(server)
    assert len(server.requests) == 1
    assert caught.value.remedy
    assert KEY not in everything_said(caught.value)


def test_setup_fault_is_told_at_once_when_nobody_listens() -> None:
    address = unused_address()
    with pytest.raises(ModelSetupError, match=r"Nobody answers at 'http://127\.0\.0\.1:\d+/v1'"):
        ask_all(address, [question()], retry=RetryPolicy(first_pause_s=30, max_total_s=60))


def test_server_that_vanishes_after_an_answer_is_tried_again_and_then_a_transport_error() -> None:
    async def run() -> None:
        with serve(completion(GOOD)) as server:
            client = ModelClient(endpoint_of(server.base_url), cache=None, retry=FAST, timeout_s=5)
            await client.ask(question("1"))
        async with client:
            with pytest.raises(TransportError, match="dropped the connection"):
                await client.ask(question("2"))
        assert client.usage.failed == 1

    asyncio.run(run())


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        (error(400, code="context_length_exceeded"), "longer than the context of 'made-up'"),
        (error(400, message=SECRET_TEXT), r"refused question 'facts' about 'r1.txt' \(HTTP 400\)"),
    ],
    ids=["context", "other"],
)
def test_request_that_the_server_refuses_concerns_one_question(fault: Step, message: str) -> None:
    with serve(fault, completion(GOOD)) as server, pytest.raises(ModelCallError, match=message) as caught:
        ask(server)
    assert len(server.requests) == 1
    assert SECRET_TEXT not in everything_said(caught.value)
