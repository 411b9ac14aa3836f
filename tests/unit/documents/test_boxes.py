"""Boxes of words: offsets of the text lead to the place on the page, in PDFs and scans, and to none where there is no page."""

from __future__ import annotations

from pathlib import Path

import pytest

from bench.word_boxes import overlap
from extract.documents import Document, Recognition, read_document
from extract.documents.model.boxes import boxes_of
from extract.documents.model.places import PlacedWord
from extract.documents.ocr.tesseract import find_tesseract
from extract.text.drafts import evidence_at
from testing.builders.documents import document_of

SAMPLES = Path(__file__).parents[3] / "samples"
ZOE = SAMPLES / "demo" / "zoe_lindqvist.pdf"


def boxes(document: Document, words: str) -> tuple[tuple[float, ...], ...]:
    start = document.text.index(words)
    return boxes_of(document, start, start + len(words))


@pytest.fixture(scope="module")
def zoe() -> Document:
    return read_document(ZOE)


def test_box_holds_just_the_characters_asked_for(zoe: Document) -> None:
    whole, first, last = (boxes(zoe, words) for words in ("Zoë Lindqvist", "Zoë", "Lindqvist"))
    assert whole == ((1, first[0][1], first[0][2], last[0][3], first[0][4]),)
    assert first[0][3] < last[0][1]
    (part,) = boxes(zoe, "Lind")
    assert part[1] == last[0][1]
    assert part[3] < last[0][3]


def test_words_over_two_lines_have_a_box_a_line(zoe: Document) -> None:
    found = boxes(zoe, "from 41% to\n63%.")
    assert len(found) == 2
    assert found[0][4] < found[1][4]


def test_cells_of_a_row_have_a_box_each(zoe: Document) -> None:
    line = next(line for line in zoe.lines if "\t" in zoe.line_text(line))
    left, right = boxes_of(zoe, line.start, line.end)
    assert left[3] < right[1]


def test_evidence_carries_its_boxes(zoe: Document) -> None:
    line = zoe.lines[0]
    evidence = evidence_at(zoe, line.start, line.end)
    assert evidence is not None
    assert evidence.boxes == boxes_of(zoe, line.start, line.end)


def test_every_word_of_every_page_has_a_box() -> None:
    document = read_document(SAMPLES / "layouts" / "two_pages.pdf")
    assert {word.start for word in document.words} <= {
        place for line in document.lines for place in range(line.start, line.end)
    }
    for line in document.lines:
        assert {box[0] for box in boxes_of(document, line.start, line.end)} == {line.page}


@pytest.mark.skipif(
    find_tesseract() is None, reason="tesseract is not on this machine; on Debian: apt-get install tesseract-ocr"
)
def test_words_of_a_scan_stand_where_those_of_its_document_do() -> None:
    scan = read_document(SAMPLES / "scans" / "three_columns.pdf", recognition=Recognition(languages=("eng",)))
    original = read_document(SAMPLES / "layouts" / "three_columns.pdf")
    word = max(
        (word for word in original.text.split() if original.text.count(word) == scan.text.count(word) == 1), key=len
    )
    (found,), (known,) = boxes(scan, word), boxes(original, word)
    assert found[0] == known[0]
    assert overlap(found[1:], known[1:]) > 0.5


def test_document_without_pages_has_no_boxes() -> None:
    document = document_of("Zoe Example\nEngineer")
    assert document.words == ()
    assert boxes_of(document, 0, len(document.text)) == ()


def test_box_is_the_whole_word_where_its_characters_are_not_told_apart() -> None:
    word = PlacedWord(10, 15, 1.0, 2.0, (30.0, 50.0))
    assert word.sides(11, 12) == (30.0, 50.0)


def test_characters_of_a_leftward_word_are_counted_from_its_right_end() -> None:
    word = PlacedWord(0, 3, 1.0, 2.0, (60.0, 55.0, 40.0, 30.0))
    assert word.sides(0, 1) == (55.0, 60.0)
    assert word.sides(2, 3) == (30.0, 40.0)
