"""The faster engine over HTTP, in the process that runs start for it, on a small model with random weights."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, cast
from urllib.parse import urlsplit

import jsonschema
import openai
import psutil
import pytest
from pydantic import BaseModel, ConfigDict

from extract.errors import ModelCallError, ModelSetupError, TransportError
from extract.llm.client import ModelClient
from extract.llm.local.engines import FIXED_HEADER, why_not_ik
from extract.llm.local.grammar import compact_grammar, copying_grammar, word_grammar
from extract.llm.local.llama import LlamaSettings
from extract.llm.local.server import EmbeddedServer
from extract.llm.request.answer_schema import form_of
from extract.llm.request.providers import resolve_endpoint
from extract.llm.request.questions import Answer, Message, Question
from extract.llm.retry.policy import RetryPolicy
from testing.builders.tiny_model import write_tiny_model

_MISSING = why_not_ik()
pytestmark = pytest.mark.skipif(_MISSING is not None, reason=f"the faster engine cannot run: {_MISSING}")

Json = dict[str, Any]

_SETTINGS = LlamaSettings(n_ctx=8_192, n_parallel=1, n_threads=1)
_YES = word_grammar(["yes", "no"])
_SCHEMA: Json = {
    "type": "object",
    "properties": {"kind": {"enum": ["employer", "school"]}, "name": {"type": "string", "maxLength": 12}},
    "required": ["kind", "name"],
    "additionalProperties": False,
}
_BUSY_S = 0.05
"""Of processor time: a prompt that fills the context takes several times as much."""


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_model(tmp_path_factory.mktemp("weights") / "tiny.gguf")


def _server(model: Path, cache: Path) -> EmbeddedServer:
    return EmbeddedServer(model, cache, _SETTINGS, engine="ik")


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cache")


@pytest.fixture(scope="module")
def server(model: Path, cache: Path) -> Iterator[EmbeddedServer]:
    with _server(model, cache) as running:
        yield running


def _connect(server: EmbeddedServer) -> http.client.HTTPConnection:
    address = urlsplit(server.base_url)
    return http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)


def _said(text: str, **more: Any) -> Json:
    """Return the body of a request."""
    return {"messages": [{"role": "user", "content": text}], "max_tokens": 100, "temperature": 0} | more


def _post(server: EmbeddedServer, body: Json | str | bytes, headers: Json | None = None) -> tuple[int, str]:
    """Send a body and return the status and the text of the reply."""
    connection = _connect(server)
    try:
        sent = json.dumps(body) if isinstance(body, dict) else body
        key = {"authorization": f"Bearer {server.api_key}"}
        connection.request("POST", "/v1/chat/completions", sent, key | (headers or {}))
        reply = connection.getresponse()
        return reply.status, reply.read().decode()
    finally:
        connection.close()


def _ask(server: EmbeddedServer, text: str, headers: Json | None = None, **more: Any) -> Json:
    """Ask and return the completion."""
    status, reply = _post(server, _said(text, **more), headers)
    assert status == 200, reply
    return cast("Json", json.loads(reply))


def _content(completion: Json) -> str:
    return str(completion["choices"][0]["message"]["content"])


def _cached(completion: Json) -> int:
    return int(completion["usage"]["prompt_tokens_details"]["cached_tokens"])


# Who may ask


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/v1/models"), ("POST", "/v1/chat/completions")], ids=["models", "completions"]
)
@pytest.mark.parametrize(
    "key", [None, "", "Bearer ", "Bearer another", "Basic {key}", "{key}", "Bearer {key}x", "Bearer é"]
)
def test_door_refuses_whoever_does_not_know_the_key(
    server: EmbeddedServer, method: str, path: str, key: str | None
) -> None:
    connection = _connect(server)
    headers = {} if key is None else {"authorization": key.format(key=server.api_key)}
    connection.request(method, path, json.dumps(_said("x")) if method == "POST" else None, headers)
    reply = connection.getresponse()
    assert reply.status == 401
    assert json.loads(reply.read())["error"]["type"] == "authentication_error"
    connection.close()


def test_door_tells_anybody_that_it_is_there(server: EmbeddedServer) -> None:
    connection = _connect(server)
    connection.request("GET", "/health")
    reply = connection.getresponse()
    assert (reply.status, json.loads(reply.read())) == (200, {"status": "ok"})
    connection.close()


def test_models_are_the_one_that_is_served(server: EmbeddedServer, model: Path) -> None:
    with openai.OpenAI(base_url=server.base_url, api_key=server.api_key, max_retries=0) as client:
        assert [each.id for each in client.models.list()] == [model.stem]


# What comes back


def test_completion_obeys_its_grammar(server: EmbeddedServer) -> None:
    text = "Ward nurse, Harbour Clinic\tGhent"
    copied = json.loads(_content(_ask(server, text, grammar=copying_grammar(_SCHEMA, text))))
    assert copied["name"] in text.replace("\t", " ")
    assert _content(_ask(server, text, grammar=_YES)) in ("yes", "no")
    jsonschema.validate(json.loads(_content(_ask(server, text, grammar=compact_grammar(_SCHEMA)))), _SCHEMA)


def test_completion_obeys_its_response_format(server: EmbeddedServer) -> None:
    schema = {"type": "json_schema", "json_schema": {"name": "fact", "strict": True, "schema": _SCHEMA}}
    jsonschema.validate(json.loads(_content(_ask(server, "x", response_format=schema))), _SCHEMA)
    assert isinstance(json.loads(_content(_ask(server, "x", response_format={"type": "json_object"}))), dict)
    assert _content(_ask(server, "x", response_format={"type": "text"})) == _content(_ask(server, "x"))


def test_completion_says_what_it_cost(server: EmbeddedServer, model: Path) -> None:
    first = _ask(server, "what it costs", grammar=_YES)
    again = _ask(server, "what it costs", grammar=_YES)
    assert first["model"] == model.stem
    assert first["choices"][0]["finish_reason"] == "stop"
    usage = again["usage"]
    assert usage["completion_tokens"] == len(_content(again))
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert _cached(again) == usage["prompt_tokens"] - 1
    assert _content(again) == _content(first)


def test_completion_is_cut_at_its_limit(server: EmbeddedServer) -> None:
    limits: list[Json] = [{"max_tokens": 4}, {"max_tokens": None, "max_completion_tokens": 4}]
    for limit in limits:
        cut = _ask(server, "x", grammar=compact_grammar(_SCHEMA), **limit)
        assert (_content(cut), cut["choices"][0]["finish_reason"]) == ('{"ki', "length")


def test_completion_has_as_many_logprobs_as_asked_for(server: EmbeddedServer) -> None:
    (token,) = _ask(server, "x", grammar=_YES, logprobs=True, top_logprobs=5)["choices"][0]["logprobs"]["content"]
    assert {each["token"] for each in token["top_logprobs"]} == {"y", "n"}
    assert token["top_logprobs"][0] == {"token": token["token"], "logprob": token["logprob"]}
    for wanted, given in ((1, 1), (20, 20), (200, 20), (-3, 1), (None, 1)):
        first = _ask(server, "x", max_tokens=2, logprobs=True, top_logprobs=wanted)["choices"][0]["logprobs"]
        assert [len(each["top_logprobs"]) for each in first["content"]] == [given] * 2
    assert "logprobs" not in _ask(server, "x", max_tokens=2, top_logprobs=5)["choices"][0]


def test_completion_comes_as_a_stream_when_asked_for(server: EmbeddedServer) -> None:
    whole = _content(_ask(server, "x", grammar=compact_grammar(_SCHEMA)))
    with openai.OpenAI(base_url=server.base_url, api_key=server.api_key, max_retries=0) as client:
        stream = client.chat.completions.create(
            model="any",
            messages=[{"role": "user", "content": "x"}],
            max_tokens=100,
            stream=True,
            extra_body={"grammar": compact_grammar(_SCHEMA)},
        )
        choices = [chunk.choices[0] for chunk in stream]
    assert "".join(choice.delta.content or "" for choice in choices) == whole
    assert choices[-1].finish_reason == "stop"


def test_content_may_come_in_parts(server: EmbeddedServer) -> None:
    parts = [{"type": "text", "text": "one "}, {"type": "text", "text": "two"}]
    messages = [{"role": "user", "content": parts}]
    assert _content(_ask(server, "", messages=messages)) == _content(_ask(server, "one two"))


@pytest.mark.parametrize("seed", [0, 7, -1, 2**40])
def test_same_seed_draws_the_same(server: EmbeddedServer, seed: int) -> None:
    one, other = (_content(_ask(server, "x", temperature=1.2, seed=seed, max_tokens=30)) for _ in range(2))
    assert one == other


# What is refused

_USER = {"role": "user", "content": "x"}
_BAD: dict[str, Json | str | bytes] = {
    "nothing": b"",
    "no JSON": '{"messages": ',
    "no UTF-8": b"\xff\xfe\x00",
    "deep JSON": b"[" * 100_000,
    "list": "[]",
    "null": "null",
    "no messages": {"max_tokens": 5},
    "empty messages": {"messages": []},
    "messages that are text": {"messages": "hello"},
    "message without content": {"messages": [{"role": "user"}]},
    "content that is nothing": {"messages": [{"role": "user", "content": None}]},
    "content that is an image": {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]},
    "content that is no text": {"messages": [{"role": "user", "content": "\ud800"}]},
    "unknown role": {"messages": [_USER, {"role": "tool", "content": "x"}]},
    "tools": _said("x", tools=[{"type": "function", "function": {"name": "f"}}]),
    "grammar of another kind": _said("x", grammar='root ::= "x"'),
    "grammar that is none": _said("x", grammar="%llguidance {}\nstart: nothing"),
    "schema that is not enforced": _said(
        "x", response_format={"type": "json_schema", "json_schema": {"schema": {"type": "string", "format": "email"}}}
    ),
    "format without a schema": _said("x", response_format={"type": "json_schema"}),
    "format that is text": _said("x", response_format="json"),
    "limit that is no number": _said("x", max_tokens="many"),
    "limit without end": _said("x", max_tokens=float("inf")),
    "temperature that is no number": _said("x", temperature=float("nan")),
    "temperature below zero": _said("x", temperature=-1),
    "temperature without end": _said("x", temperature=float("inf")),
    "seed that is no number": _said("x", seed="seven"),
}


@pytest.mark.parametrize("body", _BAD.values(), ids=_BAD)
def test_body_is_refused_when_it_is_no_request(server: EmbeddedServer, body: Json | str | bytes) -> None:
    status, reply = _post(server, body)
    assert (status, json.loads(reply)["error"]["type"]) == (400, "invalid_request_error")
    assert _content(_ask(server, "x", grammar=_YES)) in ("yes", "no")


def test_request_is_refused_when_its_header_is_no_number(server: EmbeddedServer) -> None:
    status, reply = _post(server, _said("x"), {FIXED_HEADER: "all"})
    assert (status, json.loads(reply)["error"]["type"]) == (400, "invalid_request_error")


def test_prompt_is_refused_when_it_does_not_fit(server: EmbeddedServer) -> None:
    status, reply = _post(server, _said("x" * _SETTINGS.n_ctx))
    refusal = json.loads(reply)["error"]
    assert (status, refusal["type"], refusal["code"]) == (400, "exceed_context_size_error", 400)
    assert f"{_SETTINGS.n_ctx} is the limit" in refusal["message"]


def test_nothing_of_a_request_is_in_the_log(server: EmbeddedServer, cache: Path) -> None:
    secret = "Zenobia Quillfeather"
    _ask(server, secret, grammar=_YES)
    for body in (_said(secret, grammar="%llguidance {}\nstart: nothing"), _said(secret * 500), f'{{"{secret}'):
        assert _post(server, body)[0] == 400
    logs = [log.read_text("utf-8") for log in (cache / "server").glob("*.log")]
    assert logs
    assert secret not in "".join(logs)


# What is kept


def _conversation(text: str) -> list[Json]:
    example = [{"role": "user", "content": "An example. " * 9}, {"role": "assistant", "content": "yes"}]
    return [{"role": "system", "content": "Say yes or no. " * 9}, *example, {"role": "user", "content": text}]


def test_beginning_that_documents_share_is_known_to_the_next_process(model: Path, tmp_path: Path) -> None:
    known: list[int] = []
    for text in ("one document", "another one"):
        with _server(model, tmp_path) as server:
            answer = _ask(server, "", {FIXED_HEADER: "3"}, messages=_conversation(text), grammar=_YES)
            known.append(_cached(answer))
    assert known[0] == 0
    assert known[1] > len("Say yes or no. An example. ") * 9
    assert len(list((tmp_path / "states").iterdir())) == 1


def test_nothing_is_kept_on_disk_when_no_beginning_is_shared(model: Path, tmp_path: Path) -> None:
    with _server(model, tmp_path) as server:
        for fixed in ("", "0", "-1", "-3"):
            headers = {FIXED_HEADER: fixed} if fixed else {}
            _ask(server, "", headers, messages=_conversation(f"a document {fixed}" * 20), grammar=_YES)
    assert not (tmp_path / "states").exists()


def test_last_message_is_never_kept_on_disk(model: Path, tmp_path: Path) -> None:
    states: list[bytes] = []
    with _server(model, tmp_path) as server:
        for fixed, text in (("3", "one document"), ("4", "another one"), ("99", "a third")):
            _ask(server, "", {FIXED_HEADER: fixed}, messages=_conversation(text * 20), grammar=_YES)
            (state,) = (tmp_path / "states").iterdir()
            states.append(state.read_bytes())
    assert states[0] == states[1] == states[2]


# Several at once, and those that leave


def test_requests_at_once_are_all_answered(server: EmbeddedServer) -> None:
    texts = [f"question {number}" * (number + 1) for number in range(6)]
    right = [_content(_ask(server, text, grammar=compact_grammar(_SCHEMA))) for text in texts]
    found: dict[str, str] = {}

    def ask(text: str) -> None:
        found[text] = _content(_ask(server, text, grammar=compact_grammar(_SCHEMA)))

    threads = [threading.Thread(target=ask, args=(text,)) for text in texts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [found[text] for text in texts] == right


def _send_and_leave(server: EmbeddedServer, body: Json, *, busy: bool) -> None:
    """Send a request and close the connection before the reply; with `busy` when the engine is in the middle of it."""
    before_s, sent = _processor_s(server), json.dumps(body).encode()
    address = urlsplit(server.base_url)
    with socket.create_connection((address.hostname or "", address.port or 0)) as connection:
        head = f"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {server.api_key}\r\n"
        connection.sendall(f"{head}content-length: {len(sent)}\r\n\r\n".encode() + sent)
        if busy:
            _wait_until_busy(server, before_s)


def _processor_s(server: EmbeddedServer) -> float:
    """Return the processor time that the process has taken so far."""
    times = psutil.Process(server.pid).cpu_times()
    return float(times.user + times.system)


def _wait_until_busy(server: EmbeddedServer, before_s: float) -> None:
    while _processor_s(server) < before_s + _BUSY_S:
        time.sleep(0.002)


@pytest.mark.parametrize("busy", [True, False], ids=["in-the-middle", "at-once"])
def test_engine_is_free_when_a_client_leaves(server: EmbeddedServer, busy: bool) -> None:
    text = ("gone " if busy else "left ") * 1_580
    _send_and_leave(server, _said(text, max_tokens=5_000), busy=busy)
    assert _content(_ask(server, "x", grammar=_YES)) in ("yes", "no")
    # What was left was not read to its end: else all of it would be known now.
    again = _ask(server, text, grammar=_YES)
    assert _cached(again) < 200


def test_waiting_requests_are_answered_when_the_client_before_them_leaves(server: EmbeddedServer) -> None:
    found: list[str] = []
    waiting = threading.Thread(target=lambda: found.append(_content(_ask(server, "x", grammar=_YES))))
    leaving = threading.Thread(target=_send_and_leave, args=(server, _said("away " * 1_580)), kwargs={"busy": True})
    leaving.start()
    waiting.start()
    leaving.join()
    waiting.join()
    assert found == [_content(_ask(server, "x", grammar=_YES))]


# The process


def test_two_runs_share_one_process(server: EmbeddedServer, model: Path, cache: Path) -> None:
    with _server(model, cache) as other:
        assert (other.pid, other.base_url, other.api_key) == (server.pid, server.base_url, server.api_key)
        asked = _content(_ask(other, "x", grammar=_YES))
    assert _content(_ask(server, "x", grammar=_YES)) == asked


def test_run_of_another_engine_gets_a_process_of_its_own(server: EmbeddedServer, model: Path, cache: Path) -> None:
    with EmbeddedServer(model, cache, _SETTINGS) as other:
        assert other.pid != server.pid
        jsonschema.validate(json.loads(_content(_ask(other, "x", grammar=compact_grammar(_SCHEMA)))), _SCHEMA)


class Verdict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    shows: Literal["yes", "no"]


def _question(text: str) -> Question[Verdict]:
    return Question("verdict", "0" * 64, (Message("user", text),), form_of(Verdict), 20, document="r1.txt")


def _client(server: EmbeddedServer) -> ModelClient:
    endpoint = resolve_endpoint(base_url=server.base_url, model="tiny", api_key=server.api_key, provider="embedded")
    return ModelClient(
        endpoint, cache=None, retry=RetryPolicy(max_attempts=2, first_pause_s=0.01, longest_pause_s=0.02)
    )


async def _ask_once(server: EmbeddedServer) -> Answer[Verdict]:
    async with _client(server) as client:
        return await client.ask(_question("x"))


def test_client_gets_its_answer(server: EmbeddedServer) -> None:
    assert asyncio.run(_ask_once(server)).value.shows in ("yes", "no")


def test_client_is_told_when_a_prompt_does_not_fit(server: EmbeddedServer) -> None:
    async def ask() -> None:
        async with _client(server) as client:
            await client.ask(_question("x" * _SETTINGS.n_ctx))

    with pytest.raises(ModelCallError, match="longer than the context of 'tiny'"):
        asyncio.run(ask())


def test_run_is_told_when_the_process_is_killed_and_the_next_one_starts_another(model: Path, tmp_path: Path) -> None:
    async def ask_and_kill(server: EmbeddedServer) -> None:
        async with _client(server) as client:
            await client.ask(_question("x"))
            before_s = _processor_s(server)
            asking = asyncio.create_task(client.ask(_question("long " * 1_580)))
            await asyncio.to_thread(_wait_until_busy, server, before_s)
            os.kill(server.pid, signal.SIGKILL)
            await asking

    with _server(model, tmp_path) as server:
        with pytest.raises(TransportError, match=r"'verdict' about 'r1\.txt'"):
            asyncio.run(ask_and_kill(server))
        with pytest.raises(ModelSetupError, match="Nobody answers at"):
            asyncio.run(_ask_once(server))
        with _server(model, tmp_path) as another:
            assert another.pid != server.pid
            assert asyncio.run(_ask_once(another)).value.shows in ("yes", "no")


def test_model_that_is_none_is_a_clear_error(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" * 99)
    with pytest.raises(ModelSetupError, match=r"cannot load the model '.*broken\.gguf'"):
        _server(broken, tmp_path).start()
