"""What the review page gives to take away, over HTTP: each form, of everybody and of one candidate, as reviewed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import httpx2
import openpyxl
import pytest

from testing.review_server import PEOPLE, Running, copy_of, order, serve_review, store_demo

FORMS = ("report", "xlsx", "csv", "jsonresume", "schemaorg")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The demo, with one of Zoë's roles rejected and one accepted."""
    demo = store_demo(tmp_path_factory.mktemp("demo") / "out")
    with serve_review(copy_of(demo, tmp_path_factory.mktemp("reviewed") / "out")) as server:
        client = server.client()
        assert order(client, "reject", "role-1").status_code == 200
        assert order(client, "accept", "role-2").status_code == 200
        yield server


def taken(running: Running, form: str, name: str | None = None) -> httpx2.Response:
    answer = running.client().get(f"/take/{form}", params={"name": name} if name else {})
    assert answer.status_code == 200, answer.text
    return answer


def test_workbook_has_facts_verdicts_and_quotes_on_sheets(running: Running) -> None:
    for name, people in ((None, set(PEOPLE)), ("zoe_lindqvist", {"zoe_lindqvist"})):
        book = openpyxl.load_workbook(io.BytesIO(taken(running, "xlsx", name).content))
        assert book.sheetnames == ["Candidates", "Comparisons", "Verdicts", "Facts", "Quotes"]
        for sheet in ("Candidates", "Comparisons", "Verdicts", "Facts"):
            header, *rows = book[sheet].iter_rows(values_only=True)
            assert {str(row[header.index("profile")]) for row in rows} == people
        header, *rows = book["Facts"].iter_rows(values_only=True)
        ids = [row[header.index("id")] for row in rows if row[header.index("profile")] == "zoe_lindqvist"]
        assert "role-1" not in ids
        assert "role-2" in ids
        header, *rows = book["Quotes"].iter_rows(values_only=True)
        assert "role-2" in {str(row[header.index("about")]) for row in rows}
        assert all(row[header.index("text")] for row in rows)


def test_csv_has_the_mark_of_utf_8_and_the_chosen_candidate_alone(running: Running) -> None:
    content = taken(running, "csv", "agnes_thibault").content
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert {row["candidate"] for row in rows} == {"Agnès Thibault"}
    everybody = list(csv.DictReader(io.StringIO(taken(running, "csv").content.decode("utf-8-sig"))))
    assert {row["profile"] for row in everybody} == set(PEOPLE)


def test_json_resume_is_one_document_or_a_list(running: Running) -> None:
    one = json.loads(taken(running, "jsonresume", "zoe_lindqvist").content)
    assert one["basics"]["name"] == "Zoë Lindqvist"
    assert one["meta"]["vouchline"]["reviewed"] == 1
    assert len(json.loads(taken(running, "jsonresume").content)) == len(PEOPLE)


def test_schema_org_has_the_postings_where_everybody_is_taken(running: Running) -> None:
    answer = taken(running, "schemaorg")
    assert answer.headers["content-type"] == "application/ld+json"
    kinds = [node["@type"] for node in json.loads(answer.content)["@graph"]]
    assert kinds == ["Person"] * len(PEOPLE) + ["JobPosting"]
    assert json.loads(taken(running, "schemaorg", "zoe_lindqvist").content)["@type"] == "Person"


def test_file_is_called_by_the_candidate(running: Running) -> None:
    said = taken(running, "xlsx", "zoe_lindqvist").headers["content-disposition"]
    assert said == "attachment; filename=\"facts.xlsx\"; filename*=UTF-8''zoe_lindqvist.xlsx"
    assert "filename*=UTF-8''facts.csv" in taken(running, "csv").headers["content-disposition"]


@pytest.mark.parametrize("form", FORMS)
def test_nothing_is_given_without_the_link(running: Running, form: str) -> None:
    assert running.stranger().get(f"/take/{form}").status_code == 401


@pytest.mark.parametrize("path", ["/take/docx", "/take/csv?name=nobody", "/take/csv?name=../secret"])
def test_unknown_form_or_candidate_is_not_found(running: Running, path: str) -> None:
    assert running.client().get(path).status_code == 404


def test_nothing_is_left_of_what_was_made(running: Running, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    taken(running, "xlsx")
    assert list(tmp_path.iterdir()) == []
