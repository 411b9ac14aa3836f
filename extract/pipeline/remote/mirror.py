"""What a command names, on this machine or at an address, as places on this machine."""

from __future__ import annotations

import asyncio
import functools
from collections.abc import AsyncGenerator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from extract.documents.sandbox.reader import IsolatedReader
from extract.llm.local.weights import cache_folder
from extract.pipeline.locking import hold_folder
from extract.pipeline.remote.documents import FetchingReader, lay_out
from extract.pipeline.remote.place import RemotePlace, documents_at
from extract.pipeline.remote.results import RemoteResults
from extract.pipeline.run import ReaderMaker
from extract.pipeline.watcher import Watcher
from extract.settings.load import Settings
from extract.system.interrupting import Stop

Place = Path | str
"""A place on this machine, or an address such as s3://bucket/folder."""


class AtHand:
    """The places of one command. `paths` and `out` are on this machine, also where the command names addresses.

    What belongs to an address lies below the cache folder, so that a run that was killed goes on there.
    """

    def __init__(self, paths: Sequence[Place], out: Place, settings: Settings) -> None:
        self._cache = cache_folder(settings.cache_dir) / "remote"
        self._documents: dict[Path, RemotePlace] = {}
        self._results: RemoteResults | None = None
        self.paths = [self._path_of(path) for path in paths]
        self.address: str | None = None
        """That of the results; None where they are on this machine."""
        if isinstance(out, Path):
            self.out = out
        else:
            place = RemotePlace(out)
            self.out, self.address = self._cache / place.digest / "results", place.shown
            self._results = RemoteResults(place, self.out)
        self.reader: ReaderMaker = (
            functools.partial(FetchingReader, places=self._documents) if self._documents else IsolatedReader
        )

    @property
    def addresses(self) -> dict[Path, str]:
        """The address that each folder of empty files stands for."""
        return {folder: place.url for folder, place in self._documents.items()}

    def look(self) -> None:
        """See what is at addresses, without writing there. Raises UserError where that is impossible."""
        if self._results is not None:
            self._results.pull()
        self._lay_out()

    def _lay_out(self) -> None:
        for folder, place in self._documents.items():
            lay_out(place, folder)

    @asynccontextmanager
    async def kept(self, *, wait_s: float | None, watcher: Watcher, stop: Stop) -> AsyncGenerator[None]:
        """Keep the results at their address up to date while the block lasts; runs of this machine do so in turn.

        Raises:
            CancelledError, UserError: as `hold_folder` does, and where an address cannot be read or written to.
        """
        async with AsyncExitStack() as stack:
            if self._results is not None:
                turn = self.out.with_name("turn")
                await stack.enter_async_context(
                    hold_folder(turn, wait_s=wait_s, watcher=watcher, stop=stop, shown=self.address)
                )
                await stack.enter_async_context(self._results.kept_there())
            await asyncio.to_thread(self._lay_out)
            yield

    def _path_of(self, path: Place) -> Path:
        if isinstance(path, Path):
            return path
        place = documents_at(path)
        folder = self._cache / place.digest / "documents"
        folder.mkdir(parents=True, exist_ok=True)
        self._documents[folder] = place
        return folder
