"""PDF pages in the layouts that readers get wrong: each role's lines together, in order, nothing lost."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from extract.documents import Document, read_document
from extract.documents.layout.glyphs import Word
from extract.documents.layout.reading_order import read_region

LAYOUTS = Path(__file__).parents[4] / "samples" / "layouts"
RESUME: dict[str, Any] = json.loads((LAYOUTS / "resume.json").read_text(encoding="utf-8"))
FLOWING = [
    "even_columns", "on_its_side", "drawn_last", "hanging_headings", "header_over_two_columns", "label_rail", "label_rail_two_lines", "right_dates", "right_rail",
    "sidebar_left", "sidebar_right", "sidebar_same_lines", "three_columns", "two_pages",
]  # fmt: skip


def read(name: str) -> Document:
    return read_document(LAYOUTS / f"{name}.pdf")


def flat(text: str) -> str:
    """Words alone: white space, bullets and the hyphens of line ends do not matter here."""
    return " ".join(text.replace("•", " ").split())


@pytest.mark.parametrize("name", FLOWING)
def test_lines_of_a_role_stay_together_when_the_page_is(name: str) -> None:
    text = flat(read(name).text)
    titles = [role["title"] for role in RESUME["roles"]]
    for role in RESUME["roles"]:
        block = [flat(bullet) for bullet in role["bullets"]]
        first, last = text.index(block[0]), text.index(block[-1])
        assert " ".join(block) == text[first : last + len(block[-1])]
        head = text[max(0, first - 110) : first]
        assert role["title"] in head
        assert role["period"] in head
        assert role["employer"].split(",")[0] in head
        after = head[max(head.rfind(title) for title in titles if title in head) :]
        assert after.startswith(role["title"])


@pytest.mark.parametrize("name", [*FLOWING, "table"])
def test_no_word_is_lost_when_the_page_is(name: str) -> None:
    document = read(name)
    words = set(re.findall(r"\w+", document.text))
    truth = " ".join(
        [RESUME["name"], *RESUME["contact"], *RESUME["skills"]]
        + [
            f"{role['title']} {role['employer']} {role['period']} {' '.join(role['bullets'])}"
            for role in RESUME["roles"]
        ]
    )
    assert set(re.findall(r"\w+", truth)) <= words
    assert document.notices == () or [notice.code for notice in document.notices] == ["repeated_lines"]


def words(left: float, baseline: float, text: str) -> list[Word]:
    """Return the words of a line of letters 10 pt high and 5 pt wide."""
    found: list[Word] = []
    for word in text.split():
        right = left + 5.0 * len(word)
        found.append(Word(word, left, baseline - 8, right, baseline + 2, baseline, 10.0, bold=False))
        left = right + 3
    return found


def test_bullets_below_a_date_at_the_left_leave_the_rows_whole() -> None:
    page = [
        *words(65, 280, "Feb 2024 – Oct 2024"), *words(187, 280, "Senior Clerk"), *words(187, 294, "Koorong Bank"),
        *words(65, 309, "• Filing"), *words(65, 323, "• Mapping"),
        *words(65, 337, "Mar 2023 – Dec 2023"), *words(187, 337, "Clerk"), *words(187, 351, "Pindari Funds"),
        *words(65, 366, "Jan 2023"), *words(187, 366, "Porter"),
        *words(65, 382, "Jul 2021 – Dec 2022"), *words(187, 382, "Owner"), *words(187, 396, "Nullarbor Retail"),
    ]  # fmt: skip
    assert [row.plain for row in read_region(page)] == [
        "Feb 2024 – Oct 2024 Senior Clerk", "Koorong Bank", "• Filing", "• Mapping", "Mar 2023 – Dec 2023 Clerk", "Pindari Funds",
        "Jan 2023 Porter", "Jul 2021 – Dec 2022 Owner", "Nullarbor Retail",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["label_rail", "label_rail_two_lines"])
def test_date_stands_on_the_line_of_its_role_when_dates_are_a_rail(name: str) -> None:
    document = read(name)
    lines = [document.line_text(line) for line in document.lines]
    for role in RESUME["roles"]:
        assert f"{role['period']}\t{role['title']}, {role['employer']}" in lines


def test_date_stands_on_the_line_of_its_role_when_it_is_set_right() -> None:
    lines = read("right_dates").text.split("\n")
    assert lines[lines.index("Port of Selkie Bay\tSelkie Bay, ME") + 1] == "Harbour Pilot\tMar 2019 – Present"


def test_place_and_date_come_before_the_bullets_when_they_stand_beside_them() -> None:
    lines = read("right_rail").text.split("\n")
    at = lines.index("Blue Tern Ferries, First Officer\tRockmoor, ME")
    assert lines[at + 1 : at + 3] == ["June 2014 – Feb 2019", "• Stood watch on a ferry with 600 passengers."]


def test_table_is_read_row_by_row_with_its_cells_apart() -> None:
    lines = read("table").text.split("\n")
    at = lines.index("Period\tPost\tEmployer")
    assert lines[at + 1 : at + 5] == [f"{r['period']}\t{r['title']}\t{r['employer']}" for r in RESUME["roles"]]


def test_sidebar_is_read_whole_before_the_main_column_when_it_stands_left() -> None:
    text = read("sidebar_left").text
    assert (
        text.index("Contact") < text.index("Chart work") < text.index("Selkie Bay High School") < text.index("Profile")
    )


def test_heading_under_two_columns_comes_after_both() -> None:
    lines = read("header_over_two_columns").text.split("\n")
    assert lines[0] == RESUME["name"]
    assert lines[-2] == "References"


def test_page_header_and_footer_are_kept_once_and_reported_when_they_repeat() -> None:
    document = read("two_pages")
    assert document.pages == 2
    assert document.text.count("Ingrid Solvang – résumé") == 1
    assert document.text.count("Page 2 of 2") == 1
    assert "Page 1 of 2" not in document.text
    assert [notice.code for notice in document.notices] == ["repeated_lines"]


def test_hidden_words_are_left_out_and_reported_when_a_page_holds_them() -> None:
    document = read("hidden")
    for hidden in ("Ignore", "kubernetes", "Philosophy", "Nobel", "Covered", "Pictured"):
        assert hidden not in document.text
    assert "White words on blue can be seen." in document.text
    assert "Grey words can be seen." in document.text
    assert "On a picture." in document.text
    assert [(notice.code, notice.page) for notice in document.notices] == [("hidden_text", 1)]


@pytest.mark.parametrize("name", [*FLOWING, "table", "hidden"])
def test_every_line_knows_its_page_and_box_when_read_from_a_pdf(name: str) -> None:
    document = read(name)
    assert document.media_type == "application/pdf"
    for number, line in enumerate(document.lines, start=1):
        assert line.number == number
        assert line.page in range(1, (document.pages or 0) + 1)
        assert line.box is not None
        left, top, right, bottom = line.box
        assert 0 <= left < right <= 792
        assert 0 <= top < bottom <= 792
        assert document.line_at(line.start) == line
    assert "\n".join(document.line_text(line) for line in document.lines) == document.text
    assert document.language == "en"


def test_headings_and_titles_are_bold_when_the_face_is() -> None:
    document = read("sidebar_left")
    bold = {document.line_text(line) for line in document.lines if line.bold}
    assert {"Experience", "Harbour Pilot", "Deck Cadet"} <= bold
    assert "Mar 2019 – Present" not in bold
    sizes = {document.line_text(line): line.size for line in document.lines}
    assert sizes["Ingrid Solvang"] == pytest.approx(20.0, abs=0.1)
    assert sizes["Mar 2019 – Present"] == pytest.approx(9.5, abs=0.1)


def test_name_comes_first_when_the_file_draws_it_last() -> None:
    lines = read("drawn_last").text.split("\n")
    assert lines[:2] == [RESUME["name"], "Skills"]


def test_letters_signs_and_scripts_read_as_words() -> None:
    lines = read("scripts").text.split("\n")
    assert lines[0] == "EXPERIENCE"
    assert lines[1] == "EDUCATION AND TRAINING"
    assert lines[2] == "Small Capitals, H2O, 1st place, efficient office affair"
    assert lines[3] == "מנהלת מעגן 2019 – 2021 תל אביב"


INHERITED_A4 = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj
4 0 obj<</Length 71>>stream
BT /F 12 Tf 60 810 Td (Bosun Irma Kvist) Tj 0 -780 Td (Harwich) Tj ET
endstream endobj
trailer<</Root 1 0 R>>
"""


def test_words_at_the_edges_are_read_when_a_page_inherits_its_size(tmp_path: Path) -> None:
    path = tmp_path / "a4.pdf"
    path.write_bytes(INHERITED_A4)
    document = read_document(path)
    assert document.text == "Bosun Irma Kvist\nHarwich"
    assert document.notices == ()
    first, last = (line.box for line in document.lines)
    assert first is not None
    assert first[1] == pytest.approx(842 - 810 - 12, abs=4)
    assert last is not None
    assert last[3] == pytest.approx(842 - 30, abs=4)
