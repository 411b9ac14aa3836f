"""The static page after review: what people decided is in it, with who and when, and what stood there before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from lxml import html

from extract.review.log import ReviewLog
from extract.review.reporting import write_report
from tests.review_samples import profile_of
from tests.review_server import POSTING, ZOE_PAIR, Running, copy_of, order, serve_review, store_demo

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


def zoe(page: html.HtmlElement) -> html.HtmlElement:
    return next(each for each in page.cssselect("article.person") if "Lindqvist" in (each.get("data-name") or ""))


def test_corrected_fact_shows_its_new_value_and_the_one_before(running: Running, client: httpx2.Client) -> None:
    decide(client, "correct", "role-3", values={"start_date": "2019"})
    decide(client, "correct", "role-1", values={"team": "Marketing"}, knowledge=["team"])
    person = zoe(page_of(running))
    [role] = person.cssselect("[id$='-role-3']")
    assert texts(role, ".when") == ["2019 – ?"]
    assert texts(role, ".said")[0].startswith("Corrected by Kim <i>Osei</i>, 20")
    assert texts(role, ".said .was") == ["Start date before: empty"]
    [known] = person.cssselect("[id$='-role-1']")
    assert "Marketing" in texts(known, ".meta")[0]
    assert "from own knowledge: team" in texts(known, ".said")[0]
    assert texts(person, ".reviewed") == ["2 of 34 decided by Kim <i>Osei</i>"]


def test_rejected_fact_is_out_counted_and_struck_through(running: Running, client: httpx2.Client) -> None:
    decide(client, "reject", "role-2")
    decide(client, "note", "role-2", note="He only applied there.")
    person = zoe(page_of(running))
    assert "1 fact rejected" in texts(person, ".reviewed")[0]
    assert len(person.cssselect(".timeline [id$='-role-2']")) == 0
    [rejected] = person.cssselect("details.rejected .fact")
    assert rejected.get("id", "").endswith("-role-2")
    assert texts(rejected, "s") == ["Machine Learning Engineer, Harrowgate Search, 2020-06 – 2022-09"]
    assert "note by" in texts(rejected, ".said-note")[0]
    links = {link.get("href") for link in page_of(running).cssselect("a[href^='#']")}
    ids = {f"#{each.get('id')}" for each in page_of(running).cssselect("[id]")}
    assert links <= ids  # verdicts that rest on it lead to it still


def test_added_fact_stands_with_the_others(running: Running, client: httpx2.Client) -> None:
    line = profile_of("zoe_lindqvist").unread_lines[0]
    values = {"name": line.text.strip(), "kind": "skill"}
    decide(client, "add", "", kind="qualifications", values=values, span=[line.start, line.end])
    chips = [
        chip for chip in zoe(page_of(running)).cssselect(".chips .fact") if line.text.strip() in chip.text_content()
    ]
    assert len(chips) == 1
    assert texts(chips[0], ".said-what") == ["Added"]


def test_overruled_verdict_shows_the_reason_and_the_one_before(running: Running, client: httpx2.Client) -> None:
    before = page_of(running)
    more = {"name": ZOE_PAIR, "group": "comparisons"}
    decide(client, "overrule", "requirement-8", values={"verdict": "partial"}, note=WHY, **more)
    decide(client, "accept", "requirement-9", **more)
    page = page_of(running)
    [card] = [card for card in page.cssselect(".card") if card.cssselect(".overruled")]
    assert texts(card, ".state .badge") == ["Partial"]
    assert texts(card, ".judged > .reason") == [WHY]
    assert texts(card, ".overruled .badge") == ["Met"]
    assert texts(card, ".overruled .reason")[0] in texts(before, ".card .reason")
    assert not page.cssselect("b, i")
    cells = page.cssselect(".cell .person-mark")
    assert [cell.get("title") for cell in cells] == ["Overruled by Kim <i>Osei</i>", "Accepted by Kim <i>Osei</i>"]
    tallies = texts(page, "tr.group .tally")
    assert tallies != texts(before, "tr.group .tally")


def test_requirements_stand_as_reviewed(running: Running, client: httpx2.Client) -> None:
    more = {"name": POSTING, "group": "postings"}
    decide(client, "correct", "requirement-3", values={"importance": "preferred"}, **more)
    decide(client, "reject", "requirement-5", **more)
    page = page_of(running)
    rows = texts(page, ".matrix tr.demand th")
    assert not any(row.startswith("Strong skills in Python and SQL") for row in rows)
    [corrected] = [row for row in rows if row.startswith("Bachelor")]
    assert "Importance before: required" in corrected
    assert texts(page, ".posting details.rejected s") == ["Strong skills in Python and SQL"]
    assert [len(pair.cssselect(".card")) for pair in page.cssselect("article.pair")] == [11, 11, 11]


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
    assert zoe(page).cssselect(".timeline [id$='-role-2']")
