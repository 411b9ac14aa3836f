"""Find the sentences of a posting that ask for something, and whether each is required, preferred or a duty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extract.documents.model.document import Document
from extract.extraction.requirements.cells import Cells
from extract.extraction.requirements.degrees import asks_for_degree
from extract.extraction.requirements.wishes import without_wish
from extract.extraction.requirements.wording import (
    ABOUT_THE_JOB,
    DUTY,
    HARD_NEED,
    HEAD_LINE,
    PREFERRED,
    REQUIRED,
    SURELY_ABOUT_THE_JOB,
    Importance,
    importance_of,
    is_about_company,
)
from extract.extraction.requirements.years import years_asked
from extract.text.drafts import Span
from extract.text.paragraphs import paragraphs
from extract.text.sections.headings import heading_kind
from extract.text.sections.segment import Section

_ITEM = re.compile(
    r"^\s*((?:\(?\d{1,3}[.)]|\d{1,2}(?:\.\d{1,2}){1,3}[.)]?|\[\d{1,3}\]|\(?[a-z]\)|\(?[ivx]{1,4}\)|[ivx]{1,4}\.|[A-Z]{1,2}\d{1,2}[.:)]|[•●▪◦‣·*–—✓✔➢►■□❖»-]|o(?=\s)))\s+"
)
"""What is printed before an item: 1. · (1) · 2.3 · [4] · a) · (iv) · E1: · a bullet."""
_BREAK = re.compile(
    r"(?<=[.!?;])\s+(?=[A-ZÀ-Þ0-9(“\"])|(?<=;)\s+(?=[a-z])|(?<=,)\s+(?:and|so|but)\s+(?=(?:you\s+(?:must|should|will|need|have|can)|must|should)\b)"
)
"""Between sentences, and between the clauses of one that each say what "you" must have."""
_ABBREVIATION = re.compile(
    r"(?i)(?:\b(?:e\.g|i\.e|etc|vs|approx|min|max|no|nr|st|dr|mr|ms|mrs|inc|ltd|co|dept|yrs?|u\.s|ph\.d|z\.\s?b|bzw|ggf|inkl|mind|p\.\s?ex|[a-z]\.[a-z](?:\.[a-z])?|[a-z])\.)$"
)
_SECTION_KINDS: dict[str, Importance] = {
    "required": "required", "preferred": "preferred", "responsibility": "responsibility",
}  # fmt: skip
MAX_CHARS = 420
"""A longer sentence is prose about the company, not a demand, unless it stands in a section of demands."""
MAX_SECTION_CHARS = 1200
"""The same within such a section."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that asks for something. `start` and `end` are offsets into the text, `item` the bullet or number."""

    start: int
    end: int
    text: str
    importance: Importance
    item: str | None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a posting asks for, in order, and the pieces of its sections of demands that were taken for something else.

    `unclear` are heads of tables whose columns cannot be told apart; what stands below them was taken as required.
    """

    sentences: tuple[Sentence, ...]
    passed_over: tuple[Span, ...]
    unclear: tuple[Span, ...] = ()


def asking_sentences(document: Document, sections: list[Section], company: str | None) -> Asked:
    """Return the sentences that ask for something. What a section is called goes before how it is worded."""
    structured = any(section.kind in _SECTION_KINDS for section in sections)
    found: list[Sentence] = []
    passed: list[Span] = []
    unclear: list[Span] = []
    cells = Cells(document)
    for section in sections:
        spans = paragraphs(document, section.body)
        texts = [document.text[start:end] for start, end in spans]
        has_items = any(_ITEM.match(text) for text in texts)
        of_section = _SECTION_KINDS.get(section.kind) or (_told_by_items(texts) if section.kind == "other" else None)
        pieces = cells.enter(section.heading, spans)
        if cells.is_unclear and section.heading:
            of_section, unclear = "required", [*unclear, (section.heading.start, section.heading.end)]
        for span in pieces:
            of_cell = cells.importance_at(span)
            for item, sentence in _sentences(document, span):
                label, sentence = _inline_label(document.text[sentence[0] : sentence[1]], sentence)
                text = document.text[sentence[0] : sentence[1]]
                importance = of_cell or (_SECTION_KINDS.get(label) if label else of_section)
                marked = item or label or of_cell
                if label == "boilerplate" or not _asks(text, importance, marked, has_items, structured, company):
                    if importance and re.search(r"\w", text):
                        passed.append(sentence)
                    continue
                found += _with_wish(
                    Sentence(*sentence, text, of_cell or importance_of(text, importance), item), of_cell or importance
                )
    return Asked(tuple(found), tuple(passed), tuple(unclear))


def _with_wish(sentence: Sentence, of_list: Importance | None) -> list[Sentence]:
    """Part a demand from the wish at its end, which alone is then preferred."""
    parts = without_wish(sentence.text) if sentence.importance == "preferred" and of_list != "preferred" else None
    if parts is None:
        return [sentence]
    return [
        replace(
            sentence, start=sentence.start + start, end=sentence.start + end, text=sentence.text[start:end],
            importance=importance_of(sentence.text[start:end], of_list),
        )
        for start, end in parts
    ]  # fmt: skip


_LEADING_VERB = re.compile(
    r"(?i)^(?:design|develop|build|lead|manage|review|prepare|plan|provide|support|maintain|create|coordinate|contribute|take part|participate|"
    r"work|assist|check|represent|verify|precept|mentor|train|teach|write|conduct|analy[sz]e|monitor|ensure|deliver|own|drive|collaborate|partner|"
    r"research|implement|operate|perform|assess|administer|act|liaise|report|publish|organi[sz]e|help|define|improve|evaluate|oversee|execute)\b"
)


def _told_by_items(texts: Sequence[str]) -> Importance | None:
    """Return what the items of a list below a heading of unknown words are, by the wording of most; None for no demands."""
    items = [text[match.end() :] for text in texts if (match := _ITEM.match(text))]
    if not items:
        return None
    if 2 * sum(bool(_LEADING_VERB.match(item)) for item in items) > len(items):
        return "responsibility"
    asking = sum(bool(REQUIRED.search(item) or asks_for_degree(item) or years_asked(item)) for item in items)
    return "required" if 2 * asking >= len(items) else None


_DEMAND_LEAD = re.compile(
    r"(?i)^\W*(?:willing\w*|availab\w+|abilit\w+|able|readiness|ready|experience|knowledge|flexib\w+|commitment)\b"
)
_NAME_OF_LETTERS = re.compile(r"\W*[A-Z][+#]{0,2}\W*")
"""A programming language such as R, C or C++ as an item by itself."""


def _asks(
    text: str, importance: Importance | None, item: str | None, has_items: bool, structured: bool, company: str | None
) -> bool:
    if len(text) > (MAX_SECTION_CHARS if importance else MAX_CHARS):
        return False
    if not re.search(r"[^\W\d_]{2}", text) and not (item and importance and _NAME_OF_LETTERS.fullmatch(text)):
        return False
    if HEAD_LINE.match(text) and not REQUIRED.search(text):
        return False
    if is_about_company(text, company) or _is_about_the_job(text, listed=bool(importance and item)):
        return False
    if importance:
        return bool(item) or not has_items or (importance != "responsibility" and bool(REQUIRED.search(text)))
    if structured:
        return bool(HARD_NEED.search(text))
    return bool(REQUIRED.search(text) or PREFERRED.search(text) or DUTY.search(text) or item)


def _is_about_the_job(text: str, *, listed: bool) -> bool:
    """Whether a sentence is about benefits, pay and the like; an item in a list of demands only where it surely is."""
    if listed:
        return bool(SURELY_ABOUT_THE_JOB.search(text)) and not _DEMAND_LEAD.match(text)
    return bool(ABOUT_THE_JOB.search(text))


def _inline_label(text: str, span: Span) -> tuple[str | None, Span]:
    """Take a label such as "Requirements:" off the front of a sentence."""
    head, colon, rest = text.partition(":")
    if colon and rest.strip() and len(head.split()) <= 4 and (kind := heading_kind(head, "posting")):
        start = span[0] + len(head) + 1 + len(rest) - len(rest.lstrip())
        return kind, (start, span[1])
    return None, span


def _sentences(document: Document, span: Span) -> Iterator[tuple[str | None, Span]]:
    text = document.text
    start, end = span
    match = _ITEM.match(text[start:end])
    item = match[1] if match else None
    start += match.end() if match else 0
    piece = start
    for cut in _BREAK.finditer(text, start, end):
        if _ABBREVIATION.search(text[piece : cut.start()]):
            continue
        yield item, _trimmed(text, piece, cut.start())
        piece = cut.end()
    if text[piece:end].strip():
        yield item, _trimmed(text, piece, end)


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
