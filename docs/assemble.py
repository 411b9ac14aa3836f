"""Write the sources of the documentation site: these pages, those beside the code, and the generated reference.

Usage: python docs/assemble.py FOLDER. Links that lead out of the site become their text, since the site stands alone.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from pydantic import BaseModel

import extract
import schemas
from extract.cli import main as command_line

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
OUTSIDE = {
    "README.md": "index.md",
    "CHANGELOG.md": "changelog.md",
    "CONTRIBUTING.md": "contributing.md",
    "bench/README.md": "bench/index.md",
    "bench/sets/README.md": "bench/sets.md",
    "samples/README.md": "samples.md",
}
"""Pages of the repository that the site has too: path from the root, path in the site."""
DECISIONS = "decisions/batches.md"
"""Where a link to the folder of decisions leads."""
_LINK = re.compile(r"(?P<image>!?)\[(?P<text>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<target>[^()\s]+)\)")
_FENCE = re.compile(r"^ *```.*?^ *``` *$", re.MULTILINE | re.DOTALL)


def published() -> dict[str, str]:
    """Return what the site takes over: path in the repository, path in the site."""
    inside = {
        f"docs/{path.relative_to(DOCS).as_posix()}": path.relative_to(DOCS).as_posix()
        for path in sorted(DOCS.rglob("*"))
        if path.suffix in {".md", ".png", ".html", ".json"}
    }
    return inside | OUTSIDE


def rewrite_links(text: str, source: str, sites: Mapping[str, str]) -> str:
    """Return a page with its links as they are in the site; `source` is the page's path in the repository."""

    def rewrite(match: re.Match[str]) -> str:
        path, mark, anchor = match["target"].partition("#")
        if ":" in path or not path:
            return match[0]
        goal = os.path.normpath(Path(source).parent / path)
        site = DECISIONS if goal == "docs/decisions" else sites.get(goal)
        if site is None:
            return match["text"]
        relative = os.path.relpath(site, Path(sites[source]).parent)
        return f"{match['image']}[{match['text']}]({relative}{mark}{anchor})"

    parts: list[str] = []
    end = 0
    for fence in _FENCE.finditer(text):
        parts += [_LINK.sub(rewrite, text[end : fence.start()]), fence[0]]
        end = fence.end()
    return "".join([*parts, _LINK.sub(rewrite, text[end:])])


def api_page() -> str:
    """Return the reference of what `extract` exports, from its docstrings."""
    return "# Python API\n\nEverything that `import extract` offers.\n\n" + _references("extract", extract.__all__)


def schemas_page() -> str:
    """Return the reference of the stored models, those of whole files first."""
    files = [model.__name__ for model in schemas.PUBLISHED.values()]
    others = [name for name in schemas.__all__ if name not in files and _is_model(name)]
    functions = ["dump", "fingerprint", "json_schema", "profile_schema"]
    links = ", ".join(f"[{name}](../schemas/{name}.schema.json)" for name in schemas.PUBLISHED)
    return (
        f"# Stored files\n\nThe pydantic models of `schemas`. The same as JSON Schema: {links}.\n\n"
        f"## Files\n\n{_references('schemas', files)}\n## Parts of files\n\n{_references('schemas', others)}\n"
        f"## Functions\n\n{_references('schemas', functions)}"
    )


def _is_model(name: str) -> bool:
    value = getattr(schemas, name)
    return isinstance(value, type) and issubclass(value, BaseModel)


def _references(module: str, names: list[str]) -> str:
    return "".join(f"::: {module}.{name}\n\n" for name in names)


def commands_page() -> str:
    """Return the help of every command."""
    settings: dict[str, Any] = {**command_line.context_settings, "terminal_width": 110}
    context = click.Context(command_line, info_name="vouchline", **settings)
    sections = [f"## {title}\n\n```text\n{text}\n```\n" for title, text in _helps(command_line, context)]
    return "\n".join(["# Command line\n\nThe output of `--help`.\n", *sections])


def _helps(command: click.Command, context: click.Context) -> Iterator[tuple[str, str]]:
    yield context.command_path, command.get_help(context)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None, name
            yield from _helps(below, click.Context(below, context, name))


def write_site(folder: Path) -> None:
    """Write the sources of the site into `folder`, which is emptied first."""
    shutil.rmtree(folder, ignore_errors=True)
    sites = published()
    for source, site in sites.items():
        goal = folder / site
        goal.parent.mkdir(parents=True, exist_ok=True)
        if goal.suffix == ".md":
            goal.write_text(rewrite_links((ROOT / source).read_text("utf-8"), source, sites), "utf-8")
        else:
            shutil.copyfile(ROOT / source, goal)
    reference = folder / "reference"
    reference.mkdir()
    pages = {"api": api_page(), "schemas": schemas_page(), "commands": commands_page()}
    for name, text in pages.items():
        (reference / f"{name}.md").write_text(text, "utf-8")


if __name__ == "__main__":
    write_site(Path(sys.argv[1]))
