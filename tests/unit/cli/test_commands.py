"""The commands beside `run`, and what holds for all of them."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
import threading
import time
from importlib.metadata import version
from pathlib import Path

import pytest

import extract
import schemas
from extract.llm.cache.answers import AnswerCache, StoredAnswer
from extract.llm.local.weights import cache_folder
from testing.command_line import ADA, outcomes, quiet_error, run_at, set_up, stored, vouchline
from testing.servers.fitting import serve_fitting
from testing.servers.server import error


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the folder `docs`: two résumés and a posting."""
    return set_up(tmp_path, monkeypatch)


@pytest.fixture
def out(here: Path) -> Path:
    """The results of a run over `docs`."""
    with serve_fitting() as server:
        assert run_at(server, "run", "docs", "-o", "out", "--as-of", "2026-01-31").exit_code == 0
    return here / "out"


def test_version_is_that_of_the_package() -> None:
    assert vouchline("--version").stdout == f"vouchline {version('vouchline')}\n"


def test_help_names_every_command_in_order() -> None:
    lines = vouchline("--help").stdout.split("Commands:")[1].split("\n")
    assert [line.split()[0] for line in lines if line.strip()][:4] == ["run", "extract", "compare", "submit"]


@pytest.mark.parametrize("name", schemas.PUBLISHED)
def test_schema_prints_what_is_published(name: str) -> None:
    assert json.loads(vouchline("schema", name).stdout) == schemas.json_schema(name)


@pytest.mark.usefixtures("here")
class TestExtract:
    def test_writes_the_text_that_evidence_points_into(self) -> None:
        with serve_fitting() as server:
            result = run_at(server, "extract", "docs/ada.txt", "-o", "out", "--write-text")
        assert result.exit_code == 0, result.output
        assert "nothing to compare" not in result.stdout
        text = Path("out/profiles/ada.txt").read_text("utf-8")
        mail = stored("out/profiles/ada.profile.json")["candidate"]["evidence"][0]
        assert text[mail["start"] : mail["end"]] == mail["text"]

    def test_keeps_the_account_of_other_documents(self) -> None:
        with serve_fitting() as server:
            run_at(server, "extract", "docs/ada.txt", "-o", "out")
            run_at(server, "extract", "docs/grace.txt", "-o", "out")
        assert list(outcomes()) == ["ada.txt", "grace.txt"]

    def test_ends_well_when_only_an_earlier_document_failed(self) -> None:
        with serve_fitting({"Zebra": error(400)}) as server:
            assert run_at(server, "extract", "docs/grace.txt", "-o", "out").exit_code == 1
            result = run_at(server, "extract", "docs/ada.txt", "-o", "out")
        assert result.exit_code == 0
        assert result.stdout.startswith("1 profile, 0 job postings, 0 comparisons from 1 document.")
        assert outcomes()["grace.txt"] == ("failed", "model_call")

    def test_path_that_is_not_there(self) -> None:
        message = quiet_error(vouchline("extract", "docs/ida.txt", "-o", "out"))
        assert "There is no file or folder 'docs/ida.txt'." in message


@pytest.mark.usefixtures("out")
class TestStored:
    def test_compare_does_one_pair_and_keeps_the_account(self) -> None:
        before = stored("out/run.json")
        Path("out/comparisons/ada--nurse.comparison.json").unlink()
        with serve_fitting() as server:
            result = run_at(server, "compare", "out", "--profile", "ada", "--posting", "nurse")
        assert result.exit_code == 0, result.output
        assert result.stdout.startswith("1 comparison.\n")
        assert stored("out/comparisons/ada--nurse.comparison.json")["as_of"] == "2026-01-31"
        after = stored("out/run.json")
        assert after["documents"] == before["documents"]
        assert {pair["profile"] for pair in after["comparisons"]} == {"ada", "grace"}

    def test_compare_names_what_is_there_when_a_name_is_wrong(self) -> None:
        message = quiet_error(vouchline("compare", "out", "--profile", "alan"))
        assert "There is no profile 'alan'" in message
        assert "There are: ada, grace." in message

    def test_compare_needs_results(self) -> None:
        assert "There is no folder 'nowhere'." in quiet_error(vouchline("compare", "nowhere"))
        Path("bare").mkdir()
        assert "There are no profiles in 'bare'" in quiet_error(vouchline("compare", "bare"))

    def test_compare_names_a_damaged_profile(self) -> None:
        Path("out/profiles/ada.profile.json").write_text("{", encoding="utf-8")
        result = vouchline("compare", "out", "--profile", "ada")
        assert (result.exit_code, result.stdout) == (2, "")
        assert "ada.profile.json' is damaged" in result.stderr

    def test_report_is_written_again_without_a_model(self) -> None:
        first = Path("out/report.html").read_bytes()
        Path("out/report.html").unlink()
        assert vouchline("report", "out").stdout == "Open out/report.html\n"
        assert Path("out/report.html").read_bytes() == first
        assert json.loads(vouchline("report", "out", "--json").stdout) == {"report": "out/report.html"}
        assert "There is no folder" in quiet_error(vouchline("report", "nowhere"))

    def test_export_as_csv_has_a_row_a_fact_and_no_formula(self) -> None:
        rows = list(csv.DictReader(io.StringIO(vouchline("export", "out", "--format", "csv").stdout)))
        facts = [fact for name in ("ada", "grace") for fact in _facts(stored(f"out/profiles/{name}.profile.json"))]
        assert [row["id"] for row in rows] == [fact["id"] for fact in facts]
        assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row.values())

    def test_export_as_json_lines_carries_evidence(self) -> None:
        result = vouchline("export", "out", "--format", "jsonl", "-o", "facts.jsonl", "--profile", "ada")
        assert result.stderr == "wrote facts.jsonl\n"
        rows = [json.loads(line) for line in Path("facts.jsonl").read_text("utf-8").splitlines()]
        assert {row["profile"] for row in rows} <= {"ada"}
        assert all(row["evidence"] for row in rows)

    def test_export_as_json_resume_gives_one_file_a_person(self) -> None:
        vouchline("export", "out", "--format", "jsonresume", "-o", "people")
        assert json.loads(Path("people/ada.json").read_text("utf-8"))["basics"]["email"] == "ada@example.com"
        assert Path("people/grace.json").exists()
        one = json.loads(vouchline("export", "out", "--format", "jsonresume", "--profile", "grace").stdout)
        assert one["basics"]["email"] == "grace@example.com"

    def test_export_needs_profiles(self) -> None:
        Path("bare").mkdir()
        assert "There are no profiles in 'bare'." in quiet_error(vouchline("export", "bare", "--format", "csv"))


