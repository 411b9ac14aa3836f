"""The machine that runs the command: finds documents, hands them out, and writes what comes back, journal and all."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from extract.comparison.compare import CompareOptions
from extract.documents.files.container import split_member
from extract.documents.model.document import Document
from extract.documents.ocr.recognition import Recognition
from extract.documents.sandbox.reader import IsolatedReader
from extract.documents.sandbox.wire import LENGTH_BYTES, Task, pack_document
from extract.errors import LostWorkerError, UserError
from extract.extraction.custom.loading import Kinds
from extract.extraction.engine.explain import Explainer
from extract.llm.client import ModelClient
from extract.pipeline.ray.worker import Failed, Made, Worker, require_ray
from extract.pipeline.setup.model_choice import choose_model
from extract.settings.load import Settings
from extract.system.limits import ReadLimits
from schemas import Comparison, Posting, Profile

JOBS_A_WORKER = 8
RETRIES = 3
"""How often work is begun again whose worker died; what kills every worker must not go on for ever."""
WORKERS_TRIED = 2
"""How many workers try it, one after the other."""
CORES_A_WORKER = 0.5
"""Reserved, with a worker for each core: so the workers of a machine that is gone find room on the others."""
_R = TypeVar("_R")


class Fleet:
    """The workers of a cluster.

    A worker that dies is started again, on another node where its own is gone, and what it was doing is done again: the
    answers that it had got are in the shared cache.
    """

    def __init__(self, workers: list[Any], lost: tuple[type[Exception], ...]) -> None:
        self._workers = workers
        self._busy = [0] * len(workers)
        self._lost = lost

    @property
    def jobs(self) -> int:
        """How many documents may be under way at once."""
        return len(self._workers) * JOBS_A_WORKER

    async def ask(self, call: Callable[[Any], Awaitable[_R]]) -> _R:
        """Have the least busy worker do something.

        Raises:
            LostWorkerError: those that tried it died each time.
        """
        tried: set[int] = set()
        while len(tried) < min(WORKERS_TRIED, len(self._workers)):
            place = min((p for p in range(len(self._workers)) if p not in tried), key=lambda p: self._busy[p])
            tried.add(place)
            self._busy[place] += 1
            try:
                return await call(self._workers[place])
            except self._lost:
                continue  # its machine may be gone: another worker takes it over
            finally:
                self._busy[place] -= 1
        raise LostWorkerError(
            "The workers that tried it died.",
            "Look whether their machines have memory enough; --retry-failed tries it again.",
        )

    async def make(self, client: ModelClient, call: Callable[[Any], Awaitable[Made]]) -> str:
        """Return the JSON text of a result, and count what was used for it."""
        made = await self.ask(call)
        if made.ledger is not None:
            client.usage.absorb(made.ledger)
        if made.failed is not None:
            raise made.failed.as_error()
        return made.text


class FleetReader(IsolatedReader):
    """Has documents read by the workers."""

    def __init__(self, limits: ReadLimits, recognition: Recognition, *, fleet: Fleet) -> None:
        super().__init__(limits, recognition)
        self._fleet = fleet
        self._at_once = asyncio.Semaphore(fleet.jobs)

    async def _ask(self, task: Task, path: Path, unpack: Callable[[bytes], _R], page: int = 0) -> _R:
        member = split_member(path)
        size = (member[0] if member else path).stat().st_size
        there = _whole(path)
        async with self._at_once:
            reply = await self._fleet.ask(lambda worker: worker.read.remote(task, there, size, page))
        if isinstance(reply, Failed):
            raise replace(reply, what=reply.what.replace(there, str(path))).as_error()
        return unpack(reply)


def _whole(path: Path) -> str:
    """Return a path as a worker needs it, which stands in a folder of its own."""
    return str(path.absolute())


class FleetWorkplace:
    """Has results made by the workers."""

    def __init__(self, fleet: Fleet) -> None:
        self._fleet = fleet

    async def profile(
        self,
        document: Document,
        client: ModelClient,
        *,
        as_of: str,
        name: str,
        explainer: Explainer | None,
        kinds: Kinds,
    ) -> Profile:
        """Do what `extract_profile` does."""
        del (
            explainer,
            kinds,
        )  # an explanation is of one document, and is not asked of a cluster; kinds are in the settings
        packed = pack_document(document)[LENGTH_BYTES:]
        text = await self._fleet.make(
            client, lambda worker: worker.make.remote("profile", packed, str(document.path), name, as_of)
        )
        return Profile.model_validate_json(text)

    async def posting(self, document: Document, client: ModelClient, *, name: str) -> Posting:
        """Do what `extract_posting` does."""
        packed = pack_document(document)[LENGTH_BYTES:]
        text = await self._fleet.make(
            client, lambda worker: worker.make.remote("posting", packed, str(document.path), name, "")
        )
        return Posting.model_validate_json(text)

    async def comparison(
        self, profile: Profile, posting: Posting, client: ModelClient, *, names: tuple[str, str], as_of: str,
        options: CompareOptions,
    ) -> Comparison:  # fmt: skip
        """Do what `compare_profile` does."""
        one, other = profile.model_dump_json(), posting.model_dump_json()
        text = await self._fleet.make(client, lambda worker: worker.compare.remote(one, other, names, as_of, options))
        return Comparison.model_validate_json(text)


@contextmanager
def open_fleet(settings: Settings, places: Mapping[Path, str], address: str | None = None) -> Generator[Fleet]:
    """Start a worker for each core of a cluster; `address` is that of the cluster, None finds it or starts one here.

    Raises:
        UserError: Ray is not installed, there is no cluster at the address, or the model is one that runs in the program.
    """
    choice = choose_model(settings)
    if choice.weights is not None:
        raise UserError(
            f"The model {choice.model!r} runs on this computer, and a cluster cannot ask it ({choice.why}).",
            "Name a model server with --base-url and --model, or set OPENAI_API_KEY.",
        )
    if settings.cassettes is not None:
        raise UserError("Recordings are not played on a cluster.", "Leave out --cassettes.")
    ray = require_ray()
    started = not ray.is_initialized()
    if started:
        try:
            ray.init(address=address, log_to_driver=False, logging_level="ERROR")
        except (ConnectionError, RuntimeError, ValueError) as error:
            raise UserError(
                f"There is no Ray cluster at {address or 'any address'!r}: {type(error).__name__}.",
                "Start one with `ray start`, or correct --ray-address.",
            ) from None
    try:
        count = max(1, int(ray.cluster_resources().get("CPU", 1)))
        actor: Any = ray.remote(
            num_cpus=CORES_A_WORKER, scheduling_strategy="SPREAD", max_restarts=-1, max_task_retries=RETRIES,
            max_concurrency=2 * JOBS_A_WORKER,
        )(Worker)  # fmt: skip
        own = replace(
            settings, jobs=JOBS_A_WORKER,
            requests_per_minute=_share(settings.requests_per_minute, count),
            tokens_per_minute=_share(settings.tokens_per_minute, count),
        )  # fmt: skip
        folders = {str(folder): url for folder, url in places.items()}
        lost = (ray.exceptions.RayActorError, ray.exceptions.WorkerCrashedError, ray.exceptions.ObjectLostError)
        yield Fleet([actor.remote(own, folders) for _ in range(count)], lost)
    finally:
        if started:
            ray.shutdown()


def _share(limit: int | None, count: int) -> int | None:
    return None if limit is None else max(1, limit // count)
