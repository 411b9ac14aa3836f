"""Answers shared at a Redis server, against a real one."""

from __future__ import annotations

import importlib
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from extract.llm.cache.answers import StoredAnswer
from extract.pipeline.setup.shared_cache import RedisCache
from testing.command_line import outcomes, quiet_error, run_at, set_up, stored, vouchline
from testing.servers.fitting import serve_fitting

ANSWER = StoredAnswer(
    text='{"a": 1}', finish_reason="stop", prompt_tokens=9, cached_tokens=1, completion_tokens=2, calls=1, reasks=0
)
needs_redis = pytest.mark.skipif(
    shutil.which("redis-server") is None, reason="there is no redis-server here (apt-get install redis-server)"
)


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    """A Redis server of its own, in a process of its own, that keeps nothing."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
    finally:
        process.kill()
        process.wait()


def connect(url: str) -> Any:
    """Return a client of its own, whose types redis does not tell."""
    redis: Any = importlib.import_module("redis")
    return redis.Redis.from_url(url)


@needs_redis
def test_an_answer_comes_back_as_it_was_stored_until_it_is_dropped(redis_url: str) -> None:
    with RedisCache(redis_url) as cache, RedisCache(redis_url) as other:
        cache.put("k", ANSWER)
        found = other.get("k")
        assert found is not None
        assert found.model_copy(update={"stored_at": 0.0}) == ANSWER
        assert other.stats().entries == 1
        cache.drop("k")
        assert other.get("k") is None


@needs_redis
def test_clear_forgets_answers_and_nothing_else(redis_url: str) -> None:
    with RedisCache(redis_url) as cache, connect(redis_url) as others:
        others.set("somebody-else", "1")
        cache.put("k", ANSWER)
        assert cache.clear() == 1
        assert others.get("somebody-else") == b"1"


@needs_redis
def test_an_entry_that_cannot_be_read_is_dropped(redis_url: str) -> None:
    with RedisCache(redis_url) as cache, connect(redis_url) as others:
        others.set("vouchline:answer:k", b"\xff\x00 no json")
        assert cache.get("k") is None
        others.set("vouchline:answer:j", "{}")
        assert cache.get("j") is None
        assert not others.exists("vouchline:answer:j")


@needs_redis
def test_two_machines_ask_once(redis_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(tmp_path, monkeypatch)
    with serve_fitting() as server:
        run_at(server, "run", "docs", "-o", "out", "--cache", redis_url)
        asked = len(server.asked)
        monkeypatch.setenv("VOUCHLINE_CACHE_DIR", str(tmp_path / "another"))
        run_at(server, "run", "docs", "-o", "other", "--cache", redis_url)
        assert len(server.asked) == asked > 0
    assert {row["outcome"] for row in stored("other/run.json")["documents"]} == {"cached"}


@needs_redis
def test_a_server_that_goes_away_stops_no_run(redis_url: str) -> None:
    with RedisCache(redis_url) as cache:
        with connect(redis_url) as others:
            others.shutdown(nosave=True)
        cache.put("k", ANSWER)
        assert cache.get("k") is None


def test_a_server_that_is_not_there_is_named_without_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(tmp_path, monkeypatch)
    with serve_fitting() as server:
        message = quiet_error(
            run_at(server, "run", "docs", "-o", "out", "--cache", "redis://user:hunter2@127.0.0.1:9/0")
        )
    assert "redis://127.0.0.1:9/0" in message
    assert "hunter2" not in message
    assert not Path("out/run.json").exists() or not outcomes()


def test_a_missing_package_is_named_with_its_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(tmp_path, monkeypatch)
    monkeypatch.setitem(sys.modules, "redis", None)
    with serve_fitting() as server:
        result = run_at(server, "run", "docs", "-o", "out", "--cache", "redis://127.0.0.1:9/0")
    assert "vouchline[redis]" in quiet_error(result)


def test_an_address_of_another_kind_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(tmp_path, monkeypatch)
    assert "redis://" in quiet_error(vouchline("run", "docs", "-o", "out", "--cache", "https://example.com"))
