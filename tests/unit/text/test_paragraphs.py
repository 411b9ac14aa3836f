from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.text.paragraphs import MAX_CHARS, paragraphs, stands_in_bullet
from testing.builders.documents import document_of


def pieces(text: str) -> list[str]:
    document = document_of(text)
    return [text[start:end] for start, end in paragraphs(document, document.lines)]


JOINED = [
    ("lower case goes on", "• Built search\nfor two teams", ["• Built search\nfor two teams"]),
    ("joining word goes on", "Worked with the\nHarbour Board", ["Worked with the\nHarbour Board"]),
    ("hyphen goes on", "• Wrote a self-\nHosted tool", ["• Wrote a self-\nHosted tool"]),
    ("bullet begins anew", "• Built search\n• led it", ["• Built search", "• led it"]),
    ("full stop ends", "Built search.\nled it", ["Built search.", "led it"]),
    ("blank line ends", "Built search\n\nled it", ["Built search", "led it"]),
    ("capital begins anew", "Built search\nLed it", ["Built search", "Led it"]),
    ("number goes on a long line", "• " + "Raised the rate of answers " * 3 + "up\n40% in May", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [c[1:] for c in JOINED], ids=[c[0] for c in JOINED])
def test_line_goes_on_when_nothing_ended_the_one_before(text: str, expected: list[str] | None) -> None:
    assert pieces(text) == (expected or [text])


def test_long_piece_is_cut_after_a_sentence() -> None:
    text = "Led the harbour survey of the year. " * 40
    found = pieces(text.strip())
    assert len(found) > 1
    assert all(len(piece) <= MAX_CHARS and piece.startswith("Led") for piece in found)


lines = st.sampled_from(
    ["", " ", "• Built it", "led it,", "of the", "40% up", "- x", "A. B? C", "Led it. " * 60, "word " * 170]
)


@given(st.lists(lines | st.text(max_size=30).map(lambda text: text.replace("\n", " ")), min_size=1, max_size=10))
def test_spans_cover_all_words_in_order_without_overlap_for_any_text(texts: list[str]) -> None:
    document = document_of("\n".join(texts))
    spans = paragraphs(document, document.lines)
    assert all(start < end for start, end in spans)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(spans))
    covered = {offset for start, end in spans for offset in range(start, end)}
    assert all(offset in covered for offset, c in enumerate(document.text) if not c.isspace())


BULLETS = "• Raised money from Founders\nFund\nHarbour Analytics\n• Led it"


def test_wrapped_line_stands_in_a_bullet_when_it_is_set_in_from_the_mark() -> None:
    document = document_of(BULLETS, lefts={1: 50, 2: 58, 3: 46, 4: 50})
    assert [stands_in_bullet(document, line) for line in document.lines] == [True, True, False, True]


def test_second_wrapped_line_stands_in_the_same_bullet() -> None:
    document = document_of("• Raised\nmoney from\nFounders Fund", lefts={1: 50, 2: 58, 3: 58.4})
    assert all(stands_in_bullet(document, line) for line in document.lines)


def test_head_that_stands_a_hair_right_of_the_mark_stands_in_no_bullet() -> None:
    document = document_of("• Led it\nHarbour Analytics", lefts={1: 44.9, 2: 45.6})
    assert not stands_in_bullet(document, document.lines[1])


def test_line_of_another_column_stands_in_no_bullet() -> None:
    document = document_of("• Led it\nSkills", lefts={1: 50, 2: 300})
    assert not stands_in_bullet(document, document.lines[1])


def test_spaces_tell_how_far_a_line_is_set_in_when_there_are_no_boxes() -> None:
    document = document_of("- Raised money from Founders\n  Fund\nHarbour Analytics\n\n  Port Office")
    assert [stands_in_bullet(document, line) for line in document.lines] == [True, True, False, False, False]
