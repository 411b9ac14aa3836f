"""The client against a real server that misbehaves: what comes back, what is counted, and what is said."""

from __future__ import annotations

import asyncio
import gzip
import json
import logging
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from extract.errors import (
    InvalidReplyError,
    ModelCallError,
    ModelSetupError,
    RefusalError,
    ReplyCutOffError,
    SettingsError,
    TransportError,
    VouchlineError,
)
from extract.llm.cache.answers import AnswerCache
from extract.llm.client import ModelClient
from extract.llm.exchange.live import MAX_REPLY_BYTES
from extract.llm.request.answer_schema import form_of
from extract.llm.request.providers import Endpoint, Mode, Provider, resolve_endpoint
from extract.llm.request.questions import Answer, Message, Question, TokenLogprob
from extract.llm.retry.policy import RetryPolicy
from testing.servers.server import FaultServer, Step, completion, error, sent_messages, serve, unused_address

SECRET_TEXT = "Zenobia Quillfeather"
KEY = "sk-made-up-key-0000"
FAST = RetryPolicy(max_attempts=4, first_pause_s=0.01, longest_pause_s=0.02, max_total_s=20)


class Fact(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field(max_length=60)
    kind: Literal["employer", "school"]


GOOD = json.dumps({"name": "Acme", "kind": "employer"})
BAD = json.dumps({"name": SECRET_TEXT, "kind": "zoo"})
FACT = Fact(name="Acme", kind="employer")


def question(text: str = "Where?", **changes: Any) -> Question[Fact]:
    settings: dict[str, Any] = {
        "prompt": "facts",
        "prompt_fingerprint": "0" * 64,
        "messages": (Message("system", "Answer."), Message("user", f"{SECRET_TEXT}. {text}")),
        "answer": form_of(Fact),
        "max_tokens": 50,
        "document": "r1.txt",
    }
    return Question(**(settings | changes))


def endpoint_of(base_url: str, *, mode: Mode | None = None, provider: Provider = "llama_cpp", **more: Any) -> Endpoint:
    return resolve_endpoint(base_url=base_url, model="made-up", api_key=KEY, provider=provider, mode=mode, **more)


def ask_all(
    base_url: str,
    questions: Sequence[Question[Fact]],
    *,
    mode: Mode | None = None,
    cache: AnswerCache | None = None,
    retry: RetryPolicy = FAST,
    timeout_s: float = 10,
) -> tuple[list[Answer[Fact]], ModelClient]:
    async def run() -> tuple[list[Answer[Fact]], ModelClient]:
        async with ModelClient(
            endpoint_of(base_url, mode=mode), cache=cache, retry=retry, timeout_s=timeout_s
        ) as client:
            return [await client.ask(each) for each in questions], client

    return asyncio.run(run())


def ask(server: FaultServer, **settings: Any) -> Answer[Fact]:
    return ask_all(server.base_url, [question()], **settings)[0][0]


def everything_said(failure: BaseException) -> str:
    return "".join(traceback.format_exception(failure)) + repr(failure)


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
        assert ask(server, timeout_s=0.3).value == FACT
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


def ask_beyond(monkeypatch: pytest.MonkeyPatch, **environment: str) -> Answer[Fact]:
    """Ask a server that is not on this machine, with these variables set."""
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return ask_all("http://model.invalid/v1", [question()])[0][0]


@pytest.mark.parametrize("variable", ["http_proxy", "all_proxy"])
def test_server_elsewhere_is_asked_through_the_proxy_that_the_environment_names(
    variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(completion(GOOD)) as proxy:
        address = proxy.base_url.removesuffix("/v1")
        assert ask_beyond(monkeypatch, **{variable: address}).value == FACT
    assert proxy.paths == ["http://model.invalid/v1/chat/completions"]


def test_proxy_is_left_out_for_a_server_that_is_excepted(monkeypatch: pytest.MonkeyPatch) -> None:
    with serve(completion(GOOD)) as proxy, pytest.raises(ModelSetupError, match="Nobody answers"):
        ask_beyond(monkeypatch, http_proxy=proxy.base_url.removesuffix("/v1"), no_proxy="model.invalid")
    assert proxy.paths == []


def test_proxy_that_does_not_answer_is_a_setup_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelSetupError, match="Nobody answers"):
        ask_beyond(monkeypatch, http_proxy=unused_address().removesuffix("/v1"))


@pytest.mark.parametrize("kind", ["socks4", "socks5", "ftp"])
def test_proxy_of_a_kind_that_cannot_be_used_is_named(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match=f"'model.invalid' is of the kind '{kind}'"):
        ask_beyond(monkeypatch, all_proxy=f"{kind}://127.0.0.1:9")


def test_proxy_of_a_kind_that_cannot_be_used_is_no_matter_for_a_server_that_is_excepted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(ModelSetupError, match="Nobody answers"):
        ask_beyond(monkeypatch, all_proxy="socks5://127.0.0.1:9", no_proxy="model.invalid")


@pytest.mark.parametrize(
    "reply",
    [
        Step("x" * (MAX_REPLY_BYTES + 1), status=500),
        Step(gzip.compress(json.dumps(completion(GOOD).body).encode()), headers={"content-encoding": "gzip"}),
    ],
    ids=["error", "packed"],
)
def test_reply_that_is_too_large_or_packed_is_not_read(reply: Step) -> None:
    with serve(completion(GOOD), reply, completion(GOOD)) as server:
        answers, _ = ask_all(server.base_url, [question("1"), question("2")])
    assert [answer.value for answer in answers] == [FACT, FACT]
    assert len(server.requests) == 3
    assert server.request_headers[0]["accept-encoding"] == "identity"
    with serve(reply) as server, pytest.raises(ModelSetupError, match="does not speak the OpenAI protocol"):
        ask(server)


def test_server_may_send_on_to_another_address(tmp_path: Path) -> None:
    with serve(completion(GOOD)) as there:
        moved = Step(status=308, headers={"location": f"{there.base_url}/chat/completions"})
        with serve(moved) as server:
            assert ask(server).value == FACT


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:9", "socks5://127.0.0.1:9"])
def test_proxy_of_the_environment_is_not_used_for_a_server_on_this_machine(
    proxy: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy)
    monkeypatch.setenv("ALL_PROXY", proxy)
    with serve(completion(GOOD)) as server:
        assert ask(server).value == FACT
