from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extract.text.anchor import TextIndex
from extract.text.drafts import Draft, evidence_at, evidence_lines, lines_of
from testing.builders.documents import document_of

texts = st.text(st.sampled_from("ab é•\u00a0\u2003\t\n\n .,"), min_size=1, max_size=60)


@given(texts, st.data())
def test_evidence_is_the_text_at_its_offsets_for_any_span(text: str, data: st.DataObject) -> None:
    document = document_of(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    evidence = evidence_at(document, start, end)
    assert (evidence is None) == (not text[start:end].strip())
    if evidence:
        assert text[evidence.start : evidence.end] == evidence.text == text[start:end].strip()
        line = document.lines[evidence.line - 1]
        assert line.start <= evidence.start < line.end


@given(texts, st.data())
def test_evidence_lines_are_the_lines_that_spans_touch_for_any_spans(text: str, data: st.DataObject) -> None:
    document = document_of(text)
    offsets = st.integers(0, len(text))
    spans = [(min(pair), max(pair)) for pair in data.draw(st.lists(st.tuples(offsets, offsets), max_size=4))]
    found = evidence_lines(document, spans)
    assert all(text[piece.start : piece.end] == piece.text for piece in found)
    numbers = [n for n in lines_of(document, spans) if document.line_text(document.lines[n - 1]).strip()]
    assert [piece.line for piece in found] == numbers


def test_lines_of_leaves_out_the_line_that_a_span_ends_before() -> None:
    document = document_of("one\ntwo\nthree")
    assert lines_of(document, [(0, 4), (9, 9)]) == [1, 3]
    assert lines_of(document, [(0, 5)]) == [1, 2]


def test_draft_tells_for_each_value_how_it_was_found() -> None:
    text = "Harbour Analytics, 2019"
    draft = Draft()
    draft.put("employer", "Harbour Analytics", TextIndex(text).find("harbour analytics")[0])
    draft.derive("start_date", "2019", "year", (19, 23))
    assert draft.values == {"employer": "Harbour Analytics", "start_date": "2019"}
    assert [(leaf.how, leaf.rule, text[leaf.start : leaf.end]) for leaf in draft.leaves.values()] == [
        ("normalised", None, "Harbour Analytics"), ("derived", "year", "2019"),
    ]  # fmt: skip
    assert (draft.start, draft.end) == (0, 23)
