"""Files that cannot be read, or try to do harm: each has an outcome with a reason, and none hangs or crashes."""

from __future__ import annotations

import io
import os
import random
import zipfile
from pathlib import Path

import docx
import pytest

from extract.documents import discover, read_document
from extract.documents.regular_file import open_regular
from extract.errors import DocumentError, DocumentErrorCode

PDF = (Path(__file__).parents[2] / "samples" / "layouts" / "right_dates.pdf").read_bytes()

# One page that is locked with a password (RC4, revision 2): the dictionary alone makes the file refuse to open.
LOCKED = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
4 0 obj<</Filter/Standard/V 1/R 2/O<0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20>/U<2102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f20>/P -4>>endobj
trailer<</Root 1 0 R/Encrypt 4 0 R/ID[<00><00>]>>
"""
LOOP = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2/Parent 2 0 R>>endobj
trailer<</Root 1 0 R>>
"""
BLANK = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj
trailer<</Root 1 0 R>>
"""
SCAN = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>endobj
4 0 obj<</Length 30>>stream
q 200 0 0 200 0 0 cm /I Do Q  \nendstream endobj
5 0 obj<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray/BitsPerComponent 8/Length 1>>stream
\x80
endstream endobj
trailer<</Root 1 0 R>>
"""


def many_pages(count: int) -> bytes:
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + count))
    pages = b"".join(
        b"%d 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n" % number for number in range(3, 3 + count)
    )
    return (
        b"%%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[%s]/Count %d>>endobj\n%s"
        b"trailer<</Root 1 0 R>>\n" % (kids, count, pages)
    )


def word(members: dict[str, bytes]) -> bytes:
    """A DOCX made by Word's rules, with members replaced or added."""
    blank = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Zara Quill, potter")
    document.save(blank)
    packed = io.BytesIO()
    with zipfile.ZipFile(blank) as source, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            if name not in members:
                target.writestr(name, source.read(name))
        for name, data in members.items():
            target.writestr(name, data)
    return packed.getvalue()


W = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ENTITY = b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]><w:document %s><w:body><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>' % W  # fmt: skip
BILLION = b'<!DOCTYPE d [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]><w:document %s><w:body><w:p><w:r><w:t>&c;</w:t></w:r></w:p></w:body></w:document>' % W  # fmt: skip
DEEP = b"<w:document %s><w:body>%s%s</w:body></w:document>" % (W, b"<w:sdt>" * 240, b"</w:sdt>" * 240)

CASES: list[tuple[str, str, bytes, DocumentErrorCode]] = [
    ("no bytes", "cv.pdf", b"", "empty"),
    ("white space", "cv.txt", b" \n\t \n", "empty"),
    ("byte order mark alone", "cv.txt", b"\xef\xbb\xbf", "empty"),
    ("zero bytes", "cv.txt", b"\x00" * 400, "damaged"),
    ("PDF cut in its header", "cv.pdf", PDF[:40], "damaged"),
    ("PDF with a loop in its page tree", "cv.pdf", LOOP, "damaged"),
    ("PDF with a password", "cv.pdf", LOCKED, "encrypted"),
    ("PDF with nothing on its page", "cv.pdf", BLANK, "empty"),
    ("PDF with a picture alone", "cv.pdf", SCAN, "no_text_layer"),
    ("PDF with too many pages", "cv.pdf", many_pages(501), "too_large"),
    ("PDF with 5,000 pages", "cv.pdf", many_pages(5000), "too_large"),
    ("archive cut short", "cv.docx", word({})[:900], "damaged"),
    ("archive of other things", "cv.docx", b"PK\x05\x06" + b"\x00" * 18, "unsupported"),
    ("Word without a body", "cv.docx", word({"word/document.xml": b"<w:document %s/>" % W}), "unsupported"),
    ("Word with broken XML", "cv.docx", word({"word/document.xml": b"<w:document"}), "damaged"),
    ("Word with an external entity", "cv.docx", word({"word/document.xml": ENTITY}), "damaged"),
    ("Word with entities in entities", "cv.docx", word({"word/document.xml": BILLION}), "damaged"),
    ("Word with a bomb", "cv.docx", word({"word/media/bomb.bin": b"\x00" * 30_000_000}), "too_large"),
    ("Word with an absolute path", "cv.docx", word({"/etc/cron.d/x": b"x"}), "damaged"),
    ("Word with a path that leads out", "cv.docx", word({"word/../../x": b"x"}), "damaged"),
    ("Word nested too deeply", "cv.docx", word({"word/document.xml": DEEP}), "empty"),
    ("Word of before 2007", "cv.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "unsupported"),
    ("picture", "cv.png", b"\x89PNG\r\n\x1a\n" + b"\x00" * 60, "no_text_layer"),
    ("program", "cv.pdf", b"\x7fELF" + b"\x01" * 100, "unsupported"),
    ("HTML with nothing to see", "cv.html", b"<html><script>var a = 1</script><p hidden>x</p></html>", "empty"),
]


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
_SAMPLES = Path(__file__).parents[2] / "samples"
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
