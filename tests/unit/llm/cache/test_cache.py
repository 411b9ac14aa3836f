"""The store of answers: text only, private, shared, and never a reason to fail."""

from __future__ import annotations

import gc
import pickle  # noqa: TID251 - to plant what the cache must refuse to load
import shutil
import sqlite3
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from extract.llm.cache.answers import AnswerCache, StoredAnswer

ANSWER = StoredAnswer(
    text='{"name": "Zoë"}',
    finish_reason="stop",
    prompt_tokens=3,
    cached_tokens=1,
    completion_tokens=2,
    calls=1,
    reasks=0,
)
PICKLE_MODE = 4  # diskcache.core.MODE_PICKLE


def rows(folder: Path) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(folder / "cache.db")
    try:
        return connection.execute("SELECT key, raw, mode, filename, value FROM Cache").fetchall()
    finally:
        connection.close()


class Bomb:
    """Creates a file when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (Path.touch, (self.path,))  # pyright: ignore[reportReturnType]


def test_answer_comes_back_as_it_was_put(tmp_path: Path) -> None:
    with AnswerCache(tmp_path / "a" / "cache") as cache:
        assert cache.get("k") is None
        cache.put("k", ANSWER)
        found = cache.get("k")
    assert found is not None
    assert found.model_copy(update={"stored_at": 0.0}) == ANSWER
    assert found.stored_at > time.time() - 60


def test_answer_is_there_when_the_cache_is_opened_again(tmp_path: Path) -> None:
    with AnswerCache(tmp_path) as cache:
        cache.put("k", ANSWER)
    with AnswerCache(tmp_path) as cache:
        assert cache.get("k") is not None


def test_every_row_is_text_and_no_file_holds_a_pickle(tmp_path: Path) -> None:
    with AnswerCache(tmp_path) as cache:
        for i in range(20):
            cache.put(f"k{i}", ANSWER.model_copy(update={"text": "x" * (i * 20_000)}))
    found = rows(tmp_path)
    assert len(found) == 20
    for key, raw, mode, filename, value in found:
        assert isinstance(key, str)
        assert isinstance(value, str)
        assert (raw, mode, filename) == (1, 1, None)
    assert sorted(path.name for path in tmp_path.rglob("*") if path.is_file()) == ["cache.db"]


@pytest.mark.parametrize("planted", ["value", "key"])
def test_planted_pickle_is_dropped_and_never_loaded(planted: str, tmp_path: Path) -> None:
    exploded = tmp_path / "exploded"
    bomb = pickle.dumps(Bomb(exploded))
    folder = tmp_path / "cache"
    with AnswerCache(folder) as cache:
        cache.put("k", ANSWER)
        connection = sqlite3.connect(folder / "cache.db")
        if planted == "value":
            connection.execute("UPDATE Cache SET mode = ?, value = ?", (PICKLE_MODE, bomb))
        else:
            connection.execute("UPDATE Cache SET raw = 0, key = ?", (bomb,))
        connection.commit()
        connection.close()
        assert cache.get("k") is None
        cache.stats()
        cache.put("k", ANSWER)
        assert cache.get("k") is not None
    assert not exploded.exists()


@pytest.mark.parametrize("text", ["", "not json", "{}", '{"text": 1}', '{"text": "x", "more": 1}'])
def test_entry_that_cannot_be_read_is_dropped(text: str, tmp_path: Path) -> None:
    with AnswerCache(tmp_path) as cache:
        cache.put("k", ANSWER)
        connection = sqlite3.connect(tmp_path / "cache.db")
        connection.execute("UPDATE Cache SET value = ?", (text,))
        connection.commit()
        connection.close()
        assert cache.get("k") is None
    assert rows(tmp_path) == []


def test_folder_is_for_the_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o755)
    with AnswerCache(folder) as cache:
        cache.put("k", ANSWER)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_cache_goes_on_when_its_folder_is_deleted_while_it_is_open(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    with AnswerCache(folder) as cache:
        cache.put("k", ANSWER)
        shutil.rmtree(folder)
        assert cache.get("k") is None
        cache.put("k", ANSWER)
        assert cache.get("k") is not None
    assert len(rows(folder)) == 1


def test_damaged_database_is_set_aside(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "cache.db").write_bytes(b"no database at all " * 500)
    with AnswerCache(tmp_path) as cache:
        assert cache.get("k") is None
        cache.put("k", ANSWER)
        assert cache.get("k") is not None
    assert (tmp_path / "cache.db.damaged").exists()
    assert "was damaged" in caplog.text


def test_database_that_is_overwritten_while_open_is_mended(tmp_path: Path) -> None:
    with AnswerCache(tmp_path) as cache:
        cache.put("k", ANSWER)
        cache.close()
        content = bytearray((tmp_path / "cache.db").read_bytes())
        content[100:] = b"\xff" * (len(content) - 100)
        (tmp_path / "cache.db").write_bytes(content)
        assert cache.get("k") is None
        cache.put("k", ANSWER)
        assert cache.get("k") is not None


def test_nothing_is_stored_and_nothing_fails_when_the_folder_cannot_be_made(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("x")
    with AnswerCache(tmp_path / "file" / "cache") as cache:
        cache.put("k", ANSWER)
        assert cache.get("k") is None
        assert cache.stats().entries == 0
    assert caplog.text.count("cannot be used") == 1


def test_clear_forgets_everything(tmp_path: Path) -> None:
    with AnswerCache(tmp_path) as cache:
        cache.put("a", ANSWER)
        cache.put("b", ANSWER)
        assert cache.clear() == 2
        assert cache.stats().entries == 0
        assert cache.stats().oldest_s is None


def test_stats_count_entries_bytes_and_age(tmp_path: Path) -> None:
    with AnswerCache(tmp_path) as cache:
        cache.put("a", ANSWER)
        stats = cache.stats()
    assert (stats.place, stats.entries) == (str(tmp_path), 1)
    assert stats.bytes_used > 0
    assert stats.oldest_s is not None
    assert 0 <= stats.oldest_s < 60


def test_prune_forgets_the_oldest_until_the_rest_fits(tmp_path: Path) -> None:
    with AnswerCache(tmp_path) as cache:
        for name in "abcd":
            cache.put(name, ANSWER.model_copy(update={"text": "x" * 10_000}))
            time.sleep(0.01)
        assert cache.prune(max_bytes=25_000) == 2
        assert [cache.get(name) is not None for name in "abcd"] == [False, False, True, True]


def test_prune_forgets_what_is_too_old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with AnswerCache(tmp_path) as cache:
        before = time.time() - 7_200
        with monkeypatch.context() as past:
            past.setattr(time, "time", lambda: before)
            cache.put("old", ANSWER)
        cache.put("new", ANSWER)
        assert cache.prune(older_than_s=3_600) == 1
        assert cache.get("new") is not None
        assert cache.prune() == 0


def test_store_drops_the_oldest_when_it_is_full(tmp_path: Path) -> None:
    with AnswerCache(tmp_path, max_bytes=400_000) as cache:
        for i in range(60):
            cache.put(f"k{i}", ANSWER.model_copy(update={"text": "x" * 20_000}))
        assert cache.get("k0") is None
        assert cache.get("k59") is not None
        assert cache.stats().bytes_used < 900_000


WRITER = """
import sys
from pathlib import Path
from extract.llm.cache.answers import AnswerCache, StoredAnswer
name = sys.argv[2]
with AnswerCache(Path(sys.argv[1])) as cache:
    for i in range(150):
        answer = StoredAnswer(text=name, finish_reason="stop", prompt_tokens=i, cached_tokens=0, completion_tokens=0,
                              calls=1, reasks=0)
        cache.put(f"{name}-{i}", answer)
        cache.put("shared", answer)
        assert cache.get("shared") is not None
        assert cache.get(f"{name}-{i}").prompt_tokens == i
"""


def test_two_processes_share_a_cache_without_losing_anything(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", WRITER, str(tmp_path)]
    processes = [subprocess.Popen([*command, name], stderr=subprocess.PIPE) for name in ("one", "two", "three")]
    for process in processes:
        _, complaints = process.communicate(timeout=600)
        assert process.returncode == 0, complaints.decode()
        assert complaints == b""
    with AnswerCache(tmp_path) as cache:
        assert cache.stats().entries == 3 * 150 + 1


def test_no_connection_is_left_open_when_the_cache_is_closed(tmp_path: Path) -> None:
    cache = AnswerCache(tmp_path)
    cache.put("k", ANSWER)
    cache.close()
    del cache
    gc.collect()  # a connection left open warns here, and a warning fails the test
    assert (tmp_path / "cache.db").exists()
