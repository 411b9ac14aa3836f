"""Scans and pictures: read by tesseract where it is installed, and otherwise an outcome that says how to get it.

The files of samples/scans were made from samples/layouts, so what has to come out is known: the words of the layout.
"""

from __future__ import annotations

import json
import random
import struct
import sys
import zlib
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image
from rapidfuzz.distance import LCSseq

from extract.documents import Document, list_formats, read_document
from extract.documents.ocr import tesseract
from extract.documents.ocr.recognition import Recognition
from extract.documents.ocr.tesseract import find_tesseract
from extract.errors import DocumentError, SettingsError
from extract.extraction.checks.text import check_notices
from extract.settings.load import Settings
from testing.command_line import vouchline

SAMPLES = Path(__file__).parents[4] / "samples"
SCANS, LAYOUTS = SAMPLES / "scans", SAMPLES / "layouts"
ENGLISH = Recognition(languages=("eng",))

needs_tesseract = pytest.mark.skipif(
    find_tesseract() is None, reason="tesseract is not on this machine; on Debian: apt-get install tesseract-ocr"
)
posix = pytest.mark.skipif(sys.platform == "win32", reason="starts a shell script in place of tesseract")


@pytest.fixture
def no_tesseract(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(tesseract, "USUAL_PLACES", ())


def read(name: str) -> Document:
    document = read_document(SCANS / name, recognition=ENGLISH)
    assert "\n".join(document.line_text(line) for line in document.lines) == document.text
    return document


def codes(document: Document) -> list[str]:
    return [notice.code for notice in document.notices]


def words_of(document: Document) -> list[str]:
    """Its words, without what recognition tells apart badly and no fact hangs on: bullets, middle dots, kinds of dash."""
    marks = str.maketrans("—–·•", "--  ", "")
    return [word for word in document.text.translate(marks).split() if word != "-"]


@needs_tesseract
@pytest.mark.parametrize(
    ("name", "layout", "media_type", "pages"),
    [
        ("sidebar.jpg", "sidebar_left", "image/jpeg", 1),
        ("dates.png", "right_dates", "image/png", 1),
        ("on_its_side.webp", "right_dates", "image/webp", 1),
        ("two_pages.tif", "two_pages", "image/tiff", 2),
        ("three_columns.pdf", "three_columns", "application/pdf", 1),
        ("second_page_scanned.pdf", "two_pages", "application/pdf", 2),
        ("without_unicode_map.pdf", "right_dates", "application/pdf", 1),
    ],
)
def test_scan_reads_like_the_page_that_was_scanned(name: str, layout: str, media_type: str, pages: int) -> None:
    scan, page = read(name), read_document(LAYOUTS / f"{layout}.pdf")
    assert (scan.media_type, scan.pages, scan.language) == (media_type, pages, "en")
    true, found = words_of(page), words_of(scan)
    assert (Counter(true) & Counter(found)).total() >= 0.97 * len(true)
    assert LCSseq.similarity(true, found) >= 0.97 * len(true)
    assert len(found) <= 1.02 * len(true)


@needs_tesseract
def test_columns_of_a_page_on_its_side_are_read_one_after_the_other(tmp_path: Path) -> None:
    with Image.open(SCANS / "sidebar.jpg") as scan:
        scan.rotate(270, expand=True).save(tmp_path / "side.png")
    side, straight = read_document(tmp_path / "side.png", recognition=ENGLISH), read("sidebar.jpg")
    assert LCSseq.similarity(words_of(straight), words_of(side)) >= 0.97 * len(words_of(straight))


@needs_tesseract
def test_recognised_lines_stand_where_they_are_on_the_page() -> None:
    page = read_document(LAYOUTS / "right_dates.pdf")
    places = {page.line_text(line).split("\t")[0]: line.box for line in page.lines}
    checked = 0
    for line in (scan := read("dates.png")).lines:
        true = places.get(scan.line_text(line).split("\t")[0])
        if true is None:
            continue
        assert line.box is not None
        # Half a degree of skew moves the corners of a page by about 3.5 points.
        assert max(abs(there - here) for there, here in zip(true, line.box, strict=True)) < 7
        checked += 1
    assert checked >= 12


@needs_tesseract
def test_only_pages_without_text_are_recognised_and_the_finding_names_them() -> None:
    document = read("second_page_scanned.pdf")
    page = read_document(LAYOUTS / "two_pages.pdf")
    first = [page.line_text(line) for line in page.lines if line.page == 1]
    assert codes(document) == ["recognised_text", "repeated_lines"]
    assert [document.line_text(line) for line in document.lines if line.page == 1] == first
    notice = document.notices[0]
    assert (notice.code, notice.page, notice.severity) == ("recognised_text", 2, "info")
    program = find_tesseract()
    assert program is not None
    assert f"tesseract {program.version} (eng)" in notice.message
    finding = next(check_notices(document))
    assert (finding.code, finding.severity) == ("recognised_text", "info")


@needs_tesseract
def test_pages_beyond_the_most_that_are_recognised_are_reported() -> None:
    few = Recognition(languages=("eng",), max_pages=1)
    document = read_document(SCANS / "two_pages.tif", recognition=few)
    assert {line.page for line in document.lines} == {1}
    assert [(notice.code, notice.page) for notice in document.notices] == [
        ("recognised_text", 1),
        ("unreadable_page", 2),
    ]


@needs_tesseract
def test_scan_reads_alike_when_it_is_read_again() -> None:
    assert read("dates.png") == read("dates.png")


@needs_tesseract
def test_picture_without_words_has_no_text_layer(tmp_path: Path) -> None:
    chance = random.Random(5)
    Image.frombytes("L", (600, 800), chance.randbytes(480_000)).save(tmp_path / "photo.png")
    with pytest.raises(DocumentError, match="finds no words there that it is sure of") as caught:
        read_document(tmp_path / "photo.png", recognition=ENGLISH)
    assert caught.value.code == "no_text_layer"
    assert "300 dpi" in caught.value.remedy


@needs_tesseract
def test_language_without_data_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="no data for xyz") as caught:
        read_document(SCANS / "dates.png", recognition=Recognition(languages=("eng", "xyz")))
    assert caught.value.code == "no_text_layer"
    assert "xyz" in caught.value.remedy


