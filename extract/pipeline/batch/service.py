"""The provider's side: files handed in, batches made once, their state, and what they bring."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

import httpx2
import openai
from openai.types import Batch

from extract.errors import ModelSetupError, TransportError, UserError, VouchlineError
from extract.llm.request.providers import Endpoint
from extract.pipeline.batch.folder import BatchFolder, BatchRecord
from extract.pipeline.batch.requests import ENDPOINT

WINDOW = "24h"
"""The only one there is."""
OVER = frozenset({"completed", "failed", "expired", "cancelled"})
_TAG = "vouchline"
_CREATE_TRIES, _PAUSE_S = 3, 1.0
_R = TypeVar("_R")


class UnknownBatchError(UserError):
    """The provider does not know a batch that was sent."""


class BatchService:
    """One provider's batch service. Use as an async context manager."""

    def __init__(self, endpoint: Endpoint, *, timeout_s: float = 600.0, pause_s: float = _PAUSE_S) -> None:
        self._endpoint = endpoint
        self._pause_s = pause_s
        self._openai = openai.AsyncOpenAI(
            base_url=endpoint.base_url,
            api_key=endpoint.api_key.get_secret_value() or "none",
            timeout=timeout_s,
            max_retries=4,
            http_client=openai.DefaultAsyncHttpxClient(trust_env=not endpoint.is_local),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._openai.close()

    async def send(self, folder: BatchFolder, record: BatchRecord) -> None:
        """Hand in the requests of a batch and have it made, once; every step is noted before the next.

        Raises:
            ModelSetupError: the key or the address is wrong, or there is no batch service.
            TransportError: the provider failed again and again.
        """
        if record.file_id is None:
            content = (f"vouchline-{record.name}.jsonl", folder.requests_path(record.name).read_bytes())
            handed_in = await self._asked(self._openai.files.create(file=content, purpose="batch"))
            record.file_id, record.state = handed_in.id, "uploaded"
            folder.write(record)
        batch = await self._create(record)
        self._note(record, batch)
        folder.write(record)
        folder.requests_path(record.name).unlink(missing_ok=True)

    async def find_sent(self, record: BatchRecord) -> bool:
        """Look for a batch that may have been made without being noted; true where it was."""

        async def seek() -> Batch | None:
            async for batch in self._openai.batches.list(limit=100):
                if (batch.metadata or {}).get(_TAG) == record.name:
                    return batch
            return None

        batch = await self._asked(seek())
        if batch is not None:
            self._note(record, batch)
        return batch is not None

    async def poll(self, record: BatchRecord) -> Batch:
        """Return the state of a batch.

        Raises:
            UnknownBatchError: the provider does not know it.
        """
        assert record.batch_id is not None
        try:
            return await self._asked(self._openai.batches.retrieve(record.batch_id), known=True)
        except openai.NotFoundError:
            pass
        raise UnknownBatchError(
            f"{self._endpoint.host!r} does not know the batch {record.batch_id!r}.",
            "Use the key and the address with which it was sent. To give it up, so that its questions are asked "
            f"again: `vouchline collect OUT --give-up {record.batch_id}`.",
        )

    async def download(self, file_id: str, path: Path) -> None:
        """Store a file of the provider's, whole or not at all."""
        unfinished = path.with_name(f"{path.name}.part")

        async def stream() -> None:
            async with self._openai.files.with_streaming_response.content(file_id) as response:
                with unfinished.open("wb") as file:
                    async for piece in response.iter_bytes(1 << 20):
                        file.write(piece)

        for attempt in range(1, _CREATE_TRIES + 1):
            try:
                await self._asked(stream())
                break
            except TransportError:
                if attempt == _CREATE_TRIES:
                    raise
                await asyncio.sleep(self._pause_s)
        unfinished.replace(path)

    async def _create(self, record: BatchRecord) -> Batch:
        """Make the batch. A request whose answer is lost may have made it all the same, so it is looked for first."""
        assert record.file_id is not None
        once = self._openai.with_options(max_retries=0)
        for attempt in range(1, _CREATE_TRIES + 1):
            try:
                return await self._asked(
                    once.batches.create(
                        input_file_id=record.file_id, endpoint=ENDPOINT, completion_window=WINDOW,
                        metadata={_TAG: record.name},
                    )
                )  # fmt: skip
            except TransportError:
                await asyncio.sleep(self._pause_s)
                if await self.find_sent(record):
                    return await self.poll(record)
                if attempt == _CREATE_TRIES:
                    raise
        raise AssertionError

    @staticmethod
    def _note(record: BatchRecord, batch: Batch) -> None:
        record.batch_id, record.status, record.state = batch.id, batch.status, "sent"

    async def _asked(self, call: Awaitable[_R], *, known: bool = False) -> _R:
        """Await a call; what goes wrong is told without the provider's own words. `known`: 404 is the caller's."""
        try:
            return await call
        except openai.NotFoundError as error:
            if known:
                raise
            failure = self._explain(error)
        except (openai.OpenAIError, httpx2.HTTPError) as error:
            failure = self._explain(error)
        raise failure

    def _explain(self, error: openai.OpenAIError | httpx2.HTTPError) -> VouchlineError:
        host = self._endpoint.host
        if isinstance(error, openai.AuthenticationError | openai.PermissionDeniedError):
            return ModelSetupError(
                f"The batch service at {host!r} does not accept the key (HTTP {error.status_code}).",
                "Set OPENAI_API_KEY to a key that may use files and batches.",
            )
        if isinstance(error, openai.APIStatusError) and error.status_code in (404, 405, 501):
            return ModelSetupError(
                f"There is no batch service at {host!r} (HTTP {error.status_code}).",
                "Ask directly with `vouchline run`.",
            )
        if isinstance(error, openai.APIStatusError) and error.status_code < 500 and error.status_code != 429:
            return ModelSetupError(
                f"The batch service at {host!r} refused a request (HTTP {error.status_code}).",
                "Look at the provider's page of batches; the limits of your account may be reached.",
            )
        how = f" (HTTP {error.status_code})" if isinstance(error, openai.APIStatusError) else ""
        return TransportError(
            f"The batch service at {host!r} could not be reached, or failed{how}.",
            "Run the same command again: what was sent is known, and nothing is sent twice.",
        )
