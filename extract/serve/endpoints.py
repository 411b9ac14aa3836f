"""What the server answers: documents, jobs, comparisons, schemas and its state."""

from __future__ import annotations

import asyncio
import functools
import secrets
import shutil
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

import schemas
from extract.comparison.retrieval.inputs import check_profile
from extract.documents.discovery.names import name_documents
from extract.documents.discovery.paths import find_documents_isolated
from extract.errors import DocumentError, UserError
from extract.pipeline.open_pipeline import Extracted, OpenPipeline
from extract.pipeline.worker import KindChoice
from extract.serve.attending import Places, attended, within
from extract.serve.description import describe
from extract.serve.jobs import DOCUMENTS, RESULTS, Jobs
from extract.serve.options import Serving
from extract.serve.problems import ProblemError, invalid_body
from extract.serve.uploads import renamed, save_all, save_one, too_many_documents
from extract.store.results import Results
from extract.system.threads import finished_in_thread
from schemas.answers import ANSWERS, answer_schema

MAX_PAIR_BYTES = 20_000_000
"""Largest body with a profile and a posting; those of the longest documents have some 2 MB."""
_SWITCH = {"true": True, "false": False}


class Pair(BaseModel):
    """What is compared."""

    model_config = ConfigDict(extra="forbid")

    profile: schemas.Profile
    posting: schemas.Posting


class Endpoints:
    """Answers requests, over one pipeline. `folder` is for the documents of requests, `stopping` is set when the server ends."""

    def __init__(self, pipeline: OpenPipeline, serving: Serving, folder: Path, stopping: asyncio.Event) -> None:
        self.jobs = Jobs(pipeline, serving.limits, folder, serving.keep)
        self._pipeline = pipeline
        self._serving = serving
        self._folder = folder
        self._stopping = stopping
        self._places = Places(serving.limits.requests)

    async def extract(self, request: Request) -> Response:
        """Extract the document that is sent."""
        kind = _kind_of(request)
        async with self._at_work(), self._own_folder() as folder:
            path, name = await save_one(request, folder / DOCUMENTS)
            found = await attended(request, self._extract(path, name, kind, folder), self._stopping)
        return _stored_answer(found.result, "posting" if found.kind == "posting" else "profile")

    async def compare(self, request: Request) -> Response:
        """Compare the profile and the posting that are sent."""
        async with self._at_work():
            pair = await _pair_of(request)
            try:
                check_profile(pair.profile, name_documents([pair.profile.document.path])[0])
            except UserError as error:
                raise ProblemError(422, "inconsistent_profile", error.what, error.remedy) from None
            made = await attended(request, self._pipeline.compare(pair.profile, pair.posting), self._stopping)
        return _stored_answer(made, "comparison")

    async def begin_job(self, request: Request) -> Response:
        """Begin a job with the documents that are sent."""
        kind, compare = _kind_of(request), _switch_of(request, "compare")
        async with self._at_work():
            job = await self.jobs.open()
            try:
                await self._receive(request, job.documents)
            except BaseException:
                await self.jobs.remove(job)
                raise
            self.jobs.begin(job, kind, compare=compare)
        return JSONResponse(job.as_json(), 202, {"Location": f"/jobs/{job.id}"})

    async def show_job(self, request: Request) -> Response:
        """Tell how far a job is, and what came of it."""
        return JSONResponse(await self.jobs.results(self.jobs.find(request.path_params["id"])))

    async def remove_job(self, request: Request) -> Response:
        """End a job and remove all that there is of it."""
        await self.jobs.remove(self.jobs.find(request.path_params["id"]))
        return Response(status_code=204)

    async def schema(self, request: Request) -> Response:
        """Give a JSON Schema by its name, as `vouchline schema` prints it."""
        name = request.path_params["name"]
        if name in schemas.PUBLISHED:
            return JSONResponse(schemas.json_schema(name), media_type="application/schema+json")
        answer = name.removeprefix("answers/")
        if answer != name and answer in ANSWERS:
            return JSONResponse(answer_schema(answer), media_type="application/schema+json")
        raise ProblemError(
            404, "unknown_schema", f"There is no schema {name[:60]!r}.",
            f"There are: {', '.join(schemas.PUBLISHED)}; and answers/NAME, which `vouchline schema --help` lists.",
        )  # fmt: skip

    async def health(self, _: Request) -> Response:
        """Tell that the server is there."""
        return JSONResponse({"status": "ok", "vouchline": version("vouchline")})

    async def openapi(self, _: Request) -> Response:
        """Describe the interface."""
        return JSONResponse(_described())

    async def _extract(self, path: Path, name: str, kind: KindChoice, folder: Path) -> Extracted:
        try:
            document = await self._pipeline.reader.read(path)
        except DocumentError as error:
            raise renamed(error, path.parents[name.count("/")]) from None
        found = await self._pipeline.extract(document, name, kind)
        if self._serving.keep is not None:
            await finished_in_thread(_keep, Results(folder / RESULTS), found, name_documents([name])[0])
        return found

    async def _receive(self, request: Request, folder: Path) -> None:
        most = self._serving.limits.documents
        await save_all(request, folder, most=most)
        found = await attended(request, find_documents_isolated([folder], self._pipeline.reader), self._stopping)
        if not found:
            raise ProblemError(
                422, "no_document", "None of the files is a document that can be read.",
                "Send résumés and job postings; `vouchline doctor` lists the formats that can be read.",
            )  # fmt: skip
        if len(found) > most:
            raise too_many_documents(len(found), most)

    @asynccontextmanager
    async def _at_work(self) -> AsyncGenerator[None]:
        """Hold a place and a clock for a request."""
        with self._places.take():
            async with within(self._serving.limits.request_s, "request", "--max-request-s"):
                yield

    @asynccontextmanager
    async def _own_folder(self) -> AsyncGenerator[Path]:
        """Give a folder for one request; it is removed at the end where nothing is to be kept."""
        folder = (self._serving.keep or self._folder) / secrets.token_urlsafe(18)
        (folder / DOCUMENTS).mkdir(parents=True)
        try:
            yield folder
        finally:
            if self._serving.keep is None:
                await finished_in_thread(shutil.rmtree, folder, ignore_errors=True)


