"""Documents at an address: on this machine stand empty files of their names and sizes; the words come when they are read."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import shutil
import tempfile
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from extract.documents.container import is_archive_name, split_member
from extract.documents.recognition import Recognition
from extract.errors import DocumentError
from extract.isolation.reader import IsolatedReader
from extract.isolation.wire import Task
from extract.limits import ReadLimits
from extract.remote.place import RemoteFile, RemotePlace
from extract.storage import write_whole

_ARCHIVES_AT_HAND = 2
_R = TypeVar("_R")


def lay_out(place: RemotePlace, folder: Path) -> None:
    """Make `folder` hold an empty file for each file of `place`: its name, its size (a hole, which takes no room), its time.

    A file that was not written to there keeps its empty file as it is, so that it counts as unchanged here.

    Raises:
        UserError: the place cannot be listed, or the folder cannot be written to.
    """
    index = folder.with_name(f"{folder.name}.json")
    before: dict[str, str] = json.loads(index.read_text("utf-8")) if index.exists() else {}
    now = {file.path: file for file in place.files()}
    for path in before.keys() - now.keys():
        (folder / path).unlink(missing_ok=True)
    for path, file in now.items():
        stand_in = folder / path
        if before.get(path) != file.token or not stand_in.exists():
            _make_stand_in(stand_in, file)
    folder.mkdir(parents=True, exist_ok=True)
    write_whole(index, json.dumps({path: file.token for path, file in now.items()}))


def _make_stand_in(path: Path, file: RemoteFile) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with path.open("xb") as hole:
        hole.truncate(file.size)
    os.utime(path, ns=(file.mtime_ns, file.mtime_ns))


class FetchingReader(IsolatedReader):
    """Reads documents of folders that `lay_out` made: each is fetched, read and removed again. Others are read as ever.

    `places` says which folder stands for which place. As many lie on this machine at once as are read at once, and the
    last few archives.
    """

    def __init__(self, limits: ReadLimits, recognition: Recognition, *, places: Mapping[Path, RemotePlace]) -> None:
        super().__init__(limits, recognition)
        self._places_by_folder = places
        self._fetched = Path(tempfile.mkdtemp(prefix="vouchline-"))
        self._archives: OrderedDict[Path, asyncio.Task[Path]] = OrderedDict()
        self._at_once = asyncio.Semaphore(8)

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
            archive = await self._fetch_archive(stand_in, folder)
            yield (archive / member[1] if member else archive), there
        else:
            local = await self._fetch(stand_in, folder)
            try:
                yield local, there
            finally:
                shutil.rmtree(local.parent, ignore_errors=True)

    async def _fetch_archive(self, stand_in: Path, folder: Path) -> Path:
        """Fetch an archive once for all its members, as long as it is among the last ones asked for."""
        if stand_in not in self._archives:
            self._archives[stand_in] = asyncio.create_task(self._fetch(stand_in, folder))
            if len(self._archives) > _ARCHIVES_AT_HAND:
                _, oldest = self._archives.popitem(last=False)
                with contextlib.suppress(DocumentError):
                    shutil.rmtree((await oldest).parent, ignore_errors=True)
        self._archives.move_to_end(stand_in)
        return await asyncio.shield(self._archives[stand_in])

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
