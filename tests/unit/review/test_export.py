"""What is exported after a review: facts as they stand, who decided, and gold that scores its own results as right."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any, cast

import openpyxl
import pyarrow.parquet as pq
import pytest

from extract.evaluation.scoring.evaluate import evaluate
from extract.review.decisions.log import ReviewLog
from extract.review.decisions.subjects import Item, comparison_items, posting_items, profile_items
from extract.review.state.document_copies import put_documents_beside
from extract.review.state.sources import Sources
from extract.store.results import Results
from schemas import Comparison, Decision, Posting
from testing.builders.reviews import STORED, changed, item_of, profile_of
from testing.builders.reviews import VERSIONS as MADE_ON
from testing.command_line import quiet_error, vouchline

ZOE = profile_of("zoe_lindqvist")


def decide(
    out: Path, action: str, item: Item | None, *, group: Any = "profiles", name: str = "zoe", **more: Any
) -> None:
    subject = item.subject() if item else {"kind": "document", "id": "document"}

    def make(_: list[Decision], number: int, at: str) -> list[Decision]:
        return [
            Decision.model_validate(
                {
                    "number": number,
                    "at": at,
                    "by": "Kim",
                    "action": action,
                    "subject": subject,
                    "versions": MADE_ON,
                    **more,
                }
            )
        ]

    ReviewLog(out).append(group, name, make)


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Results with a rejected role, a corrected one whose employer reads like a formula, and an accepted one."""
    monkeypatch.chdir(tmp_path)
    Results(tmp_path / "out").write_profile("zoe", ZOE)
    decide(tmp_path / "out", "reject", item_of(ZOE, "roles", 0))
    values = {"employer": "=SUM(A1)", "start_date": "1999"}
    decide(tmp_path / "out", "correct", item_of(ZOE, "roles", 1), values=values, knowledge=list(values))
    decide(tmp_path / "out", "accept", item_of(ZOE, "roles", 2))
    decide(tmp_path / "out", "note", item_of(ZOE, "roles", 2), note="Asked her.")
    return tmp_path / "out"


@pytest.mark.usefixtures("out")
def test_json_lines_say_who_decided_what() -> None:
    rows = [json.loads(line) for line in vouchline("export", "out", "--format", "jsonl").stdout.splitlines()]
    first, second = (row for row in rows if row["fact"] == "roles")
    assert (first["id"], first["start_date"], first["review"]["state"]) == ("role-2", "1999", "corrected")
    assert (first["review"]["by"], first["review"]["knowledge"]) == ("Kim", ["employer", "start_date"])
    assert (second["review"]["state"], second["review"]["note"]) == ("accepted", "Asked her.")
    assert {row["review"] for row in rows if row["fact"] != "roles"} == {None}
    plain = vouchline("export", "out", "--format", "jsonl", "--as-extracted").stdout.splitlines()
    assert sum(json.loads(line)["fact"] == "roles" for line in plain) == 3


@pytest.mark.usefixtures("out")
def test_tables_have_the_same_rows_whatever_their_form() -> None:
    rows = list(csv.DictReader(io.StringIO(vouchline("export", "out", "--format", "csv").stdout)))
    assert vouchline("export", "out", "--format", "parquet", "-o", "facts.parquet").exit_code == 0
    read = cast("Any", pq).read_table("facts.parquet")
    table = cast("list[dict[str, Any]]", read.to_pylist())
    assert list(rows[0]) == list(table[0])
    assert [row["id"] for row in rows] == [row["id"] for row in table]
    assert rows[0]["employer"] == "'=SUM(A1)"
    assert table[0]["employer"] == "=SUM(A1)"
    metric = next(row for row in table if row["fact"] == "metrics")
    assert isinstance(metric["baseline"], float)
    assert (rows[0]["review"], rows[0]["reviewed_by"]) == ("corrected", "Kim")
    # of the two positions that name PyTorch one was rejected, and the other was made to begin in 1999
    told = {"months_low": 273, "months_high": 285, "used_in": ["role-2"], "used_lines": [15], "last_used": "2022-09"}
    pytorch = next(row for row in table if row["name"] == "PyTorch")
    assert {name: pytorch[name] for name in told} == told
    assert next(row for row in rows if row["name"] == "PyTorch")["months_low"] == "273"