def _facts(profile: dict[str, list[dict[str, str]]]) -> list[dict[str, str]]:
    kinds = ("roles", "projects", "education", "publications", "talks", "metrics", "qualifications")
    return [fact for kind in kinds for fact in profile[kind]]


@pytest.mark.usefixtures("here")
class TestRead:
    def test_prints_the_text(self) -> None:
        assert vouchline("read", "docs/ada.txt").stdout.rstrip("\n") == ADA.rstrip("\n")

    def test_json_tells_kind_lines_and_headings(self) -> None:
        found = json.loads(vouchline("read", "docs", "--json").stdout)
        assert [(document["path"], document["kind"]) for document in found["documents"]] == [
            ("ada.txt", "resume"),
            ("grace.txt", "resume"),
            ("nurse.md", "posting"),
        ]
        nurse = found["documents"][2]
        assert nurse["headings"]
        for line in nurse["lines"]:
            assert nurse["text"][line["start"] : line["end"]] == line["text"]

    def test_names_what_cannot_be_read_and_shows_the_rest(self) -> None:
        Path("docs/b.pdf").write_bytes(b"%PDF-1.4")
        result = vouchline("read", "docs")
        assert result.exit_code == 1
        assert "error: 'docs/b.pdf'" in result.stderr
        assert "Zebra Hospital" in result.stdout


