"""`vouchline erase`: nothing of the person is left in the results or in the cache, and everybody else's stays."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from extract.cli import main
from extract.llm.cache.answers import AnswerCache, StoredAnswer
from extract.review.decisions.people import PeopleLog
from extract.store.results import Results
from testing.command_line import ADA, one_job, quiet_error, run_at, set_up, stored, vouchline
from testing.servers.fitting import FittingServer, serve_fitting

WORDS = (
    "Ada Example",
    "ada@example.com",
    "(212) 555-0142",
    "+12125550142",
    "Acme Hospital",
    "ada_example",
    "from 49 to 31",
)
"""What tells of the person: her name as written and as a file's name, her contact, and words of her document."""
OTHER = (
    ADA.replace("Ada", "Grace").replace("ada@", "grace@").replace("555-0142", "555-0177").replace("Acme Hospital", "Zebra Hospital")
    .replace("from 49 to 31", "from 18 to 12").replace("Nursing, Example University", "Nursing, Sample College")
)  # fmt: skip


def answered(schema: str, messages: list[str]) -> Any:
    """Answer with the name and the one position of the person."""
    if schema == "CandidateAnswer":
        name = "Grace Example" if "Grace" in " ".join(messages) else "Ada Example"
        return {"name": name, "location": None}
    return one_job(schema, messages)


@pytest.fixture(scope="module")
def server() -> Iterator[FittingServer]:
    with serve_fitting(answer=answered) as running:
        yield running


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, server: FittingServer) -> Path:
    """A folder with documents, cache, and results of two people and a posting, with all that commands put beside them."""
    here = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patched:
        set_up(here, patched)
        patched.setenv("VOUCHLINE_CACHE_DIR", "cache")
        (here / "docs" / "ada.txt").rename(here / "docs" / "ada_example.txt")
        (here / "docs" / "ada_example_copy.txt").write_text(ADA, "utf-8")
        (here / "docs" / "grace.txt").write_text(OTHER, "utf-8")
        for arguments in (["run", "docs"], ["extract", "docs/ada_example.txt", "--write-text"]):
            result = run_at(server, *arguments, "-o", "out", "--as-of", "2026-01-31")
            assert result.exit_code == 0, result.output
        (here / "out" / "resumes").mkdir()
        for form, name in (("csv", "facts.csv"), ("xlsx", "facts.xlsx"), ("jsonresume", "resumes")):
            assert vouchline("export", "out", "--format", form, "-o", f"out/{name}").exit_code == 0
        assert vouchline("export", "out", "--documents").exit_code == 0
        assert vouchline("same", "out", "--confirm", "ada_example", "ada_example_copy").exit_code == 0
    (here / "out" / "batches").mkdir()
    replies = [{"choices": [{"message": {"content": json.dumps({"text": text})}}]} for text in (ADA, OTHER)]
    lines = [json.dumps({"custom_id": "key", "response": {"status_code": 200, "body": body}}) for body in replies]
    (here / "out" / "batches" / "0001.output.jsonl").write_text("\n".join([*lines, ""]), "utf-8")
    return here


