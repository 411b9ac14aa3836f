"""`vouchline redact`: copies and records, names from profiles or options, and failures that stop no other document."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from extract.store.results import Results
from schemas import Profile
from testing.builders.telling_files import NAME, WORDS, telling_docx, telling_pdf
from testing.command_line import vouchline

ROOT = Path(__file__).parents[3]
ZOE = ROOT / "samples" / "demo" / "zoe_lindqvist.pdf"
STORED = ROOT / "tests" / "replay" / "stored" / "zoe_lindqvist.profile.json"


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("docs").mkdir()


def test_documents_are_copied_and_one_that_fails_stops_no_other() -> None:
    Path("docs/zabriskie.pdf").write_bytes(telling_pdf())
    Path("docs/zabriskie.docx").write_bytes(telling_docx())
    Path("docs/nobody.txt").write_text("Nurse\nExperience\nNurse, Acme Hospital, 2020\n", "utf-8")
    Path("docs/scan.pdf").write_bytes((ROOT / "samples" / "scans" / "three_columns.pdf").read_bytes())
    result = vouchline("redact", "docs", "-o", "blind", "--json", "--quiet")
    assert result.exit_code == 1
    told = json.loads(result.stdout)
    assert {Path(each["path"]).name: each["code"] for each in told["failures"]} == {
        "nobody.txt": "no_name",
        "scan.pdf": "scan",
    }
    assert len(told["documents"]) == 2
    written = sorted(path.name for path in Path("blind").iterdir())
    assert len(written) == 4
    assert not [name for name in written if "zabriskie" in name]
    for record in Path("blind").glob("*.redacted.json"):
        text = record.read_text("utf-8")
        assert not [word for word in WORDS if word in text]
        assert json.loads(text)["taken"]
    assert not [word for word in WORDS if word in result.stderr]


def test_words_stand_in_the_record_when_they_are_asked_for() -> None:
    Path("docs/cv.pdf").write_bytes(telling_pdf())
    assert vouchline("redact", "docs/cv.pdf", "-o", "blind", "--words", "--keep-names").exit_code == 0
    record = json.loads(Path("blind/cv.pdf.redacted.json").read_text("utf-8"))
    assert NAME in [each["text"] for each in record["words"]]


def test_stored_profile_gives_name_and_schools() -> None:
    shutil.copy(ZOE, "docs/zoe.pdf")
    Results(Path("out")).write_profile("zoe", Profile.model_validate_json(STORED.read_text("utf-8")))
    result = vouchline("redact", "docs/zoe.pdf", "-o", "blind", "--profiles", "out", "--schools", "--json")
    assert result.exit_code == 0, result.output
    (told,) = json.loads(result.stdout)["documents"]
    assert told["name_from"] == "profile"
    assert "school" in {each["kind"] for each in told["taken"]}


def test_schools_without_a_profile_are_refused() -> None:
    shutil.copy(ZOE, "docs/zoe.pdf")
    result = vouchline("redact", "docs/zoe.pdf", "-o", "blind", "--schools")
    assert result.exit_code == 1
    assert "Extract the document first" in result.stderr
    assert not Path("blind").exists()


def test_name_is_for_one_document() -> None:
    result = vouchline("redact", "docs", "-o", "blind", "--name", NAME)
    assert result.exit_code == 2
    assert "Give one document with it." in result.stderr


def test_copy_never_replaces_its_document() -> None:
    data = telling_pdf()
    Path("docs/cv.pdf").write_bytes(data)
    result = vouchline("redact", "docs/cv.pdf", "-o", "docs", "--keep-names")
    assert result.exit_code == 2
    assert "another folder" in result.stderr
    assert Path("docs/cv.pdf").read_bytes() == data


def test_locked_pdf_is_refused() -> None:
    shutil.copy(ZOE, "docs/zoe.pdf")
    import pikepdf

    with pikepdf.open("docs/zoe.pdf") as pdf:
        pdf.save("docs/locked.pdf", encryption=pikepdf.Encryption(owner="secret", user="secret"))
    result = vouchline("redact", "docs/locked.pdf", "-o", "blind")
    assert result.exit_code == 1
    assert "locked with a password" in result.stderr