@pytest.mark.usefixtures("no_tesseract")
@pytest.mark.parametrize("name", ["dates.png", "two_pages.tif", "three_columns.pdf", "without_unicode_map.pdf"])
def test_scan_has_no_text_layer_when_tesseract_is_missing(name: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(SCANS / name)
    assert caught.value.code == "no_text_layer"
    assert name in caught.value.what
    assert "Install tesseract" in caught.value.remedy


@pytest.mark.usefixtures("no_tesseract")
def test_pages_with_text_are_read_when_tesseract_is_missing_for_the_others() -> None:
    document = read_document(SCANS / "second_page_scanned.pdf")
    assert {line.page for line in document.lines} == {1}
    (notice,) = document.notices
    assert (notice.code, notice.page, notice.severity) == ("unreadable_page", 2, "error")


@pytest.mark.usefixtures("no_tesseract")
def test_formats_say_how_to_get_recognition_when_it_is_missing() -> None:
    (scans,) = [form for form in list_formats() if form.missing]
    assert ".png" in scans.suffixes
    assert "Install tesseract" in scans.missing


def test_scan_is_not_read_when_recognition_is_switched_off() -> None:
    with pytest.raises(DocumentError, match="switched off") as caught:
        read_document(SCANS / "dates.png", recognition=Recognition(enabled=False))
    assert caught.value.code == "no_text_layer"


@posix
def test_page_is_given_up_when_it_takes_too_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "tesseract"
    program.write_text(
        "#!/bin/sh\ncase $1 in --version) echo tesseract 9.9.9;; --list-langs) printf 'Languages:\\neng\\n';;"
        " *) exec sleep 60;; esac\n"
    )
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    slow = Recognition(page_timeout_s=0.2)
    document = read_document(SCANS / "second_page_scanned.pdf", recognition=slow)
    (notice,) = document.notices
    assert (notice.code, notice.page) == ("unreadable_page", 2)
    assert "more than 0.2 seconds" in notice.message


@posix
def test_few_installed_languages_are_used_and_english_alone_of_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tesseract"
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    for listed, expected in (("deu eng fra osd snum", ("eng", "deu", "fra")), ("a_b ces deu eng fra osd", ("eng",))):
        names = "\\n".join(listed.split())
        program.write_text(
            f"#!/bin/sh\ncase $1 in --version) echo tesseract 9.9.9;; *) printf 'Languages:\\n{names}\\n';; esac\n"
        )
        program.chmod(0o755)
        found = find_tesseract()
        assert found is not None
        assert found.languages_for(()) == expected


@pytest.mark.usefixtures("no_tesseract")
def test_picture_of_too_many_pixels_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    header = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    (tmp_path / "huge.png").write_bytes(start + struct.pack(">I", 9) + b"IDAT" + b"\x00" * 13)
    with pytest.raises(DocumentError) as caught:
        read_document(tmp_path / "huge.png")
    assert caught.value.code == "too_large"


def test_tiff_with_too_many_pages_is_too_large() -> None:
    with pytest.raises(DocumentError) as caught:
        read_document(SCANS / "two_pages.tif", max_pages=1)
    assert caught.value.code == "too_large"


def test_recognition_is_chosen_by_option_variable_and_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "vouchline.toml").write_text('ocr-languages = ["eng", "deu"]\n')
    monkeypatch.setenv("VOUCHLINE_OCR", "no")
    settings = Settings.load({"ocr_languages": None, "ocr": None}, folder=tmp_path)
    assert settings.recognition == Recognition(enabled=False, languages=("eng", "deu"))
    assert Settings.load({"ocr": False}, folder=tmp_path).why("ocr") == "option --no-ocr"
    assert Settings.load({"ocr_languages": "eng+fra"}, folder=tmp_path).ocr_languages == ("eng", "fra")
    with pytest.raises(SettingsError, match="option --ocr-languages"):
        Settings.load({"ocr_languages": "eng; rm"}, folder=tmp_path)


