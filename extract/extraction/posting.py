"""A job posting becomes requirements: each one demand, verbatim, that can be checked by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extract.documents.model.document import Document
from extract.extraction.engine.context import ExtractionContext
from extract.extraction.engine.provenance import document_info, provenance, unread_lines
from extract.extraction.kinds.careers.roles import employment_type
from extract.extraction.requirements.asked_lines import named_sections, without_unneeded
from extract.extraction.requirements.languages import language_pieces
from extract.extraction.requirements.reading_demands import DemandReading, read_demand
from extract.extraction.requirements.sentences import Sentence, asking_sentences
from extract.extraction.requirements.splitting import single_demands
from extract.llm.client import ModelClient
from extract.text.drafts import evidence_at
from schemas import Posting, Requirement
from schemas.answers.posting import HeadAnswer, TraitAnswer

HEAD_CHARS = 1500
"""Title, company and place stand in the first code points of a posting."""
MAX_DEMAND = 300
SURE_OF_TRAIT = 0.6
_MAY_BE_TRAITS = ("ability", "skill", "knowledge", "other")


async def extract_posting(document: Document, client: ModelClient, *, name: str | None = None) -> Posting:
    """Ask the model about a posting and return what it asks for. `name` names the document in messages.

    Raises:
        ModelCallError: a question failed for good.
        UserError: the model cannot be used at all.
    """
    reading = ExtractionContext(document, "posting", client, name or document.path.stem)
    head = await reading.ask("posting", HeadAnswer, 200, head=reading.shown((0, min(HEAD_CHARS, len(document.text)))))
    values = {
        field: _anchored(reading, getattr(head, field)) if head else None for field in ("title", "company", "location")
    }
    requirements: list[Requirement] = []
    cited: set[int] = set()
    sections = await named_sections(reading)
    asked = asking_sentences(document, sections, values["company"])
    sentences, unneeded = await without_unneeded(reading, sections, asked.sentences)
    for sentence in sentences:
        for start, end in _one_language_each(document, await single_demands(reading, sentence), sentence):
            text = document.text[start:end]
            is_duty = sentence.importance == "responsibility"
            words, line = " ".join(text.split()), document.line_text(document.line_at(start))
            read = read_demand(words, " ".join(sentence.text.split()), line=line, duty=is_duty)
            evidence = evidence_at(document, start, end)
            if evidence is None:
                continue
            kind = read.kind
            if not is_duty and await _is_trait(reading, read, words):
                kind, read = "trait", replace(read, skills=())
            cited.update(range(evidence.line, document.line_at(end - 1).number + 1))
            requirements.append(
                Requirement(
                    id=f"requirement-{len(requirements) + 1}", text=words, kind=kind,
                    importance=sentence.importance, levels=list(read.levels), fields=list(read.fields),
                    min_years=read.min_years, max_years=read.max_years, skills=list(read.skills), match=read.match,
                    at_least=read.at_least, language_level=read.language_level,
                    topic=read.topic, or_equivalent=read.or_equivalent, item=sentence.item, evidence=[evidence],
                )
            )  # fmt: skip
    if not requirements:
        reading.note("no_requirements", "No sentence of this posting asks for anything that could be checked.")
    if unneeded:
        reading.note(
            "not_needed", "These words say that something is not needed; they ask for nothing.", "info", unneeded
        )
    _note_passed_over(reading, asked.passed_over, cited)
    if asked.unclear:
        said = "What is essential and what is desirable stands in columns that the text does not keep apart; all was taken as required."
        reading.note("columns_unclear", said, "warning", asked.unclear)
    for value in values.values():
        if value and (anchor := reading.anchor(value)):
            cited.add(document.line_at(anchor.start).number)
    return Posting(
        document=document_info(document, reading.name),
        title=values["title"], company=values["company"], location=values["location"],
        employment_type=employment_type(document.text), requirements=requirements,
        findings=[*reading.findings, *reading.unanswered()],
        unread_lines=unread_lines(document, cited), provenance=provenance(reading, "posting"),
    )  # fmt: skip


def _one_language_each(
    document: Document, spans: Sequence[tuple[int, int]], sentence: Sentence
) -> list[tuple[int, int]]:
    """Part demands for several languages; a duty in two languages stays one."""
    if sentence.importance == "responsibility":
        return list(spans)
    return [
        (start + first, start + last)
        for start, end in spans
        for first, last in language_pieces(document.text[start:end])
    ]


def _note_passed_over(reading: ExtractionContext, passed: Sequence[tuple[int, int]], cited: set[int]) -> None:
    """Name what stands in sections of demands, was taken for none, and shares its line with one: no list shows it else."""
    line_at = reading.document.line_at
    hidden = [
        span for span in passed if cited.issuperset(range(line_at(span[0]).number, line_at(span[1] - 1).number + 1))
    ]
    if hidden:
        reading.note(
            "passed_over", "These words stand beside requirements and were taken for no demand.", "info", hidden
        )


def _anchored(reading: ExtractionContext, value: str | None) -> str | None:
    anchor = reading.anchor(value, [(0, 1)])
    return reading.words(anchor, value) if anchor else None


async def _is_trait(reading: ExtractionContext, read: DemandReading, text: str) -> bool:
    """Ask whether a demand is for what no résumé can prove; not where code knows what it is for."""
    if (
        read.kind not in _MAY_BE_TRAITS
        or read.levels
        or read.min_years is not None
        or read.topic
        or read.language_level
    ):
        return False
    choice = await reading.choose("trait", TraitAnswer, demand=text)
    if choice is None:
        return False
    return choice.option == "trait" and (choice.probability is None or choice.probability >= SURE_OF_TRAIT)
