"""Documents of real producers, and files that hide words: what is read from each, against its true text."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from bench.broken_copies import mutate
from bench.fuzz_reading import read_once, seed_documents, write_mutation
from bench.measures import Agreement, RoleTruth, agreement_of, is_role_whole
from bench.reading import leaks_in, lost_in
from extract.documents import read_document

SAMPLES = Path(__file__).parents[3] / "samples"
LAYOUTS: dict[str, dict[str, Any]] = json.loads((SAMPLES / "layouts" / "truth.json").read_text("utf-8"))
HIDDEN: dict[str, dict[str, list[str]]] = json.loads((SAMPLES / "hidden" / "truth.json").read_text("utf-8"))
# These hide nothing that a reader of text would meet: words in parts that are never text, or in marks of changes.
UNREPORTED = {
    "note_hidden.pdf", "note_popup.pdf", "metadata.pdf", "deleted.docx", "moved.docx", "comment.docx", "field_code.docx",
    "alternative_text.docx", "template.html", "comment.html", "input_hidden.html",
}  # fmt: skip


@pytest.mark.parametrize("name", LAYOUTS)
def test_words_stand_in_reading_order_when_the_document_is(name: str) -> None:
    truth = LAYOUTS[name]
    text = read_document(SAMPLES / "layouts" / name).text
    agreement = agreement_of(text, truth["text"])
    assert agreement.recall >= 0.995
    assert agreement.order >= (0.98 if truth["columns"] == 1 else 0.95)
    for role in truth["roles"]:
        assert is_role_whole(text, truth["text"], RoleTruth(role["head"], role["bullets"])), role["head"]


@pytest.mark.parametrize("name", HIDDEN)
def test_only_what_is_seen_is_read_when_words_hide_by(name: str) -> None:
    document = read_document(SAMPLES / "hidden" / name)
    assert not leaks_in(document.text, HIDDEN[name]["hidden"])
    assert lost_in(document.text, HIDDEN[name]["visible"]) == 0
    places = [notice.page for notice in document.notices if notice.code == "hidden_text"]
    assert bool(places) == (name not in UNREPORTED)
    if name.endswith(".pdf"):
        assert set(places) <= {1}


def test_bullets_are_read_when_a_browser_draws_them_as_shapes() -> None:
    lines = read_document(SAMPLES / "layouts" / "chromium" / "sidebar_dark.pdf").text.split("\n")
    assert "• Trained six apprentice pilots." in lines
    assert not any(line.startswith("•") for line in lines if "Harbour Pilot" in line or "Ship handling" in line)


def test_letters_of_old_tex_fonts_carry_their_accents() -> None:
    text = read_document(SAMPLES / "layouts" / "latex" / "moderncv_banking.pdf").text
    assert "Göttingen, Germany" in text


def test_year_joins_its_month_when_a_label_is_cut_between_them() -> None:
    lines = read_document(SAMPLES / "layouts" / "chromium" / "timeline.pdf").text.split("\n")
    assert "June 2014 – Feb 2019\tFirst Officer" in lines


def test_links_behind_words_are_known_when_a_word_carries_them() -> None:
    document = read_document(SAMPLES / "layouts" / "chromium" / "sidebar_right_grey.pdf")
    found = {document.text[link.start : link.end]: link.url for link in document.links}
    assert found["LinkedIn"] == "https://www.example.com/in/teodora-vasquez-lind"


def test_words_stay_broken_in_the_text_when_the_page_breaks_them() -> None:
    document = read_document(SAMPLES / "layouts" / "latex" / "hyphenated.pdf")
    broken = [line for line in document.lines if document.line_text(line).endswith("-")]
    assert broken
    assert all(document.text[line.start : line.end] == document.line_text(line) for line in broken)


def test_no_traceback_when_files_are_broken(tmp_path: Path) -> None:
    seeds = seed_documents()
    outcomes = [read_once(write_mutation(seeds, number, tmp_path)) for number in range(60)]
    assert [outcome for outcome in outcomes if outcome.startswith("traceback")] == []
    assert "read" in outcomes
    assert "refused: damaged" in outcomes


def test_same_number_breaks_a_file_the_same_way() -> None:
    data = (SAMPLES / "hidden" / "white.docx").read_bytes()
    once, again = (mutate(data, random.Random(7)) for _ in range(2))
    assert once == again
    assert once != data


# --- the measures, on errors that were planted ----------------------------------------------------------------------

TRUTH = "Zara Quill\nKiln Lead\nClay and Co\n2019 to 2024\nFired three hundred pots\nMended the wheel"
ROLE = RoleTruth(["Kiln Lead", "2019 to 2024"], ["Fired three hundred pots", "Mended the wheel"])


def test_recall_and_order_are_whole_when_only_lines_and_breaks_differ() -> None:
    text = TRUTH.replace("\n", "  ").replace("hundred", "hun-\ndred")
    assert agreement_of(text, TRUTH) == Agreement(1.0, 1.0)


def test_recall_counts_a_word_that_is_lost_and_order_one_that_moved() -> None:
    assert agreement_of(TRUTH.replace("Quill", ""), TRUTH).recall == pytest.approx(16 / 17)
    moved = agreement_of("wheel " + TRUTH.removesuffix(" wheel"), TRUTH)
    assert (moved.recall, moved.order) == (1.0, pytest.approx(16 / 17))


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        (TRUTH, True),
        (TRUTH.replace("pots\n", "pots\nSkills\n"), False),
        (TRUTH.replace("Kiln Lead\n", ""), False),
        (TRUTH.replace("2019 to 2024\n", "") + "\n2019 to 2024", False),
        ("Kiln Lead\n2019 to 2024\n" + "word " * 30 + TRUTH[TRUTH.index("Fired") :], False),
    ],
)
def test_role_is_whole_only_when_head_and_bullets_are_together(text: str, whole: bool) -> None:
    assert is_role_whole(text, TRUTH, ROLE) is whole
