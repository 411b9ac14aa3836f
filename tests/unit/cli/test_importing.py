"""`vouchline import`, and the commands of docs/formats.md, one after another as a reader would try them."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from extract.store.results import Results
from schemas import Posting, Profile
from testing.builders.reviews import STORED, profile_of
from testing.command_line import quiet_error, run_at, vouchline
from testing.servers.fitting import serve_fitting
from tests.unit.project.test_docs import examples, split_commands

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "samples" / "jsonresume" / "ines_carvalho.json"


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a copy of the sample, which is the working folder; results go to `out` below it."""
    monkeypatch.chdir(tmp_path)
    shutil.copy(SAMPLE, tmp_path / "ines.json")
    return tmp_path / "out"


def test_import_writes_the_profile_and_the_text_that_it_points_into(out: Path) -> None:
    result = vouchline("import", "ines.json", "-o", "out", "--as-of", "2026-01-31")
    assert result.exit_code == 0
    assert "wrote out/profiles/ines.profile.json" in result.stderr
    assert "warning: ines: /projects/0/endDate is no date" in result.stderr
    profile = Results(out).read_profile("ines")
    assert (profile.as_of, profile.document.path, profile.provenance.calls) == ("2026-01-31", "ines.json", 0)
    assert (out / "profiles" / "ines.txt").read_text("utf-8") == SAMPLE.read_text("utf-8")


@pytest.mark.usefixtures("out")
def test_one_bad_file_does_not_stop_the_others() -> None:
    Path("bad.json").write_text('{"work": {}}', encoding="utf-8")
    result = vouchline("import", "bad.json", "ines.json", "-o", "out", "--json")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert [each["profile"] for each in told["imported"]] == ["out/profiles/ines.profile.json"]
    [failure] = told["failures"]
    assert failure["path"] == "bad.json"
    assert "'/work' has to be a list" in failure["reason"]
    assert "error: The file 'bad.json' is no JSON Resume" in result.stderr


def test_profile_of_another_document_is_not_written_over(out: Path) -> None:
    Results(out).write_profile("ines", profile_of("zoe_lindqvist"))
    before = Results(out).profile_path("ines").read_bytes()
    result = vouchline("import", "ines.json", "-o", "out")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "There is a profile 'ines' of 'zoe_lindqvist.pdf' in 'out'." in result.stderr
    assert Results(out).profile_path("ines").read_bytes() == before


@pytest.mark.usefixtures("out")
def test_import_again_takes_the_place_of_the_first() -> None:
    vouchline("import", "ines.json", "-o", "out", "--as-of", "2025-01-31", "--quiet")
    result = vouchline("import", "ines.json", "-o", "out", "--as-of", "2026-01-31", "--quiet")
    assert (result.exit_code, result.output) == (0, "")
    profile = Profile.model_validate_json(Path("out/profiles/ines.profile.json").read_bytes())
    assert profile.as_of == "2026-01-31"


@pytest.mark.usefixtures("out")
def test_wrong_day_is_refused_before_anything_is_written() -> None:
    assert "a date such as 2026-01-31" in quiet_error(vouchline("import", "ines.json", "-o", "out", "--as-of", "soon"))
    assert not Path("out").exists()


def test_commands_of_the_guide_do_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("VOUCHLINE_PROVIDER", "llama_cpp")  # a port says nothing of what a server can do
    (tmp_path / "samples").symlink_to(ROOT / "samples", target_is_directory=True)
    posting = Posting.model_validate_json((STORED / "search_ranking_engineer.posting.json").read_bytes())
    Results(tmp_path / "results").write_posting("search_ranking_engineer", posting)
    tried: list[str] = []
    with serve_fitting() as model:
        for block in examples(ROOT / "docs" / "formats.md"):
            for command in split_commands(block.code) if not block.language else ():
                result = run_at(model, *command) if command[0] == "compare" else vouchline(*command)
                assert result.exit_code == 0, (command, result.output)
                tried.append(command[0])
    assert {"import", "compare", "export"} <= set(tried)
    comparison = json.loads(
        Path("results/comparisons/ines_carvalho--search_ranking_engineer.comparison.json").read_text("utf-8")
    )
    assert len(comparison["verdicts"]) == len(posting.requirements)
    assert any(verdict["evidence"] for verdict in comparison["verdicts"])
    text = Path("results/profiles/ines_carvalho.txt").read_text("utf-8")
    for verdict in comparison["verdicts"]:
        for piece in verdict["evidence"]:
            assert text[piece["start"] : piece["end"]] == piece["text"]
    assert json.loads(Path("resume.json").read_text("utf-8"))["basics"]["name"] == "Inês Carvalho"
    graph = json.loads(Path("results.jsonld").read_text("utf-8"))["@graph"]
    assert [node["@type"] for node in graph] == ["Person", "JobPosting"]
    assert Path("facts.xlsx").stat().st_size
