"""Files that cannot be read, or try to do harm: each has an outcome with a reason, and none hangs or crashes."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from extract.documents import discover, read_document
from extract.documents.files.regular_file import open_regular
from extract.errors import DocumentError, DocumentErrorCode
from testing.builders.bad_files import CASES, PDF, word
from testing.servers.fitting import serve_fitting


@pytest.mark.parametrize(("name", "data", "code"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_outcome_is_named_when_the_file_is(tmp_path: Path, name: str, data: bytes, code: DocumentErrorCode) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(DocumentError) as caught:
        read_document(path)
    assert caught.value.code == code
    assert name in caught.value.what
    assert caught.value.remedy


PACKED = {".pdf", ".docx", ".odt"}
"""Formats whose index stands at their end."""
_SAMPLES = Path(__file__).parents[3] / "samples"
WHOLE = [
    *(_SAMPLES / "demo" / name for name in ("zoe_lindqvist.pdf", "joao_tavares.docx", "agnes_thibault.md")),
    _SAMPLES / "demo" / "search_ranking_engineer.html",
    _SAMPLES / "resumes" / "noor_haddad.txt",
]


@pytest.mark.parametrize("sample", WHOLE, ids=lambda path: path.name)
def test_file_cut_in_the_middle_is_damaged_or_read_in_part(tmp_path: Path, sample: Path) -> None:
    data = sample.read_bytes()
    whole = read_document(sample).text
    path = tmp_path / sample.name
    path.write_bytes(data[: len(data) // 2])
    if sample.suffix in PACKED:
        with pytest.raises(DocumentError) as caught:
            read_document(path)
        assert caught.value.code in ("damaged", "empty")
    else:
        assert 0 < len(read_document(path).text) < len(whole)


def test_file_larger_than_the_limit_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "cv.txt"
    with path.open("wb") as file:
        file.truncate(200_000_000)  # a hole: takes no room
    with pytest.raises(DocumentError) as caught:
        read_document(path)
    assert caught.value.code == "too_large"


def test_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    path = tmp_path / "cv.pdf"
    os.mkfifo(path)
    with pytest.raises(DocumentError) as caught:
        read_document(path)
    assert caught.value.code == "unreadable"


@pytest.mark.parametrize("name", ["missing.pdf", ".", "a\x00b"])
def test_path_that_is_no_file_is_unreadable(tmp_path: Path, name: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(tmp_path / name)
    assert caught.value.code == "unreadable"


def test_file_that_grows_while_it_is_read_has_changed(tmp_path: Path) -> None:
    path = tmp_path / "cv.txt"
    path.write_bytes(b"Zara Quill")

    def read_and_write() -> None:
        with open_regular(path) as (file, _):
            file.read()
            with path.open("ab") as other:
                other.write(b", potter")

    with pytest.raises(DocumentError) as caught:
        read_and_write()
    assert caught.value.code == "changed"


def test_file_that_vanishes_while_it_is_read_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "cv.txt"
    path.write_bytes(b"Zara Quill")
    with open_regular(path) as (file, size):
        path.unlink()
        assert len(file.read()) == size


@pytest.mark.parametrize("name", ["new\nline.txt", "🏺.txt", "é" * 120 + ".txt", os.fsdecode(b"caf\xe9.txt"), " .txt"])
def test_odd_names_are_read(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("Zara Quill, potter", encoding="utf-8")
    assert read_document(path).text == "Zara Quill, potter"
    assert [found.path for found in discover(tmp_path)] == [path]


@pytest.mark.parametrize("name", ["cv.txt", "cv.docx", "cv.html", "cv"])
def test_content_decides_when_the_suffix_is_wrong(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(PDF)
    document = read_document(path)
    assert document.media_type == "application/pdf"
    assert "Harbour Pilot" in document.text


def test_message_never_holds_text_of_the_document(tmp_path: Path) -> None:
    path = tmp_path / "cv.docx"
    path.write_bytes(word({"word/document.xml": b"<w:document>Zara Quill</w:secret>"}))
    with pytest.raises(DocumentError) as caught:
        read_document(path)
    assert "Quill" not in str(caught.value)


def test_mutated_files_are_read_or_refused_and_never_crash(tmp_path: Path) -> None:
    seeds = [("cv.pdf", PDF), ("cv.docx", word({})), ("cv.html", b"<html><body><p>Zara <b>Quill</b></p></body></html>")]
    chance = random.Random(20261122)
    path = tmp_path / "cv"
    outcomes: set[str] = set()
    for _ in range(60):
        _, data = chance.choice(seeds)
        broken = bytearray(data)
        for _ in range(chance.randint(1, 40)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        path.write_bytes(broken[: chance.randint(len(broken) // 2, len(broken))] if chance.random() < 0.3 else broken)
        try:
            outcomes.add(read_document(path).media_type)
        except DocumentError as error:
            outcomes.add(error.code)
    assert "application/pdf" in outcomes
    assert "damaged" in outcomes


REMOTE = """<!doctype html><html><head><title>CV</title><meta http-equiv="refresh" content="0;url={url}">
<link rel="stylesheet" href="{url}/style.css"><style>@import url("{url}/more.css"); p {{ background: url({url}/p.png) }}</style>
<script src="{url}/script.js"></script><script>document.title = "Mallory"; fetch("{url}/fetch")</script></head>
<body onload="fetch('{url}')"><p>Zara Quill, potter</p><img src="{url}/i.png"><iframe src="{url}/frame.html"></iframe>
<object data="{url}/o"></object><embed src="{url}/e"><video src="{url}/v"></video></body></html>"""
RELATIONS = """<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="{type}/attachedTemplate" Target="{url}/t.dotm" TargetMode="External"/>
<Relationship Id="r2" Type="{type}/image" Target="{url}/i.png" TargetMode="External"/></Relationships>"""
MAIL = """From: zara@example.com
To: hiring@example.com
Subject: Application
MIME-Version: 1.0
Content-Type: text/html; charset=utf-8

{html}"""


@pytest.mark.parametrize("name", ["cv.html", "cv.docx", "cv.eml"])
def test_nothing_that_a_document_points_to_is_fetched_or_run(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    with serve_fitting() as server:
        html = REMOTE.format(url=server.base_url)
        kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        relations = RELATIONS.format(url=server.base_url, type=kind)
        data = {
            "cv.html": html.encode(),
            "cv.docx": word({"word/_rels/document.xml.rels": relations.encode()}),
            "cv.eml": MAIL.format(html=html).encode(),
        }
        path.write_bytes(data[name])
        text = read_document(path).text
    assert "Zara Quill, potter" in text
    assert "Mallory" not in text
    assert server.seen == 0


def test_text_longer_than_any_application_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "cv.txt"
    path.write_text("word " * 200_001, encoding="utf-8")
    with pytest.raises(DocumentError) as caught:
        read_document(path)
    assert caught.value.code == "too_large"
