"""Copies hold none of the words, read by other programs and sought in their bytes; what stays is there."""

# The other readers carry no types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportMissingTypeStubs=false

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import docx
import pikepdf
import pytest
from pdfminer.high_level import extract_text

from extract.documents import Recognition, read_document
from extract.errors import DocumentError, RedactionError
from extract.redaction.copying import Copy
from extract.redaction.redact import Wanted, redact
from schemas import Profile
from testing.builders.telling_files import KEPT, WORDS, photo, telling_docx, telling_pdf

SAMPLES = Path(__file__).parents[3] / "samples"
STORED = Path(__file__).parents[2] / "replay" / "stored"


def copy_of(data: bytes, path: Path, wanted: Wanted | None = None) -> Copy:
    path.write_bytes(data)
    document = read_document(path, recognition=Recognition(enabled=False))
    return redact(data, document, None, wanted or Wanted())[0]


def squeezed(text: str) -> str:
    return " ".join(text.split())


def streams_of(data: bytes) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return b"\n".join(
            thing.read_bytes() + thing.unparse() if isinstance(thing, pikepdf.Stream) else thing.unparse(resolved=True)
            for thing in pdf.objects
        )


@pytest.mark.parametrize("standard_font", [False, True], ids=["with widths", "standard font"])
def test_pdf_holds_the_candidate_nowhere(tmp_path: Path, standard_font: bool) -> None:
    copy = copy_of(telling_pdf(standard_font=standard_font), tmp_path / "cv.pdf")
    whole = squeezed(extract_text(io.BytesIO(copy.data)))
    letters = "".join(whole.split())
    raw = streams_of(copy.data)
    for word in (*WORDS, "1990", "Ruritanian", "She led"):
        assert word not in whole
        assert "".join(word.split()) not in letters
    for word in WORDS:
        for form in (word.encode(), word.encode("utf-16-be"), word.encode().hex().encode()):
            assert form not in raw
            assert form not in copy.data
    for words in (*KEPT, "Second paper", "Third paper"):
        assert words in whole
    assert {each.kind for each in copy.taken} == {"name", "contact", "birth", "nationality", "gender", "picture"}
    with pikepdf.open(io.BytesIO(copy.data)) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in pdf.trailer
        assert all("/Annots" not in page.obj for page in pdf.pages)
        assert b"DCTDecode" not in raw


@pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler is not on this machine; on Debian: apt-get install poppler-utils"
)
def test_pdf_is_without_the_candidate_to_poppler_too(tmp_path: Path) -> None:
    (tmp_path / "copy.pdf").write_bytes(copy_of(telling_pdf(), tmp_path / "cv.pdf").data)
    done = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "copy.pdf", "-"], capture_output=True, check=True, text=True
    )
    assert not [word for word in WORDS if word in done.stdout]
    assert all(words in squeezed(done.stdout) for words in KEPT)


def test_letters_that_stay_keep_their_places(tmp_path: Path) -> None:
    data = (SAMPLES / "demo" / "zoe_lindqvist.pdf").read_bytes()
    before = read_document(SAMPLES / "demo" / "zoe_lindqvist.pdf")
    (tmp_path / "copy.pdf").write_bytes(copy_of(data, tmp_path / "cv.pdf").data)
    after = read_document(tmp_path / "copy.pdf")
    places = {after.line_text(line): line.box for line in after.lines}
    same = [line for line in before.lines if places.get(before.line_text(line)) == line.box]
    assert len(same) >= len(before.lines) - 4


def test_profile_gives_its_schools_and_the_place_where_the_candidate_lives(tmp_path: Path) -> None:
    path = SAMPLES / "demo" / "zoe_lindqvist.pdf"
    profile = Profile.model_validate_json((STORED / "zoe_lindqvist.profile.json").read_text("utf-8"))
    copy, record = redact(path.read_bytes(), read_document(path), profile, Wanted(schools=True))
    text = squeezed(extract_text(io.BytesIO(copy.data)))
    assert "Calloway State University" not in text
    assert "Lindqvist" not in text
    assert "Harrowgate Search, Portland, OR" in text
    assert record["name_from"] == "profile"
    assert any(row["kind"] == "school" for row in record["taken"])


def test_word_document_holds_the_candidate_nowhere(tmp_path: Path) -> None:
    copy = copy_of(telling_docx(), tmp_path / "cv.docx")
    with zipfile.ZipFile(io.BytesIO(copy.data)) as archive:
        names = archive.namelist()
        raw = b"\n".join(archive.read(name) for name in names)
    for word in (*WORDS, "Ruritanian"):
        assert word.encode() not in raw
    assert not [
        name for name in names if "comment" in name or "media" in name or "docProps" in name or "customXml" in name
    ]
    opened = docx.Document(io.BytesIO(copy.data))
    text = "\n".join(paragraph.text for paragraph in opened.paragraphs)
    assert all(words in text for words in (*KEPT, "Spoke at a congress", "Portfolio"))
    assert "[name]" in opened.sections[0].header.paragraphs[0].text
    assert "Box of [name]" in raw.decode()
    assert {each.kind for each in copy.taken} == {"name", "contact", "nationality", "gender", "picture"}


