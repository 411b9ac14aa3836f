"""Fill the review page's templates. Everything that they are given is escaped; style and scripts are files of their own."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import Response

from extract.report.page.render import asset, template_environment
from extract.review.domain.corrections import fields_of
from extract.review.state import view_model as views
from extract.review.state import wording

FOLDER = "extract.review.web.templates"
NAME_COOKIE = "vouchline-reviewer"
STALE_RESULTS = "The document was extracted again since this page was opened. Nothing was saved; reload the page."

STALE_BATCH = "Some of these were decided in the meantime, so that none of their file was saved. Look, and try again."


def page(template: str, **content: Any) -> str:
    """Return a whole page."""
    return _environment().get_template(template).render(**content)


def fragment(template: str, **content: Any) -> str:
    """Return a piece of a page."""
    return _environment().get_template(template).render(**content).strip()


@cache
def style() -> str:
    """Return the style sheet: what the report uses too, and what is the page's own."""
    return asset("base.css") + asset("review.css", "extract.review.web.static")


def stale_words(by: str) -> str:
    """Say that somebody was quicker."""
    return f"{by or 'Somebody'} decided this in the meantime. Yours was not saved; this is what stands now."


def reviewer_of(request: Request, default: str) -> str:
    """Return the name that this browser gave, or the server's own."""
    given = request.cookies.get(NAME_COOKIE, "")
    try:
        name = urlsafe_b64decode(given.encode()).decode()
    except ValueError:
        return default
    return name if name and len(name) <= 80 and name.isprintable() else default


def clean_name(given: str) -> str:
    """Return a reviewer's name as it can stand in the log and on a page: 80 characters that can be seen, at most."""
    return " ".join("".join(char for char in given if char.isprintable()).split())[:80]


def remember_reviewer(response: Response, name: str) -> None:
    """Keep a name in the browser, for half a year."""
    value = urlsafe_b64encode(name.encode()).decode()
    response.set_cookie(NAME_COOKIE, value, max_age=15_552_000, httponly=True, samesite="strict", path="/")


def _when(at: str) -> str:
    """Return a time of the log as this computer's clock shows it."""
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")


def _link(group: str, name: str) -> str:
    return f"/{group}/{quote(name, safe='/')}"


def _query(values: Mapping[str, object]) -> str:
    return urlencode({key: value for key, value in values.items() if value not in ("", None)})


@cache
def _environment() -> Environment:
    environment = template_environment(FOLDER)
    environment.filters.update(
        {"when": _when, "state_words": views.STATE_WORDS.__getitem__, "action_words": views.ACTION_WORDS.__getitem__,
         "input_value": wording.input_value, "label": wording.label_of}
    )  # fmt: skip
    shared: dict[str, Any] = {"link": _link, "query": _query, "kind_words": views.KIND_WORDS, "fields_of": fields_of,
         "effective_verdict": views.effective_verdict}  # fmt: skip
    environment.globals.update(shared)
    return environment
