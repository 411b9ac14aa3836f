"""Documents at an address: on this machine stand empty files of their names and sizes; the words come when they are read."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import tempfile
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from extract.documents.files.container import is_archive_name, split_member
from extract.documents.ocr.recognition import Recognition
from extract.documents.sandbox.reader import MAX_WORKERS, IsolatedReader
from extract.documents.sandbox.wire import Task
from extract.errors import DocumentError, UserError
from extract.pipeline.remote.place import RemoteFile, RemotePlace
from extract.store.results import write_whole
from extract.system.limits import ReadLimits

_IDLE_ARCHIVES = 2
_READS_AT_ONCE = 8
_R = TypeVar("_R")


def lay_out(place: RemotePlace, folder: Path) -> None:
    """Make `folder` hold an empty file for each file of `place`: its name, its size (a hole, which takes no room), its time.

    A file that was not written to there keeps its empty file as it is, so that it counts as unchanged here.

    Raises:
        UserError: the place cannot be listed, or a name there cannot be that of a file here.
    """
    index = folder.with_name(f"{folder.name}.json")
    before: dict[str, str] = json.loads(index.read_text("utf-8")) if index.exists() else {}
    now = {file.path: file for file in place.files()}
    folder.mkdir(parents=True, exist_ok=True)
    for path in before.keys() - now.keys():
        (folder / path).unlink(missing_ok=True)
    for path, file in now.items():
        stand_in = folder / path
        if before.get(path) != file.token or not stand_in.exists():
            try:
                _make_stand_in(stand_in, folder.parent, file)
            except OSError as error:  # too long, or both a file and a folder: stores of objects allow it
                raise UserError(
                    f"{place.shown}/{path} cannot have a file of its name here: {error.strerror}.", "Rename it there."
                ) from None
    write_whole(index, json.dumps({path: file.token for path, file in now.items()}))


def _make_stand_in(path: Path, scratch: Path, file: RemoteFile) -> None:
    """Put the empty file there at once, since another run may be looking at the old one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=scratch, delete=False) as hole:
        hole.truncate(file.size)
    os.utime(hole.name, ns=(file.mtime_ns, file.mtime_ns))
    Path(hole.name).replace(path)


@dataclass(slots=True)
class _Archive:
    """An archive on its way here or here, and how many are reading it."""

    fetched: asyncio.Task[Path]
    readers: int = 0


class FetchingReader(IsolatedReader):
    """Reads documents of folders that `lay_out` made: each is fetched, read and removed again. Others are read as ever.

    `places` says which folder stands for which place. As many lie on this machine at once as are read at once, and the
    last few archives.
    """

    def __init__(
        self,
        limits: ReadLimits,
        recognition: Recognition,
        *,
        places: Mapping[Path, RemotePlace],
        workers: int = MAX_WORKERS,
    ) -> None:
        super().__init__(limits, recognition, workers=workers)
        self._places_by_folder = places
        self._fetched = Path(tempfile.mkdtemp(prefix="vouchline-"))
        self._archives: dict[Path, _Archive] = {}
        self._at_once = asyncio.Semaphore(_READS_AT_ONCE)

    async def __aexit__(self, *error: object) -> None:
        await super().__aexit__(*error)
        shutil.rmtree(self._fetched, ignore_errors=True)

    async def _ask(self, task: Task, path: Path, unpack: Callable[[bytes], _R], page: int = 0) -> _R:
        folder = next((folder for folder in self._places_by_folder if path.is_relative_to(folder)), None)
        if folder is None:
            return await super()._ask(task, path, unpack, page)
        async with self._at_once, self._at_hand(path, folder) as (local, there):
            try:
                return await super()._ask(task, local, unpack, page)
            except DocumentError as error:
                raise DocumentError(error.code, error.what.replace(str(local), there), error.remedy) from None

    @asynccontextmanager
    async def _at_hand(self, path: Path, folder: Path) -> AsyncGenerator[tuple[Path, str]]:
        """Give the path of the fetched copy of a document, and its address for messages."""
        member = split_member(path)
        stand_in = member[0] if member else path
        there = f"{self._places_by_folder[folder].shown}/{path.relative_to(folder).as_posix()}"
        if stand_in.stat().st_size > self.limits.max_bytes:
            yield path, there  # the reader says so, and need not fetch it for that
        elif is_archive_name(stand_in.name):
            async with self._archive(stand_in, folder) as archive:
                yield (archive / member[1] if member else archive), there
        else:
            local = await self._fetch(stand_in, folder)
            try:
                yield local, there
            finally:
                shutil.rmtree(local.parent, ignore_errors=True)

    @asynccontextmanager
    async def _archive(self, stand_in: Path, folder: Path) -> AsyncGenerator[Path]:
        """Give the path of an archive, which is fetched once for all its members and stays while it is read."""
        held = self._archives.pop(stand_in, None) or _Archive(asyncio.create_task(self._fetch(stand_in, folder)))
        self._archives[stand_in] = held  # the last one now
        held.readers += 1
        try:
            yield await asyncio.shield(held.fetched)
        finally:
            held.readers -= 1
            self._drop_archives()

    def _drop_archives(self) -> None:
        """Remove the archives that nobody reads, but for the last ones."""
        idle = [path for path, held in self._archives.items() if not held.readers and held.fetched.done()]
        for path in idle[:-_IDLE_ARCHIVES]:
            fetched = self._archives.pop(path).fetched
            if not fetched.cancelled() and fetched.exception() is None:
                shutil.rmtree(fetched.result().parent, ignore_errors=True)

    async def _fetch(self, stand_in: Path, folder: Path) -> Path:
        place, path = self._places_by_folder[folder], stand_in.relative_to(folder).as_posix()
        local = Path(tempfile.mkdtemp(dir=self._fetched)) / stand_in.name
        try:
            await asyncio.to_thread(place.fetch, path, local)
        except Exception as error:  # noqa: BLE001 - each library of fsspec has errors of its own
            shutil.rmtree(local.parent, ignore_errors=True)
            raise DocumentError(
                "unreadable",
                f"{place.shown}/{path} could not be fetched: {type(error).__name__}.",
                "Look whether it is still there and may be read; the same command tries again.",
            ) from None
        return local