@needs_tesseract
def test_doctor_names_what_reads_scans_with_its_version() -> None:
    program = find_tesseract()
    assert program is not None
    (check,) = recognition_checks("--ocr-languages", "eng")
    assert (check["state"], check["found"]) == ("ok", f"tesseract {program.version} (eng), at {program.path}")
    (check,) = recognition_checks("--ocr-languages", "eng+xyz")
    assert check["state"] == "wrong"
    assert "xyz" in check["remedy"]


def test_doctor_says_that_recognition_is_switched_off() -> None:
    (check,) = recognition_checks("--no-ocr")
    assert (check["state"], check["found"]) == ("note", "switched off (option --no-ocr)")


def recognition_checks(*options: str) -> list[dict[str, str]]:
    found = json.loads(vouchline("doctor", "--no-question", "--json", *options).stdout)
    return [check for check in found["checks"] if check["topic"] == "recognition"]


def test_read_leaves_scans_unread_when_it_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(SCANS / "second_page_scanned.pdf")
    for options in ((), ("--no-ocr",)):
        if not options:
            monkeypatch.setenv("VOUCHLINE_OCR", "off")
        done = vouchline("read", path, "--json", *options)
        monkeypatch.delenv("VOUCHLINE_OCR", raising=False)
        (document,) = json.loads(done.stdout)["documents"]
        assert {line["page"] for line in document["lines"]} == {1}
        (finding,) = document["findings"]
        assert (finding["code"], finding["page"], finding["severity"]) == ("unreadable_page", 2, "error")
    assert vouchline("read", str(SCANS / "dates.png"), "--no-ocr").exit_code == 1
