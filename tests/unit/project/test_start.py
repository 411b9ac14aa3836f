"""What is loaded before a command does its work: nobody waits for libraries that what they asked for does not need."""

from __future__ import annotations

import importlib
import pkgutil
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import click
import pytest

import extract
import extract.cli.commands
from extract.cli import COMMANDS, main
from extract.cli.group import Later
from testing.command_line import ADA

ROOT = Path(__file__).parents[3]
OWN = {"extract", "prompts", "schemas"}
CLIENT = {"openai", "instructor", "extract.llm.client"}


def normal(name: str) -> str:
    return re.split(r"[\[<>=~! ;]", name, maxsplit=1)[0].lower().replace("_", "-")


def libraries() -> set[str]:
    """The modules of every library that the project depends on."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    lists = [project["dependencies"], *project["optional-dependencies"].values()]
    declared = {normal(text) for texts in lists for text in texts}
    found = {
        module for module, names in packages_distributions().items() if declared & {normal(name) for name in names}
    }
    assert {"click", "lxml", "openai", "pydantic", "rich", "yaml"} <= found
    return found


def loaded_by(code: str) -> set[str]:
    """Return the modules that a new process has loaded at its end."""
    tell = "import atexit, sys\natexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
    done = subprocess.run([sys.executable, "-c", tell + code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return set(done.stderr.splitlines()[-1].split())


def loaded_by_command(*arguments: str) -> set[str]:
    return loaded_by(f"from extract.cli import main\nmain({arguments!r}, 'vouchline')")


def subcommands(command: click.Command) -> dict[str, click.Command]:
    return dict(command.commands) if isinstance(command, click.Group) else {}


@pytest.mark.parametrize("option", ["--version", "--help", "-h"])
def test_version_and_help_load_click_alone(option: str) -> None:
    loaded = loaded_by_command(option)
    assert loaded & libraries() == {"click"}
    assert {name for name in loaded if name.partition(".")[0] in OWN} == {
        "extract",
        "extract.cli",
        "extract.cli.group",
        "extract.errors",
    }


def test_help_of_commands_loads_nothing_that_does_the_work() -> None:
    """The models of `schemas` are the choices of one of them."""
    lines: list[list[str]] = []
    for entry in COMMANDS:
        lines.append([str(entry.name), "--help"])
        lines += [[str(entry.name), below, "--help"] for below in subcommands(entry.load())]
    assert ["cache", "prune", "--help"] in lines
    loaded = loaded_by(
        f"from extract.cli import main\nfor line in {lines!r}: assert main(line, 'vouchline', standalone_mode=False) == 0"
    )
    assert loaded & libraries() == {"click", "pydantic", "pydantic_core"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("read", "ada.txt"),
        ("schema", "run"),
        ("cache", "stats"),
        ("cassettes", "check", "."),
        ("export", "nowhere", "--format", "csv"),
        ("eval", "nowhere", "nowhere"),
        ("report", "nowhere"),
        ("review", "nowhere"),
    ],
    ids=" ".join,
)
def test_commands_that_ask_no_model_load_no_client(arguments: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "ada.txt").write_text(ADA, encoding="utf-8")
    places = {"ada.txt": tmp_path / "ada.txt", ".": tmp_path, "nowhere": tmp_path / "nowhere"}
    loaded = loaded_by_command(*(str(places.get(word, word)) for word in arguments))
    assert not loaded & CLIENT


def test_import_of_the_package_loads_no_library() -> None:
    loaded = loaded_by("import extract")
    assert not loaded & libraries()
    assert {name for name in loaded if name.partition(".")[0] in OWN} == {"extract"}


@pytest.mark.parametrize("name", ["Settings", "UserError", "read_document"])
def test_public_names_that_ask_no_model_load_no_client(name: str) -> None:
    assert not loaded_by(f"from extract import {name}") & CLIENT


def test_every_public_name_resolves() -> None:
    for name in extract.__all__:
        assert getattr(extract, name).__name__ == name


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
def test_table_of_commands_says_what_the_commands_say(entry: Later) -> None:
    command = entry.load()
    assert (entry.name, entry.short_help) == (command.name, command.short_help)


def test_table_of_commands_names_every_command_once() -> None:
    found: set[click.Command] = set()
    for module in pkgutil.iter_modules(extract.cli.commands.__path__, "extract.cli.commands."):
        there = vars(importlib.import_module(module.name)).values()
        found |= {value for value in there if isinstance(value, click.Command)}
    below = {command for group in found for command in subcommands(group).values()}
    named = [entry.load() for entry in COMMANDS]
    assert set(named) == found - below
    assert len(named) == len(set(named)) == len({entry.name for entry in COMMANDS})


def test_list_of_commands_is_the_one_that_click_makes_of_the_commands() -> None:
    context = click.Context(main, info_name="vouchline")
    ours, theirs = click.HelpFormatter(width=110), click.HelpFormatter(width=110)
    main.format_commands(context, ours)
    click.Group.format_commands(main, context, theirs)
    assert ours.getvalue() == theirs.getvalue()
    assert "  eval " in ours.getvalue()


def test_command_is_loaded_once() -> None:
    context = click.Context(main, info_name="vouchline")
    assert main.get_command(context, "run") is main.get_command(context, "run")
    assert not isinstance(main.get_command(context, "run"), Later)
    assert main.get_command(context, "walk") is None
