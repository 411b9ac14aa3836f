from __future__ import annotations

from pathlib import Path

import pytest

from extract.documents import Document, read_document
from extract.text.sections.document_type import document_kind, posting_score

SAMPLES = Path(__file__).parents[3] / "samples"
POSTINGS = sorted([*(SAMPLES / "postings").iterdir(), SAMPLES / "demo" / "search_ranking_engineer.html"])
RESUMES = sorted(
    path
    for folder in ("resumes", "demo", "layouts")
    for path in (SAMPLES / folder).rglob("*")
    if path.is_file() and path.suffix not in (".json", ".py", ".pyc") and path not in POSTINGS
)


def relative(path: Path) -> str:
    return path.relative_to(SAMPLES).as_posix()


def read(text: str, folder: Path) -> Document:
    path = folder / "document.txt"
    path.write_text(text, encoding="utf-8")
    return read_document(path)


@pytest.mark.parametrize("path", RESUMES, ids=relative)
def test_resume_is_told(path: Path) -> None:
    assert document_kind(read_document(path)) == "resume"


@pytest.mark.parametrize("path", POSTINGS, ids=relative)
def test_posting_is_told_with_room_to_spare(path: Path) -> None:
    assert posting_score(read_document(path)) > 5


CASES = {
    "a posting in one paragraph": (
        "posting",
        "We are looking for a baker in Leeds. You will bake bread at night. Three years of experience required. "
        "Apply by mail to jobs@example.com.",
    ),
    "a German posting": (
        "posting",
        "Buchhalter (m/w/d)\nIhre Aufgaben\nSie erstellen die Bilanz.\nAnforderungen\nAusbildung als Buchhalter\n"
        "Wir bieten\nUrlaub",
    ),
    "a résumé that addresses the reader": (
        "resume",
        "Ada Example\nada@example.com\nSummary\nI am looking for a place on your team, and you will not regret it.\n"
        "Experience\nBaker, Acme Bread, 2019 – present\nBaker, Example Mills, 2015 – 2019",
    ),
    "a résumé with duties as headings": (
        "resume",
        "Ada Example · (212) 555-0142\nWork History\nShop manager, Acme, 2012 - 2020\nResponsibilities\n- Led a team of 8\n"
        "Education\nB.A. History, 2011",
    ),
    "three lines": ("resume", "Ada Example\nNurse\n2019 - 2021"),
}


@pytest.mark.parametrize("case", CASES)
def test_kind_of_short_documents(case: str, tmp_path: Path) -> None:
    kind, text = CASES[case]
    assert document_kind(read(text, tmp_path)) == kind
