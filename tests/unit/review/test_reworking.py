"""Verdicts after the profile was corrected: what code decides is decided again, what a person has to settle is said."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import openpyxl
import pytest
from lxml import html

from extract.review.state.reporting import read_reviewed, write_report
from extract.store.results import Results
from schemas import Comparison, Verdict
from testing.review_server import POSTING, ZOE_PAIR, Running, copy_of, order, serve_review, store_demo

YEARS, DEGREE, SKILL = "requirement-4", "requirement-3", "requirement-6"
"""5 years of experience, a bachelor's degree, PyTorch or TensorFlow."""
FEWER = {"start_date": "2024-01"}
"""With this start of the last position 61 to 63 months are shown."""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_demo(tmp_path_factory.mktemp("demo") / "out")


@pytest.fixture
def running(demo: Path, tmp_path: Path) -> Iterator[Running]:
    with serve_review(copy_of(demo, tmp_path / "out")) as server:
        yield server


@pytest.fixture
def client(running: Running) -> httpx2.Client:
    return running.client()


def decide(client: httpx2.Client, action: str, key: str, **more: Any) -> None:
    answer = order(client, action, key, **more)
    assert answer.status_code == 200, answer.text


def correct(client: httpx2.Client, key: str, **values: str) -> None:
    decide(client, "correct", key, values=values, knowledge=list(values))


def settle(client: httpx2.Client, action: str, key: str, **more: Any) -> None:
    decide(client, action, key, name=ZOE_PAIR, group="comparisons", **more)


def verdict(out: Path, requirement_id: str) -> Verdict:
    found = read_reviewed(out).comparisons[ZOE_PAIR]
    return next(each for each in found.verdicts if each.requirement_id == requirement_id)


def told(out: Path, requirement_id: str) -> str:
    return read_reviewed(out).decided.since["zoe_lindqvist", POSTING].get(requirement_id, "")


def card(client: httpx2.Client, requirement_id: str) -> html.HtmlElement:
    page = html.document_fromstring(client.get(f"/comparisons/{ZOE_PAIR}").text)
    return page.get_element_by_id(f"card-{requirement_id}")


def test_years_are_added_up_again_after_a_date_was_corrected(running: Running, client: httpx2.Client) -> None:
    before = verdict(running.out, YEARS)
    assert (before.verdict, before.months and before.months.low) == ("met", 76)
    correct(client, "role-1", **FEWER)
    now = verdict(running.out, YEARS)
    assert now.months is not None
    assert (now.verdict, now.months.low, now.months.high) == ("met", 61, 63)
    assert "2024-01–now" in now.reason
    correct(client, "role-2", start_date="2022-06")
    now = verdict(running.out, YEARS)
    assert (now.verdict, now.needs_review) == ("partial", True)
    said = told(running.out, YEARS)
    assert said.startswith(
        "Worked out again after Kim corrected “Senior Machine Learning Engineer, Harrowgate Search, 2024-01"
    )
    assert "Before: Met." in said
    assert read_reviewed(running.out).comparisons[ZOE_PAIR].counts.required.met == 5
    stored = Comparison.model_validate_json(Results(running.out).comparison_path(ZOE_PAIR).read_bytes())
    assert next(each for each in stored.verdicts if each.requirement_id == YEARS) == before  # what was compared stays


def test_years_are_as_before_after_the_correction_was_taken_back(running: Running, client: httpx2.Client) -> None:
    before = verdict(running.out, YEARS)
    correct(client, "role-1", **FEWER)
    decide(client, "restore", "role-1")
    assert verdict(running.out, YEARS) == before
    assert told(running.out, YEARS) == ""


def test_years_do_not_count_a_rejected_position(running: Running, client: httpx2.Client) -> None:
    decide(client, "reject", "role-2")
    now = verdict(running.out, YEARS)
    assert now.months is not None
    assert (now.verdict, now.months.roles) == ("partial", ["role-1"])
    assert "Kim rejected “Machine Learning Engineer" in told(running.out, YEARS)


