"""Positions told in prose: the paragraphs of a section that has no entries, which are asked about one by one.

A small model that is shown a whole page of prose takes titles from other paragraphs; of one paragraph it tells each job right.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.documents.model.document import Line
from extract.extraction.engine.context import ExtractionContext
from extract.text.drafts import Span
from extract.text.paragraphs import stands_in_bullet
from extract.text.sections.segment import Section

MIN_CHARS = 150
"""A paragraph has so many letters at least."""
MIN_LINE_CHARS = 60
"""A line that is a paragraph has so many; a line that wraps ends a sentence by chance."""
PROSE_SHARE = 0.6
"""Of a section told in prose, the share of letters that stand in paragraphs."""
_SENTENCE_END = re.compile(r"[.!?](?:\s|$)")


def told_in_prose(reading: ExtractionContext, part: Span, but: Sequence[str]) -> list[Span]:
    """Return the paragraphs within `part` of sections told in prose, those of the kinds `but` left out."""
    found: list[Span] = []
    for section in reading.sections:
        if section.kind in but or not (part[0] <= section.start < part[1]):
            continue
        blocks = [part for block in _blocks(reading, section) for part in _by_line(reading, *block)]
        prose = [span for span, is_prose in blocks if is_prose]
        letters = sum(end - start for (start, end), _ in blocks)
        if prose and sum(end - start for start, end in prose) >= PROSE_SHARE * letters:
            found += prose
    return found


def _blocks(reading: ExtractionContext, section: Section) -> Iterator[tuple[Span, bool]]:
    """Yield the runs of lines between empty ones, and whether each is a paragraph."""
    block: list[Line] = []
    for line in (*section.body, None):
        if line is not None and reading.document.line_text(line).strip():
            block.append(line)
        elif block:
            yield (block[0].start, block[-1].end), _is_paragraph(reading, block)
            block = []


def _by_line(reading: ExtractionContext, span: Span, is_prose: bool) -> list[tuple[Span, bool]]:
    """Return a paragraph by its lines where each is one, as in a page of HTML."""
    lines = [line for line in reading.document.lines if span[0] <= line.start and line.end <= span[1]]
    texts = [reading.document.line_text(line).strip() for line in lines]
    are_sentences = all(_SENTENCE_END.search(text[-1:]) and len(text) >= MIN_LINE_CHARS for text in texts)
    if not is_prose or len(lines) < 2 or not are_sentences:
        return [(span, is_prose)]
    return [((line.start, line.end), True) for line in lines]


def _is_paragraph(reading: ExtractionContext, block: Sequence[Line]) -> bool:
    text = reading.document.text[block[0].start : block[-1].end]
    return (
        len(text) >= MIN_CHARS
        and len(_SENTENCE_END.findall(text)) >= len(block) / 4
        and _SENTENCE_END.search(text) is not None
        and not any(stands_in_bullet(reading.document, line) for line in block)
        and all(len(reading.document.line_text(line).strip()) >= len(text) / len(block) / 2 for line in block[:-1])
    )
