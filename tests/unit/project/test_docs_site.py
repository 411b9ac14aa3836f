"""The sources of the documentation site, and the links between the repository's pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import extract
from docs.assemble import OUTSIDE, commands_page, published, rewrite_links, write_site
from extract.cli import main
from tests.unit.project.test_docs import FENCE, ROOT

LINK = re.compile(r"\]\(([^()\s]+)\)")
NAVIGATION = re.compile(r": ([\w./-]+\.md)$", re.MULTILINE)
SITES = published()
PAGES = sorted(source for source in SITES if source.endswith(".md"))


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_files_when_a_page_is_read_in_the_repository(page: str) -> None:
    text = FENCE.sub("", (ROOT / page).read_text("utf-8"))
    targets = [target.partition("#")[0] for target in LINK.findall(text) if ":" not in target]
    assert [target for target in targets if not ((ROOT / page).parent / target).exists()] == []


def test_navigation_names_every_page_of_the_site(tmp_path: Path) -> None:
    write_site(tmp_path / "site")
    config = (ROOT / "mkdocs.yml").read_text("utf-8")
    written = {path.relative_to(tmp_path / "site").as_posix() for path in (tmp_path / "site").rglob("*.md")}
    assert written == set(NAVIGATION.findall(config))
    assert set(OUTSIDE.values()) <= written


@pytest.mark.parametrize(
    ("source", "link", "rewritten"),
    [
        ("README.md", "[how](docs/how-it-works.md#rules)", "[how](how-it-works.md#rules)"),
        ("README.md", "![page](docs/report.png)", "![page](report.png)"),
        ("docs/figures.md", "[all](../bench/README.md)", "[all](bench/index.md)"),
        ("bench/README.md", "[why](../docs/decisions/report.md)", "[why](../decisions/report.md)"),
        ("docs/prompts.md", "in [prompts](../prompts)", "in prompts"),
        ("docs/prompts.md", "[RFC](https://example.com/a)", "[RFC](https://example.com/a)"),
        ("docs/prompts.md", "[below](#versions)", "[below](#versions)"),
        ("docs/prompts.md", "```\n[code](../prompts)\n```", "```\n[code](../prompts)\n```"),
    ],
)
def test_links_are_those_of_the_site_when_a_page_moves(source: str, link: str, rewritten: str) -> None:
    assert rewrite_links(link, source, SITES) == rewritten


def test_reference_holds_every_public_name_and_the_help_of_every_command(tmp_path: Path) -> None:
    write_site(tmp_path / "site")
    api = (tmp_path / "site/reference/api.md").read_text("utf-8")
    assert [name for name in extract.__all__ if f"::: extract.{name}\n" not in api] == []
    helps = commands_page()
    assert [name for name in main.commands if f"## vouchline {name}\n" not in helps] == []
    assert "## vouchline cache prune\n" in helps
