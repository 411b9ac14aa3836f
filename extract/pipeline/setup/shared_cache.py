"""Answers kept where several machines reach them: a Redis server, with the same keys and the same JSON text."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from extract.errors import UserError
from extract.llm.cache.answers import AnswerCache, AnswerStore
from extract.llm.local.weights import cache_folder
from extract.settings.load import Settings

_PREFIX = "vouchline:answer:"
_TIMEOUT_S = 3.0
"""Asking blocks the program, so a server that is out of reach must not hold it up for long."""
_SCAN = 1_000
_R = TypeVar("_R")


def answers_folder(settings: Settings) -> Path:
    """Return the folder of the answers that were paid for."""
    return cache_folder(settings.cache_dir) / "answers"


def open_cache(settings: Settings) -> AnswerCache:
    """Return the cache that the settings choose: a Redis server, or the folder of this machine.

    Raises:
        UserError: the server does not answer, or the package for it is not installed.
    """
    if settings.cache_url is None:
        return AnswerCache(answers_folder(settings))
    return RedisCache(settings.cache_url)


def cache_summary(settings: Settings) -> dict[str, Any]:
    """Return where answers and weights lie and how big they are."""
    folder = answers_folder(settings)
    with open_cache(settings) as cache:
        stats = cache.stats() if settings.cache_url is not None or folder.exists() else None
    models = cache_folder(settings.cache_dir) / "models"
    return {
        "answers": {
            "folder": stats.place if stats else str(folder),
            "entries": stats.entries if stats else 0,
            "bytes": stats.bytes_used if stats else 0,
            "oldest_s": round(stats.oldest_s) if stats and stats.oldest_s is not None else None,
        },
        "models": {"folder": str(models), "bytes": _folder_bytes(models)},
    }


def _folder_bytes(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


class RedisCache(AnswerCache):
    """The answers at a Redis server. A server that goes away is no reason to stop: nothing is stored then.

    The server decides what is forgotten when it is full (`maxmemory-policy`).
    """

    def __init__(self, url: str) -> None:
        """Connect.

        Raises:
            UserError: the server does not answer, or the package is not installed.
        """
        parts = urlsplit(url)
        super().__init__(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}")
        self._url = url
        try:
            self._open(mend=False).volume()
        except OSError as error:
            raise UserError(
                f"The answer cache at {self.place!r} does not answer: {error.__class__.__name__}.",
                "Start the Redis server, correct --cache, or leave it out.",
            ) from None

    def _open_alone(self, *, mend: bool) -> AnswerStore:
        if self._store is None:
            self._store = _RedisStore(self._url)
        return self._store


class _RedisStore:
    """What the cache needs of a store, spoken to Redis; whatever goes wrong is an OSError."""

    def __init__(self, url: str) -> None:
        try:
            redis: Any = importlib.import_module("redis")
        except ImportError:
            raise UserError(
                "A cache at redis:// needs the package 'redis', which is not installed.",
                "Install it with `pip install 'vouchline[redis]'`.",
            ) from None
        self._error: type[Exception] = redis.RedisError
        self._redis: Any = redis.Redis.from_url(
            url, decode_responses=True, socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S
        )

    def get(self, key: str) -> str | None:
        return self._asked(lambda: self._redis.get(_PREFIX + key))

    def set(self, key: str, value: str) -> bool:
        return bool(self._asked(lambda: self._redis.set(_PREFIX + key, value)))

    def transact(self) -> AbstractContextManager[None]:
        """Do nothing: each answer is whole by itself."""
        return nullcontext()

    def delete(self, key: str) -> bool:
        return bool(self._asked(lambda: self._redis.delete(_PREFIX + key)))

    def iterkeys(self) -> Iterator[str]:
        found: list[str] = self._asked(lambda: list(self._redis.scan_iter(f"{_PREFIX}*", count=_SCAN)))
        return (key.removeprefix(_PREFIX) for key in dict.fromkeys(found))

    def clear(self) -> int:
        """Forget the answers, and nothing else that the server holds."""
        return sum(self.delete(key) for key in list(self.iterkeys()))

    def cull(self) -> int:
        """Leave what is forgotten to the server."""
        return 0

    def volume(self) -> int:
        """Return the memory that the server uses, for whatever it holds."""
        return int(self._asked(lambda: self._redis.info("memory"))["used_memory"])

    def close(self) -> None:
        self._asked(self._redis.close)

    def _asked(self, ask: Callable[[], _R]) -> _R:
        try:
            return ask()
        except (self._error, UnicodeDecodeError) as error:
            raise OSError(type(error).__name__) from None