def test_page_list_matrix_and_report_show_the_same_verdict_and_why(running: Running, client: httpx2.Client) -> None:
    decide(client, "reject", "role-2")
    shown = card(client, YEARS)
    assert shown.get("data-verdict") == "partial"
    assert "Worked out again after Kim rejected" in shown.cssselect(".since")[0].text_content()
    assert "a fact that it rests on was" not in shown.text_content()
    across = html.document_fromstring(client.get(f"/across/{POSTING}", params={"id": YEARS}).text)
    assert [each.get("data-verdict") for each in across.cssselect("article[data-name*=zoe]")] == ["partial"]
    matrix = html.document_fromstring(client.get(f"/postings/{POSTING}").text)
    [cell] = [
        each
        for each in matrix.cssselect("a.cell")
        if "zoe" in each.get("href", "") and each.get("href", "").endswith(YEARS)
    ]
    assert "is-partial" in cell.classes
    report = write_report(running.out).read_text("utf-8")
    assert "Worked out again after Kim rejected" in report
    assert "2022-10–now = 49 to 50 months; 60 asked" in report
    book = openpyxl.load_workbook(io.BytesIO(client.get("/take/xlsx").content))
    header, *rows = book["Verdicts"].iter_rows(values_only=True)
    [row] = [dict(zip(header, row, strict=True)) for row in rows if "zoe_lindqvist" in row and YEARS in row]
    assert (row["verdict"], "Worked out again" in str(row["reason"])) == ("partial", True)


def test_accepted_verdict_is_asked_again_when_the_years_come_out_otherwise(
    running: Running, client: httpx2.Client
) -> None:
    settle(client, "accept", YEARS)
    decide(client, "reject", "role-2")
    assert card(client, YEARS).get("data-state") == "ask_again"
    settle(client, "accept", YEARS)
    assert card(client, YEARS).get("data-state") == "accepted"
    assert verdict(running.out, YEARS).needs_review is False
    listed = client.get("/").text
    assert "Decide again" not in html.document_fromstring(listed).cssselect("table")[-1].text_content()


def test_months_of_a_skill_follow_the_dates_and_decide_nothing(running: Running, client: httpx2.Client) -> None:
    correct(client, "role-1", **FEWER)
    now = verdict(running.out, SKILL)
    assert now.months is not None
    assert (now.verdict, now.months.low, now.needs_review) == ("met", 61, False)
    assert now.months.sum in now.reason
    assert told(running.out, SKILL).startswith("Months worked out again after Kim corrected")


def test_degree_is_decided_again_by_the_corrected_level(running: Running, client: httpx2.Client) -> None:
    assert verdict(running.out, DEGREE).verdict == "met"
    decide(client, "reject", "education-1")
    decide(client, "reject", "education-2")
    now = verdict(running.out, DEGREE)
    assert now.verdict != "met"
    assert "Before: Met." in told(running.out, DEGREE)


def test_verdict_on_a_rejected_position_waits_for_a_person(running: Running, client: httpx2.Client) -> None:
    settle(client, "accept", SKILL)
    decide(client, "reject", "role-1")
    now = verdict(running.out, SKILL)
    assert (now.verdict, now.needs_review) == ("met", True)  # it was accepted before that
    assert told(running.out, SKILL).startswith("Decided before Kim rejected “Senior Machine Learning Engineer")
    assert "accept the verdict or overrule it on the review page" in told(running.out, SKILL)
    settle(client, "overrule", SKILL, values={"verdict": "partial"}, note="One place is left.")
    assert (verdict(running.out, SKILL).needs_review, told(running.out, SKILL)) == (False, "")


def test_added_position_is_said_not_to_count(running: Running, client: httpx2.Client) -> None:
    line = next(each for each in Results(running.out).read_profile("agnes_thibault").unread_lines if each.text.strip())
    values = {"title": line.text.strip("- #*")}
    decide(client, "add", "", name="agnes_thibault", kind="roles", values=values, span=[line.start, line.end])
    pair = "agnes_thibault", POSTING
    assert read_reviewed(running.out).decided.since[pair][YEARS].startswith("Worked out before Kim added “")


def test_correction_of_another_field_changes_no_verdict(running: Running, client: httpx2.Client) -> None:
    before = read_reviewed(running.out).comparisons[ZOE_PAIR]
    correct(client, "role-1", team="Ranking")
    assert read_reviewed(running.out).comparisons[ZOE_PAIR] == before
    assert read_reviewed(running.out).decided.since["zoe_lindqvist", POSTING] == {}
