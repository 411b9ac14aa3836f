"""Documents read and drawn by processes that are kept warm, ended at a limit, and replaced."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Self, TypeVar

from extract.documents.drawing import DrawnPage
from extract.documents.files.folder import Found
from extract.documents.model.document import Document
from extract.documents.ocr.recognition import Recognition
from extract.documents.sandbox.process import MemoryExceededError, Worker, WorkerEndedError
from extract.documents.sandbox.wire import (
    GarbledReplyError,
    Task,
    pack_request,
    unpack_document,
    unpack_members,
    unpack_picture,
)
from extract.errors import DocumentError, InternalError
from extract.system.child_process import module_command
from extract.system.limits import ReadLimits

WORKER_COMMAND = module_command("extract.documents.sandbox.worker")
MAX_WORKERS = min(4, os.cpu_count() or 1)
"""Reading takes a core; a worker takes some 150 MB."""
_KEPT_GROWTH = 0.25
"""A worker that grew by more than this share of its memory limit is replaced: the next document is to have its own."""

NEXT_START_S = 0.1
"""A start takes half a second of a core, and most documents some milliseconds: so long a process that works is waited for."""

_Result = TypeVar("_Result")


class _WorkerLostError(Exception):
    """The worker cannot be used again; `outcome` is the document's, if the worker had read no other before."""

    def __init__(self, outcome: DocumentError) -> None:
        super().__init__(outcome.code)
        self.outcome = outcome


class IsolatedReader:
    """Reads documents in processes of its own, for as long as the `async with` block lasts.

    A process starts when it is first needed and serves many documents. `recognition` says how scans are read,
    `workers` is how many read at once. `command` is the process.
    """

    def __init__(
        self,
        limits: ReadLimits | None = None,
        recognition: Recognition | None = None,
        *,
        workers: int = MAX_WORKERS,
        command: Sequence[str] | None = None,
    ) -> None:
        self.limits = limits or ReadLimits()
        self._recognition = recognition or Recognition()
        self.started = 0
        """How many processes were started so far."""
        self._command = tuple(command or WORKER_COMMAND)
        self._places = asyncio.Semaphore(workers)
        self._idle: asyncio.LifoQueue[Worker] = asyncio.LifoQueue()
        self._choosing = asyncio.Lock()
        self._at_work = 0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.end_idle()

    async def end_idle(self) -> None:
        """End the processes that are kept for further documents; reading on starts new ones."""
        while not self._idle.empty():
            await self._idle.get_nowait().end()

    async def read(self, path: Path) -> Document:
        """Return what `extract.documents.read_document` returns, within the limits.

        Raises:
            DocumentError: as `read_document`; also "too_slow" and "too_much_memory", and "damaged" where the process
                that read it crashed.
            InternalError: a fault of the program, in the process.
            UserError: the process does not start.
        """
        return await self._ask("read", path, lambda reply: unpack_document(reply, path))

    async def list_members(self, archive: Path) -> list[Found]:
        """Return what `extract.documents.files.container.list_members` returns. Raises as `read`."""
        return await self._ask("list", archive, lambda reply: unpack_members(reply, archive))

    async def draw(self, path: Path, page: int) -> DrawnPage:
        """Return what `extract.documents.drawing.draw_page` returns. Raises as `read`."""
        return await self._ask("draw", path, unpack_picture, page)

    async def start_ahead(self) -> None:
        """Start a process, so that the first document does not wait for it; none where one waits or is at work.

        Raises:
            UserError: it does not start.
        """
        async with self._places:
            if not self.started:
                self._idle.put_nowait(await self._start())

    async def _ask(self, task: Task, path: Path, unpack: Callable[[bytes], _Result], page: int = 0) -> _Result:
        async with self._places:
            while True:
                worker = await self._free_worker()
                used_before = worker.answered > 0
                try:
                    return await self._ask_worker(
                        worker, pack_request(task, path, self._recognition, page), path, unpack
                    )
                except _WorkerLostError as lost:
                    # An earlier document may have left the worker weak or full, and this one does not answer for that.
                    if not used_before:
                        raise lost.outcome from None

    async def _free_worker(self) -> Worker:
        """Return a worker for one request: an idle one, or a new one where those at work are not done soon."""
        async with self._choosing:
            try:
                async with asyncio.timeout(NEXT_START_S if self._at_work else 0):
                    return await self._idle.get()
            except TimeoutError:
                return await self._start()

    async def _start(self) -> Worker:
        worker = await Worker.start(self._command, self.limits)
        self.started += 1
        return worker

    async def _ask_worker(
        self, worker: Worker, request: bytes, path: Path, unpack: Callable[[bytes], _Result]
    ) -> _Result:
        """Ask once; afterwards the worker is idle where it can be used again, and has ended otherwise."""
        keep = False
        self._at_work += 1
        try:
            async with asyncio.timeout(self.limits.seconds):
                reply = await worker.ask(request)
            result = unpack(reply)
            keep = True
            return result
        except DocumentError as error:
            if error.code == "too_much_memory":
                raise _WorkerLostError(error) from None
            keep = True
            raise
        except InternalError:
            keep = True
            raise
        except TimeoutError:
            raise DocumentError(
                "too_slow",
                f"{str(path)!r}: reading it takes more than {self.limits.seconds:g} seconds.",
                "Hand in a simpler copy, or raise --max-read-s.",
            ) from None
        except MemoryExceededError:
            raise _WorkerLostError(self._too_much_memory(path)) from None
        except WorkerEndedError as ended:
            raise _WorkerLostError(self._ended(path, ended.status)) from None
        except GarbledReplyError:
            raise _WorkerLostError(self._ended(path, 0)) from None
        finally:
            self._at_work -= 1
            if keep and worker.grown_bytes() <= _KEPT_GROWTH * self.limits.memory_bytes:
                self._idle.put_nowait(worker)
            else:
                await worker.end()

    def _too_much_memory(self, path: Path) -> DocumentError:
        return DocumentError(
            "too_much_memory",
            f"{str(path)!r}: reading it takes more than {self.limits.memory_mb:,} MB of memory.",
            "Split the document, or raise --max-read-mb.",
        )

    def _ended(self, path: Path, status: int) -> DocumentError:
        if hasattr(signal, "SIGKILL") and status == -signal.SIGKILL:  # what a system does that runs out of memory
            return self._too_much_memory(path)
        how = f" ({signal.Signals(-status).name})" if status < 0 else ""
        return DocumentError(
            "damaged",
            f"{str(path)!r}: the process that read it ended{how}.",
            "It is broken, made to do harm, or needs more memory than --max-read-mb gives; save it with another program.",
        )
