"""One process of the cluster: reads documents and makes results of them, with a client and a cache of its own."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from extract import errors
from extract.comparison.compare import CompareOptions
from extract.documents.sandbox.reader import IsolatedReader
from extract.documents.sandbox.wire import Task, unpack_document
from extract.errors import DocumentError, InternalError, VouchlineError
from extract.extraction.custom.loading import load_kinds
from extract.llm.client import ModelClient
from extract.llm.usage import UsageLedger
from extract.pipeline.executor import LocalExecutor
from extract.pipeline.remote.documents import FetchingReader
from extract.pipeline.remote.place import RemotePlace
from extract.pipeline.setup.session import open_client, with_own_ledger
from extract.settings.load import Settings
from schemas import Posting, Profile

Kind = Literal["profile", "posting"]


@dataclass(frozen=True, slots=True)
class Failed:
    """An error as it travels between machines: the class's name, and what is said."""

    error: str
    what: str
    remedy: str
    code: str | None = None

    @classmethod
    def of(cls, error: Exception) -> Failed:
        """Return what is told of an error."""
        told = error if isinstance(error, VouchlineError) else InternalError.of(error)
        code = told.code if isinstance(told, DocumentError) else None
        return cls(type(told).__name__, told.what, told.remedy, code)

    def as_error(self) -> VouchlineError:
        """Return the error again."""
        if self.code is not None:
            return DocumentError(self.code, self.what, self.remedy)  # pyright: ignore[reportArgumentType]
        kind = getattr(errors, self.error, InternalError)
        return kind(self.what, self.remedy)


@dataclass(frozen=True, slots=True)
class Made:
    """A result as JSON text, and what was used for it; or why there is none."""

    text: str = ""
    ledger: UsageLedger | None = None
    failed: Failed | None = None


class _RawReader:
    """Mixed into a reader: gives the replies of reading processes as they are, to be unpacked by whoever asked."""

    async def raw(self, task: Task, path: Path, page: int) -> bytes:
        """Return the reply's bytes."""
        return await self._ask(task, path, bytes, page)  # pyright: ignore


class _Reader(_RawReader, IsolatedReader):
    pass


class _Fetching(_RawReader, FetchingReader):
    pass


class Worker:
    """What a process of the cluster does. Its methods never raise for a document: failures are returned.

    `places` are the addresses of folders that stand for them on the machine that runs the command.
    """

    def __init__(self, settings: Settings, places: dict[str, str]) -> None:
        self._settings = settings
        self._remote = {Path(folder): RemotePlace(url) for folder, url in places.items()}
        self._stack = AsyncExitStack()
        self._client: ModelClient | None = None
        self._reader: _Reader | _Fetching | None = None
        self._opening = asyncio.Lock()
        self._here = LocalExecutor()

    async def read(self, task: Task, path: str, size: int, page: int) -> bytes | Failed:
        """Return the reply of a reading process. `size` is that of the file on the machine that asks."""
        try:
            return await (await self._open_reader()).raw(task, self._stand_in(Path(path), size), page)
        except Exception as error:  # noqa: BLE001 - whatever it is, the document alone fails
            return Failed.of(error)

    async def make(self, kind: Kind, document: bytes, path: str, name: str, as_of: str) -> Made:
        """Return the result of a document, which comes as the reply of a reading process."""
        read = unpack_document(document, Path(path))
        if kind == "profile":
            return await self._made(
                lambda client: self._here.profile(
                    read, client, as_of=as_of, name=name, explainer=None,
                    kinds=load_kinds(self._settings.kinds, client.prompts),
                )
            )  # fmt: skip
        return await self._made(lambda client: self._here.posting(read, client, name=name))

    async def compare(
        self, profile: str, posting: str, names: tuple[str, str], as_of: str, options: CompareOptions
    ) -> Made:
        """Return a comparison."""
        one, other = Profile.model_validate_json(profile), Posting.model_validate_json(posting)
        return await self._made(
            lambda client: self._here.comparison(one, other, client, names=names, as_of=as_of, options=options)
        )

    async def _made(self, work: Callable[[ModelClient], Awaitable[Any]]) -> Made:
        ledger: UsageLedger | None = None
        try:
            client = with_own_ledger(await self._open_client())
            ledger = client.usage
            return Made((await work(client)).model_dump_json(), ledger)
        except Exception as error:  # noqa: BLE001 - as above
            return Made(ledger=ledger, failed=Failed.of(error))

    async def _open_client(self) -> ModelClient:
        async with self._opening:
            if self._client is None:
                self._client = await self._stack.enter_async_context(open_client(self._settings))
            return self._client

    async def _open_reader(self) -> _Reader | _Fetching:
        """Return a reader with one process: the cluster has a worker like this one for each core."""
        async with self._opening:
            if self._reader is None:
                limits, recognition = self._settings.read_limits, self._settings.recognition
                self._reader = await self._stack.enter_async_context(
                    _Fetching(limits, recognition, places=self._remote, workers=1)
                    if self._remote
                    else _Reader(limits, recognition, workers=1)
                )
            return self._reader

    def _stand_in(self, path: Path, size: int) -> Path:
        """Make sure that the empty file is here which stands for one at an address."""
        if any(path.is_relative_to(folder) for folder in self._remote) and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("wb") as hole:
                hole.truncate(size)
        return path


def require_ray() -> Any:
    """Return the library.

    Raises:
        UserError: it is not installed.
    """
    try:
        return importlib.import_module("ray")
    except ImportError:
        raise errors.UserError(
            "--engine ray needs the package 'ray', which is not installed.",
            "Install it with `pip install 'vouchline[ray]'`, here and on every machine of the cluster.",
        ) from None
