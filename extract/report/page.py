"""Fill the template: one page whose script and style are its own, and that is allowed to load nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template

from extract.report import wording
from extract.report.views import PageView, findings_first

FOLDER = "extract.report"


def page_pieces(view: PageView) -> Iterator[str]:
    """Yield the HTML of the page. Everything from `view` is escaped; style and script are this package's own."""
    style, script = asset("base.css") + asset("report.css"), asset("report.js")
    policy = (
        f"default-src 'none'; style-src {_source(style)}; script-src {_source(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    # The template marks both as safe: they belong to the program, and their hashes are taken of the very same text.
    return _template().generate(page=view, policy=policy, style=style, script=script)


@cache
def asset(name: str, folder: str = FOLDER) -> str:
    """Return a file of this package, or of another one, as text."""
    return files(folder).joinpath(name).read_text(encoding="utf-8")


def _source(text: str) -> str:
    """Return a text's hash as a source of a Content-Security-Policy."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _template() -> Template:
    return template_environment().get_template("report.html.j2")


def template_environment(*folders: str) -> Environment:
    """Return an environment for the templates of this package and of others, all of them escaping what they are given."""

    def load(name: str) -> str | None:
        for folder in (*folders, FOLDER):
            if files(folder).joinpath(name).is_file():
                return asset(name, folder)
        return None

    environment = Environment(
        loader=FunctionLoader(load), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    filters: dict[str, Any] = {
        "cost": wording.cost,
        "decided": wording.DECIDED_WORDS.__getitem__,
        "distinct": wording.distinct,
        "duration": wording.duration,
        "findings_first": findings_first,
        "measure": wording.measure,
        "number": wording.number,
        "own_period": wording.own_period,
        "place": wording.place,
        "show": wording.show_hidden,
        "stated": wording.stated,
        "verdict_words": wording.VERDICT_WORDS.__getitem__,
        "words": wording.words,
    }
    environment.filters.update(filters)
    shared: dict[str, Any] = {"period": wording.period, "verdicts": wording.VERDICT_MEANINGS}
    environment.globals.update(shared)
    return environment
