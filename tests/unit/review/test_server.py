"""The review page's server, over HTTP on loopback: who gets in, what it shows, and what it writes down."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from lxml import html

from extract.review.decisions.log import ReviewLog
from extract.review.state.reporting import read_reviewed
from extract.store.results import Results
from extract.web.guarding import POLICY
from schemas import Verdict
from testing.builders.reviews import changed, profile_of, shifted
from testing.review_server import PEOPLE, POSTING, ZOE_PAIR, Running, copy_of, order, serve_review, store_demo

ZOE = {"group": "profiles", "name": "zoe_lindqvist"}
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 911 * 7 }}"


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return store_demo(tmp_path_factory.mktemp("demo") / "out")


@pytest.fixture(scope="module")
def shared(demo: Path) -> Iterator[Running]:
    """A server whose results no test changes."""
    with serve_review(demo) as running:
        yield running


@pytest.fixture
def running(demo: Path, tmp_path: Path) -> Iterator[Running]:
    with serve_review(copy_of(demo, tmp_path / "out")) as server:
        yield server


def card(client: httpx2.Client, key: str, name: str = "zoe_lindqvist", group: str = "profiles") -> html.HtmlElement:
    answer = client.get("/api/card", params={"group": group, "name": name, "key": key})
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.text)


PAGES = ["/", "/progress", "/profiles/zoe_lindqvist", f"/postings/{POSTING}", f"/comparisons/{ZOE_PAIR}",
         f"/requirements/{POSTING}", "/openapi.json",
         "/static/review.css", "/static/review.js", "/api/list"]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_page_is_shown_with_the_link_and_refused_without(shared: Running, path: str) -> None:
    assert shared.client().get(path).status_code == 200
    stranger = shared.stranger()
    refused = stranger.get(path)
    assert (refused.status_code, refused.headers["content-security-policy"]) == (401, POLICY)
    assert stranger.get("/", params={"token": "guess"}).status_code == 401
    stranger.cookies.set("vouchline-review", "guess")
    assert stranger.get(path).status_code == 401


def test_cookie_of_the_link_stays_with_this_site_and_out_of_scripts(shared: Running) -> None:
    answer = httpx2.get(shared.link)
    said = answer.headers["set-cookie"].lower()
    assert "httponly" in said
    assert "samesite=strict" in said
    assert shared.link.partition("token=")[2] not in said
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("host", ["evil.example.com", "evil.example.com:80", "127.0.0.1", "127.0.0.1:1", ""])
def test_foreign_host_is_refused_even_with_the_cookie(shared: Running, host: str) -> None:
    assert shared.client().get("/", headers={"Host": host}).status_code in (400, 421)


@pytest.mark.parametrize("origin", ["http://evil.example.com", "null", "", "https://127.0.0.1", "http://127.0.0.1:1"])
@pytest.mark.parametrize("path", ["/api/decisions", "/api/presence", "/api/reviewer"])
def test_forged_origin_is_refused_and_nothing_is_written(shared: Running, origin: str, path: str) -> None:
    client = shared.client()
    body = {"group": "profiles", "name": "zoe_lindqvist", "action": "accept", "key": "role-1", "window": "w"}
    assert client.post(path, json=body, headers={"Origin": origin}).status_code == 403
    del client.headers["Origin"]
    assert client.post(path, json=body).status_code == 403
    assert not (shared.out / "reviews" / "profiles").exists()


def test_request_that_another_site_made_the_browser_send_is_refused(shared: Running) -> None:
    client = shared.client()
    for site in ("cross-site", "same-site"):
        assert client.get("/", headers={"Sec-Fetch-Site": site}).status_code == 403
    assert client.get("/", headers={"Sec-Fetch-Site": "same-origin"}).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_body_that_a_form_could_send_is_refused(shared: Running, kind: str) -> None:
    answer = shared.client().post("/api/decisions", content="{}", headers={"Content-Type": kind})
    assert answer.status_code == 422


def test_too_large_or_too_deep_a_body_is_refused(shared: Running) -> None:
    client = shared.client()
    headers = {"Content-Type": "application/json"}
    assert client.post("/api/decisions", content=b" " * 300_000, headers=headers).status_code == 413
    assert client.post("/api/decisions", content=b"[" * 100_000, headers=headers).status_code == 422


def raw_status(client: httpx2.Client, path: str) -> int:
    """Ask for a path as it stands: a client library would take the dots out before sending."""
    connection = http.client.HTTPConnection(client.base_url.host, client.base_url.port, timeout=60)
    try:
        cookies = "; ".join(f"{name}={value}" for name, value in client.cookies.items())
        connection.request("GET", path, headers={"Cookie": cookies})
        return connection.getresponse().status
    finally:
        connection.close()


CLIMBING = ["../run", "..", "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "/etc/passwd", "zoe_lindqvist/../../x", "a\0b",
            "....//", "zoe_lindqvist.profile.json"]  # fmt: skip


@pytest.mark.parametrize("name", CLIMBING)
def test_no_name_leads_out_of_the_results(shared: Running, name: str) -> None:
    client = shared.client()
    for group in ("profiles", "postings", "comparisons"):
        assert raw_status(client, f"/{group}/{name}".replace("\0", "%00")) == 404
    for path, more in (("/api/facts", {}), ("/api/card", {"key": "role-1"}), ("/api/form", {"key": "role-1"}),
                       ("/api/text", {}), ("/api/overlay", {"page": 1}), ("/api/boxes", {"start": 0, "end": 9}), ("/api/picture", {"page": 1})):  # fmt: skip
        assert client.get(path, params={"group": "profiles", "name": name, **more}).status_code == 404
    body = {"group": "profiles", "name": name, "action": "accept", "key": "role-1", "results": "x", "window": "w"}
    assert client.post("/api/presence", json=body).status_code == 404
    body.pop("window")
    assert client.post("/api/decisions", json=body).status_code == 404
    for file in (name, "../review.css", "..%2fapp.py", "__init__.py"):
        assert raw_status(client, f"/static/{file}".replace("\0", "%00")) == 404


@pytest.mark.parametrize("key", ["..", "document", "", "role-999", HOSTILE, "added-1", "kept-99999999999999999999"])
def test_unknown_key_is_refused(shared: Running, key: str) -> None:
    client = shared.client()
    assert client.get("/api/card", params={**ZOE, "key": key}).status_code in (404, 422)
    answer = client.post("/api/decisions", json={**ZOE, "action": "accept", "key": key, "results": "x"})
    assert answer.status_code == 409


def test_document_whose_path_climbs_is_not_read(demo: Path, tmp_path: Path) -> None:
    out = copy_of(demo, tmp_path / "out")
    secret = tmp_path / "secret.txt"
    secret.write_text("a secret", "utf-8")
    docs = tmp_path / "docs"
    docs.mkdir()
    profile = profile_of("zoe_lindqvist")
    info = profile.document.model_copy(update={"path": "../secret.txt"})
    Results(out).write_profile("zoe_lindqvist", profile.model_copy(update={"document": info}))
    with serve_review(out, docs) as running:
        text = running.client().get("/api/text", params=ZOE).text
    assert "a secret" not in text
    assert "Harrowgate" in text


def test_script_in_every_text_stays_text(demo: Path, tmp_path: Path) -> None:
    out = copy_of(demo, tmp_path / "out")
    profile = profile_of("zoe_lindqvist")
    profile = changed(profile, "roles", 0, employer=HOSTILE, title=HOSTILE)
    line = profile.unread_lines[0]
    hostile_line = line.model_copy(update={"text": HOSTILE, "end": line.start + len(HOSTILE)})
    finding = profile.findings[0].model_copy(update={"message": HOSTILE})
    profile = profile.model_copy(
        update={"candidate": profile.candidate.model_copy(update={"name": HOSTILE}), "unread_lines": [hostile_line],
                "findings": [finding]}
    )  # fmt: skip
    Results(out).write_profile("zoe_lindqvist", profile)
    with serve_review(out, None, reviewer="<b>Kim</b>") as running:
        client = running.client()
        assert order(client, "note", "role-1", note=HOSTILE).status_code == 200
        seen = [client.get(path) for path in ("/", "/profiles/zoe_lindqvist", f"/comparisons/{ZOE_PAIR}",
                                              f"/postings/{POSTING}", "/progress")]  # fmt: skip
        for key in ("role-1", "candidate"):
            seen += [client.get(path, params={**ZOE, "key": key}) for path in ("/api/card", "/api/form")]
        seen.append(client.get("/api/text", params=ZOE))
        seen.append(client.get("/", params={"q": HOSTILE}))
    for answer in seen:
        assert answer.status_code == 200
        page = html.fromstring(answer.text)
        own = {script.get("src") for script in page.cssselect("script")}
        assert own <= {"/static/review.js"}
        assert not page.cssselect("img:not([src^='/api/picture'])")
        assert not [name for element in page.iter() for name in element.attrib if str(name).startswith("on")]
        assert not page.cssselect("[style], style, b")
        assert "6377" not in "".join(page.itertext()).replace("{{ 911 * 7 }}", "").split()
    assert HOSTILE in "".join(html.fromstring(seen[1].text).itertext())


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


def test_pictures_and_their_lines_fit_the_page(shared: Running) -> None:
    client = shared.client()
    picture = client.get("/api/picture", params={**ZOE, "page": 1})
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG\r\n\x1a\n")
    overlay = html.fromstring(client.get("/api/overlay", params={**ZOE, "page": 1}).text)
    lines = overlay.cssselect("g.line")
    assert len(lines) == 31
    assert not overlay.cssselect("g.unread")  # headings are all that nothing cites
    for page in ("0", "2", "99999"):
        assert client.get("/api/picture", params={**ZOE, "page": page}).status_code == 404
    for page in ("-1", "x", "1e3", "\u0661", ""):
        assert client.get("/api/picture", params={**ZOE, "page": page}).status_code == 422
    assert (
        client.get("/api/picture", params={"group": "profiles", "name": "joao_tavares", "page": 1}).status_code == 404
    )


def test_boxes_say_where_the_words_between_two_offsets_stand(shared: Running) -> None:
    client = shared.client()
    (leaf,) = profile_of("zoe_lindqvist").candidate.leaves["name"].boxes
    answer = client.get("/api/boxes", params={**ZOE, "start": 0, "end": len("Zoë Lindqvist")})
    assert answer.json() == {"boxes": [[*leaf]]}
    assert client.get("/api/boxes", params={**ZOE, "start": 0, "end": "x"}).status_code == 422


def test_document_is_shown_from_its_quotes_when_it_is_gone(demo: Path, tmp_path: Path) -> None:
    with serve_review(copy_of(demo, tmp_path / "out"), None) as running:
        client = running.client()
        text = html.fromstring(client.get("/api/text", params=ZOE).text)
        page = client.get("/profiles/zoe_lindqvist").text
        assert order(client, "correct", "role-3", values={"start_date": "2019"}).status_code == 200
    assert text.get("data-whole") == "no"
    assert "Senior Machine Learning Engineer" in text.text_content()
    assert "not where it was read" in page


def test_damaged_files_are_named_and_the_others_shown(demo: Path, tmp_path: Path) -> None:
    out = copy_of(demo, tmp_path / "out")
    Results(out).profile_path("zoe_lindqvist").write_text("{", "utf-8")
    log = ReviewLog(out).path("profiles", "joao_tavares")
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("no decision\n", "utf-8")
    with serve_review(out) as running:
        client = running.client()
        assert client.get("/").text.count("File damaged") == 2
        for name in ("zoe_lindqvist", "joao_tavares"):
            answer = client.get(f"/profiles/{name}")
            assert answer.status_code == 500
            assert "Traceback" not in answer.text
        assert client.get(f"/profiles/{PEOPLE[0]}").status_code == 200
        refused = client.post("/api/decisions", json={"group": "profiles", "name": "joao_tavares", "action": "undo"})
        assert "is no decision" in json.dumps(refused.json())


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


HOSTILE_BODIES = [
    {"action": "note", "note": "\ud800"},
    {"action": "correct", "values": {"title": "\ud800"}, "knowledge": ["title"]},
    {"action": "correct", "values": {"title": ["a"] * 1000}, "knowledge": ["title"]},
    {"action": "correct", "values": {"summary_lines": [1]}},
    {"action": "correct", "values": {"evidence": "x"}},
    {"action": "correct", "values": {"role_id": "role-1"}},
    {"action": "add", "key": "", "kind": "candidate", "values": {"name": "x"}, "span": [0, 5]},
    {"action": "add", "key": "", "kind": "requirements", "values": {"text": "x"}, "span": [0, 5]},
    {"action": "add", "key": "", "kind": "roles", "values": {"title": "x"}, "span": [5, 10**9]},
    {"action": "finish", "key": "document"},
]


@pytest.mark.parametrize("body", HOSTILE_BODIES, ids=range(len(HOSTILE_BODIES)))
def test_order_that_nobody_meant_is_refused_and_nothing_is_written(shared: Running, body: dict[str, object]) -> None:
    client = shared.client()
    seen = client.post("/api/presence", json={**ZOE, "window": "w"}).json()
    whole = {**ZOE, "key": "role-1", "results": seen["results"], "seen": 0, **body}
    headers = {"Content-Type": "application/json"}
    answer = client.post("/api/decisions", content=json.dumps(whole), headers=headers)
    assert answer.status_code == 422, answer.text
    assert not ReviewLog(shared.out).path("profiles", "zoe_lindqvist").exists()


def test_window_may_be_called_anything(shared: Running) -> None:
    body = json.dumps({**ZOE, "window": "\ud800/../\0"})
    headers = {"Content-Type": "application/json"}
    assert shared.client().post("/api/presence", content=body, headers=headers).status_code == 200


def test_name_given_to_the_command_is_made_fit_for_the_log(demo: Path, tmp_path: Path) -> None:
    with serve_review(copy_of(demo, tmp_path / "out"), reviewer="K\n\u202e" + "i" * 200) as running:
        assert order(running.client(), "accept", "role-1").status_code == 200
    [decision] = ReviewLog(running.out).read("profiles", "zoe_lindqvist")
    assert decision.by == "K" + "i" * 79
