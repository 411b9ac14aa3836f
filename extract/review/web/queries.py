"""What a request says, checked before anything is done with it."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from extract.review.decisions.log import GROUPS
from extract.review.web.guard import MAX_BODY_BYTES
from schemas import Group

SHOWN = ("all", "open", "under_way", "ask_again", "finished")
"""The states that the list can be narrowed to."""


class BadQueryError(Exception):
    """A parameter is missing or cannot be used; the message says which."""


def list_query(request: Request) -> tuple[str, str, int]:
    """Return which words to search for, which state to show, and from which place on."""
    show = request.query_params.get("show", "all")
    if show not in SHOWN:
        raise BadQueryError("show")
    first = number_of(request, "first") if "first" in request.query_params else 0
    return request.query_params.get("q", "")[:200], show, first


def text_of(request: Request, name: str) -> str:
    """Return a parameter that has to be there."""
    value = request.query_params.get(name, "")
    if not value or len(value) > 1000:
        raise BadQueryError(name)
    return value


def number_of(request: Request, name: str) -> int:
    """Return a parameter that has to be a number, from 0."""
    value = request.query_params.get(name, "")
    if not (value.isascii() and value.isdigit() and len(value) <= 9):
        raise BadQueryError(name)
    return int(value)


def group_of(word: str) -> Group:
    """Return what can be decided about: profiles, postings or comparisons."""
    for group in GROUPS:
        if group == word:
            return group
    raise BadQueryError("group")


async def body_of(request: Request) -> dict[str, Any]:
    """Return the JSON object of a request."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise BadQueryError("content-type")
    body = await request.body()
    if len(body) > MAX_BODY_BYTES:
        raise BadQueryError("body")
    try:
        found: Any = await request.json()
    except (ValueError, RecursionError):
        raise BadQueryError("body") from None
    if not isinstance(found, dict):
        raise BadQueryError("body")
    return found  # pyright: ignore[reportUnknownVariableType]