@pytest.mark.usefixtures("out")
def test_csv_file_has_the_mark_by_which_excel_knows_utf_8() -> None:
    assert vouchline("export", "out", "--format", "csv", "-o", "facts.csv").exit_code == 0
    assert Path("facts.csv").read_bytes().startswith(b"\xef\xbb\xbfprofile,")


@pytest.mark.usefixtures("out")
def test_workbook_has_the_quotes_of_every_fact() -> None:
    assert vouchline("export", "out", "--format", "xlsx", "-o", "facts.xlsx").exit_code == 0
    book = openpyxl.load_workbook("facts.xlsx")
    assert book.sheetnames == ["Candidates", "Facts", "Quotes"]
    header, *rows = book["Quotes"].iter_rows(values_only=True)
    about, text = header.index("about"), header.index("text")
    assert "role-1" not in [row[about] for row in rows]
    assert [row[text] for row in rows if row[about] == "role-2"] == [piece.text for piece in ZOE.roles[1].evidence]


@pytest.mark.usefixtures("out")
def test_json_resume_has_the_lines_of_each_position_as_highlights() -> None:
    resume = json.loads(vouchline("export", "out", "--format", "jsonresume").stdout)
    assert resume["work"][-1]["highlights"] == [
        "Explored customer churn with gradient boosting and presented the findings to the sales team."
    ]


def test_results_with_their_documents_beside_them_can_be_moved(tmp_path: Path) -> None:
    out, docs = tmp_path / "out", tmp_path / "docs"
    Results(out).write_profile("zoe_lindqvist", ZOE)
    shutil.copytree(Path(__file__).parents[3] / "samples" / "demo", docs)
    assert put_documents_beside(out, docs)[1] == []
    shutil.rmtree(docs)
    moved = out.rename(tmp_path / "elsewhere")
    assert Sources(moved).find(ZOE.document) == moved / "documents" / ZOE.document.path
    assert put_documents_beside(moved) == ([moved.resolve() / "documents" / ZOE.document.path], [])


@pytest.mark.usefixtures("out")
def test_json_resume_is_as_reviewed_and_says_by_whom() -> None:
    resume = json.loads(vouchline("export", "out", "--format", "jsonresume").stdout)
    assert [work["startDate"] for work in resume["work"] if "startDate" in work] == ["1999"]
    assert resume["meta"]["vouchline"]["reviewed_by"] == ["Kim"]
    assert resume["meta"]["vouchline"]["reviewed"] == 2
    assert "meta" not in json.loads(vouchline("export", "out", "--format", "jsonresume", "--as-extracted").stdout)


@pytest.mark.usefixtures("out")
@pytest.mark.parametrize("form", ["parquet", "xlsx"])
def test_form_that_is_no_text_needs_a_file(form: str) -> None:
    assert f"-o facts.{form}" in quiet_error(vouchline("export", "out", "--format", form))


@pytest.mark.usefixtures("out")
@pytest.mark.parametrize("arguments", [(), ("--format", "csv", "--gold", "gold")])
def test_either_a_form_or_gold_is_asked_for(arguments: tuple[str, ...]) -> None:
    assert "Give --format, --gold DIR, or --documents." in quiet_error(vouchline("export", "out", *arguments))


def test_no_gold_is_made_before_anything_is_finished(out: Path) -> None:
    assert "no gold" in quiet_error(vouchline("export", "out", "--gold", "gold"))
    assert not Path("gold").exists()
    assert out.exists()


