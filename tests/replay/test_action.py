"""The GitHub Action that replays a user's recordings: its form, and its steps in bash as GitHub runs them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

ROOT = Path(__file__).parents[2]
PLACE = ROOT / ".github" / "actions" / "replay"
ACTION: dict[str, Any] = yaml.safe_load((PLACE / "action.yml").read_text("utf-8"))
INPUTS = {
    "folder": "samples", "cassettes": "cassettes", "options": "--model embedded --as-of 2026-01-31 --quiet",
    "expected": "expected",
}  # fmt: skip
TEXT = {"type": "string"}
# https://docs.github.com/actions/reference/workflows-and-actions/metadata-syntax, for composite actions with scripts
COMPOSITE = {
    "type": "object", "additionalProperties": False, "required": ["name", "description", "runs"],
    "properties": {
        "name": TEXT, "description": TEXT, "author": TEXT, "branding": {"type": "object"},
        "inputs": {"type": "object", "propertyNames": {"pattern": "^[_a-zA-Z][a-zA-Z0-9_-]*$"}, "additionalProperties": {
            "type": "object", "additionalProperties": False, "required": ["description"],
            "properties": {"description": TEXT, "required": {"type": "boolean"}, "default": TEXT,
                           "deprecationMessage": TEXT},
        }},
        "outputs": {"type": "object", "additionalProperties": {
            "type": "object", "additionalProperties": False, "required": ["description", "value"],
            "properties": {"description": TEXT, "value": TEXT},
        }},
        "runs": {
            "type": "object", "additionalProperties": False, "required": ["using", "steps"],
            "properties": {"using": {"const": "composite"}, "steps": {"type": "array", "minItems": 1, "items": {
                "type": "object", "additionalProperties": False, "required": ["run", "shell"],
                "properties": {"name": TEXT, "id": TEXT, "run": TEXT, "shell": {"const": "bash"}, "if": TEXT,
                               "env": {"type": "object", "additionalProperties": TEXT}, "working-directory": TEXT},
            }}},
        },
    },
}  # fmt: skip


def filled(text: str, given: dict[str, str]) -> str:
    """Put values for expressions, as GitHub does."""

    def value(match: re.Match[str]) -> str:
        context, _, name = match[1].partition(".")
        if context == "github":
            assert name == "action_path"
            return str(PLACE)
        assert context == "inputs"
        assert name in ACTION["inputs"], f"{name} is no input"
        return given.get(name) or str(ACTION["inputs"][name].get("default", ""))

    return re.sub(r"\$\{\{ *([\w.]+) *\}\}", value, text)


def run_steps(folder: Path, given: dict[str, str], *, skip: tuple[str, ...] = ("Install",)) -> tuple[str, int, str]:
    """Run the steps up to the first that fails; returns name, status and output of the last one."""
    path = f"{folder / 'bin'}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    last = ("", 0, "")
    for step in ACTION["runs"]["steps"]:
        if step["name"] in skip:
            continue
        environment = {name: filled(text, given) for name, text in step["env"].items()}
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], cwd=folder, capture_output=True,
            text=True, check=False, env={**os.environ, "PATH": path, **environment},
        )  # fmt: skip
        last = (step["name"], done.returncode, done.stdout + done.stderr)
        if done.returncode:
            break
    return last


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A user's project: documents, recordings, and the results that are expected."""
    shutil.copytree(ROOT / "samples" / "replay", tmp_path / "samples")
    shutil.copytree(ROOT / "cassettes" / "test_user_replay", tmp_path / "cassettes")
    command = tmp_path / "bin" / "vouchline"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m extract.cli "$@"\n', "utf-8")
    command.chmod(0o755)
    first = run_steps(tmp_path, {**INPUTS, "expected": "", "out": "expected"})
    assert first[1] == 0, first
    return tmp_path


def test_action_has_the_form_of_a_composite_action() -> None:
    checker: Any = Draft202012Validator(COMPOSITE)
    checker.validate(ACTION)


def test_values_reach_scripts_as_variables_alone() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step["run"], "an input in a script is run as part of it"
        used = set(re.findall(r"\$\{?([A-Z]+)", step["run"]))
        assert used == set(step["env"])


def test_steps_pass_when_nothing_changed(project: Path) -> None:
    last = run_steps(project, INPUTS)
    assert last[:2] == ("Compare with what is expected", 0), last
    assert (project / "out" / "profiles" / "lena_marlow.profile.json").exists()


def test_inputs_with_spaces_and_signs_stay_one_word(project: Path) -> None:
    (project / "samples").rename(project / "my $(touch stolen) samples")
    last = run_steps(project, {**INPUTS, "folder": "my $(touch stolen) samples"})
    assert last[1] == 0, last
    assert not (project / "stolen").exists()


def test_replay_fails_when_a_recording_is_missing(project: Path) -> None:
    path = project / "samples" / "lena_marlow.txt"
    path.write_text(path.read_text("utf-8").replace("Northfield", "Southfield"), "utf-8")
    name, status, output = run_steps(project, INPUTS)
    assert (name, status) == ("Replay", 2)
    assert "::error::A recording is missing" in output
    assert "Southfield" not in output


def test_replay_fails_when_a_document_cannot_be_read(project: Path) -> None:
    (project / "samples" / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    name, status, output = run_steps(project, INPUTS)
    assert (name, status) == ("Replay", 1)
    assert "::error::A document failed; out/run.json" in output


def test_check_fails_when_a_recording_holds_a_key(project: Path) -> None:
    path = project / "cassettes" / "vouchline.yaml"
    path.write_text(path.read_text("utf-8").replace("Lena Marlow", "sk-" + "a1B2" * 6, 1), "utf-8")
    assert run_steps(project, INPUTS)[:2] == ("Check the recordings", 1)


def test_comparison_fails_when_a_result_is_another(project: Path) -> None:
    path = project / "expected" / "profiles" / "lena_marlow.profile.json"
    path.write_text(path.read_text("utf-8").replace("2023", "2024"), "utf-8")
    assert run_steps(project, INPUTS)[:2] == ("Compare with what is expected", 1)


def test_install_takes_the_version_that_the_action_belongs_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an index: the build's own needs are those of the tests, and the dependencies stay where they are."""
    for name, value in {
        "NO_DEPS": "1",
        "NO_INDEX": "1",
        "NO_BUILD_ISOLATION": "0",
        "TARGET": str(tmp_path / "lib"),
    }.items():
        monkeypatch.setenv(f"PIP_{name}", value)
    others = tuple(step["name"] for step in ACTION["runs"]["steps"] if step["name"] != "Install")
    name, status, output = run_steps(tmp_path, {}, skip=others)
    assert (name, status) == ("Install", 0), output
    assert (tmp_path / "lib" / "extract" / "__init__.py").exists()


def test_page_shows_and_lists_the_inputs_that_there_are() -> None:
    page = (ROOT / "docs" / "replay.md").read_text("utf-8")
    block = next(each for each in re.findall(r"```yaml\n(.*?)```", page, re.DOTALL) if "/actions/replay@" in each)
    [step] = [each for each in yaml.safe_load(block)["jobs"]["replay"]["steps"] if "/actions/replay@" in each["uses"]]
    assert step["uses"].partition("@")[0].endswith(PLACE.relative_to(ROOT).as_posix())
    assert set(step["with"]) <= set(ACTION["inputs"])
    assert {name for name, given in ACTION["inputs"].items() if given.get("required")} <= set(step["with"])
    section = page.partition("## The action")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == list(ACTION["inputs"])
