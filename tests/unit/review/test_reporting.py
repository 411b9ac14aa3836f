"""The static page after review: what people decided is in it, with who and when, and what stood there before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from lxml import html

from extract.review.decisions.log import ReviewLog
from extract.review.state.reporting import write_report
from extract.store.results import Results
from testing.builders.reviews import profile_of
from testing.review_server import POSTING, ZOE_PAIR, Running, copy_of, order, serve_review, store_demo

WHY = "One deployment is no experience <b>yet</b>."


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_demo(tmp_path_factory.mktemp("demo") / "out")


@pytest.fixture
def running(demo: Path, tmp_path: Path) -> Iterator[Running]:
    with serve_review(copy_of(demo, tmp_path / "out"), reviewer="Kim <i>Osei</i>") as server:
        yield server


@pytest.fixture
def client(running: Running) -> httpx2.Client:
    return running.client()


def page_of(running: Running) -> html.HtmlElement:
    return html.document_fromstring(write_report(running.out).read_bytes().decode())


def texts(page: html.HtmlElement, selector: str) -> list[str]:
    return [" ".join(element.text_content().split()) for element in page.cssselect(selector)]


def decide(client: httpx2.Client, action: str, key: str, **more: Any) -> None:
    answer = order(client, action, key, **more)
    assert answer.status_code == 200, answer.text


def data_of(page: html.HtmlElement) -> dict[str, Any]:
    [element] = page.cssselect("script#data")
    return json.loads(element.text or "")


def zoe(page: html.HtmlElement) -> dict[str, Any]:
    return next(person for person in data_of(page)["people"] if "Lindqvist" in person["label"])


def facts_of(person: dict[str, Any]) -> dict[str, dict[str, Any]]:
    told = [item for _, items in person["parts"] for item in items]
    return {item["id"]: item for item in [*told, *person["skills"], *person["langs"]]}


def cells_of(page: html.HtmlElement) -> dict[str, dict[str, Any]]:
    """Return Zoë's verdicts by their demands."""
    data = data_of(page)
    [posting] = data["postings"]
    [pair] = [pair for pair in posting["pairs"] if data["people"][pair["p"]] == zoe(page)]
    return {demand["t"]: cell for demand, cell in zip(posting["demands"], pair["cells"], strict=True)}


def test_corrected_fact_shows_its_new_value_and_the_one_before(running: Running, client: httpx2.Client) -> None:
    decide(client, "correct", "role-3", values={"start_date": "2019"})
    decide(client, "correct", "role-1", values={"team": "Marketing"}, knowledge=["team"])
    person = zoe(page_of(running))
    role = facts_of(person)["role-3"]
    assert role["w"] == "2019 – ?"
    assert (role["said"]["s"], role["said"]["by"]) == ("corrected", "Kim <i>Osei</i>")
    assert role["said"]["was"] == [["Start date", ""]]
    known = facts_of(person)["role-1"]
    assert "Marketing" in known["m"]
    assert known["said"]["know"] == ["Team"]
    assert person["reviewed"] == "2 of 33 decided by Kim <i>Osei</i>"


def test_rejected_fact_is_out_counted_and_struck_through(running: Running, client: httpx2.Client) -> None:
    decide(client, "reject", "role-2")
    decide(client, "note", "role-2", note="He only applied there.")
    person = zoe(page_of(running))
    assert "1 fact rejected" in person["reviewed"]
    assert "role-2" not in facts_of(person)
    assert "role-2" not in [row.get("id") for row in person["career"]["rows"]]
    [rejected] = person["gone"]
    assert (rejected["id"], rejected["t"]) == (
        "role-2", "Machine Learning Engineer, Harrowgate Search, 2020-06 – 2022-09"
    )  # fmt: skip
    assert rejected["said"]["note"] == ["He only applied there.", "Kim <i>Osei</i>"]
    assert any("role-2" in cell.get("f", []) for cell in cells_of(page_of(running)).values())  # they lead to it still


def test_added_fact_stands_with_the_others(running: Running, client: httpx2.Client) -> None:
    line = profile_of("zoe_lindqvist").unread_lines[0]
    values = {"name": line.text.strip(), "kind": "skill"}
    decide(client, "add", "", kind="qualifications", values=values, span=[line.start, line.end])
    [skill] = [skill for skill in zoe(page_of(running))["skills"] if skill["t"] == line.text.strip()]
    assert skill["said"]["s"] == "added"


def test_overruled_verdict_shows_the_reason_and_the_one_before(running: Running, client: httpx2.Client) -> None:
    before = page_of(running)
    more = {"name": ZOE_PAIR, "group": "comparisons"}
    decide(client, "overrule", "requirement-8", values={"verdict": "partial"}, note=WHY, **more)
    decide(client, "accept", "requirement-9", **more)
    page = page_of(running)
    reasons = data_of(page)["reasons"]
    [cell] = [cell for cell in cells_of(page).values() if "o" in cell]
    assert (cell["v"], reasons[cell["r"]]) == (1, WHY)
    assert cell["d"]["by"] == "Kim <i>Osei</i>"
    assert cell["o"]["v"] == 0
    stored = next(iter(Results(running.out).folder.glob("comparisons/zoe*"))).read_text("utf-8")
    assert reasons[cell["o"]["r"]] in stored
    assert not page.cssselect("b, i")
    cells = texts(page, ".matrix .h")
    assert cells == ["Partial, overruled by Kim <i>Osei</i>", "Met, accepted by Kim <i>Osei</i>"]
    assert texts(page, ".matrix .sum") != texts(before, ".matrix .sum")


def test_requirements_stand_as_reviewed(running: Running, client: httpx2.Client) -> None:
    more = {"name": POSTING, "group": "postings"}
    decide(client, "correct", "requirement-3", values={"importance": "preferred"}, **more)
    decide(client, "reject", "requirement-5", **more)
    page = page_of(running)
    [posting] = data_of(page)["postings"]
    demands = {demand["t"]: demand for demand in posting["demands"]}
    assert not any(text.startswith("Strong skills in Python and SQL") for text in demands)
    [corrected] = [demand for text, demand in demands.items() if text.startswith("Bachelor")]
    assert corrected["said"]["was"] == [["Importance", "required"]]
    assert [fact["t"] for fact in posting["gone"]] == ["Strong skills in Python and SQL"]
    assert [len(pair["cells"]) for pair in posting["pairs"]] == [11, 11, 11]


def test_page_is_the_same_after_a_second_look(running: Running, client: httpx2.Client) -> None:
    decide(client, "accept", "role-1")
    first = write_report(running.out).read_bytes()
    assert write_report(running.out).read_bytes() == first
    assert b"<script src" not in first


def test_damaged_log_is_named_and_its_profile_shown_as_extracted(running: Running, client: httpx2.Client) -> None:
    decide(client, "reject", "role-2")
    path = ReviewLog(running.out).path("profiles", "zoe_lindqvist")
    path.write_bytes(b"no decision\n")
    page = page_of(running)
    assert "reviews/profiles/zoe_lindqvist.reviews.jsonl" in texts(page, "#unreadable code")
    assert "role-2" in facts_of(zoe(page))
