"""Positions told in prose: their paragraphs are found, entries with heads are none, and sentences are rows of their own."""

from __future__ import annotations

import pytest

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds.prose import told_in_prose
from extract.llm.client import ModelClient
from testing.builders.documents import document_of

NOBODY: ModelClient = None  # type: ignore[assignment] # Nothing is asked here.
FIRST = (
    "I began in 2006 as a stock hand at Tern Foods in Perth, where I packed orders for three years. In 2009 I moved to Gull Freight as a "
    "shift lead and led a team of twelve until June 2014."
)
SECOND = (
    "Since July 2014 I have run the depot of Kite Furniture in Hobart. I brought in hand scanners, which cut the stock count from five days "
    "to eight hours."
)


def reading_of(text: str) -> ExtractionContext:
    return ExtractionContext(document_of(text), "resume", NOBODY, "made_up")


def told(text: str) -> list[str]:
    reading = reading_of(text)
    return [reading.document.text[a:b] for a, b in told_in_prose(reading, (0, len(text)), ("education", "skills"))]


def test_paragraphs_of_a_section_in_prose_are_found() -> None:
    text = f"Zora Vance\n\nExperience\n\n{FIRST}\n\n{SECOND}\n\nEducation\nDiploma in Logistics, Perth College, 2006\n"
    assert told(text) == [FIRST, SECOND]


def test_paragraph_broken_into_lines_is_one() -> None:
    words, lines = FIRST.split(), list[str]()
    for word in words:
        if not lines or len(lines[-1]) + len(word) > 70:
            lines.append(word)
        else:
            lines[-1] += f" {word}"
    text = "Zora Vance\n\nExperience\n\n" + "\n".join(lines) + "\n"
    assert [" ".join(piece.split()) for piece in told(text)] == [FIRST]


@pytest.mark.parametrize(
    "body",
    [
        f"Tern Foods, Perth, 2006 – 2009\nStock Hand\n- {FIRST}\n",
        "Tern Foods, Perth, 2006 – 2009\nStock Hand\n- packed orders\n- swept the yard\n\nGull Freight, 2009 – 2014\nShift Lead\n- led a team\n",
        f"Stock Hand, Tern Foods, Perth\n2006 – 2009\nShift Lead, Gull Freight, Hobart\n2009 – 2014\n{'Packed and carried. ' * 3}\n",
    ],
    ids=["a long bullet", "entries", "heads and a short line"],
)
def test_entries_with_heads_are_no_prose(body: str) -> None:
    assert told(f"Zora Vance\n\nExperience\n\n{body}") == []


def test_sentences_of_a_paragraph_on_one_line_are_rows() -> None:
    layout = reading_of(f"Zora Vance\n\nExperience\n\n{FIRST}\n").layout
    begins = [layout.text_of(row)[:12] for row in range(len(layout.rows))]
    assert begins == ["Zora Vance", "Experience", "I began in 2", "In 2009 I mo"]
    assert all(layout.is_detail(row) for row in (2, 3))
    assert layout.row_at(layout.rows[3].start + 5) == 3
