"""What went wrong, as RFC 9457 problem details: what, which, and what to do about it. None quotes a document."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from pydantic import ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from extract.errors import (
    DocumentError,
    InternalError,
    ModelCallError,
    TransportError,
    UserError,
    VouchlineError,
    describe_failure,
)

MEDIA_TYPE = "application/problem+json"
RETRY_S = 10
"""Seconds after which a caller may try again what was refused for now."""
_OF_DOCUMENTS = {"too_large": 413, "unsupported": 415}


class ProblemError(Exception):
    """Ends a request. `code` is for programs, `what` and `remedy` for people."""

    def __init__(self, status: int, code: str, what: str, remedy: str = "") -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.what = what
        self.remedy = remedy

    def as_json(self) -> dict[str, Any]:
        """Return the problem details."""
        return {
            "type": "about:blank", "title": HTTPStatus(self.status).phrase, "status": self.status,
            "code": self.code, "detail": self.what, "remedy": self.remedy,
        }  # fmt: skip

    def answer(self) -> Response:
        """Return the response."""
        headers: dict[str, str] = {}
        if self.status in (429, 503):
            headers["Retry-After"] = str(RETRY_S)
        if self.status == 401:
            headers["WWW-Authenticate"] = 'Bearer realm="vouchline"'
        return JSONResponse(self.as_json(), self.status, headers, media_type=MEDIA_TYPE)


def problem_of(error: VouchlineError) -> ProblemError:
    """Return the problem that an error of the pipeline is to a caller."""
    code = describe_failure(error).code
    if isinstance(error, DocumentError):
        return ProblemError(_OF_DOCUMENTS.get(error.code, 422), code, error.what, error.remedy)
    if isinstance(error, TransportError | UserError):  # the model is away, or has to be set up by whoever runs this
        return ProblemError(503, code, error.what, error.remedy)
    if isinstance(error, ModelCallError):
        return ProblemError(502, code, error.what, error.remedy)
    return ProblemError(500, code, error.what, error.remedy)


async def answer_problem(_: Request, error: Exception) -> Response:
    """Answer with a problem."""
    assert isinstance(error, ProblemError)
    return error.answer()


async def answer_error(_: Request, error: Exception) -> Response:
    """Answer an error of the pipeline."""
    assert isinstance(error, VouchlineError)
    return problem_of(error).answer()


async def answer_fault(_: Request, error: Exception) -> Response:
    """Answer a fault of the program, which was named by its place."""
    return problem_of(InternalError(str(error))).answer()


async def answer_left(*_: object) -> Response:
    """Answer a client that is gone: nobody reads it."""
    return Response(status_code=400)


async def answer_http(_: Request, error: Exception) -> Response:
    """Answer what no handler took: no such address, another method, a form that cannot be parsed."""
    assert isinstance(error, HTTPException)
    code, what, remedy = _OF_HTTP.get(error.status_code, ("bad_request", error.detail, "Correct the request."))
    answer = ProblemError(error.status_code, code, what, remedy).answer()
    kept: Mapping[str, str] = error.headers or {}
    answer.headers.update(kept)  # Allow
    return answer


_OF_HTTP = {
    404: ("not_found", "There is nothing at this address.", "GET /openapi.json lists the addresses."),
    405: ("method_not_allowed", "This address takes another method.", "The header Allow names it."),
}


def invalid_body(error: ValidationError) -> ProblemError:
    """Return the problem of a body that does not fit its schema: places, never values."""
    places = [
        ".".join(map(str, each["loc"])) or "body" for each in error.errors(include_url=False, include_input=False)
    ]
    more = f" and {len(places) - 5} more" if len(places) > 5 else ""
    return ProblemError(
        422, "invalid_body", f"The body does not fit its schema at: {', '.join(places[:5])}{more}.",
        "GET /openapi.json describes the body; profiles and postings are those that POST /extract gives.",
    )  # fmt: skip
