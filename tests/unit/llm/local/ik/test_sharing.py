"""What runs share: beginnings of prompts on disk, one process, and its attention when a client leaves."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import threading
import time
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import jsonschema
import psutil
import pytest
from pydantic import BaseModel, ConfigDict

from extract.errors import ModelCallError, ModelSetupError, TransportError
from extract.llm.client import ModelClient
from extract.llm.local.engines import FIXED_HEADER
from extract.llm.local.grammar import compact_grammar
from extract.llm.local.server import EmbeddedServer
from extract.llm.request.answer_schema import form_of
from extract.llm.request.providers import resolve_endpoint
from extract.llm.request.questions import Answer, Message, Question
from extract.llm.retry.policy import RetryPolicy
from tests.unit.llm.local.ik.serving import MISSING, SCHEMA, SETTINGS, YES, Json, ask, cached, content, said, serving

pytestmark = pytest.mark.skipif(MISSING is not None, reason=f"the faster engine cannot run: {MISSING}")

_BUSY_S = 0.05
"""Of processor time: a prompt that fills the context takes several times as much."""


# What is kept


def _conversation(text: str) -> list[Json]:
    example = [{"role": "user", "content": "An example. " * 9}, {"role": "assistant", "content": "yes"}]
    return [{"role": "system", "content": "Say yes or no. " * 9}, *example, {"role": "user", "content": text}]


def test_beginning_that_documents_share_is_known_to_the_next_process(model: Path, tmp_path: Path) -> None:
    known: list[int] = []
    for text in ("one document", "another one"):
        with serving(model, tmp_path) as server:
            answer = ask(server, "", {FIXED_HEADER: "3"}, messages=_conversation(text), grammar=YES)
            known.append(cached(answer))
    assert known[0] == 0
    assert known[1] > len("Say yes or no. An example. ") * 9
    assert len(list((tmp_path / "states").iterdir())) == 1


def test_nothing_is_kept_on_disk_when_no_beginning_is_shared(model: Path, tmp_path: Path) -> None:
    with serving(model, tmp_path) as server:
        for fixed in ("", "0", "-1", "-3"):
            headers = {FIXED_HEADER: fixed} if fixed else {}
            ask(server, "", headers, messages=_conversation(f"a document {fixed}" * 20), grammar=YES)
    assert not (tmp_path / "states").exists()


def test_last_message_is_never_kept_on_disk(model: Path, tmp_path: Path) -> None:
    states: list[bytes] = []
    with serving(model, tmp_path) as server:
        for fixed, text in (("3", "one document"), ("4", "another one"), ("99", "a third")):
            ask(server, "", {FIXED_HEADER: fixed}, messages=_conversation(text * 20), grammar=YES)
            (state,) = (tmp_path / "states").iterdir()
            states.append(state.read_bytes())
    assert states[0] == states[1] == states[2]


# Several at once, and those that leave


def test_requests_at_once_are_all_answered(server: EmbeddedServer) -> None:
    texts = [f"question {number}" * (number + 1) for number in range(6)]
    right = [content(ask(server, text, grammar=compact_grammar(SCHEMA))) for text in texts]
    found: dict[str, str] = {}

    def ask_beside(text: str) -> None:
        found[text] = content(ask(server, text, grammar=compact_grammar(SCHEMA)))

    threads = [threading.Thread(target=ask_beside, args=(text,)) for text in texts]
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
    _send_and_leave(server, said(text, max_tokens=5_000), busy=busy)
    assert content(ask(server, "x", grammar=YES)) in ("yes", "no")
    # What was left was not read to its end: else all of it would be known now.
    again = ask(server, text, grammar=YES)
    assert cached(again) < 200


def test_waiting_requests_are_answered_when_the_client_before_them_leaves(server: EmbeddedServer) -> None:
    found: list[str] = []
    waiting = threading.Thread(target=lambda: found.append(content(ask(server, "x", grammar=YES))))
    leaving = threading.Thread(target=_send_and_leave, args=(server, said("away " * 1_580)), kwargs={"busy": True})
    leaving.start()
    waiting.start()
    leaving.join()
    waiting.join()
    assert found == [content(ask(server, "x", grammar=YES))]


# The process


def test_two_runs_share_one_process(server: EmbeddedServer, model: Path, cache: Path) -> None:
    with serving(model, cache) as other:
        assert (other.pid, other.base_url, other.api_key) == (server.pid, server.base_url, server.api_key)
        asked = content(ask(other, "x", grammar=YES))
    assert content(ask(server, "x", grammar=YES)) == asked


def test_run_of_another_engine_gets_a_process_of_its_own(server: EmbeddedServer, model: Path, cache: Path) -> None:
    with EmbeddedServer(model, cache, SETTINGS) as other:
        assert other.pid != server.pid
        jsonschema.validate(json.loads(content(ask(other, "x", grammar=compact_grammar(SCHEMA)))), SCHEMA)


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
            await client.ask(_question("x" * SETTINGS.n_ctx))

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

    with serving(model, tmp_path) as server:
        with pytest.raises(TransportError, match=r"'verdict' about 'r1\.txt'"):
            asyncio.run(ask_and_kill(server))
        with pytest.raises(ModelSetupError, match="Nobody answers at"):
            asyncio.run(_ask_once(server))
        with serving(model, tmp_path) as another:
            assert another.pid != server.pid
            assert asyncio.run(_ask_once(another)).value.shows in ("yes", "no")


def test_model_that_is_none_is_a_clear_error(tmp_path: Path) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"GGUF" * 99)
    with pytest.raises(ModelSetupError, match=r"cannot load the model '.*broken\.gguf'"):
        serving(broken, tmp_path).start()
