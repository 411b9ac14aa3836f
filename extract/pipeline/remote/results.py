"""Results at an address: written on this machine as ever, and put there whole, each file by itself."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import time
from collections.abc import AsyncGenerator, Generator, Iterator, Set
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from extract.errors import UserError
from extract.pipeline.remote.place import RemoteFile, RemotePlace
from extract.store.results import write_whole

logger = logging.getLogger(__name__)

_FILES_AT_ONCE = 8
_LEAST_PAUSE_S, _PAUSE_FOR_EACH_S = 5.0, 20.0
"""Files are put while the run goes on, after so many seconds, and no more often than every 20 times as long as it takes."""
_LATE = ("run.json", "report.html", ".vouchline/journal.jsonl")
"""Written again and again, so put at the end alone; the journal last, since it tells that the others are there."""
_PROBE = ".vouchline/writable"
"""Put before anything is paid for: a place that cannot be written to shows then."""
_LOCAL = (".vouchline/lock", ".vouchline/holder", "batches/.lock", _PROBE)


class RemoteResults:
    """The folder OUT at an address, and the folder on this machine that the run writes to."""

    def __init__(self, place: RemotePlace, folder: Path) -> None:
        self.place = place
        self.folder = folder
        self._index_path = folder.with_name(f"{folder.name}.json")
        self._index: dict[str, list[int | str]] = {}
        """Size and time here, and token there, of what is the same on both sides."""

    def pull(self) -> None:
        """Fetch what was written there by somebody else, and remove what was removed there; what was not put yet stays.

        Raises:
            UserError: the place cannot be listed or a file not be fetched.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._index = json.loads(self._index_path.read_text("utf-8")) if self._index_path.exists() else {}
        there = [file for file in self.place.files() if file.path not in _LOCAL]
        self._remove(self._index.keys() - {file.path for file in there})
        with self._index_saved(), ThreadPoolExecutor(_FILES_AT_ONCE) as pool:
            for _ in pool.map(self._get, (file for file in there if not self._is_same(file))):
                pass

    def push(self, *, all_of_it: bool) -> None:
        """Put what changed here since it was put.

        Raises:
            UserError: a file cannot be written there.
        """
        changed = list(self._changed())
        if not changed:
            return
        with self._index_saved():
            with ThreadPoolExecutor(_FILES_AT_ONCE) as pool:
                for _ in pool.map(self._put, (path for path in changed if path not in _LATE)):
                    pass
            for path in _LATE:
                if all_of_it and path in changed:
                    self._put(path)

    @asynccontextmanager
    async def kept_there(self) -> AsyncGenerator[None]:
        """Fetch what is there, put what is written while the block lasts, and the rest at its end, however it ends."""
        await asyncio.to_thread(self.pull)
        write_whole(self.folder / _PROBE, "")
        await asyncio.to_thread(self.place.put, self.folder / _PROBE, _PROBE)
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

    def _remove(self, gone: Set[str]) -> None:
        """Remove the copies of what is no longer there; what was written here since it was put stays, and is put again."""
        written_here = set(self._changed())
        for path in gone:
            if path not in written_here:
                (self.folder / path).unlink(missing_ok=True)
            del self._index[path]

    @contextmanager
    def _index_saved(self) -> Generator[None]:
        """Save the index at the end of the block, however it ends: what was put before a fault need not be fetched."""
        try:
            yield
        finally:
            write_whole(self._index_path, json.dumps(self._index))
