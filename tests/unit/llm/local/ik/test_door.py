"""The faster engine over HTTP, in the process that runs start for it, on a small model with random weights."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import openai
import pytest

from extract.llm.local.grammar import compact_grammar, copying_grammar
from extract.llm.local.server import EmbeddedServer
from tests.unit.llm.local.ik.serving import MISSING, SCHEMA, YES, Json, ask, cached, connect, content, said

pytestmark = pytest.mark.skipif(MISSING is not None, reason=f"the faster engine cannot run: {MISSING}")


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
    connection = connect(server)
    headers = {} if key is None else {"authorization": key.format(key=server.api_key)}
    connection.request(method, path, json.dumps(said("x")) if method == "POST" else None, headers)
    reply = connection.getresponse()
    assert reply.status == 401
    assert json.loads(reply.read())["error"]["type"] == "authentication_error"
    connection.close()


def test_door_tells_anybody_that_it_is_there(server: EmbeddedServer) -> None:
    connection = connect(server)
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
    copied = json.loads(content(ask(server, text, grammar=copying_grammar(SCHEMA, text))))
    assert copied["name"] in text.replace("\t", " ")
    assert content(ask(server, text, grammar=YES)) in ("yes", "no")
    jsonschema.validate(json.loads(content(ask(server, text, grammar=compact_grammar(SCHEMA)))), SCHEMA)


def test_completion_obeys_its_response_format(server: EmbeddedServer) -> None:
    schema = {"type": "json_schema", "json_schema": {"name": "fact", "strict": True, "schema": SCHEMA}}
    jsonschema.validate(json.loads(content(ask(server, "x", response_format=schema))), SCHEMA)
    assert isinstance(json.loads(content(ask(server, "x", response_format={"type": "json_object"}))), dict)
    assert content(ask(server, "x", response_format={"type": "text"})) == content(ask(server, "x"))


def test_completion_says_what_it_cost(server: EmbeddedServer, model: Path) -> None:
    first = ask(server, "what it costs", grammar=YES)
    again = ask(server, "what it costs", grammar=YES)
    assert first["model"] == model.stem
    assert first["choices"][0]["finish_reason"] == "stop"
    usage = again["usage"]
    assert usage["completion_tokens"] == len(content(again))
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    assert cached(again) == usage["prompt_tokens"] - 1
    assert content(again) == content(first)


def test_completion_is_cut_at_its_limit(server: EmbeddedServer) -> None:
    limits: list[Json] = [{"max_tokens": 4}, {"max_tokens": None, "max_completion_tokens": 4}]
    for limit in limits:
        cut = ask(server, "x", grammar=compact_grammar(SCHEMA), **limit)
        assert (content(cut), cut["choices"][0]["finish_reason"]) == ('{"ki', "length")


def test_completion_has_as_many_logprobs_as_asked_for(server: EmbeddedServer) -> None:
    (token,) = ask(server, "x", grammar=YES, logprobs=True, top_logprobs=5)["choices"][0]["logprobs"]["content"]
    assert {each["token"] for each in token["top_logprobs"]} == {"y", "n"}
    assert token["top_logprobs"][0] == {"token": token["token"], "logprob": token["logprob"]}
    for wanted, given in ((1, 1), (20, 20), (200, 20), (-3, 1), (None, 1)):
        first = ask(server, "x", max_tokens=2, logprobs=True, top_logprobs=wanted)["choices"][0]["logprobs"]
        assert [len(each["top_logprobs"]) for each in first["content"]] == [given] * 2
    assert "logprobs" not in ask(server, "x", max_tokens=2, top_logprobs=5)["choices"][0]


def test_completion_comes_as_a_stream_when_asked_for(server: EmbeddedServer) -> None:
    whole = content(ask(server, "x", grammar=compact_grammar(SCHEMA)))
    with openai.OpenAI(base_url=server.base_url, api_key=server.api_key, max_retries=0) as client:
        stream = client.chat.completions.create(
            model="any",
            messages=[{"role": "user", "content": "x"}],
            max_tokens=100,
            stream=True,
            extra_body={"grammar": compact_grammar(SCHEMA)},
        )
        choices = [chunk.choices[0] for chunk in stream]
    assert "".join(choice.delta.content or "" for choice in choices) == whole
    assert choices[-1].finish_reason == "stop"


def test_content_may_come_in_parts(server: EmbeddedServer) -> None:
    parts = [{"type": "text", "text": "one "}, {"type": "text", "text": "two"}]
    messages = [{"role": "user", "content": parts}]
    assert content(ask(server, "", messages=messages)) == content(ask(server, "one two"))


@pytest.mark.parametrize("seed", [0, 7, -1, 2**40])
def test_same_seed_draws_the_same(server: EmbeddedServer, seed: int) -> None:
    one, other = (content(ask(server, "x", temperature=1.2, seed=seed, max_tokens=30)) for _ in range(2))
    assert one == other
