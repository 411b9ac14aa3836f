"""Answers already paid for, kept as JSON text under their content address, in a folder that only the user can read."""

from __future__ import annotations

import contextlib
import logging
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, TypeVar, cast

import diskcache
from pydantic import BaseModel, ConfigDict, ValidationError

logger = logging.getLogger(__name__)
R = TypeVar("R")

# Replies are a few kilobytes: all of them live in the database, so that no row names a file to read or delete.
_ALWAYS_IN_DATABASE = 1 << 31
_RAW = 1  # diskcache's mode for plain text and numbers (diskcache.core.MODE_RAW); 4 would be a pickle
_DEFAULT_MAX_BYTES = 1 << 30
_WAIT_FOR_LOCK_S = 10
_PAGES_IN_MEMORY = 1_024
"""Pages of 4 KB. diskcache's own figures, 32 MB and 64 MB mapped, let a long run grow with what it has been answered."""
_LOOKS = 64
"""Looks at the size of the store while it is filled once: one takes as long as storing an answer."""
_BROKEN = (sqlite3.Error, OSError, diskcache.Timeout)


class StoredToken(BaseModel):
    """A token of a stored reply; `top` holds pairs of token and log-probability."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    token: str
    logprob: float
    top: tuple[tuple[str, float], ...] = ()


class StoredAnswer(BaseModel):
    """One reply as it is stored: the completion's text, never an object, and what it cost.

    `about` are the hashes of the documents that were asked about; none where an older version stored it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    text: str
    finish_reason: str
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    calls: int
    reasks: int
    logprobs: tuple[StoredToken, ...] = ()
    stored_at: float = 0.0
    about: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CacheStats:
    """What a cache holds. `bytes_used` is the size on disk; `oldest_s` the age of the oldest answer, None if empty."""

    place: str
    entries: int
    bytes_used: int
    oldest_s: float | None


