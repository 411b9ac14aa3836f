"""Answers on their way into the cache: stored in a thread of their own, since a disk may take its time."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor

from extract.llm.cache.answers import AnswerCache, StoredAnswer


class AnswerWriter:
    """Stores answers in the order in which they come, those that have come meanwhile in one transaction."""

    def __init__(self, cache: AnswerCache) -> None:
        self._cache = cache
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="answers")
        self._lock = threading.Lock()
        self._waiting: list[tuple[str, StoredAnswer]] = []
        self._storing: asyncio.Future[None] | None = None  # that of the answers waiting, which has not begun

    async def put(self, key: str, answer: StoredAnswer) -> None:
        """Return when `answer` is stored; it is stored also where this is cancelled."""
        with self._lock:
            self._waiting.append((key, answer))
            if self._storing is None:
                self._storing = asyncio.get_running_loop().run_in_executor(self._thread, self._store)
            storing = self._storing
        await asyncio.shield(storing)

    async def close(self) -> None:
        """Store what is waiting, and end the thread."""
        await asyncio.to_thread(self._thread.shutdown)

    def _store(self) -> None:
        with self._lock:
            answers, self._waiting, self._storing = self._waiting, [], None
        self._cache.put_all(answers)
