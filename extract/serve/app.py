"""The server as an ASGI application."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.routing import Route

from extract.errors import VouchlineError
from extract.pipeline.open_pipeline import OpenPipeline
from extract.serve.access import Access
from extract.serve.endpoints import Endpoints
from extract.serve.options import Serving
from extract.serve.problems import ProblemError, answer_error, answer_fault, answer_http, answer_left, answer_problem
from extract.web.faults import Faults


def make_app(pipeline: OpenPipeline, serving: Serving, folder: Path, stopping: asyncio.Event) -> Starlette:
    """Return the application. `folder` is for the documents of requests; work under way ends once `stopping` is set."""
    answers = Endpoints(pipeline, serving, folder, stopping)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        try:
            yield
        finally:
            await answers.jobs.close()

    routes = [
        Route("/extract", answers.extract, methods=["POST"]),
        Route("/compare", answers.compare, methods=["POST"]),
        Route("/jobs", answers.begin_job, methods=["POST"]),
        Route("/jobs/{id}", answers.show_job, methods=["GET"]),
        Route("/jobs/{id}", answers.remove_job, methods=["DELETE"]),
        Route("/schemas/{name:path}", answers.schema),
        Route("/health", answers.health),
        Route("/openapi.json", answers.openapi),
    ]
    handlers: dict[Any, Any] = {
        ProblemError: answer_problem,
        VouchlineError: answer_error,
        ClientDisconnect: answer_left,
        HTTPException: answer_http,
    }
    middleware = [Middleware(Access, serving=serving), Middleware(Faults, answer=answer_fault)]
    app = Starlette(routes=routes, middleware=middleware, exception_handlers=handlers, lifespan=lifespan)
    app.router.redirect_slashes = False
    return app
