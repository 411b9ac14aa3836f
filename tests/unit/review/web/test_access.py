"""Who may see and change what: the link, the cookie, other sites, and paths that climb."""

from __future__ import annotations

import http.client
import json
from pathlib import Path

import httpx2
import pytest
from lxml import html

from extract.review.decisions.log import ReviewLog
from extract.store.results import Results
from extract.web.guarding import POLICY
from testing.builders.reviews import changed, profile_of
from testing.review_server import POSTING, ZOE_PAIR, Running, copy_of, order, serve_review
from tests.unit.review.web.pages import ZOE

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>{{ 911 * 7 }}"

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
