"""One process that reads documents, seen from the run: started, asked, measured, ended."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence

import psutil

from extract.documents.sandbox.wire import LENGTH_BYTES, MAX_REPLY_BYTES, GarbledReplyError, pack_limits
from extract.errors import UserError
from extract.system.child_process import child_environment
from extract.system.limits import ReadLimits

_START_S = 300.0  # half a second on a quiet machine; one under load must not end a run
_LOOK_S = 0.1
"""How often the memory of a process at work is looked at."""
_NEAR_LIMIT = 0.5
"""A process that ends by itself with more than this share of the memory that it may take has run out of it."""


class WorkerEndedError(Exception):
    """The process ended by itself, or stopped making sense. `status` is its exit status; below 0 it is a signal."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class MemoryExceededError(Exception):
    """The process took more memory than it may."""


class Worker:
    """A process at work. Whoever starts one ends it. `answered` counts its replies."""

    def __init__(self, process: Process, limits: ReadLimits) -> None:
        self.answered = 0
        self._process = process
        self._limits = limits
        self._bytes_at_start = 0

    @classmethod
    async def start(cls, command: Sequence[str], limits: ReadLimits) -> Worker:
        """Start a process, and return when it is ready.

        Raises:
            UserError: it does not come up.
        """
        # A session of its own: Ctrl-C is for the run alone, and the programs that a reader starts can be ended with it.
        process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, start_new_session=True,
            env={**child_environment(), "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
        worker = cls(process, limits)
        try:
            async with asyncio.timeout(_START_S):
                await worker._exchange(pack_limits(limits))
        except (WorkerEndedError, GarbledReplyError, TimeoutError) as error:
            await worker.end()
            raise UserError(
                "The process that reads documents did not start.",
                f"Try `{' '.join(command)}`: it should wait for input. If it does, this machine is out of memory or busy.",
            ) from error
        except BaseException:
            await worker.end()
            raise
        worker._bytes_at_start = worker.grown_bytes()
        return worker

    async def ask(self, request: bytes) -> bytes:
        """Return the reply to a request, without its length. It may take for ever: the caller sets a time.

        Raises:
            WorkerEndedError: the process ended. MemoryExceededError: it takes too much. GarbledReplyError: no reply.
        """
        exchange = asyncio.create_task(self._exchange(request))
        try:
            reply = await self._wait_looking(exchange)
        finally:
            exchange.cancel()
            await asyncio.gather(exchange, return_exceptions=True)
        self.answered += 1
        return reply

    async def _wait_looking(self, exchange: asyncio.Task[bytes]) -> bytes:
        """Wait for a reply, and look at the memory meanwhile: Linux ends what goes far past the limit, others nothing."""
        limit, most = self._limits.memory_bytes, 0
        while not (await asyncio.wait((exchange,), timeout=_LOOK_S))[0]:
            most = max(most, self._taken_bytes() - self._bytes_at_start)
            if most > limit:
                raise MemoryExceededError
        try:
            return exchange.result()
        except WorkerEndedError:
            if most > _NEAR_LIMIT * limit:  # native code that gets no memory aborts
                raise MemoryExceededError from None
            raise

    def grown_bytes(self) -> int:
        """Return how much more memory the process takes than when it was new; 0 where that cannot be told."""
        with contextlib.suppress(psutil.Error):
            return psutil.Process(self._process.pid).memory_info().rss - self._bytes_at_start
        return 0

    async def end(self) -> int:
        """End the process and the programs that it started; returns its exit status. Does no harm twice."""
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                if sys.platform == "win32":
                    self._process.kill()
                else:
                    os.killpg(self._process.pid, signal.SIGKILL)
        if self._process.stdin is not None:
            self._process.stdin.close()
        await self._process.communicate()
        return self._process.returncode or 0

    async def _exchange(self, request: bytes) -> bytes:
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        try:
            stdin.write(request)
            await stdin.drain()
            length = int.from_bytes(await stdout.readexactly(LENGTH_BYTES), "big")
            if length > MAX_REPLY_BYTES:
                raise GarbledReplyError
            return await stdout.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            raise WorkerEndedError(await self._process.wait()) from None

    def _taken_bytes(self) -> int:
        """Return the memory of the process and of the programs that it started."""
        total = 0
        with contextlib.suppress(psutil.Error):  # it may end at any time
            process = psutil.Process(self._process.pid)
            for each in (process, *process.children(recursive=True)):
                total += each.memory_info().rss
        return total
