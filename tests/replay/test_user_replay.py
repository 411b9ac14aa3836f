"""A user's recording, played without key, server or weights: the workflow that docs/replay.md shows, and its misses.

To record again, with the embedded model at hand: `vouchline run samples/replay -o out --model embedded --record-mode all
--cassettes cassettes/test_user_replay`.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import Result

from testing.command_line import quiet_error
from testing.command_line import vouchline as call

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "replay.md").read_text("utf-8")
RECORDING = ROOT / "cassettes" / "test_user_replay"
DAY = "2026-01-31"


def vouchline(cassette: Path, *arguments: str) -> Result:
    """Run a command on the recording; the check of recordings knows by this function that vouchline.yaml is played."""
    return call(*arguments, "--cassettes", str(cassette), "--record-mode", "none", "--quiet")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder of a user: documents and recording, as docs/replay.md names them."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "samples" / "replay", "samples")
    shutil.copytree(RECORDING, "cassettes")
    return tmp_path


def stored(folder: str) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in Path(folder).rglob("*.*.json")}


def change_resume() -> None:
    path = Path("samples/lena_marlow.txt")
    path.write_text(path.read_text("utf-8").replace("Northfield Water", "Southfield Water"), "utf-8")


@pytest.mark.usefixtures("project")
def test_run_gives_the_same_files_each_time_when_its_answers_are_recorded() -> None:
    for out in ("one", "two"):
        played = vouchline(RECORDING, "run", "samples", "-o", out, "--as-of", DAY)
        assert played.exit_code == 0, played.output
    first = stored("one")
    assert sorted(first) == [
        "comparisons/lena_marlow--laboratory_technician.comparison.json",
        "postings/laboratory_technician.posting.json",
        "profiles/lena_marlow.profile.json",
    ]
    assert first == stored("two")


@pytest.mark.usefixtures("project")
def test_profile_and_verdicts_are_read_from_what_the_model_answered() -> None:
    assert vouchline(RECORDING, "run", "samples", "-o", "out", "--as-of", DAY).exit_code == 0
    profile: dict[str, Any] = json.loads(Path("out/profiles/lena_marlow.profile.json").read_text("utf-8"))
    [role], [study], [metric] = profile["roles"], profile["education"], profile["metrics"]
    assert (role["title"], role["employer"]) == ("Laboratory Technician", "Northfield Water Company")
    assert (role["start_date"], role["end_date"]) == ("2019", "2023")
    assert (study["degree"], study["field"], study["level"]) == ("BSc", "Chemistry", "bachelor")
    assert metric["evidence"][0]["line"] == 4
    [comparison] = Path("out/comparisons").iterdir()
    verdicts = json.loads(comparison.read_text("utf-8"))["verdicts"]
    assert [(verdict["verdict"], verdict["decided_by"]) for verdict in verdicts] == [
        ("met", "computed"),
        ("met", "model"),
    ]


@pytest.mark.usefixtures("project")
def test_answers_are_found_when_a_document_has_another_name_and_day() -> None:
    Path("samples/lena_marlow.txt").rename("samples/another_name.txt")
    assert vouchline(RECORDING, "run", "samples", "-o", "out", "--as-of", "2024-05-01").exit_code == 0
    assert Path("out/profiles/another_name.profile.json").exists()


@pytest.mark.usefixtures("project")
def test_miss_names_prompt_document_and_difference_when_a_resume_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    change_resume()
    arguments = ["run", "samples", "-o", "out"]
    monkeypatch.setattr(sys, "argv", ["vouchline", *arguments, "--cassettes", "cassettes"])
    message = quiet_error(vouchline(Path("cassettes"), *arguments))
    shown = re.search(r"```text\n(error: No recorded answer.*?)```", PAGE, re.DOTALL)
    assert shown is not None
    assert message.split() == shown[1].split()
    assert "Southfield" not in message


@pytest.mark.usefixtures("project")
def test_miss_names_the_model_when_a_key_chooses_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-made-up")
    message = quiet_error(vouchline(RECORDING, "run", "samples", "-o", "out"))
    assert "the model ('qwen2.5-coder-1.5b-instruct-q4_k_m' was recorded, 'gpt-4.1-mini' is asked)" in message
    assert vouchline(RECORDING, "run", "samples", "-o", "out", "--model", "embedded").exit_code == 0


def steps() -> dict[str, str]:
    """The scripts of the workflow on the page, by name; what installs is left to the one who set up this machine."""
    workflow = next(block for block in re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL) if "runs-on" in block)
    found = yaml.safe_load(workflow)["jobs"]["replay"]["steps"]
    return {step["name"]: step["run"] for step in found if "run" in step and step["name"] != "Install"}


def run_workflow() -> list[tuple[str, int, str]]:
    """Run the steps as GitHub does, up to the first that fails; returns name, exit status and output of each."""
    done: list[tuple[str, int, str]] = []
    environment = os.environ | {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for name, script in steps().items():
        ended = subprocess.run(
            ["bash", "-e", "-c", script], env=environment, capture_output=True, text=True, timeout=600, check=False
        )
        done.append((name, ended.returncode, ended.stdout + ended.stderr))
        if ended.returncode:
            break
    return done


@pytest.fixture
def expected(project: Path) -> Path:
    """The project with settings as the page gives them, and with the profiles that are expected."""
    settings = re.search(r"```toml\n(.*?)```", PAGE, re.DOTALL)
    assert settings is not None
    (project / "vouchline.toml").write_text(settings[1], "utf-8")
    assert vouchline(RECORDING, "run", "samples", "-o", "expected").exit_code == 0
    return project / "expected"


@pytest.mark.usefixtures("expected")
def test_workflow_of_the_page_passes_when_nothing_changed() -> None:
    done = run_workflow()
    assert [(name, status) for name, status, _ in done] == [(name, 0) for name in steps()], done
    assert len(done) == 3


@pytest.mark.usefixtures("expected")
def test_workflow_of_the_page_fails_when_a_resume_changed() -> None:
    change_resume()
    name, status, output = run_workflow()[-1]
    assert (name, status) == ("Replay", 2)
    assert "::error::A recording is missing" in output


def test_workflow_of_the_page_fails_when_a_profile_is_another(expected: Path) -> None:
    path = expected / "profiles" / "lena_marlow.profile.json"
    path.write_text(path.read_text("utf-8").replace("2023", "2024"), "utf-8")
    name, status, _ = run_workflow()[-1]
    assert (name, status) == ("The profiles are those expected", 1)


@pytest.mark.usefixtures("expected")
def test_workflow_of_the_page_fails_when_a_recording_holds_a_key() -> None:
    path = Path("cassettes/vouchline.yaml")
    path.write_text(path.read_text("utf-8").replace("Lena Marlow", "sk-" + "a1B2" * 6, 1), "utf-8")
    name, status, _ = run_workflow()[-1]
    assert (name, status) == ("Nothing secret in the recordings", 1)
