"""Decisions sent to the review's server: written down, shown, refused when stale."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx2
from lxml import html

from extract.review.decisions.log import ReviewLog
from extract.review.state.reporting import read_reviewed
from extract.store.results import Results
from schemas import Verdict
from testing.builders.reviews import profile_of, shifted
from testing.review_server import POSTING, ZOE_PAIR, Running, order, serve_review
from tests.unit.review.web.pages import ZOE


def card(client: httpx2.Client, key: str, name: str = "zoe_lindqvist", group: str = "profiles") -> html.HtmlElement:
    answer = client.get("/api/card", params={"group": group, "name": name, "key": key})
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


def test_decision_is_written_down_with_who_when_and_what_it_was_before(running: Running) -> None:
    client = running.client()
    answer = order(client, "accept", "role-1")
    assert answer.status_code == 200
    assert "is-accepted" in answer.json()["card"]
    [decision] = ReviewLog(running.out).read("profiles", "zoe_lindqvist")
    profile = profile_of("zoe_lindqvist")
    assert (decision.by, decision.action, decision.subject.id) == ("Kim", "accept", "role-1")
    assert decision.subject.before["employer"] == "Harrowgate Search"
    assert decision.versions.document == profile.document.sha256
    assert decision.versions.model == profile.provenance.model
    assert "Accepted" in card(client, "role-1").text_content()


def test_correction_finds_its_place_in_the_document(running: Running) -> None:
    client = running.client()
    refused = order(client, "correct", "role-3", values={"start_date": "2018-07"})
    assert refused.status_code == 422
    assert "not stand in the document" in refused.json()["problems"]["start_date"]
    assert order(client, "correct", "role-3", values={"start_date": "2019"}).status_code == 200
    answer = order(client, "correct", "role-3", values={"start_date": "2019-06"}, knowledge=["start_date"])
    assert answer.status_code == 200
    first, second = ReviewLog(running.out).read("profiles", "zoe_lindqvist")
    assert "2019" in first.places["start_date"].text
    assert (second.knowledge, second.places) == (["start_date"], {})
    assert "reviewer’s knowledge" in card(client, "role-3").text_content()


def test_fact_is_added_from_selected_words(running: Running) -> None:
    client = running.client()
    profile = profile_of("zoe_lindqvist")
    line = max(profile.unread_lines, key=lambda each: len(each.text))
    words = line.text.split(",")[0]
    span = [line.start, line.start + len(words)]
    form = client.get("/api/form", params={**ZOE, "kind": "qualifications", "start": span[0], "end": span[1]})
    assert words in form.text
    answer = order(client, "add", "", kind="qualifications", span=span, values={"name": words, "kind": "skill"})
    assert answer.status_code == 200
    assert answer.json()["key"] == "added-1"
    assert words in card(client, "added-1").text_content()
    for span in (None, [5, 5], [0, 10**8], [9, 3]):
        refused = order(client, "add", "", kind="qualifications", span=span, values={"name": words, "kind": "skill"})
        assert refused.status_code == 422


def test_stale_decision_is_refused_and_the_other_one_shown(running: Running) -> None:
    kim, ben = running.client(), running.client()
    assert ben.post("/api/reviewer", json={"reviewer": "Ben"}).status_code == 200
    body = {**ZOE, "key": "role-1", "seen": 0,
            "results": kim.post("/api/presence", json={**ZOE, "window": "kim"}).json()["results"]}  # fmt: skip
    assert ben.post("/api/decisions", json=body | {"action": "reject"}).status_code == 200
    late = kim.post("/api/decisions", json=body | {"action": "accept"})
    assert late.status_code == 409
    assert late.json()["by"] == "Ben"
    assert "is-rejected" in late.json()["card"]
    assert len(ReviewLog(running.out).read("profiles", "zoe_lindqvist")) == 1
    other = kim.post("/api/decisions", json=body | {"action": "accept", "key": "role-2"})
    assert other.status_code == 200


def test_decision_on_an_older_extraction_is_refused(running: Running) -> None:
    client = running.client()
    before = client.post("/api/presence", json={**ZOE, "window": "w"}).json()["results"]
    Results(running.out).write_profile("zoe_lindqvist", shifted(profile_of("zoe_lindqvist"), 20))
    answer = client.post("/api/decisions", json={**ZOE, "action": "accept", "key": "role-1", "results": before})
    assert (answer.status_code, answer.json()["stale"]) == (409, "results")


def test_reviewers_see_each_other(running: Running) -> None:
    kim, ben = running.client(), running.client()
    ben.post("/api/reviewer", json={"reviewer": "Ben Ö."})
    ben.post("/api/presence", json={**ZOE, "window": "ben"})
    seen = kim.post("/api/presence", json={**ZOE, "window": "kim"}).json()
    assert seen["others"] == ["Ben Ö."]
    with serve_review(running.out, reviewer="Ann") as second:
        ann = second.client().post("/api/presence", json={**ZOE, "window": "ann"}).json()
    assert ann["others"] == ["Ben Ö.", "Kim"]
    assert "Ben Ö." in kim.get("/").text
    ben.post("/api/presence", json={**ZOE, "window": "ben", "leaving": True})
    assert kim.post("/api/presence", json={**ZOE, "window": "kim"}).json()["others"] == ["Ann"]


def test_verdict_is_overruled_with_a_reason_and_the_models_stays_visible(running: Running) -> None:
    client = running.client()
    comparison = json.loads(Results(running.out).comparison_path(ZOE_PAIR).read_text("utf-8"))
    verdict = next(each for each in comparison["verdicts"] if each["verdict"] == "not_shown")
    key, pair = verdict["requirement_id"], {"group": "comparisons", "name": ZOE_PAIR}
    assert order(client, "overrule", key, **pair, values={"verdict": "met"}).json()["problems"].keys() == {"note"}
    answer = order(client, "overrule", key, **pair, values={"verdict": "met"}, note="She told us.")
    assert answer.status_code == 200
    shown = card(client, key, **pair).text_content()
    assert all(words in shown for words in ("Met", "Not shown", "She told us.", verdict["reason"], "Overruled"))
    matrix = html.fromstring(client.get(f"/postings/{POSTING}").text)
    [cell] = matrix.xpath(f"//td[a/@href='/comparisons/{ZOE_PAIR}#card-{key}']")
    assert (cell.get("data-verdict"), cell.get("data-state")) == ("met", "corrected")
    assert len(matrix.xpath("//td[@data-state='open']")) == 35


def test_verdict_is_overruled_with_lines_of_the_resume_that_show_it(running: Running) -> None:
    client, profile = running.client(), profile_of("zoe_lindqvist")
    pair = {"group": "comparisons", "name": ZOE_PAIR}
    key = "requirement-12"
    assert "No line was found" in card(client, key, **pair).text_content()
    shown = profile.publications[0].evidence[0]
    span = (shown.start, shown.start + 10)
    more: dict[str, Any] = {"values": {"verdict": "met"}, "note": "There is one.", **pair}
    nothing = order(client, "overrule", key, span=(shown.start, shown.start), **more)
    assert (nothing.status_code, list(nothing.json()["problems"])) == (422, [""])
    assert order(client, "overrule", key, span=span, **more).status_code == 200
    assert shown.text in card(client, key, **pair).text_content()
    [decision] = ReviewLog(running.out).read("comparisons", ZOE_PAIR)
    assert [piece.text for piece in decision.evidence] == [shown.text]

    # The résumé is read again, and its lines stand elsewhere: the chosen ones are found again, or left out.
    results = Results(running.out)
    moved = shifted(profile, 30)
    results.write_profile("zoe_lindqvist", moved)
    [verdict] = [each for each in reviewed_verdicts(running.out) if each.requirement_id == key]
    assert verdict.evidence[0].start == moved.publications[0].evidence[0].start
    assert verdict.evidence[0].text == shown.text
    results.write_profile("zoe_lindqvist", profile_of("agnes_thibault"))
    [verdict] = [each for each in reviewed_verdicts(running.out) if each.requirement_id == key]
    assert (verdict.verdict, verdict.evidence) == ("met", [])


def reviewed_verdicts(out: Path) -> list[Verdict]:
    return read_reviewed(out).comparisons[ZOE_PAIR].verdicts


def test_undo_takes_back_ones_own_last_decision_alone(running: Running) -> None:
    kim, ben = running.client(), running.client()
    ben.post("/api/reviewer", json={"reviewer": "Ben"})
    order(kim, "accept", "role-1")
    order(ben, "accept", "role-2")
    assert order(kim, "undo", "").json()["key"] == "role-1"
    assert "Not decided" in card(kim, "role-1").text_content()
    assert "Accepted" in card(kim, "role-2").text_content()
    assert order(kim, "undo", "").status_code == 422


def test_profile_is_finished_when_all_is_decided(running: Running) -> None:
    client = running.client()
    assert order(client, "finish", "document").status_code == 422
    keys = client.post("/api/presence", json={**ZOE, "window": "w"}).json()["versions"]
    for key in keys:
        assert order(client, "accept", key).status_code == 200
    assert order(client, "finish", "document").status_code == 200
    rows = client.get("/api/list", params={"show": "finished"}).json()["profiles"]
    for _ in range(50):
        if rows:
            break
        rows = client.get("/api/list", params={"show": "finished"}).json()["profiles"]
    assert [row["name"] for row in rows] == ["zoe_lindqvist"]
    assert rows[0]["decided"] == rows[0]["total"] == len(keys)
    progress = html.fromstring(client.get("/progress").text).text_content()
    assert "Roles · Employer" in progress


def test_requirement_is_corrected_rejected_and_added(running: Running) -> None:
    client, more = running.client(), {"name": POSTING, "group": "postings"}
    page = html.fromstring(client.get(f"/requirements/{POSTING}").text)
    assert len(page.cssselect("#sheet .item")) == 13
    refused = order(client, "correct", "requirement-4", values={"min_years": 7}, **more)
    assert "does not stand in the document" in refused.json()["problems"]["min_years"]
    corrected = order(
        client, "correct", "requirement-4", values={"importance": "preferred", "levels": ["master"]}, **more
    )
    assert corrected.status_code == 200
    bad = order(client, "correct", "requirement-6", values={"levels": ["guru"]}, **more)
    assert bad.status_code == 422
    assert order(client, "reject", "requirement-5", **more).status_code == 200
    assert order(client, "reject", "posting", **more).status_code == 422
    line = client.get("/api/text", params={"group": "postings", "name": POSTING})
    [place] = [each for each in html.fromstring(line.text).cssselect(".line") if "Mentor junior" in each.text_content()]
    span = [int(place.get("data-start", "")), int(place.get("data-end", ""))]
    values = {"text": "Mentor junior engineers"}
    wrong = order(client, "add", "", kind="roles", values=values, span=span, **more)
    assert wrong.status_code == 422
    assert order(client, "add", "", kind="requirements", values=values, span=span, **more).status_code == 200
    matrix = html.fromstring(client.get(f"/postings/{POSTING}").text)
    rows = [" ".join(row.text_content().split()) for row in matrix.cssselect("tr.demand th")]
    assert len(rows) == 12
    assert rows.count("Mentor junior engineers") == 2
    assert "1 rejected one is left out" in matrix.text_content()
    verdicts = html.fromstring(client.get(f"/comparisons/{ZOE_PAIR}").text)
    assert "its requirement was rejected" in verdicts.text_content()
    assert "its requirement was corrected" in verdicts.text_content()


def test_what_a_result_belongs_to_is_chosen_from_the_list(running: Running) -> None:
    client = running.client()
    form = html.fromstring(client.get("/api/form", params={**ZOE, "key": "metric-1"}).text)
    choices = [each.get("value") for each in form.cssselect("[data-field=context_id] option")]
    assert choices[0] == ""
    assert {"role-1", "project-1", "publication-1"} <= set(choices)
    assert order(client, "correct", "metric-1", values={"context_id": "metric-2"}).status_code == 422
    assert order(client, "correct", "role-2", values={"context_id": "role-1"}).status_code == 422
    assert order(client, "correct", "metric-1", values={"context_id": "role-2"}).status_code == 200
    assert "Machine Learning Engineer, Harrowgate Search, 2020-06" in card(client, "metric-1").text_content()