@pytest.mark.parametrize("name", ["priya_venkataraman.md", "hannah_breitkopf.txt", "carla_benedetti.html"])
def test_text_keeps_its_facts_and_loses_its_candidate(name: str, tmp_path: Path) -> None:
    path = SAMPLES / "resumes" / name
    copy = copy_of(path.read_bytes(), tmp_path / name)
    text = copy.data.decode()
    parts = path.stem.split("_")
    assert not [part for part in parts if part in text.casefold()]
    assert "example." not in text
    assert "555-01" not in text
    (tmp_path / f"copy{path.suffix}").write_bytes(copy.data)
    lines = read_document(tmp_path / f"copy{path.suffix}").text.splitlines()
    before = read_document(path).text.splitlines()
    assert len([line for line in before if line in lines]) > 0.8 * len(before)


def test_markdown_loses_pictures_comments_and_addresses_of_links(tmp_path: Path) -> None:
    text = "---\nauthor: Quentin Zabriskie\n---\n# Quentin Zabriskie\nquentin.zabriskie@example.com\n<!-- Zabriskie -->\n![Zabriskie](q.png)\n## Experience\n[Nurse](https://zabriskie.example/x), Acme Hospital\n"
    copy = copy_of(text.encode(), tmp_path / "cv.md")
    assert copy.data.decode() == "# [name]\n[contact]\n\n\n## Experience\nNurse, Acme Hospital\n"


def test_scan_is_refused(tmp_path: Path) -> None:
    pdf = pikepdf.new()
    picture = pdf.make_stream(photo(), Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=40, Height=50,
                              ColorSpace=pikepdf.Name.DeviceRGB, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode)  # fmt: skip
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    words = b" ".join(b"0 -14 Td (Quentin Zabriskie, nurse, quentin.zabriskie@example.com) Tj" for _ in range(30))
    pdf.add_blank_page(page_size=(612, 792))
    pdf.pages[0].obj.Resources = pikepdf.Dictionary(
        XObject=pikepdf.Dictionary(P=picture), Font=pikepdf.Dictionary(F=font)
    )
    pdf.pages[0].obj.Contents = pdf.make_stream(
        b"BT 3 Tr /F 10 Tf 72 740 Td " + words + b" ET q 612 0 0 792 0 0 cm /P Do Q"
    )
    target = io.BytesIO()
    pdf.save(target)
    with pytest.raises(RedactionError) as caught:
        copy_of(target.getvalue(), tmp_path / "scan.pdf", Wanted("Quentin Zabriskie"))
    assert caught.value.code == "scan"


def test_picture_is_refused_as_a_scan(tmp_path: Path) -> None:
    document = read_document(SAMPLES / "demo" / "zoe_lindqvist.pdf")
    with pytest.raises(RedactionError) as caught:
        redact(b"", replace(document, media_type="image/png"), None, Wanted())
    assert caught.value.code == "scan"


def test_protected_pdf_is_refused(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(telling_pdf())) as pdf:
        pdf.save(tmp_path / "locked.pdf", encryption=pikepdf.Encryption(owner="secret", user=""))
    with pytest.raises(DocumentError) as caught:
        copy_of((tmp_path / "locked.pdf").read_bytes(), tmp_path / "cv.pdf")
    assert caught.value.code == "encrypted"


def test_words_inside_a_pattern_are_refused(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(telling_pdf())) as pdf:
        resources = pdf.pages[0].obj.Resources
        resources.Pattern = pikepdf.Dictionary(
            T=pdf.make_stream(b"BT /F 10 Tf (Zabriskie) Tj ET", Type=pikepdf.Name.Pattern, PatternType=1, PaintType=1, TilingType=1,
                              BBox=[0, 0, 90, 90], XStep=90, YStep=90, Resources=pikepdf.Dictionary(Font=resources.Font))
        )  # fmt: skip
        pdf.save(tmp_path / "pattern.pdf")
    with pytest.raises(RedactionError) as caught:
        copy_of((tmp_path / "pattern.pdf").read_bytes(), tmp_path / "cv.pdf")
    assert caught.value.code == "unsafe"


def test_other_formats_are_refused(tmp_path: Path) -> None:
    document = read_document(SAMPLES / "demo" / "zoe_lindqvist.pdf")
    with pytest.raises(DocumentError) as caught:
        redact(b"", replace(document, media_type="application/rtf"), None, Wanted())
    assert caught.value.code == "unsupported"