def test_gold_of_a_finished_profile_scores_the_extraction_by_what_was_corrected(tmp_path: Path) -> None:
    out, gold = tmp_path / "out", tmp_path / "gold"
    wrong = changed(ZOE, "roles", 1, start_date="1999")
    Results(out).write_profile("zoe", wrong)
    for item in profile_items(wrong):
        if item.id == wrong.roles[1].id:
            decide(out, "correct", item, values={"start_date": ZOE.roles[1].start_date}, knowledge=["start_date"])
        else:
            decide(out, "accept", item)
    decide(out, "finish", None)
    assert vouchline("export", str(out), "--gold", str(gold), "--quiet").exit_code == 0
    wrong_fields = [(each.kind, each.field) for each in evaluate(gold, out).wrong]
    assert wrong_fields == [("roles", "start_date")]
    Results(out).write_profile("zoe", ZOE)
    assert evaluate(gold, out).wrong == []


def test_gold_of_decided_verdicts_finds_its_demands(tmp_path: Path) -> None:
    out, gold = tmp_path / "out", tmp_path / "gold"
    posting = Posting.model_validate_json((STORED / "search_ranking_engineer.posting.json").read_text("utf-8"))
    demands = posting.requirements[:3]
    verdicts = [
        {"requirement_id": each.id, "verdict": "not_shown", "decided_by": "model", "reason": "None.",
         "requirement_evidence": each.evidence, "needs_review": False}
        for each in demands
    ]  # fmt: skip
    counts: dict[str, Any] = {"required": {}, "preferred": {}, "responsibility": {}}
    comparison = Comparison.model_validate(
        {"profile": "zoe", "posting": "job", "as_of": "2026", "verdicts": verdicts, "counts": counts, "findings": [],
         "provenance": ZOE.provenance}
    )  # fmt: skip
    results = Results(out)
    results.write_profile("zoe", ZOE)
    results.write_posting("job", posting)
    results.write_comparison("zoe--job", comparison)
    first, second, _ = comparison_items(comparison, posting)
    pair: dict[str, Any] = {"group": "comparisons", "name": "zoe--job"}
    decide(out, "overrule", first, **pair, values={"verdict": "met"}, note="Seen it.")
    decide(out, "accept", second, **pair)
    assert vouchline("export", str(out), "--gold", str(gold), "--quiet").exit_code == 0
    written = json.loads((gold / "zoe--job.comparison.gold.json").read_text("utf-8"))
    assert written == {"verdicts": {demands[0].id: "met", demands[1].id: "not_shown"}}
    found = evaluate(gold, out)
    assert [each.got for each in found.wrong if each.kind == "verdicts"] == ["not_shown"]


def test_finished_posting_is_gold_for_its_requirements(tmp_path: Path) -> None:
    out, gold = tmp_path / "out", tmp_path / "gold"
    posting = Posting.model_validate_json((STORED / "search_ranking_engineer.posting.json").read_text("utf-8"))
    Results(out).write_posting("job", posting)
    head, first, second, *rest = posting_items(posting)
    about: dict[str, Any] = {"group": "postings", "name": "job"}
    decide(out, "reject", first, **about)
    decide(out, "correct", second, **about, values={"importance": "required"})
    for item in (head, *rest):
        decide(out, "accept", item, **about)
    assert vouchline("export", str(out), "--gold", str(gold), "--quiet").exit_code == 2  # not finished yet
    decide(out, "finish", None, **about)
    assert vouchline("export", str(out), "--gold", str(gold), "--quiet").exit_code == 0
    [path] = gold.rglob("*.json")
    demands = json.loads(path.read_text("utf-8"))["requirements"]
    assert [each["id"] for each in demands] == [each.id for each in posting.requirements[1:]]
    wrong = {(each.kind, each.field, each.outcome) for each in evaluate(gold, out).wrong}
    assert wrong == {("requirements", "text", "extra"), ("requirement details", "importance", "wrong")}
