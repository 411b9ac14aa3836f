"""The command `vouchline eval`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extract.store.results import Results
from schemas import Run, Tokens, Usage
from testing.command_line import quiet_error, vouchline
from tests.unit.evaluation.planted import TEXT, Json, planted, put


class TestCommand:
    def test_prints_kinds_and_documents(self, gold: Path, out: Path) -> None:
        result = vouchline("eval", str(gold), str(out))
        assert result.exit_code == 0, result.output
        rows = {line.split("  ")[0]: line.split() for line in result.stdout.splitlines() if line.strip()}
        assert rows["all facts"][-6:] == ["1.000", "1.000", "1.000", "22", "0", "0"]
        assert rows["ada--ward"][-6:] == ["1.000", "1.000", "1.000", "5", "0", "0"]
        assert "no run.json" in result.stdout
        assert result.stderr == ""

    def test_lists_each_wrong_field_when_verbose(self, gold: Path) -> None:
        planted(gold, "ada.profile", put("roles", 0, start_date="2021-01"))
        result = vouchline("eval", str(gold), str(gold.parent / "planted"), "--verbose")
        assert result.exit_code == 0, result.output
        assert "wrong: roles 1 start_date: gold '2020-01', got '2021-01'" in result.stdout
        assert "roles.start_date" in result.stdout
        assert "2021-01" not in vouchline("eval", str(gold), str(gold.parent / "planted")).stdout

    def test_prints_one_object_with_everything_as_json(self, gold: Path, out: Path) -> None:
        planted(gold, "ada.profile", put("roles", 1, end_date="2017"))
        docs = gold.parent / "docs"
        docs.mkdir()
        (docs / "ada.txt").write_text(TEXT, encoding="utf-8")
        arguments = ("--compare", str(out), "--docs", str(docs), "--json")
        result = vouchline("eval", str(gold), str(gold.parent / "planted"), *arguments)
        found = json.loads(result.stdout)
        assert found["wrong"] == [
            {"group": "profiles", "document": "ada", "kind": "roles", "fact": "2", "field": "end_date",
             "outcome": "wrong", "gold": {"any": ["2019", "2019-12"]}, "got": "2017"},
        ]  # fmt: skip
        assert found["fields"]["roles.end_date"]["false_alarms"] == 1
        assert found["documents"]["profiles"]["ada"]["stored"] is True
        assert found["support"]["documents"]["profiles/ada"]["values"] == found["support"]["values"]
        assert found["run"] is None
        assert found["compared"]["facts"]["f1"] == 1.0
        assert [(each["this"]["got"], each["other"]["got"]) for each in found["changed"]] == [("2017", "2019")]

    def test_says_what_the_run_took_when_there_is_a_run_json(self, gold: Path, out: Path) -> None:
        usage = Usage(calls=7, cached_calls=2, reasks=0, tokens=Tokens(prompt=1200, completion=340), seconds=4.5,
                      cost_usd=None)  # fmt: skip
        run = Run(
            vouchline="0.1.0", as_of="2026-01-31", model="made-up", base_url="embedded", provider="embedded",
            mode="json_schema", shape="closed", prompts={}, schemas={}, usage=usage, usage_by_prompt={},
            price="unknown", seconds=61.2, finished=True, documents=[], comparisons=[],
        )  # fmt: skip
        Results(out).write_run(run)
        told = " ".join(vouchline("eval", str(gold), str(out)).stdout.split())
        assert "made-up: 1,200 prompt and 340 completion tokens, 1 min 01 s." in told
        found = json.loads(vouchline("eval", str(gold), str(out), "--json").stdout)["run"]
        assert (found["seconds"], found["usage"]["tokens"]["completion"]) == (61.2, 340)

    def test_tells_how_far_probabilities_can_be_trusted(self, gold: Path) -> None:
        def plant(stored: Json) -> None:
            for verdict in stored["verdicts"][:2]:
                verdict.update(probability=0.75, chances={verdict["verdict"]: 0.75, "contradicted": 0.25})

        planted(gold, "ada--ward.comparison", plant)
        arguments = ("eval", str(gold), str(gold.parent / "planted"), "--confidence", "0.9")
        told = " ".join(vouchline(*arguments).stdout.split())
        # both are right at a probability of 0.75
        assert "0.7 to 0.8 2 0.750 1.000" in told
        assert "Expected calibration error: 0.250, over 2." in told
        assert "Sets cut at 0.9: 2 of 2 hold the right verdict (1.000), 2.00 verdicts each." in told
        assert "To hold it in 90%: no cut can be found" in told
        found = json.loads(vouchline(*arguments, "--json").stdout)
        assert found["reliability"]["verdicts"]["calibration_error"] == 0.25
        assert found["sets"]["as_told"]["share"] == 1.0

    def test_says_that_no_sets_can_be_checked_without_chances(self, gold: Path, out: Path) -> None:
        assert "no sets can be checked" in vouchline("eval", str(gold), str(out), "--confidence", "0.9").stdout

    def test_prints_nothing_when_quiet(self, gold: Path, out: Path) -> None:
        assert vouchline("eval", str(gold), str(out), "--quiet").output == ""

    def test_sets_two_runs_side_by_side(self, gold: Path, out: Path) -> None:
        planted(gold, "ada.profile", put("roles", 0, start_date=None))
        result = vouchline("eval", str(gold), str(out), "--compare", str(gold.parent / "planted"))
        assert result.exit_code == 0, result.output
        assert "1 field changed: 1 better, 0 worse." in result.stdout
        assert "+ ada: roles 1 start_date: gold '2020-01', out right '2020-01', planted missing null" in result.stdout

    @pytest.mark.parametrize(
        ("path", "content", "named"),
        [
            ("gold/ada.profile.gold.json", "{", "is damaged"),
            ("gold/ward.posting.gold.json", '{"requirements": [{"id": "R1"}]}', "'requirements.0.text'"),
            ("gold/ada--ward.comparison.gold.json", '{"verdicts": {"R7": "met"}}', "'R7'"),
            ("gold/ada--pit.comparison.gold.json", '{"verdicts": {}}', "no gold of the posting"),
            ("out/profiles/ada.profile.json", "[]", "is damaged"),
            ("out/postings/ward.posting.json", '{"requirements": "none"}', "'requirements'"),
            ("out/run.json", "{}", "run.json"),
        ],
    )
    @pytest.mark.usefixtures("gold")
    def test_names_the_file_when_it_is_damaged(self, tmp_path: Path, path: str, content: str, named: str) -> None:
        (tmp_path / path).write_text(content, encoding="utf-8")
        message = quiet_error(vouchline("eval", str(tmp_path / "gold"), str(tmp_path / "out")))
        assert Path(path).name in message
        assert named in message

    @pytest.mark.parametrize(
        ("arguments", "named"),
        [
            (("nowhere", "out"), "no folder 'nowhere'"),
            (("empty", "out"), "holds no gold"),
            (("gold", "nowhere"), "no folder 'nowhere'"),
            (("gold", "empty"), "holds nothing that the gold"),
            (("gold", "out", "--compare", "empty"), "holds nothing that the gold"),
            (("gold", "out", "--docs", "nowhere"), "no file or folder 'nowhere'"),
            (("gold", "out", "--docs", "empty"), "holds none of the documents"),
        ],
    )
    @pytest.mark.usefixtures("gold")
    def test_says_what_is_missing_when_used_wrongly(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], named: str
    ) -> None:
        monkeypatch.chdir(tmp_path)
        (tmp_path / "empty").mkdir()
        assert named in quiet_error(vouchline("eval", *arguments))
