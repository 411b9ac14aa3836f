"""What the pages about contact, the same person and erasing show, done word for word."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from extract.cli import main
from extract.store.results import Results
from testing.builders.reviews import STORED, profile_of, shifted

DOCS = Path(__file__).parents[3] / "docs"


def commands(page: str) -> list[list[str]]:
    [block] = re.findall(r"^```\n(.*?)^```$", (DOCS / page).read_text("utf-8"), re.MULTILINE | re.DOTALL)
    return [shlex.split(line, comments=True)[1:] for line in block.splitlines()]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder `results` with the people of the pages, and a second document of one of them."""
    monkeypatch.chdir(tmp_path)
    results = Results(tmp_path / "results")
    for name, of in {"zoe_lindqvist": "zoe_lindqvist", "lee_ann": "joao_tavares", "lee_anna": "agnes_thibault"}.items():
        results.write_profile(name, profile_of(of))
    newer = shifted(profile_of("zoe_lindqvist"), 20)
    document = newer.document.model_copy(update={"sha256": "1" * 64})
    results.write_profile("zoe_2026", newer.model_copy(update={"document": document}))
    return tmp_path


def test_contact_is_the_one_that_the_page_shows() -> None:
    [shown] = re.findall(r"^```json\n(.*?)^```$", (DOCS / "contact.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    candidate = json.loads((STORED / "eszter_halmos.profile.json").read_text("utf-8"))["candidate"]
    assert {name: candidate[name] for name in json.loads(shown)} == json.loads(shown)


@pytest.mark.usefixtures("here")
def test_commands_of_the_page_about_the_same_person_decide_about_pairs() -> None:
    results = [CliRunner().invoke(main, arguments) for arguments in commands("same-person.md")]
    assert [result.exit_code for result in results] == [0] * len(results)
    [pair] = json.loads(results[-1].stdout)["pairs"]
    assert (pair["first"], pair["second"], pair["likeness"]) == ("zoe_2026", "zoe_lindqvist", "same")


@pytest.mark.parametrize("arguments", commands("erasing.md"), ids=" ".join)
def test_commands_of_the_page_about_erasing_remove_the_profile(here: Path, arguments: list[str]) -> None:
    result = CliRunner().invoke(main, arguments, input="y\n")
    assert result.exit_code == 0, result.output
    assert "'zoe_2026'" in result.stdout
    left = Results(here / "results").profile_names()
    assert ("zoe_lindqvist" in left) == ("--dry-run" in arguments)
    assert "zoe_2026" in left