@pytest.fixture
def out(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of these results, beside copies of the documents and the cache."""
    here = Path(shutil.copytree(made, tmp_path / "here"))
    monkeypatch.chdir(here)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-made-up")
    monkeypatch.setenv("VOUCHLINE_PROVIDER", "llama_cpp")
    monkeypatch.setenv("VOUCHLINE_CACHE_DIR", "cache")
    return here / "out"


def holders(*folders: Path) -> list[str]:
    """Return the files that hold any of the words, in their bytes or in their names."""
    found: list[str] = []
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            content = path.read_bytes() if path.is_file() else b""
            found += [f"{word} in {path}" for word in WORDS if word in path.name or word.encode() in content]
    return found


def erase(*arguments: str) -> str:
    result = vouchline("erase", "out", *arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_nothing_of_the_person_is_left_in_results_and_cache(out: Path) -> None:
    cache = out.parent / "cache"
    assert len(holders(out, cache)) > 20
    before = (out / "profiles" / "grace.profile.json").read_bytes()
    told = erase("ada_example", "ada_example_copy", "--yes")
    assert holders(out, cache) == []
    for what in ("profile: ", "comparison: ", "text: ", "bundled document: ", "export: ", "batch line: ", "answer"):
        assert what in told, what
    for what in ("journal line (", "row of the run (", "decision on a pair: "):
        assert what in told, what
    assert (out / "profiles" / "grace.profile.json").read_bytes() == before
    assert Results(out).profile_names() == ["grace"]
    assert {row["path"] for row in stored("out/run.json")["documents"]} == {"grace.txt", "nurse.md"}
    assert "Grace Example" in (out / "report.html").read_text("utf-8")
    assert b"grace@example.com" in (out / "batches" / "0001.output.jsonl").read_bytes()


def test_others_need_nothing_again_after_an_erasure(out: Path, server: FittingServer) -> None:
    erase("ada_example", "ada_example_copy", "--documents", "--yes")
    before = server.seen
    result = run_at(server, "run", "docs", "-o", "out", "--as-of", "2026-01-31")
    assert result.exit_code == 0, result.output
    assert server.seen == before
    assert not (out.parent / "docs" / "ada_example.txt").exists()
    assert (out.parent / "docs" / "grace.txt").exists()
    assert holders(out, out.parent / "docs") == []


def test_what_is_out_of_reach_is_told(out: Path) -> None:
    (out / "notes.md").write_text("Call Ada Example.", "utf-8")
    told = erase("ada_example", "--yes")
    assert "docs/ada_example.txt' stays: the next run over its folder reads it again" in told
    assert "look like the same person and stay: 'ada_example_copy'" in told
    assert "notes.md' holds the person's words" in told
    assert "ask the provider to delete it" in told
    assert (out / "profiles" / "ada_example_copy.profile.json").exists()
    assert (out / "notes.md").exists()


def test_dry_run_tells_the_same_and_changes_nothing(out: Path) -> None:
    def contents() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in out.rglob("*") if path.is_file()}

    before = contents()
    would = json.loads(erase("ada_example", "--dry-run", "--json"))
    assert contents() == before
    does = json.loads(erase("ada_example", "--yes", "--json"))
    assert (would.pop("dry_run"), does.pop("dry_run")) == (True, False)
    assert would == does


def test_erasure_waits_for_a_yes(out: Path) -> None:
    profile = out / "profiles" / "ada_example.profile.json"
    for said, status in (("", 2), ("n\n", 1), ("y\n", 0)):
        assert profile.exists()
        result = CliRunner().invoke(main, ["erase", "out", "ada_example"], input=said)
        assert result.exit_code == status, result.output
        assert "profile: profiles/ada_example.profile.json" in result.stdout
    assert not profile.exists()


@pytest.mark.usefixtures("out")
def test_json_asks_nobody() -> None:
    assert "Give --yes" in quiet_error(vouchline("erase", "out", "ada_example", "--json"))


def test_unknown_name_is_told_with_the_closest(out: Path) -> None:
    said = quiet_error(vouchline("erase", "out", "ada_exampel", "--yes"))
    assert "There is no profile 'ada_exampel'. Did you mean 'ada_example'" in said
    assert "There are: 'ada_example'" in quiet_error(vouchline("erase", "out", "xyz", "--yes"))
    assert "There is no folder" in quiet_error(vouchline("erase", "elsewhere", "ada_example", "--yes"))
    assert (out / "profiles" / "ada_example.profile.json").exists()


@pytest.mark.usefixtures("out")
def test_answers_of_older_versions_go_when_they_quote_the_document() -> None:
    old = {"prompt_tokens": 1, "cached_tokens": 0, "completion_tokens": 1, "calls": 1, "reasks": 0}
    texts = {
        "quote": '{"employer":"Acme Hospital","title":"Nurse"}',
        "name": '{"name":"Ada Example"}',
        "other": '{"a":"Nurse"}',
    }
    with AnswerCache(Path("cache/answers")) as cache:
        for key, text in texts.items():
            cache.put(key, StoredAnswer.model_validate({"text": text, "finish_reason": "stop", **old}))
    erase("ada_example", "--yes")
    with AnswerCache(Path("cache/answers")) as cache:
        assert [key for key in texts if cache.get(key)] == ["other"]


def test_erasure_goes_on_where_it_was_cut_short(out: Path) -> None:
    shutil.rmtree(out / "comparisons")
    (out / "run.json").unlink()
    Results(out).journal_path.unlink()
    erase("ada_example", "ada_example_copy", "--yes")
    assert holders(out, out.parent / "cache") == []


def test_report_goes_too_when_nobody_is_left(out: Path) -> None:
    (out / "postings" / "nurse.posting.json").unlink()
    erase("ada_example", "ada_example_copy", "grace", "--yes")
    assert Results(out).profile_names() == []
    assert "Example" not in (out / "report.html").read_text("utf-8")
    assert PeopleLog(out).file.read() == []