@pytest.mark.usefixtures("here")
class TestUpkeep:
    def test_cache_counts_forgets_old_answers_and_clears(self) -> None:
        reply = StoredAnswer(
            text="{}", finish_reason="stop", prompt_tokens=1, cached_tokens=0, completion_tokens=1, calls=1, reasks=0
        )
        with AnswerCache(cache_folder() / "answers") as cache:
            for key in ("a", "b"):
                cache.put(key, reply)
        assert json.loads(vouchline("cache", "stats", "--json").stdout)["answers"]["entries"] == 2
        assert vouchline("cache", "stats").stdout.startswith("answers  2 in ")
        assert vouchline("cache", "prune", "--older-than", "1d").stdout == "0 answers forgotten.\n"
        assert vouchline("cache", "prune", "--max-size", "0").stdout == "2 answers forgotten.\n"
        assert json.loads(vouchline("cache", "clear", "--json").stdout) == {"dropped": 0}

    def test_cache_prune_wants_to_know_what(self) -> None:
        assert "--max-size or --older-than" in quiet_error(vouchline("cache", "prune"))
        assert "Write it like 30d" in quiet_error(vouchline("cache", "prune", "--older-than", "long"))

    def test_model_list_tells_of_the_embedded_model_and_of_a_server(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with serve_fitting(models=("small", "large")) as server:
            lines = vouchline("model", "list", "--base-url", server.base_url).stdout.splitlines()
            assert "not installed: vouchline model pull" in lines[0]
            assert [line.split()[0] for line in lines[1:]] == ["large", "small"]
        monkeypatch.delenv("OPENAI_API_KEY")
        assert len(json.loads(vouchline("model", "list", "--json").stdout)["models"]) == 1

    def test_model_serve_needs_weights(self) -> None:
        assert "vouchline model pull" in quiet_error(vouchline("model", "serve"))
        Path("notes.gguf").write_text("no weights", encoding="utf-8")
        assert "'notes.gguf' is not a GGUF file" in quiet_error(vouchline("model", "serve", "notes.gguf"))

    def test_cassettes_check_names_what_must_not_be_shared(self) -> None:
        assert "There is no folder 'cassettes'." in quiet_error(vouchline("cassettes", "check"))
        Path("tapes").mkdir()
        assert vouchline("cassettes", "check", "tapes").stdout == "Nothing wrong.\n"
        Path("tapes/a.yaml").write_text("mail: ada@example.co\n", encoding="utf-8")
        result = vouchline("cassettes", "check", "tapes")
        assert result.exit_code == 1
        assert result.stdout.startswith("tapes/a.yaml: a mail address outside example.com")

    def test_doctor_names_the_model_the_reason_and_that_it_answers(self) -> None:
        with serve_fitting() as server:
            result = vouchline("doctor", "--base-url", server.base_url, "--json")
        found = json.loads(result.stdout)
        checks = {check["topic"]: check for check in found["checks"] if check["topic"] != "formats"}
        assert result.exit_code == 0
        assert found["healthy"] is True
        assert "option --base-url names its address" in checks["model"]["found"]
        assert checks["answer"]["found"].startswith("made-up answers")
        assert checks["weights"]["state"] == "note"
        assert "sk-made-up" not in result.output

    def test_doctor_says_what_is_wrong_and_how_to_mend_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        with serve_fitting({"": error(401)}) as server:
            result = vouchline("doctor", "--base-url", server.base_url)
        assert result.exit_code == 1
        assert "WRONG" in result.stdout
        assert "OPENAI_API_KEY" in result.stdout
        monkeypatch.delenv("OPENAI_API_KEY")
        result = vouchline("doctor")
        assert result.exit_code == 1
        assert "nothing else is configured" in " ".join(result.stdout.split())
        assert "vouchline model pull" in result.stdout


@pytest.mark.usefixtures("here")
class TestRecordings:
    def test_recorded_run_plays_without_a_server_and_gives_the_same_files(self) -> None:
        with serve_fitting() as server:
            recorded = run_at(
                server,
                "run",
                "docs",
                "-o",
                "one",
                "--cassettes",
                "tapes",
                "--record-mode",
                "once",
                "--as-of",
                "2026-01-31",
            )
            asked = len(server.asked)
            address = server.base_url
        assert recorded.exit_code == 0, recorded.output
        assert asked
        played = run_at(address, "run", "docs", "-o", "two", "--cassettes", "tapes", "--as-of", "2026-01-31")
        assert played.exit_code == 0, played.output
        for path in Path("one").rglob("*.*.json"):
            assert path.read_bytes() == (Path("two") / path.relative_to("one")).read_bytes()

    def test_playing_the_embedded_model_needs_no_weights(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("OPENAI_API_KEY")
        monkeypatch.delenv("VOUCHLINE_PROVIDER")
        monkeypatch.setattr(
            sys, "argv", ["vouchline", "run", "docs", "-o", "out", "--cassettes=tapes", "--record-mode=none"]
        )
        result = vouchline("run", "docs", "-o", "out", "--cassettes=tapes", "--record-mode=none", "--quiet")
        message = quiet_error(result)
        assert "No recorded answer" in message
        assert "vouchline run docs -o out --cassettes=tapes --record-mode new_episodes" in message


def test_interrupted_run_keeps_what_is_done_and_says_how_to_go_on(here: Path) -> None:
    ended = threading.Event()

    def answer(schema: str, messages: list[str]) -> None:
        """Answer about the first document alone while the run goes on."""
        if "Grace" in messages[-1]:
            ended.wait()

    with serve_fitting(answer=answer) as server:
        command = [
            sys.executable,
            "-m",
            "extract.cli",
            "run",
            "docs",
            "-o",
            "out",
            "--base-url",
            server.base_url,
            "--jobs",
            "1",
        ]
        root = str(Path(extract.__file__).parents[1])
        process = subprocess.Popen(
            command,
            cwd=here,
            env={**os.environ, "PYTHONPATH": root},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + 600
        while not (here / "out" / "profiles" / "ada.profile.json").exists() and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        try:
            stdout, stderr = process.communicate(timeout=600)
        finally:
            ended.set()
    assert process.returncode == 130, stderr
    assert "interrupted: what was done is kept; run the same command again to go on." in stderr
    assert "Traceback" not in stdout + stderr
    run = stored("out/run.json")
    assert run["finished"] is False
    outcomes = [document["outcome"] for document in run["documents"]]
    assert (outcomes[0], outcomes[-1]) == ("extracted", "skipped")
    assert set(outcomes) == {"extracted", "skipped"}


def test_letters_that_the_terminal_does_not_know_are_no_fault(here: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(extract.__file__).parents[1]), "PYTHONIOENCODING": "latin-1"}
    command = [sys.executable, "-m", "extract.cli", "read", "docs/ada.txt"]
    done = subprocess.run(command, cwd=here, env=environment, capture_output=True, encoding="latin-1", check=False)
    assert done.returncode == 0, done.stderr
    assert "Nurse, Acme Hospital, Jan 2020 ? Present" in done.stdout
