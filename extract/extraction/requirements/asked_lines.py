"""What code cannot tell of a posting's lines in any language: closed questions about unknown headings, and about lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.requirements.sentences import Sentence
from extract.text.drafts import Span
from extract.text.sections.segment import Section
from schemas.answers.posting import DemandLineAnswer, HeadingAnswer

SHOWN_CHARS = 300
SHOWN_LINES = 2
"""Lines below a heading that are shown with it."""
SURE_OF_WISH = 0.7
"""Least chance of a list of wishes; below it the list is one of demands. 35 of 42 headings in twelve languages that no table has
were right; five of the seven others were demands taken for wishes, four of them with less than this."""
SURE_OF_NO_NEED = 0.85
"""Least chance that a line says of something that it is not needed; see the notes of the prompt."""


async def named_sections(reading: ExtractionContext) -> list[Section]:
    """Return the posting's sections; what opens one below a heading of unknown words is asked."""
    if not reading.has_rule("posting_headings"):
        return reading.sections
    return [
        replace(section, kind=await _kind_of(reading, section))
        if section.kind == "other" and section.heading
        else section
        for section in reading.sections
    ]


async def _kind_of(reading: ExtractionContext, section: Section) -> str:
    shown = reading.shown((section.start, section.end)).split("\n")[: SHOWN_LINES + 1]
    if len(shown) < 2:
        return section.kind
    text = "\n".join(f"# {line}" if number == 0 else line for number, line in enumerate(shown))
    choice = await reading.choose("posting_heading", HeadingAnswer, lines=text[:SHOWN_CHARS])
    if choice is None or choice.option == "other":
        return section.kind
    if choice.option == "duties":
        return "responsibility"
    unsure = choice.option == "preferred" and (choice.probability or 0.0) < SURE_OF_WISH
    return "required" if unsure else choice.option


async def without_unneeded(
    reading: ExtractionContext, sections: Sequence[Section], sentences: Sequence[Sentence]
) -> tuple[list[Sentence], list[Span]]:
    """Return the sentences that ask for something, and where others say that something is not needed."""
    if not reading.has_rule("not_needed"):
        return list(sentences), []
    kept: list[Sentence] = []
    unneeded: list[Span] = []
    for sentence in sentences:
        if sentence.importance != "responsibility" and await _is_unneeded(reading, sections, sentence):
            unneeded.append((sentence.start, sentence.end))
        else:
            kept.append(sentence)
    return kept, unneeded


async def _is_unneeded(reading: ExtractionContext, sections: Sequence[Section], sentence: Sentence) -> bool:
    head = next(each for each in sections if each.start <= sentence.start < each.end).heading_text(reading.document)
    line = " ".join(sentence.text.split())[:SHOWN_CHARS]
    choice = await reading.choose("demand_line", DemandLineAnswer, head=head[:SHOWN_CHARS], line=line)
    return choice is not None and choice.option == "unneeded" and (choice.probability or 0.0) >= SURE_OF_NO_NEED