class TextDisk(diskcache.Disk):
    """Stores text under text and nothing else.

    diskcache's own JSONDisk writes no pickles, but still loads one from a row that says it is one: whoever can write the
    file could run code. This one refuses to read it.
    """

    def put(self, key: object) -> tuple[str, bool]:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Return the key as it is stored."""
        if not isinstance(key, str):
            raise TypeError(f"A cache key is text, not {type(key).__name__}.")
        return key, True

    def get(self, key: object, raw: object) -> str:
        """Return a key as it was given."""
        if not raw or not isinstance(key, str):
            raise sqlite3.DatabaseError("the cache holds a key that is not text")
        return key

    def store(  # pyright: ignore[reportIncompatibleMethodOverride]
        self, value: object, read: object, key: object = None
    ) -> tuple[int, int, None, str]:
        """Return size, mode, file name and value for the table."""
        if read or not isinstance(value, str):
            raise TypeError(f"A cached value is text, not {type(value).__name__}.")
        return 0, _RAW, None, value  # 0: size counts files outside the database, and there are none

    def fetch(self, mode: object, filename: object, value: object, read: object) -> str:
        """Return a value as it was given; a row of any other kind is damage."""
        if mode != _RAW or filename is not None or read or not isinstance(value, str):
            raise sqlite3.DatabaseError("the cache holds a value that is not text")
        return value


class AnswerStore(Protocol):
    """What is used of a store of texts by key; diskcache.Cache is one, and has no type annotations."""

    def get(self, key: str) -> str | None:
        """Return the text below a key."""
        ...

    def set(self, key: str, value: str) -> bool:
        """Store a text; whether it was stored."""
        ...

    def transact(self) -> AbstractContextManager[None]:
        """Store what is stored in the block at once, where the store can."""
        ...

    def delete(self, key: str) -> bool:
        """Forget one text; whether there was one."""
        ...

    def iterkeys(self) -> Iterator[str]:
        """Give all keys."""
        ...

    def clear(self) -> int:
        """Forget all texts, and return how many."""
        ...

    def cull(self) -> int:
        """Forget the oldest texts beyond the size allowed, and return how many."""
        ...

    def volume(self) -> int:
        """Return the bytes that the store takes."""
        ...

    def close(self) -> None:
        """Let go of the store."""
        ...


class AnswerCache:
    """A store of answers that several processes may share.

    Damage is never fatal: an entry that cannot be read is dropped, a store that cannot be opened is started again, and
    where the folder cannot be written at all, nothing is stored. Several threads may use it.
    """

    def __init__(self, place: Path | str, *, max_bytes: int = _DEFAULT_MAX_BYTES) -> None:
        self.place = str(place)
        self.folder = Path(place)
        self._max_bytes = max_bytes
        self._store: AnswerStore | None = None
        self._warned = False
        self._grown_bytes = max_bytes  # others may have left the store too large
        self._opening = threading.RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; the next use opens it again."""
        with self._opening:
            store, self._store = self._store, None
            if store is not None:
                with contextlib.suppress(*_BROKEN):
                    store.close()

    def get(self, key: str) -> StoredAnswer | None:
        """Return the answer under `key`, None where there is none or what is there cannot be read."""
        text = self._attempt(lambda store: store.get(key), None)
        if text is None:
            return None
        try:
            return StoredAnswer.model_validate_json(text)
        except ValidationError:
            self.drop(key)
            return None

    def put(self, key: str, answer: StoredAnswer) -> None:
        """Store `answer` under `key`, in place of what was there."""
        self.put_all([(key, answer)])

    def put_all(self, answers: Sequence[tuple[str, StoredAnswer]]) -> None:
        """Store answers under their keys, in one transaction; now and then, forget the oldest beyond the bytes allowed."""
        now = time.time()
        texts = [(key, answer.model_copy(update={"stored_at": now}).model_dump_json()) for key, answer in answers]

        def store_all(store: AnswerStore) -> None:
            with store.transact():
                for key, text in texts:
                    store.set(key, text)

        self._attempt(store_all, None)
        self._grown_bytes += sum(len(text) for _, text in texts)
        if self._grown_bytes * _LOOKS >= self._max_bytes:
            self._grown_bytes = 0
            self._attempt(lambda store: store.cull(), 0)

    def drop(self, key: str) -> None:
        """Forget the answer under `key`."""
        self._attempt(lambda store: store.delete(key), False)

    def clear(self) -> int:
        """Forget everything and return how many answers that were."""
        return self._attempt(lambda store: store.clear(), 0)

    def stats(self) -> CacheStats:
        """Return how much the cache holds. Reads every entry's age."""
        ages = self._ages()
        used = self._attempt(lambda store: store.volume(), 0)
        oldest = time.time() - min(at for at, _, _ in ages) if ages else None
        return CacheStats(self.place, len(ages), used, oldest)

    def prune(self, *, max_bytes: int | None = None, older_than_s: float | None = None) -> int:
        """Forget answers older than `older_than_s`, then the oldest until their texts fit in `max_bytes`.

        Returns:
            How many answers were forgotten.
        """
        now = time.time()
        ages = self._ages()
        kept = sum(size for _, size, _ in ages)
        dropped = 0
        for at, size, key in sorted(ages):
            too_old = older_than_s is not None and now - at > older_than_s
            if not too_old and (max_bytes is None or kept <= max_bytes):
                continue
            self.drop(key)
            kept -= size
            dropped += 1
        return dropped

    def find(self, wanted: Callable[[StoredAnswer], bool]) -> list[str]:
        """Return the keys of the answers that are `wanted`. Reads every entry."""
        keys = self._attempt(lambda store: list(store.iterkeys()), [])
        return [key for key in keys if (answer := self.get(key)) is not None and wanted(answer)]

    def _ages(self) -> list[tuple[float, int, str]]:
        """Return (stored at, bytes, key) of every answer that can be read; the others are dropped."""
        found: list[tuple[float, int, str]] = []
        for key in self._attempt(lambda store: list(store.iterkeys()), []):
            answer = self.get(key)
            if answer is not None:
                found.append((answer.stored_at, len(answer.model_dump_json().encode()), key))
        return found

    def _attempt(self, action: Callable[[AnswerStore], R], otherwise: R) -> R:
        """Run `action`, once more on a store opened afresh if the first fails, and give up quietly after that."""
        for attempt in (1, 2):
            try:
                return action(self._open(mend=attempt == 2))
            except _BROKEN as error:
                self.close()
                failure = error
        if not self._warned:
            self._warned = True
            logger.warning("The answer cache in %r cannot be used (%s).", self.place, type(failure).__name__)
        return otherwise

    def _open(self, *, mend: bool) -> AnswerStore:
        with self._opening:
            return self._open_alone(mend=mend)

    def _open_alone(self, *, mend: bool) -> AnswerStore:
        database = self.folder / "cache.db"
        if self._store is not None and not database.exists():
            # Deleted under our feet: SQLite would go on writing into a file that nobody can see.
            self.close()
        if self._store is None:
            if mend:
                self._set_aside_if_damaged(database)
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.folder.chmod(0o700)
            self._store = cast(
                "AnswerStore",
                diskcache.Cache(
                    str(self.folder),
                    timeout=_WAIT_FOR_LOCK_S,
                    disk=TextDisk,
                    disk_min_file_size=_ALWAYS_IN_DATABASE,
                    eviction_policy="least-recently-stored",
                    cull_limit=0,  # below, for many answers at once
                    size_limit=self._max_bytes,
                    sqlite_cache_size=_PAGES_IN_MEMORY,
                    sqlite_mmap_size=0,
                ),
            )
        return self._store

    def _set_aside_if_damaged(self, database: Path) -> None:
        if not database.exists() or _is_sound(database):
            return
        logger.warning("The answer cache in %r was damaged; a new one is started.", str(self.folder))
        for name in ("cache.db", "cache.db-wal", "cache.db-shm"):
            with contextlib.suppress(FileNotFoundError):
                shutil.move(self.folder / name, self.folder / f"{name}.damaged")


def _is_sound(database: Path) -> bool:
    connection = sqlite3.connect(database, timeout=_WAIT_FOR_LOCK_S)
    try:
        row = connection.execute("PRAGMA quick_check(1)").fetchone()
        return row is not None and row[0] == "ok"
    except sqlite3.OperationalError:
        return True  # locked or out of reach: not damage
    except sqlite3.DatabaseError:
        return False
    finally:
        connection.close()
