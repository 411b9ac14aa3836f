"""Requests that the faster engine's server refuses, each with the reason."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extract.llm.local.engines import FIXED_HEADER
from extract.llm.local.server import EmbeddedServer
from tests.unit.llm.local.ik.serving import MISSING, SETTINGS, YES, Json, ask, content, post, said

pytestmark = pytest.mark.skipif(MISSING is not None, reason=f"the faster engine cannot run: {MISSING}")

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
    "tools": said("x", tools=[{"type": "function", "function": {"name": "f"}}]),
    "grammar of another kind": said("x", grammar='root ::= "x"'),
    "grammar that is none": said("x", grammar="%llguidance {}\nstart: nothing"),
    "schema that is not enforced": said(
        "x", response_format={"type": "json_schema", "json_schema": {"schema": {"type": "string", "format": "email"}}}
    ),
    "format without a schema": said("x", response_format={"type": "json_schema"}),
    "format that is text": said("x", response_format="json"),
    "limit that is no number": said("x", max_tokens="many"),
    "limit without end": said("x", max_tokens=float("inf")),
    "temperature that is no number": said("x", temperature=float("nan")),
    "temperature below zero": said("x", temperature=-1),
    "temperature without end": said("x", temperature=float("inf")),
    "seed that is no number": said("x", seed="seven"),
}


@pytest.mark.parametrize("body", _BAD.values(), ids=_BAD)
def test_body_is_refused_when_it_is_no_request(server: EmbeddedServer, body: Json | str | bytes) -> None:
    status, reply = post(server, body)
    assert (status, json.loads(reply)["error"]["type"]) == (400, "invalid_request_error")
    assert content(ask(server, "x", grammar=YES)) in ("yes", "no")


def test_request_is_refused_when_its_header_is_no_number(server: EmbeddedServer) -> None:
    status, reply = post(server, said("x"), {FIXED_HEADER: "all"})
    assert (status, json.loads(reply)["error"]["type"]) == (400, "invalid_request_error")


def test_prompt_is_refused_when_it_does_not_fit(server: EmbeddedServer) -> None:
    status, reply = post(server, said("x" * SETTINGS.n_ctx))
    refusal = json.loads(reply)["error"]
    assert (status, refusal["type"], refusal["code"]) == (400, "exceed_context_size_error", 400)
    assert f"{SETTINGS.n_ctx} is the limit" in refusal["message"]


def test_nothing_of_a_request_is_in_the_log(server: EmbeddedServer, cache: Path) -> None:
    secret = "Zenobia Quillfeather"
    ask(server, secret, grammar=YES)
    for body in (said(secret, grammar="%llguidance {}\nstart: nothing"), said(secret * 500), f'{{"{secret}'):
        assert post(server, body)[0] == 400
    logs = [log.read_text("utf-8") for log in (cache / "server").glob("*.log")]
    assert logs
    assert secret not in "".join(logs)
