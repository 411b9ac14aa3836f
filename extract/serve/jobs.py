"""Several documents as one job: begun, watched while it runs, fetched and removed."""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from extract.documents.discovery.names import ComparisonNames
from extract.errors import VouchlineError, describe_failure
from extract.pipeline.counters import has_result
from extract.pipeline.open_pipeline import OpenPipeline
from extract.pipeline.run_state import Account
from extract.pipeline.watcher import Nobody
from extract.pipeline.worker import KindChoice
from extract.serve.attending import within
from extract.serve.options import Limits
from extract.serve.problems import ProblemError, problem_of
from extract.serve.uploads import without_folder
from extract.store.results import Results
from extract.system.threads import finished_in_thread
from schemas import Run
from schemas.run import Outcome

DOCUMENTS, RESULTS = "documents", "results"
"""Folders of a job: what was sent, and what came of it."""
Status = Literal["running", "done", "failed"]


class JobProgress(Nobody):
    """How far a job is: the stage, and how many of its items are done."""

    def __init__(self) -> None:
        self.stage, self.done, self.total = "reading", 0, 0

    def begin(self, stage: str, total: int, account: Account) -> None:
        """Note the stage."""
        self.stage, self.done, self.total = stage, 0, total

    def end(self, item: str, outcome: Outcome, note: str) -> None:
        """Count an item."""
        self.done += 1


@dataclass(slots=True)
class Job:
    """One job. `folder` holds what was sent and what came of it."""

    id: str
    folder: Path
    progress: JobProgress = field(default_factory=JobProgress)
    status: Status = "running"
    problem: ProblemError | None = None
    run: Run | None = None
    task: asyncio.Task[None] | None = None

    @property
    def documents(self) -> Path:
        """What was sent."""
        return self.folder / DOCUMENTS

    def as_json(self) -> dict[str, Any]:
        """Return how far it is."""
        return {
            "id": self.id, "status": self.status, "stage": self.progress.stage, "done": self.progress.done,
            "total": self.progress.total, "problem": self.problem.as_json() if self.problem else None,
        }  # fmt: skip


class Jobs:
    """The jobs of a server. `folder` is where those are that nothing is kept of, `keep` where the others are."""

    def __init__(self, pipeline: OpenPipeline, limits: Limits, folder: Path, keep: Path | None) -> None:
        self._pipeline = pipeline
        self._limits = limits
        self._folder = folder
        self._keep = keep
        self._jobs: dict[str, Job] = {}

    async def open(self) -> Job:
        """Return a job that nothing has been sent of yet; it counts as under way from now on.

        Raises:
            ProblemError: as many as allowed are under way.
        """
        running = sum(job.status == "running" for job in self._jobs.values())
        if running >= self._limits.jobs:
            raise ProblemError(
                429, "too_many_jobs", f"{running} jobs are under way, as many as the server takes at once.",
                "Wait until one is done, end one with DELETE /jobs/ID, or have the server started with a larger "
                "--max-jobs.",
            )  # fmt: skip
        job_id = secrets.token_urlsafe(18)
        job = Job(job_id, (self._keep or self._folder) / job_id)
        job.documents.mkdir(parents=True)
        self._jobs[job_id] = job
        return job

    def begin(self, job: Job, kind: KindChoice, *, compare: bool) -> None:
        """Begin with the documents of a job."""
        job.task = asyncio.create_task(self._carry_out_and_forget(job, kind, compare=compare))

    def find(self, job_id: str) -> Job:
        """Return a job.

        Raises:
            ProblemError: there is none of this id.
        """
        job = self._jobs.get(job_id)
        if job is None:
            raise ProblemError(
                404, "unknown_job", f"There is no job {job_id[:40]!r}.",
                "Its id is in the answer of POST /jobs; a job that is over is forgotten after "
                f"{self._limits.kept_s:g} seconds.",
            )  # fmt: skip
        return job

    async def remove(self, job: Job) -> None:
        """End a job where it runs, and remove all that there is of it."""
        self._jobs.pop(job.id, None)
        await self._end(job)
        await _remove(job.folder)

    async def close(self) -> None:
        """End all jobs."""
        for job in list(self._jobs.values()):
            await self._end(job)

    async def results(self, job: Job) -> dict[str, Any]:
        """Return how far a job is; of one that is over, with all that is stored of it."""
        results = Results(job.folder / RESULTS)
        stored = {} if job.status == "running" else await finished_in_thread(_stored, results, job.run)
        run = None if job.run is None else job.run.model_dump(mode="json", by_alias=True)
        return {**job.as_json(), "run": run, "profiles": {}, "postings": {}, "comparisons": {}, **stored}

    async def _carry_out_and_forget(self, job: Job, kind: KindChoice, *, compare: bool) -> None:
        await self._carry_out(job, kind, compare=compare)
        await asyncio.sleep(self._limits.kept_s)
        self._jobs.pop(job.id, None)
        if self._keep is None:
            await _remove(job.folder)

    async def _carry_out(self, job: Job, kind: KindChoice, *, compare: bool) -> None:
        out = job.folder / RESULTS
        try:
            async with within(self._limits.job_s, "job", "--max-job-s"):
                done = await self._pipeline.run(job.documents, out, kind, job.progress, compare=compare)
            job.run, job.status = _as_sent(done.run, job.documents), "done"
        except ProblemError as problem:
            job.status, job.problem = "failed", problem
        except Exception as error:  # noqa: BLE001 - of a fault the place is told, never what it was about
            known = error if isinstance(error, VouchlineError) else VouchlineError(describe_failure(error).reason)
            job.status, job.problem = "failed", problem_of(known)
            job.problem.what = without_folder(job.problem.what, job.documents)
        finally:
            if self._keep is None:  # the results stay until they are fetched, what was sent does not
                await _remove(job.documents)

    async def _end(self, job: Job) -> None:
        if job.task is not None:
            job.task.cancel()
            await asyncio.wait([job.task])


async def _remove(folder: Path) -> None:
    await finished_in_thread(shutil.rmtree, folder, ignore_errors=True)


def _as_sent(run: Run, documents: Path) -> Run:
    """Return the account with paths as the caller knows them."""
    rows = [
        row.model_copy(update={"reason": row.reason and without_folder(row.reason, documents), "source": None})
        for row in run.documents
    ]
    return run.model_copy(update={"documents": rows})


def _stored(results: Results, run: Run | None) -> dict[str, Any]:
    """Return what is stored, by NAME."""
    profiles, postings = results.profile_names(), results.posting_names()
    pairs = [(row.profile, row.posting) for row in run.comparisons if has_result(row.outcome)] if run else []
    names = ComparisonNames(profiles, postings)
    compared = {names.of(pair) for pair in pairs}
    return {
        "profiles": {name: _read(results.profile_path(name)) for name in profiles},
        "postings": {name: _read(results.posting_path(name)) for name in postings},
        "comparisons": {name: _read(results.comparison_path(name)) for name in sorted(compared)},
    }


def _read(path: Path) -> Any:
    return json.loads(path.read_bytes())
