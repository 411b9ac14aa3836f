"""How near the calls of a run come to what the model's server allows: `python -m bench.throughput [--jobs 16,64]`.

A server of ours answers each request after a second; more calls a second than jobs are then not possible. Measured side by side, in the
same minute on the same machine: a bare HTTP client, openai's library, a plain asyncio loop around instructor, our client
(`ModelClient.ask`, schema, cache and retries on), and a whole `extract` of made-up documents. The first of them shows what
the machine and the server's process allow at best.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import instructor
import openai
from pydantic import BaseModel, ConfigDict, SecretStr

from extract.llm.cache.answers import AnswerCache
from extract.llm.client import ModelClient
from extract.llm.request.answer_schema import form_of
from extract.llm.request.providers import resolve_endpoint
from extract.llm.request.questions import Message, Question
from extract.llm.request.wire import constrained, request_arguments
from extract.llm.retry.pacing import Pace
from extract.pipeline.run import extract_paths
from extract.settings.load import Settings
from testing.servers.model_server import RunningServer, model_server
from testing.servers.plans import Plan

LATENCY_S = 1.0
TARGETS = {16: 0.95, 64: 0.95}
ROUNDS = 20
"""Requests for each job: the start and the end, when not all are busy, weigh a twentieth."""
DOCUMENTS_A_JOB = 32
LEAST_DOCUMENTS = 1024
"""So that what happens once in a run weighs little: the start of the processes that read, and writing the page."""
RESULTS = Path(__file__).parent / "results" / "throughput.json"
Call = Callable[[int], Awaitable[object]]


class Job(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    employer: str
    title: str | None


class Jobs(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    jobs: list[Job]


@dataclass(frozen=True)
class Measured:
    """`share` is calls a second ÷ (jobs ÷ latency); `cpu_ms` is ours for each call, in all threads of this process."""

    what: str
    jobs: int
    calls: int
    calls_per_s: float
    share: float
    cpu_ms: float


def question(number: int) -> Question[Jobs]:
    resume = "\n".join(
        f"Nurse {number}-{line}, Acme Hospital, Jan 2020 – Present, and what was done there" for line in range(30)
    )
    return Question(
        "roles", "0" * 64, (Message("system", resume), Message("user", "List every job.")), form_of(Jobs), 400
    )


async def drive(what: str, jobs: int, call: Call) -> Measured:
    """Keep `jobs` calls under way until each has had its rounds."""
    rest = iter(range(jobs * ROUNDS))

    async def work() -> None:
        for number in rest:
            await call(number)

    cpu_s, started = time.process_time(), time.monotonic()
    await asyncio.gather(*(work() for _ in range(jobs)))
    return _measured(what, jobs, jobs * ROUNDS, time.monotonic() - started, time.process_time() - cpu_s)


def _measured(what: str, jobs: int, calls: int, seconds: float, cpu_s: float) -> Measured:
    share = calls / seconds / (jobs / LATENCY_S)
    return Measured(what, jobs, calls, round(calls / seconds, 1), round(share, 3), round(cpu_s / calls * 1e3, 2))


async def measure_calls(server: RunningServer, jobs: int, folder: Path) -> list[Measured]:
    """Return what each way of calling reaches."""
    endpoint = resolve_endpoint(base_url=server.base_url, model="made-up", provider="llama_cpp")
    bodies = [
        constrained(request_arguments(question(n), endpoint, 7), form_of(Jobs), endpoint) for n in range(jobs * ROUNDS)
    ]
    url = f"{server.base_url}/chat/completions"
    found: list[Measured] = []
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:

        async def bare(number: int) -> None:
            async with session.post(url, json=bodies[number]) as reply:
                await reply.json()

        await drive("warm-up", jobs, bare)  # the server makes its answers up once
        found.append(await drive("bare HTTP (aiohttp)", jobs, bare))
    async with openai.AsyncOpenAI(base_url=server.base_url, api_key="none", max_retries=0) as client:

        async def plain(number: int) -> None:
            create: Any = client.chat.completions.create
            completion: Any = await create(**bodies[number])
            Jobs.model_validate_json(completion.choices[0].message.content or "")

        found.append(await drive("openai", jobs, plain))
        wrapped: Any = instructor.from_openai(client, mode=instructor.Mode.JSON_SCHEMA)

        async def looped(number: int) -> None:
            body = {name: value for name, value in bodies[number].items() if name != "response_format"}
            await wrapped.create(response_model=Jobs, **body)

        found.append(await drive("asyncio + instructor", jobs, looped))
    with AnswerCache(folder / "answers") as cache:
        async with ModelClient(endpoint, cache=cache, pace=Pace(jobs)) as ours:
            found.append(await drive("Vouchline's client", jobs, lambda number: ours.ask(question(number))))
    return found


def write_documents(folder: Path, count: int) -> None:
    folder.mkdir()
    for number in range(count):
        (folder / f"r{number:05}.txt").write_text(
            f"Ada Example {number}\nada{number}@example.com\nEXPERIENCE\nNurse, Acme {number} Hospital, Jan 2020 – Present\n"
            f"- Cut waiting time at Acme {number} from 49 to 31 minutes\nEDUCATION\nB.S. Nursing, Example University {number}, 2019\n",
            encoding="utf-8",
        )


def measure_documents(server: RunningServer, jobs: int, folder: Path) -> tuple[Measured, float]:
    """Return what a whole extraction reaches, and the CPU milliseconds of a document in this process."""
    count = max(jobs * DOCUMENTS_A_JOB, LEAST_DOCUMENTS)
    write_documents(folder / "docs", count)
    settings = Settings(
        model="made-up", base_url=server.base_url, api_key=SecretStr("none"), provider="openai", jobs=jobs,
        as_of="2026-01-31", cache_dir=folder / "cache",
    )  # fmt: skip
    server.follow(Plan(latency_s=LATENCY_S, answers="smallest"))
    cpu_s, started = time.process_time(), time.monotonic()
    asyncio.run(extract_paths([folder / "docs"], folder / "out", settings, kind="resume"))
    seconds, cpu_s = time.monotonic() - started, time.process_time() - cpu_s
    calls = server.seen().requests
    return _measured("Vouchline, whole documents", jobs, calls, seconds, cpu_s), round(cpu_s / count * 1e3, 1)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--jobs", default="16,64")
    parser.add_argument("--no-documents", action="store_true")
    options = parser.parse_args()
    for jobs in map(int, options.jobs.split(",")):
        document_ms = None
        with tempfile.TemporaryDirectory() as name, model_server(Plan(latency_s=LATENCY_S)) as server:
            rows = asyncio.run(measure_calls(server, jobs, Path(name)))
            if not options.no_documents:
                row, document_ms = measure_documents(server, jobs, Path(name))
                rows.append(row)
        for row in rows:
            print(
                f"{row.jobs:4} jobs  {row.what:28} {row.calls_per_s:8.1f} calls/s  {row.share:.3f}  {row.cpu_ms:6.2f} ms"
            )
        keep(jobs, rows, document_ms)


def keep(jobs: int, rows: list[Measured], document_ms: float | None) -> None:
    """Write the figures of one number of jobs in place of those that were there."""
    known: dict[str, Any] = json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    known[str(jobs)] = {
        "taken_at": datetime.now(UTC).strftime("%Y-%m-%d"), "latency_s": LATENCY_S, "target": TARGETS.get(jobs),
        "cores": os.cpu_count(), "load_at_the_end": round(os.getloadavg()[0], 1), "document_cpu_ms": document_ms,
        "rows": [asdict(row) for row in rows],
    }  # fmt: skip
    RESULTS.write_text(json.dumps(known, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
