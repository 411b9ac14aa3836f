"""Fill the template: one page whose script and style are its own, and that is allowed to load nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template

from extract.report.content import wording
from extract.report.content.sorting import SORT_RULES
from extract.report.content.views import PageView, PostingView, findings_first
from extract.report.page.data import page_json
from extract.report.page.reasons import plain_reason

FOLDER = "extract.report.page"
SCRIPTS = ("dom", "state", "save", "card", "panel", "grid", "filters", "sheets", "start")
"""Parts of the page's script, each building on those before it."""


def page_pieces(view: PageView) -> Iterator[str]:
    """Yield the HTML of the page. Everything from `view` is escaped; style and script are this package's own."""
    style, script = asset("base.css") + asset("report.css"), _script()
    policy = (
        f"default-src 'none'; style-src {_source(style)}; script-src {_source(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    # The template marks them as safe: style and script belong to the program, and their hashes are taken of the very same
    # text; the data hold no "<", so nothing in them can end their element.
    return _template().generate(
        page=view, policy=policy, style=style, script=script, data=page_json(view), sorts=SORT_RULES
    )


@cache
def _script() -> str:
    """Return the page's one script; its parts share a scope of their own."""
    parts = "".join(asset(f"script/{name}.js") for name in SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


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
        "number": wording.number,
        "place": wording.place,
        "plain_reasons": _plain_reasons,
        "show": wording.show_hidden,
        "verdict_words": wording.VERDICT_WORDS.__getitem__,
        "words": wording.words,
    }
    environment.filters.update(filters)
    shared: dict[str, Any] = {"verdicts": wording.VERDICT_MEANINGS}
    environment.globals.update(shared)
    return environment


def _plain_reasons(posting: PostingView) -> list[tuple[str, list[tuple[str, list[int], str]]]]:
    """Return a posting's reasons in short, for where no script runs; those of a candidate that are alike are told once.

    For each candidate, in the order of the table: label, and of each reason verdict in words, numbers of the requirements, text.
    """
    found: list[tuple[str, list[tuple[str, list[int], str]]]] = []
    rows = [row for group in posting.groups for row in group.rows]
    for place, pair in enumerate(posting.pairs):
        profile = pair.candidate.profile
        facts = {fact.id: fact for fact in profile.facts()} if profile is not None else {}
        told: dict[tuple[str, str], list[int]] = {}
        for number, row in enumerate(rows, 1):
            view = row.cells[place]
            if view is not None:
                reason = plain_reason(view, facts, pair.comparison.as_of)
                told.setdefault((wording.VERDICT_WORDS[view.verdict.verdict], reason), []).append(number)
        found.append((pair.candidate.label, [(words, numbers, reason) for (words, reason), numbers in told.items()]))
    return found
