"""`vouchline compare`: its options and forms of output, and what it says when what is stored cannot be compared."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from schemas import dump
from testing.builders.profiles import MadeUpResume, posting
from testing.command_line import quiet_error, run_at, stored, vouchline
from testing.servers.fitting import serve_fitting

Json = dict[str, Any]
NOT_CHOSEN: Json = {
    "synonyms": None, "blind_schools": False, "repeat": 0, "confidence": None, "search": "words", "encoder": None
}  # fmt: skip
DEMANDS = ("Bachelor's degree in Chemistry", "Experience with K8s", "Fluent German", "Experience with zymurgy")


def nurse(name: str, degree: str = "bachelor") -> MadeUpResume:
    resume = MadeUpResume(name).study("BSc", degree, "Chemistry")
    return resume.role("Engineer", "2015", "2024", "Ran Kubernetes for brewers.").listed(
        "Languages: German (B1)", "language"
    )


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stored results without comparisons: two candidates and a posting."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENAI_API_KEY", "sk-made-up")
    monkeypatch.setenv("VOUCHLINE_PROVIDER", "llama_cpp")
    for folder in ("profiles", "postings"):
        (tmp_path / "out" / folder).mkdir(parents=True)
    Path("out/profiles/ada.profile.json").write_text(dump(nurse("Ada Example", "certificate").profile()), "utf-8")
    Path("out/profiles/grace.profile.json").write_text(dump(nurse("Grace Example").profile()), "utf-8")
    Path("out/postings/chemist.posting.json").write_text(dump(posting(*DEMANDS)), "utf-8")
    return tmp_path / "out"


def compare(*options: str) -> Result:
    with serve_fitting() as server:
        return run_at(server, "compare", "out", "--as-of", "2026-01-31", *options)


def verdicts(name: str = "grace") -> list[str]:
    return [each["verdict"] for each in stored(f"out/comparisons/{name}--chemist.comparison.json")["verdicts"]]


def change(file: str, edit: Callable[[Json], object]) -> None:
    path = Path(file)
    data = json.loads(path.read_text("utf-8"))
    edit(data)
    path.write_text(json.dumps(data), "utf-8")


@pytest.mark.usefixtures("out")
class TestOutputs:
    def test_json_holds_the_comparisons_as_they_are_stored(self) -> None:
        printed = json.loads(compare("--json").stdout)
        assert printed["comparisons"][1] == stored("out/comparisons/grace--chemist.comparison.json")

    def test_csv_has_a_row_a_requirement_and_a_column_a_candidate(self) -> None:
        assert compare("--csv", "matrix.csv").exit_code == 0
        rows = list(csv.DictReader(io.StringIO(Path("matrix.csv").read_text("utf-8"))))
        assert [row["requirement"] for row in rows] == list(DEMANDS)
        assert [row["grace"] for row in rows] == ["met", "met", "contradicted (needs review)", "not_shown"]
        assert rows[0]["ada"] == "not_shown"

    def test_csv_cell_is_no_formula_when_a_demand_begins_like_one(self) -> None:
        change("out/postings/chemist.posting.json", lambda data: data["requirements"][0].update(text="=1+1"))
        assert compare("--csv", "matrix.csv").exit_code == 0
        rows = list(csv.DictReader(io.StringIO(Path("matrix.csv").read_text("utf-8"))))
        assert rows[0]["requirement"] == "'=1+1"

    def test_matrix_is_printed_by_name_with_the_meaning_of_its_marks(self) -> None:
        printed = compare("--matrix").stdout
        assert printed.index("1  Ada Example") < printed.index("2  Grace Example")
        assert "● met, ◐ partial, ○ not shown" in printed.lower()
        assert "Sorted" not in printed

    def test_sorting_is_done_and_explained_when_it_is_asked_for(self) -> None:
        printed = compare("--matrix", "--sort", "required-met").stdout
        assert printed.index("1  Grace Example") < printed.index("2  Ada Example")
        assert "Sorted as you asked: most required demands met first, then by name." in printed
        page = Path("out/report.html").read_text("utf-8")
        assert "most required demands met first" in page
        assert page.index("Grace Example") < page.index("Ada Example")

    def test_page_is_sorted_by_name_and_says_so_when_nothing_is_asked(self) -> None:
        compare()
        page = Path("out/report.html").read_text("utf-8")
        assert "no total score and no ranking." in page
        assert page.index("Ada Example") < page.index("Grace Example")
        assert vouchline("report", "out", "--sort", "required-met").exit_code == 0
        page = Path("out/report.html").read_text("utf-8")
        assert "no ranking" not in page
        assert "asked for it: most required demands met first" in page


@pytest.mark.usefixtures("out")
class TestSynonyms:
    def test_match_by_the_users_file_is_named_in_the_reason(self) -> None:
        Path("names.yaml").write_text("families:\n  zymurgy: {same: [brewing], adjacent: [brewers]}\n", "utf-8")
        assert compare("--synonyms", "names.yaml").exit_code == 0
        verdict = stored("out/comparisons/grace--chemist.comparison.json")["verdicts"][3]
        assert verdict["verdict"] == "partial"
        assert "“brewers” goes with it (your file)" in verdict["reason"]

    def test_comparison_says_what_was_chosen_for_it(self) -> None:
        compare()
        file = "out/comparisons/grace--chemist.comparison.json"
        assert stored(file)["chosen"] == NOT_CHOSEN
        Path("names.yaml").write_text("families: {}\n", "utf-8")
        options = ("--synonyms", "names.yaml", "--blind-schools", "--repeat", "1", "--confidence", "0.9")
        assert compare(*options).exit_code == 0
        digest = hashlib.sha256(b"families: {}\n").hexdigest()[:16]
        assert stored(file)["chosen"] == NOT_CHOSEN | {
            "synonyms": digest, "blind_schools": True, "repeat": 1, "confidence": 0.9
        }  # fmt: skip

    def test_match_by_the_table_names_both_words(self) -> None:
        compare()
        reason = stored("out/comparisons/grace--chemist.comparison.json")["verdicts"][1]["reason"]
        assert reason == "“Kubernetes” is K8s. Named in positions of 2015–2024 = 97 to 120 months."

    def test_file_may_come_from_the_settings_file(self) -> None:
        Path("names.yaml").write_text("families:\n  zymurgy: {same: [brewers]}\n", "utf-8")
        Path("vouchline.toml").write_text('synonyms = "names.yaml"\n', "utf-8")
        assert compare().exit_code == 0
        assert verdicts()[3] == "met"

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("families: [", "is not valid YAML near line"),
            ("families:\n  brewing: {like: [zymurgy]}\n", "has an unknown field 'like'"),
            ("names:\n  brewing: {}\n", "unknown section 'names'"),
            ("families:\n  brewing: {same: [no]}\n", "which is no name"),
            (None, "cannot be read (FileNotFoundError)"),
        ],
        ids=["no YAML", "unknown field", "unknown section", "no name", "missing"],
    )
    def test_bad_file_is_named_with_its_entry(self, text: str | None, said: str) -> None:
        if text is not None:
            Path("names.yaml").write_text(text, "utf-8")
        message = quiet_error(compare("--synonyms", "names.yaml", "--quiet"))
        assert said in message
        assert "names.yaml" in message


@pytest.mark.usefixtures("out")
class TestBadInput:
    def test_posting_without_requirements_gives_a_finding(self) -> None:
        change("out/postings/chemist.posting.json", lambda data: data.update(requirements=[]))
        assert compare().exit_code == 0
        found = stored("out/comparisons/grace--chemist.comparison.json")
        assert [finding["code"] for finding in found["findings"]] == ["no_requirements"]
        assert found["verdicts"] == []

    def test_profile_without_facts_shows_nothing_and_says_so(self) -> None:
        Path("out/profiles/grace.profile.json").write_text(dump(MadeUpResume().profile()), "utf-8")
        assert compare().exit_code == 0
        found = stored("out/comparisons/grace--chemist.comparison.json")
        assert [finding["code"] for finding in found["findings"]] == ["no_facts"]
        assert set(verdicts()) == {"not_shown"}

    def test_as_of_date_before_all_positions_gives_a_finding(self) -> None:
        with serve_fitting() as server:
            assert run_at(server, "compare", "out", "--as-of", "2001-01-31").exit_code == 0
        found = stored("out/comparisons/grace--chemist.comparison.json")
        assert [finding["code"] for finding in found["findings"]] == ["as_of_before_roles"]

    def test_other_schema_version_is_refused(self) -> None:
        change("out/profiles/grace.profile.json", lambda data: data.update(schema_version="2"))
        assert "schema_version differs" in quiet_error(compare("--quiet"))

    def test_damaged_file_is_refused(self) -> None:
        Path("out/profiles/grace.profile.json").write_text('{"schema_version": "1", "docu', "utf-8")
        assert "it is no JSON" in quiet_error(compare("--quiet"))

    def test_missing_profile_is_named_with_those_that_are_there(self) -> None:
        message = quiet_error(compare("--profile", "nobody", "--quiet"))
        assert "no profile 'nobody'" in message
        assert "ada, grace" in message

    def test_evidence_longer_than_its_place_is_refused(self) -> None:
        change("out/profiles/grace.profile.json", lambda data: data["roles"][0]["evidence"][0].update(text="Other"))
        assert "does not follow its schema at 'roles.0.evidence.0'" in quiet_error(compare("--quiet"))

    def test_evidence_that_the_text_beside_it_does_not_have_is_refused(self) -> None:
        text = "\n".join(piece.text for fact in nurse("G").profile().facts() for piece in fact.evidence)
        Path("out/profiles/grace.txt").write_text(text.replace("Kubernetes", "Cupernetes"), "utf-8")
        message = quiet_error(compare("--quiet"))
        assert "cites words at offset" in message
        assert "Extract the document again." in message

    def test_project_of_a_role_that_is_gone_fails_that_pair_alone(self) -> None:
        profile = nurse("Grace Example").project("Brewing").profile().model_dump(mode="json", by_alias=True)
        profile["projects"][0]["role_id"] = "role-77"
        Path("out/profiles/grace.profile.json").write_text(json.dumps(profile), "utf-8")
        message = quiet_error(compare("--quiet"))
        assert "names the fact 'role-77', which it does not hold" in message

    def test_page_says_when_a_comparison_rests_on_facts_that_are_gone(self) -> None:
        compare()
        change(
            "out/comparisons/grace--chemist.comparison.json",
            lambda data: data["verdicts"][0].update(fact_ids=["role-88"]),
        )
        assert vouchline("report", "out").exit_code == 0
        assert "It rests on role-88" in Path("out/report.html").read_text("utf-8")

    @pytest.mark.parametrize("value", ["-1", "two", "99"])
    def test_number_of_repeats_is_checked(self, value: str) -> None:
        assert "a whole number from 0 to 20" in quiet_error(compare("--repeat", value, "--quiet"))

    @pytest.mark.parametrize("value", ["0", "1", "95", "-0.5", "many", "nan"])
    def test_confidence_is_checked(self, value: str) -> None:
        assert "a share between 0 and 1" in quiet_error(compare("--confidence", value, "--quiet"))
