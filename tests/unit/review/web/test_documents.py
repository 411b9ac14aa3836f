"""Documents beside the facts: pictures, quotes where the file is gone, damaged results."""

from __future__ import annotations

import json
from pathlib import Path

from lxml import html

from extract.review.decisions.log import ReviewLog
from extract.store.results import Results
from testing.builders.reviews import profile_of
from testing.review_server import PEOPLE, Running, copy_of, order, serve_review
from tests.unit.review.web.pages import ZOE


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


def test_boxes_say_where_the_words_between_two_offsets_stand(shared: Running) -> None:
    client = shared.client()
    (leaf,) = profile_of("zoe_lindqvist").candidate.leaves["name"].boxes
    answer = client.get("/api/boxes", params={**ZOE, "start": 0, "end": len("Zoë Lindqvist")})
    assert answer.json() == {"boxes": [[*leaf]]}
    assert client.get("/api/boxes", params={**ZOE, "start": 0, "end": "x"}).status_code == 422
