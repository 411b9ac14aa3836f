"""Answers on their way into the cache: stored before anybody goes on, in order, and also where nobody waits any more."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from extract.llm.cache.answers import AnswerCache, StoredAnswer
from extract.llm.cache.writer import AnswerWriter
from extract.llm.client import ModelClient
from testing.servers.server import completion, serve
from tests.unit.llm.asking import GOOD, endpoint_of, question


class SlowCache(AnswerCache):
    """A cache on a disk that is busy until `free` is set. `came` tells that it is asked to store; `batches` holds the keys of each transaction."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.came, self.free = threading.Event(), threading.Event()
        self.batches: list[list[str]] = []

    def put_all(self, answers: Sequence[tuple[str, StoredAnswer]]) -> None:
        self.came.set()
        self.free.wait(30)
        self.batches.append([key for key, _ in answers])
        super().put_all(answers)


def answer(text: str) -> StoredAnswer:
    return StoredAnswer(
        text=text, finish_reason="stop", prompt_tokens=1, cached_tokens=0, completion_tokens=1, calls=1, reasks=0
    )


def test_answer_can_be_read_by_another_process_when_put_returns(tmp_path: Path) -> None:
    async def run() -> None:
        with SlowCache(tmp_path) as cache:
            writer = AnswerWriter(cache)
            putting = asyncio.create_task(writer.put("a", answer("1")))
            assert await asyncio.to_thread(cache.came.wait, 30)
            assert not putting.done()
            cache.free.set()
            await putting
            with AnswerCache(tmp_path) as other:
                assert (stored := other.get("a")) is not None
                assert stored.text == "1"
            await writer.close()

    asyncio.run(run())


def test_answers_are_stored_together_and_in_order_when_the_disk_is_slow(tmp_path: Path) -> None:
    async def run() -> list[list[str]]:
        with SlowCache(tmp_path) as cache:
            writer = AnswerWriter(cache)
            first = asyncio.create_task(writer.put("0", answer("first")))
            assert await asyncio.to_thread(cache.came.wait, 30)  # the first is being stored; those that follow wait
            others = [asyncio.create_task(writer.put(str(n), answer(str(n)))) for n in range(1, 40)]
            others.append(asyncio.create_task(writer.put("0", answer("last"))))
            await asyncio.sleep(0)
            cache.free.set()
            await asyncio.gather(first, *others)
            stored = {str(n): cache.get(str(n)) for n in range(40)}
            assert {key: each and each.text for key, each in stored.items()} == {
                "0": "last", **{str(n): str(n) for n in range(1, 40)},
            }  # fmt: skip
            await writer.close()
            return cache.batches

    assert asyncio.run(run()) == [["0"], [*map(str, range(1, 40)), "0"]]


def test_answer_paid_for_is_stored_when_the_question_is_cancelled(tmp_path: Path) -> None:
    async def run(base_url: str) -> None:
        with SlowCache(tmp_path) as cache:
            async with ModelClient(endpoint_of(base_url), cache=cache) as client:
                asking: asyncio.Task[Any] = asyncio.create_task(client.ask(question()))
                assert await asyncio.to_thread(cache.came.wait, 30)
                asking.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await asking
                assert asking.cancelled()
                cache.free.set()
            assert len(cache.batches) == 1
            assert cache.get(cache.batches[0][0]) is not None

    with serve(completion(GOOD)) as server:
        asyncio.run(run(server.base_url))


def test_nothing_of_a_batch_is_stored_when_storing_it_breaks_off(tmp_path: Path) -> None:
    no_key: Any = 2
    with AnswerCache(tmp_path) as cache:
        with pytest.raises(TypeError):
            cache.put_all([("a", answer("1")), (no_key, answer("2"))])
        assert cache.get("a") is None
        cache.put("a", answer("1"))
        assert cache.get("a") is not None
