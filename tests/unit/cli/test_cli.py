"""The commands as a user meets them: real processes, real files, a real server on loopback."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import jsonschema
import pytest

import schemas
from testing.command_line import ADA, outcomes, quiet_error, run_at, set_up, stored, vouchline
from testing.servers.fitting import serve_fitting
from testing.servers.server import Step, completion, error, unused_address


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with the folder `docs`: two résumés and a posting."""
    return set_up(tmp_path, monkeypatch)


@pytest.mark.usefixtures("here")
class TestRun:
    def test_writes_every_file_of_the_contract(self) -> None:
        with serve_fitting() as server:
            result = run_at(server, "run", "docs", "-o", "out", "--as-of", "2026-01-31")
        assert result.exit_code == 0, result.output
        assert "2 profiles, 1 job posting, 2 comparisons from 3 documents." in result.stdout
        assert "Open out/report.html" in result.stdout
        assert "[3/3] nurse: posting" in result.stderr
        files = (path.relative_to("out").as_posix() for path in Path("out").rglob("*") if path.is_file())
        written = sorted(file for file in files if not file.startswith(".vouchline/"))
        assert written == [
            "comparisons/ada--nurse.comparison.json",
            "comparisons/grace--nurse.comparison.json",
            "postings/nurse.posting.json",
            "profiles/ada.profile.json",
            "profiles/grace.profile.json",
            "report.html",
            "run.json",
        ]
        for file in written:
            if file.endswith(".json"):
                kind = "run" if file == "run.json" else file.split(".")[-2]
                jsonschema.validate(stored(f"out/{file}"), schemas.json_schema(kind))
        run = stored("out/run.json")
        assert (run["finished"], run["as_of"], run["usage"]["cost_usd"], run["price"]) == (
            True,
            "2026-01-31",
            None,
            "unknown",
        )
        assert (
            run["usage"]["calls"] == len(server.asked) == sum(one["calls"] for one in run["usage_by_prompt"].values())
        )

    def test_asks_nothing_twice_and_gives_the_same_bytes(self) -> None:
        with serve_fitting() as server:
            run_at(server, "run", "docs", "-o", "out")
            first, asked = Path("out/profiles/ada.profile.json").read_bytes(), len(server.asked)
            shutil.rmtree("out")
            result = run_at(server, "run", "docs", "-o", "out")
            assert len(server.asked) == asked
        assert result.exit_code == 0
        assert Path("out/profiles/ada.profile.json").read_bytes() == first
        assert outcomes()["ada.txt"] == ("cached", None)
        run = stored("out/run.json")
        assert run["usage"]["calls"] == 0
        assert run["usage"]["cached_calls"] > 0
        assert "from the cache" in result.output

    def test_no_cache_asks_again(self) -> None:
        with serve_fitting() as server:
            run_at(server, "run", "docs", "-o", "out")
            asked = len(server.asked)
            run_at(server, "run", "docs", "-o", "out", "--no-cache")
            assert len(server.asked) >= 2 * asked  # the cache also answers a question that comes twice in one run

    def test_json_prints_one_object_and_nothing_else(self) -> None:
        with serve_fitting() as server:
            result = run_at(server, "run", "docs", "-o", "out", "--json", "--quiet")
        assert json.loads(result.stdout)["run"] == stored("out/run.json") | {"seconds": pytest.approx(0, abs=600)}
        assert result.stderr == ""

    def test_price_of_the_user_gives_the_cost(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("VOUCHLINE_PRICE", "10/0/100")
        with serve_fitting() as server:
            run_at(server, "run", "docs", "-o", "out")
        usage = stored("out/run.json")["usage"]
        assert usage["cost_usd"] == pytest.approx(usage["calls"] * (40 * 10 + 10 * 100) / 1e6)

    def test_kind_overrides_what_is_told_from_the_words(self) -> None:
        with serve_fitting() as server:
            result = run_at(server, "run", "docs", "-o", "out", "--kind", "resume")
        assert result.exit_code == 0
        assert "No job posting was found" in result.stdout
        assert len(list(Path("out/profiles").iterdir())) == 3

    def test_folder_without_postings_says_so(self) -> None:
        Path("docs/nurse.md").unlink()
        with serve_fitting() as server:
            result = run_at(server, "run", "docs", "-o", "out")
        assert result.exit_code == 0
        assert "No job posting was found, so there is nothing to compare with." in result.stdout

    def test_folder_without_resumes_says_so(self) -> None:
        for name in ("ada", "grace"):
            Path(f"docs/{name}.txt").unlink()
        with serve_fitting() as server:
            result = run_at(server, "run", "docs", "-o", "out")
        assert result.exit_code == 0
        assert "No résumé was found, so there is nobody to compare." in result.stdout

    def test_several_documents_at_once_come_out_the_same(self) -> None:
        with serve_fitting() as server:
            for out, jobs in (("one", "1"), ("many", "8")):
                result = vouchline(
                    "run", "docs", "-o", out, "--base-url", server.base_url, "--model", "made-up", "--jobs", jobs, "--no-cache"
                )  # fmt: skip
                assert result.exit_code == 0
        for path in Path("one").rglob("*.*.json"):
            assert path.read_bytes() == (Path("many") / path.relative_to("one")).read_bytes()
        one, many = stored("one/run.json"), stored("many/run.json")
        assert [document["path"] for document in one["documents"]] == [
            document["path"] for document in many["documents"]
        ]
        assert one["usage"]["calls"] == many["usage"]["calls"]

    def test_settings_file_is_read(self) -> None:
        with serve_fitting() as server:
            Path("vouchline.toml").write_text(
                f'base-url = "{server.base_url}"\nas-of = 2020-02-02\njobs = 1\n', encoding="utf-8"
            )
            result = vouchline("run", "docs", "-o", "out")
        assert result.exit_code == 0, result.output
        assert stored("out/run.json")["as_of"] == "2020-02-02"
        assert stored("out/run.json")["model"] == "made-up"  # the only one that the server has

    def test_results_of_earlier_documents_are_kept_and_named(self) -> None:
        with serve_fitting() as server:
            run_at(server, "run", "docs", "-o", "out")
            Path("docs/grace.txt").unlink()
            result = run_at(server, "run", "docs", "-o", "out")
        assert "Kept from earlier, not part of this run: grace." in result.stdout
        assert Path("out/profiles/grace.profile.json").exists()


@pytest.mark.usefixtures("here")
class TestBadInput:
    def test_folder_that_is_not_there(self) -> None:
        assert "The folder 'nowhere' does not exist." in quiet_error(vouchline("run", "nowhere", "-o", "out"))
        assert not Path("out").exists()

    def test_file_in_place_of_a_folder(self) -> None:
        assert "'docs/ada.txt' is a file" in quiet_error(vouchline("run", "docs/ada.txt", "-o", "out"))

    def test_empty_folder(self) -> None:
        Path("empty").mkdir()
        assert "There are no documents in 'empty'" in quiet_error(vouchline("run", "empty", "-o", "out"))

    def test_output_that_is_a_file_or_below_one(self) -> None:
        for out in ("docs/ada.txt", "docs/ada.txt/out"):
            assert "it is a file, or lies below one" in quiet_error(vouchline("run", "docs", "-o", out))
        assert Path("docs/ada.txt").read_text("utf-8") == ADA

    def test_output_that_cannot_be_written(self) -> None:
        out = (
            "/proc/self/task/out" if Path("/proc/self/task").is_dir() else "/dev/null/out"
        )  # root may write anywhere else
        message = quiet_error(vouchline("run", "docs", "-o", out))
        assert message.startswith("error: The results cannot ")
        assert repr(out) in message

    def test_unknown_values_of_options(self) -> None:
        for option, value, allowed in (
            ("--jobs", "0", "a whole number from 1"),
            ("--as-of", "yesterday", "a date such as 2026-01-31"),
            ("--record-mode", "never", "none, once, new_episodes, all"),
            ("--base-url", "localhost", "an address such as"),
        ):
            message = quiet_error(vouchline("run", "docs", "-o", "out", option, value))
            assert f"The value {value!r} of option {option} cannot be used." in message
            assert allowed in message
        result = vouchline("run", "docs", "-o", "out", "--kind", "novel")
        assert result.exit_code == 2
        assert "'auto', 'resume', 'posting'" in result.stderr

    def test_model_without_an_address(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("OPENAI_API_KEY")
        assert "neither an address nor a key" in quiet_error(vouchline("run", "docs", "-o", "out", "--model", "gpt-4o"))

    def test_weights_that_are_not_there(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("OPENAI_API_KEY")
        assert "Run `vouchline model pull` once" in quiet_error(vouchline("run", "docs", "-o", "out"))
        assert "cannot be read" in quiet_error(vouchline("run", "docs", "-o", "out", "--model", "mine.gguf"))

    def test_address_where_nobody_listens(self) -> None:
        url = unused_address()
        assert f"Nobody answers at {url!r}." in quiet_error(run_at(url, "run", "docs", "-o", "out", "--quiet"))
        assert stored("out/run.json")["finished"] is False
        assert set(outcomes().values()) == {("skipped", "not_reached")}
        result = vouchline("run", "docs", "-o", "out", "--base-url", url, "--quiet")  # asks which models it has
        assert f"Nobody answers at {url!r}." in quiet_error(result)

    def test_wrong_key_stops_at_once(self) -> None:
        with serve_fitting({"": error(401, code="invalid_api_key")}) as server:
            message = quiet_error(run_at(server, "run", "docs", "-o", "out", "--quiet"))
            assert len(server.asked) == 1
        assert "does not accept the key given (HTTP 401). Set OPENAI_API_KEY" in message
        assert "sk-made-up" not in message

    def test_wrong_key_stops_at_once_with_many_at_once(self) -> None:
        with serve_fitting({"": error(401)}, delay_s=0.05) as server:
            result = vouchline(
                "run", "docs", "-o", "out", "--base-url", server.base_url, "--model", "m", "--jobs", "3", "--quiet"
            )
            assert len(server.asked) <= 3
        quiet_error(result)

    def test_model_that_does_not_exist(self) -> None:
        with serve_fitting({"": error(404, code="model_not_found")}) as server:
            message = quiet_error(run_at(server, "run", "docs", "-o", "out", "--quiet"))
        assert "has no model 'made-up'" in message

    def test_server_with_several_models_and_none_named(self) -> None:
        with serve_fitting(models=("small", "large")) as server:
            result = vouchline("run", "docs", "-o", "out", "--base-url", server.base_url)
        assert "has 2 models. It has: large, small. Name one with --model." in quiet_error(result)

    def test_key_that_fails_later_keeps_what_was_done(self) -> None:
        with serve_fitting({"Zebra": error(401)}) as server:
            quiet_error(run_at(server, "run", "docs", "-o", "out", "--quiet"))
        assert outcomes() == {
            "ada.txt": ("extracted", None),
            "grace.txt": ("skipped", "not_reached"),
            "nurse.md": ("skipped", "not_reached"),
        }
        assert stored("out/profiles/ada.profile.json")["candidate"]["email"] == "ada@example.com"
        assert Path("out/report.html").exists()

    def test_recording_that_is_missing_names_the_command(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("OPENAI_API_KEY")
        monkeypatch.delenv("VOUCHLINE_PROVIDER")
        monkeypatch.setattr(sys, "argv", ["vouchline", "run", "docs", "-o", "out", "--cassettes", "tapes"])
        message = quiet_error(vouchline("run", "docs", "-o", "out", "--cassettes", "tapes", "--quiet"))
        assert "No recorded answer" in message
        assert "vouchline run docs -o out --cassettes tapes --record-mode new_episodes" in message


FAULTS: dict[str, tuple[Step, str, str]] = {
    "no JSON": (completion("I would rather talk."), "invalid_reply", "does not fit its schema"),
    "refusal": (completion(None, refusal="I cannot."), "refusal", "declined"),
    "bad request": (error(400), "model_call", "refused question"),
}


@pytest.mark.usefixtures("here")
class TestOneBadDocument:
    @pytest.mark.parametrize("fault", FAULTS)
    def test_fault_of_the_model_fails_its_document_alone(self, fault: str) -> None:
        step, code, said = FAULTS[fault]
        with serve_fitting({"Zebra": step}) as server:
            result = run_at(server, "run", "docs", "-o", "out")
        assert result.exit_code == 1, result.output
        assert outcomes() == {
            "ada.txt": ("extracted", None),
            "grace.txt": ("failed", code),
            "nurse.md": ("extracted", None),
        }
        run = stored("out/run.json")
        assert run["finished"] is True
        assert said in run["documents"][1]["reason"]
        assert "Failed: grace.txt: " in result.stdout
        assert "1 profile, 1 job posting, 1 comparison from 3 documents." in result.stdout
        assert "rather talk" not in result.output

    def test_answer_that_is_cut_off_leaves_its_document_done_with_a_finding(self) -> None:
        with serve_fitting({"Zebra": completion('{"a": [', finish_reason="length")}) as server:
            result = run_at(server, "run", "docs", "-o", "out")
        assert result.exit_code == 0, result.output
        findings = stored("out/profiles/grace.profile.json")["findings"]
        (cut,) = [finding for finding in findings if finding["code"] == "cut_off"]
        assert "reached their limit or repeated themselves" in cut["message"]

    def test_time_that_runs_out_leaves_its_document_done_with_a_finding(self) -> None:
        with serve_fitting(delay_s=0.2) as server:
            result = run_at(server, "run", "docs", "-o", "out", "--max-document-s", "0.1")
        assert result.exit_code == 0, result.output
        (late,) = [f for f in stored("out/profiles/ada.profile.json")["findings"] if f["code"] == "out_of_time"]
        assert "candidate" in late["message"]
        with serve_fitting() as server:
            assert run_at(server, "run", "docs", "-o", "out").exit_code == 0
        assert outcomes()["ada.txt"][0] == "extracted"  # it is asked again, and in time
        assert not [f for f in stored("out/profiles/ada.profile.json")["findings"] if f["code"] == "out_of_time"]
        assert "--max-document-s" in late["message"]

    def test_unreadable_file_is_named_and_the_others_go_on(self) -> None:
        Path("docs/broken.pdf").write_bytes(b"%PDF-1.4 nothing more")
        Path("docs/gone.txt").symlink_to("docs/not-there.txt")
        Path("docs/void.txt").touch()
        with serve_fitting() as server:
            result = run_at(server, "run", "docs", "-o", "out")
        assert result.exit_code == 1
        found = outcomes()
        assert found["broken.pdf"][0] == found["gone.txt"][0] == found["void.txt"][0] == "failed"
        assert found["void.txt"][1] == "empty"
        assert found["ada.txt"] == found["nurse.md"] == ("extracted", None)

    def test_fault_of_the_program_is_named_without_the_text(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def fail(*_: object, **__: object) -> None:
            raise RuntimeError("Ada Example")

        monkeypatch.setattr("extract.pipeline.executor.extract_posting", fail)
        with serve_fitting() as server:
            result = run_at(server, "run", "docs", "-o", "out")
        assert result.exit_code == 1
        failed = stored("out/run.json")["documents"][2]
        assert failed["code"] == "internal"
        assert failed["reason"].startswith("A fault of the program: RuntimeError in tests.unit.cli.test_cli:")
        assert "Ada Example" not in failed["reason"]
