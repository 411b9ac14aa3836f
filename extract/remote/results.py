"""Results at an address: written on this machine as ever, and put there whole, each file by itself."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

from extract.errors import UserError
from extract.remote.place import RemoteFile, RemotePlace
from extract.storage import write_whole

logger = logging.getLogger(__name__)

_FILES_AT_ONCE = 8
_LEAST_PAUSE_S, _PAUSE_FOR_EACH_S = 5.0, 20.0
"""Files are put while the run goes on, after so many seconds, and no more often than every 20 times as long as it takes."""
_LATE = ("run.json", "report.html", ".vouchline/journal.jsonl")
"""Written again and again, so put at the end alone; the journal last, since it tells that the others are there."""
_LOCAL = (".vouchline/lock", ".vouchline/holder", "batches/.lock")


class RemoteResults:
    """The folder OUT at an address, and the folder on this machine that the run writes to."""

    def __init__(self, place: RemotePlace, folder: Path) -> None:
        self.place = place
        self.folder = folder
        self._index_path = folder.with_name(f"{folder.name}.json")
        self._index: dict[str, list[int | str]] = {}
        """Size and time here, and token there, of what is the same on both sides."""

    def pull(self) -> None:
        """Fetch what was written there by somebody else. What was written here and not put yet stays.

        Raises:
            UserError: the place cannot be listed or a file not be fetched.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._index = json.loads(self._index_path.read_text("utf-8")) if self._index_path.exists() else {}
        other = [file for file in self.place.files() if file.path not in _LOCAL and not self._is_same(file)]
        with ThreadPoolExecutor(_FILES_AT_ONCE) as pool:
            for _ in pool.map(self._get, other):
                pass
        self._save_index()

    def push(self, *, all_of_it: bool) -> int:
        """Put what changed here since it was put, and return how many files that were.

        Raises:
            UserError: a file cannot be written there.
        """
        changed = [path for path in self._changed() if path not in _LATE]
        with ThreadPoolExecutor(_FILES_AT_ONCE) as pool:
            for _ in pool.map(self._put, changed):
                pass
        late = [path for path in _LATE if all_of_it and path in set(self._changed())]
        for path in late:
            self._put(path)
        if changed or late:
            self._save_index()
        return len(changed) + len(late)

    @asynccontextmanager
    async def kept_there(self) -> AsyncGenerator[None]:
        """Fetch what is there, put what is written while the block lasts, and the rest at its end, however it ends."""
        await asyncio.to_thread(self.pull)
        over = asyncio.Event()
        pushing = asyncio.create_task(self._push_until(over))
        try:
            yield
        finally:
            over.set()
            await pushing
            await asyncio.to_thread(self.push, all_of_it=True)

    async def _push_until(self, over: asyncio.Event) -> None:
        pause_s = _LEAST_PAUSE_S
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(over.wait(), pause_s)
                return
            began_s = time.monotonic()
            try:
                await asyncio.to_thread(self.push, all_of_it=False)
            except UserError as error:  # the next time may be better; what the last time says ends the run
                logger.warning("%s", error.what)
            pause_s = max(_LEAST_PAUSE_S, _PAUSE_FOR_EACH_S * (time.monotonic() - began_s))

    def _changed(self) -> Iterator[str]:
        for local in sorted(self.folder.rglob("*")):
            path = local.relative_to(self.folder).as_posix()
            if path in _LOCAL or local.name.startswith(".vouchline-") or not local.is_file():
                continue
            known, found = self._index.get(path), local.stat()
            if known is None or known[:2] != [found.st_size, found.st_mtime_ns]:
                yield path

    def _is_same(self, file: RemoteFile) -> bool:
        known = self._index.get(file.path)
        return known is not None and known[2] == file.token and (self.folder / file.path).exists()

    def _get(self, file: RemoteFile) -> None:
        local = self.folder / file.path
        unfinished = local.with_name(f".vouchline-{local.name}.part")
        try:
            self.place.fetch(file.path, unfinished)
            unfinished.replace(local)
        except Exception as error:  # noqa: BLE001 - each library of fsspec has errors of its own
            raise UserError(
                f"{self.place.shown}/{file.path} could not be fetched: {type(error).__name__}.",
                "Look whether it may be read; the same command tries again.",
            ) from None
        self._note(file.path, local, file.token)

    def _put(self, path: str) -> None:
        local = self.folder / path
        found = local.stat()  # before it is put: what changes meanwhile is put again
        token = self.place.put(local, path)
        self._index[path] = [found.st_size, found.st_mtime_ns, token]

    def _note(self, path: str, local: Path, token: str) -> None:
        found = local.stat()
        self._index[path] = [found.st_size, found.st_mtime_ns, token]

    def _save_index(self) -> None:
        write_whole(self._index_path, json.dumps(self._index))
