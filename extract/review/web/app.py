"""The review page's server: pages for people, and the small interface that they are made with."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from extract.documents.ocr.recognition import Recognition
from extract.errors import UserError
from extract.review.state.session import ReviewSession, UnknownNameError
from extract.review.web import pages
from extract.review.web.actions import Taking
from extract.review.web.answers import Views
from extract.review.web.description import describe
from extract.review.web.downloads import HandingOut
from extract.review.web.fragments import Pieces
from extract.review.web.guard import Guard
from extract.review.web.queries import BadQueryError
from extract.system.limits import ReadLimits
from extract.web.faults import Faults

_SCRIPTS = ("review", "cards", "deciding", "document", "forms", "keys", "notices", "seen", "server")
_STATIC = {
    "review.css": "text/css",
    "icon.svg": "image/svg+xml",
    **{f"{name}.js": "text/javascript" for name in _SCRIPTS},
}


@dataclass(frozen=True, slots=True)
class Serving:
    """How the page is served: the folder, where the documents are, who reviews, and the names that the server answers to.

    `limits` and `recognition` say how documents are read: as the run did, so that the text is the same.
    """

    out: Path
    docs: Path | None
    reviewer: str
    hosts: frozenset[str]
    port: int
    token: str
    limits: ReadLimits = field(default_factory=ReadLimits)
    recognition: Recognition = field(default_factory=Recognition)


def make_app(serving: Serving) -> Starlette:
    """Return the server as an ASGI application."""
    room = ReviewSession(serving.out, serving.docs, serving.limits, serving.recognition)

    @contextlib.asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncGenerator[None]:
        reading = asyncio.create_task(asyncio.to_thread(room.index.refresh, force=True))
        warming = asyncio.create_task(room.sources.start_ahead())
        try:
            yield
        finally:
            reading.cancel()
            warming.cancel()
            await asyncio.gather(reading, warming, return_exceptions=True)
            await room.sources.close()

    view, piece, taking = Views(room, serving.reviewer), Pieces(room), Taking(room, serving.reviewer)
    routes = [
        Route("/", view.list_page),
        Route("/progress", view.progress_page),
        Route("/profiles/{name:path}", view.profile_page),
        Route("/postings/{name:path}", view.posting_page),
        Route("/requirements/{name:path}", view.requirements_page),
        Route("/comparisons/{name:path}", view.comparison_page),
        Route("/across/{name:path}", view.across_page),
        Route("/take/{form}", HandingOut(room).give),
        Route("/static/{file}", _static),
        Route("/openapi.json", _description),
        Route("/api/list", view.list_api),
        Route("/api/facts", piece.facts),
        Route("/api/across", view.across_sheet),
        Route("/api/card", piece.card),
        Route("/api/form", piece.form),
        Route("/api/date", piece.date),
        Route("/api/text", piece.text),
        Route("/api/overlay", piece.overlay),
        Route("/api/boxes", piece.boxes),
        Route("/api/picture", piece.picture),
        Route("/api/decisions", taking.decide, methods=["POST"]),
        Route("/api/batches", taking.decide_several, methods=["POST"]),
        Route("/api/people", taking.tell_people, methods=["POST"]),
        Route("/api/presence", taking.present, methods=["POST"]),
        Route("/api/reviewer", taking.rename, methods=["POST"]),
    ]
    handlers: dict[Any, Any] = {
        UnknownNameError: _unknown,
        UserError: _unusable,
        BadQueryError: _bad_query,
        ValidationError: _bad_order,
    }
    guard = Middleware(Guard, hosts=serving.hosts, port=serving.port, token=serving.token)
    app = Starlette(
        routes=routes,
        middleware=[guard, Middleware(Faults, answer=_unusable)],
        exception_handlers=handlers,
        lifespan=lifespan,
    )
    app.router.redirect_slashes = False
    return app


async def _static(request: Request) -> Response:
    file = request.path_params["file"]
    if file not in _STATIC:
        return PlainTextResponse("There is no such file.", 404)
    if file == "review.css":
        return Response(pages.style(), media_type="text/css", headers={"Cache-Control": "no-cache"})
    content = files("extract.review.web").joinpath("static", file).read_bytes()
    return Response(content, media_type=_STATIC[file], headers={"Cache-Control": "no-cache"})


async def _description(_: Request) -> Response:
    return JSONResponse(describe())


async def _unknown(request: Request, _: Exception) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"problems": {"name": "There is nothing of that name."}}, 404)
    return HTMLResponse(pages.page("missing.html.j2", reviewer=pages.reviewer_of(request, "")), 404)


async def _unusable(request: Request, error: Exception) -> Response:
    said = str(error)
    if request.url.path.startswith("/api/"):
        return JSONResponse({"problems": {"": said}}, 500)
    return HTMLResponse(pages.page("broken.html.j2", reviewer=pages.reviewer_of(request, ""), said=said), 500)


async def _bad_query(_: Request, error: Exception) -> Response:
    return JSONResponse({"problems": {str(error): "is missing or cannot be used"}}, 422)


async def _bad_order(_: Request, error: Exception) -> Response:
    assert isinstance(error, ValidationError)
    places = {".".join(map(str, each["loc"])) for each in error.errors(include_url=False, include_input=False)}
    return JSONResponse({"problems": dict.fromkeys(sorted(places), "is missing or cannot be used")}, 422)


def new_token() -> str:
    """Return a key for the link."""
    return secrets.token_urlsafe(24)
