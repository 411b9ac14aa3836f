"""Servers behind proxies, and servers that send too much or send on."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from extract.errors import (
    ModelSetupError,
    SettingsError,
)
from extract.llm.exchange.live import MAX_REPLY_BYTES
from extract.llm.request.questions import Answer
from testing.servers.server import Step, completion, serve, unused_address
from tests.unit.llm.asking import FACT, GOOD, Fact, ask, ask_all, question


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
