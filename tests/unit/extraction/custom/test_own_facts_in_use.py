"""Facts of the user's own kinds in comparison, review, report, exports and evaluation."""

from __future__ import annotations

import csv
import importlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

import schemas
from extract.comparison.retrieval.pool import pool_of
from extract.evaluation import evaluate
from extract.review.decisions.subjects import profile_items
from extract.review.domain.applying import apply_decisions
from extract.review.domain.reviewed import rebuild_profile
from extract.review.state.view_model import profile_sheet
from extract.review.web.pages import fragment
from schemas import Decision, Profile, Versions
from testing.command_line import run_at, set_up, stored, vouchline
from testing.servers.fitting import FittingServer, serve_fitting
from tests.unit.extraction.custom.kinds_folder import CLEARANCES, GUARD, guard_answer, stated, write_kinds


def test_comparison_searches_the_lines_of_own_facts_but_never_those_that_say_who_it_is(guard: Profile) -> None:
    labelled = [line.labelled for line in pool_of(guard)]
    assert any(line.startswith("Clearance: ") and "Dock" in line for line in labelled)
    contact = guard.additional["clearances"][0].evidence[0]
    person = guard.candidate.model_copy(update={"evidence": [contact]})
    blind = pool_of(guard.model_copy(update={"candidate": person}))
    assert not [line for line in blind if line.evidence.line == contact.line]


def decision(guard: Profile, number: int, fact_id: str, action: str) -> Decision:
    item = next(item for item in profile_items(guard) if item.id == fact_id)
    versions = Versions(vouchline="1", model="m", document="0" * 64, results="0" * 16)
    return Decision.model_validate(
        {"number": number, "at": "2026-01-01T00:00:00.000Z", "by": "Bo", "action": action,
         "subject": item.subject().model_dump(), "versions": versions.model_dump()}
    )  # fmt: skip


def test_own_facts_are_accepted_and_rejected_like_others_in_review(guard: Profile) -> None:
    log = [decision(guard, 1, "clearance-1", "accept"), decision(guard, 2, "clearance-2", "reject")]
    review = apply_decisions(profile_items(guard), log, GUARD)
    states = {each.key: each.state for each in review.items if each.kind == "clearances"}
    assert states == {"clearance-1": "accepted", "clearance-2": "rejected", "clearance-3": "open"}
    rebuilt = rebuild_profile(guard, review)
    assert [fact.id for fact in rebuilt.profile.additional["clearances"]] == ["clearance-1", "clearance-3"]
    sheet = profile_sheet("guard", guard, "0", review)
    html = fragment("sheet.html.j2", sheet=sheet)
    shown = html[html.index('data-section="clearances"') :]
    assert shown.count('data-act="reject"') == 2
    assert 'data-act="edit"' not in shown
    section = next(s for s in sheet.sections if s.kind == "clearances")
    assert [card.title for card in section.cards] == ["Dock clearance", "Ministry clearance", "Yard clearance"]
    assert not section.cards[0].correctable
    assert {field.name for field in section.cards[0].filled} >= {"name", "level", "fee"}


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    set_up(tmp_path, monkeypatch)
    (tmp_path / "docs" / "ada.txt").write_text(GUARD, "utf-8")
    write_kinds(tmp_path / "kinds", clearances=CLEARANCES)
    return tmp_path


def run_guard(server: FittingServer, *more: str) -> str:
    done = run_at(server, "extract", "docs/ada.txt", "-o", "out", "--kinds", "kinds", "--quiet", *more)
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.usefixtures("results")
def test_report_exports_and_explanation_show_own_facts_when_a_folder_is_extracted() -> None:
    with serve_fitting(answer=guard_answer) as server:
        run_guard(server)
        explained = run_guard(server, "--explain", "clearance-1")
    assert "Question of the kind clearances" in explained
    assert "level: derived by rule choice_words, line 6" in explained
    assert stored("out/run.json")["prompts"]["clearances"]
    page = Path("out/report.html").read_text("utf-8")
    assert '"Clearances",[{' in page
    assert "fee: 1,200 EUR" in page
    assert vouchline("export", "out", "--format", "csv", "-o", "facts.csv").exit_code == 0
    rows = list(csv.DictReader(Path("facts.clearances.csv").read_text("utf-8").splitlines()))
    assert tuple(rows[0][name] for name in ("id", "level", "fee", "fee_unit")) == (
        "clearance-1", "top_secret", "1200.0", "EUR",
    )  # fmt: skip
    assert "clearance" not in {row["fact"] for row in csv.DictReader(Path("facts.csv").read_text("utf-8").splitlines())}
    refused = vouchline("export", "out", "--format", "csv")
    assert refused.exit_code == 2
    assert "Name a file with -o" in refused.stderr
    lines = vouchline("export", "out", "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line)["name"] for line in lines if json.loads(line)["fact"] == "clearances"] == [
        "Dock clearance", "Ministry clearance", "Yard clearance",
    ]  # fmt: skip


@pytest.mark.usefixtures("results")
def test_excel_has_a_sheet_and_parquet_a_file_a_kind() -> None:
    import openpyxl

    pq: Any = importlib.import_module("pyarrow.parquet")  # carries few types
    with serve_fitting(answer=guard_answer) as server:
        run_guard(server)
    for form in ("xlsx", "parquet"):
        assert vouchline("export", "out", "--format", form, "-o", f"facts.{form}").exit_code == 0
    book = openpyxl.load_workbook("facts.xlsx")
    assert book.sheetnames == ["Candidates", "Facts", "Clearances", "Quotes"]
    assert book["Clearances"].max_row == 4
    table = pq.read_table("facts.clearances.parquet")
    types = {field.name: str(field.type) for field in table.schema}
    assert (types["fee"], types["is_current"], types["level"]) == ("double", "bool", "string")


@pytest.mark.parametrize(
    ("change", "outcomes"),
    [
        ({}, []),
        ({"level": "secret"}, ["wrong"]),
        ({"fee": 1201}, ["wrong"]),
        ({"start_date": "2018"}, ["wrong"]),
        ({"name": "Dock clearance 2"}, ["wrong"]),
        ({"fee": None}, ["extra"]),
    ],
)
def test_eval_scores_own_facts_field_by_field_when_an_error_is_planted(
    change: dict[str, Any], outcomes: Sequence[str], guard: Profile, guard_folder: Path, tmp_path: Path
) -> None:
    out, gold = tmp_path / "out", tmp_path / "gold"
    (out / "profiles").mkdir(parents=True)
    gold.mkdir()
    (out / "profiles" / "guard.profile.json").write_text(schemas.dump(guard), "utf-8")
    facts = stated(guard, "clearances")
    facts[0] |= change
    (gold / "guard.profile.gold.json").write_text(json.dumps({"additional": {"clearances": facts}}), "utf-8")
    found = evaluate(gold, out, guard_folder)
    wrong = [result.outcome for result in found.wrong]
    assert wrong == outcomes or (change.get("name") and {"missing", "extra"} == set(wrong))
    assert "clearances" in found.kinds
    assert found.support is not None
    assert not any(each.unsupported or each.misplaced for each in found.support.values())