def _keep(results: Results, found: Extracted, name: str) -> None:
    if isinstance(found.result, schemas.Posting):
        results.write_posting(name, found.result, found.document.text)
    else:
        results.write_profile(name, found.result, found.document.text)


def _stored_answer(model: schemas.Stored, schema: str) -> Response:
    """Return a stored model as it is published, with the address of its schema."""
    headers = {"Link": f'</schemas/{schema}>; rel="describedby"'}
    return Response(schemas.dump(model), headers=headers, media_type="application/json")


def _kind_of(request: Request) -> KindChoice:
    given = request.query_params.get("kind", "auto")
    for kind in get_args(KindChoice):
        if given == kind:
            return kind
    raise _bad_parameter("kind", given, get_args(KindChoice))


def _switch_of(request: Request, name: str) -> bool:
    given = request.query_params.get(name, "false")
    if given not in _SWITCH:
        raise _bad_parameter(name, given, tuple(_SWITCH))
    return _SWITCH[given]


def _bad_parameter(name: str, given: str, allowed: tuple[str, ...]) -> ProblemError:
    return ProblemError(
        422, "bad_parameter", f"The value {given[:40]!r} of the parameter {name!r} cannot be used.",
        f"Allowed: {', '.join(allowed)}.",
    )  # fmt: skip


async def _pair_of(request: Request) -> Pair:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise ProblemError(
            415, "not_json", "The body is not sent as application/json.",
            'Send {"profile": …, "posting": …} with the header `Content-Type: application/json`.',
        )  # fmt: skip
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > MAX_PAIR_BYTES:
            raise ProblemError(
                413, "body_too_large", f"The profile and the posting take more than {MAX_PAIR_BYTES:,} bytes.",
                "Send a profile and a posting as POST /extract gives them.",
            )  # fmt: skip
    try:
        return await finished_in_thread(Pair.model_validate_json, bytes(body))
    except ValidationError as error:
        raise invalid_body(error) from None


@functools.cache
def _described() -> dict[str, Any]:
    return describe(Pair)
