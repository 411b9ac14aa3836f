"""Find the sentences of a posting that ask for something, and whether each is required, preferred or a duty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from extract.documents.model import Document
from extract.drafts import Span
from extract.paragraphs import paragraphs
from extract.postings.reading_demands import asks_for_degree, years_asked
from extract.segment import Section, heading_kind

Importance = Literal["required", "preferred", "responsibility"]

_ITEM = re.compile(r"^\s*((?:\(?\d{1,3}[.)]|\[\d{1,3}\]|[a-z]\)|[•●▪◦‣·*–—-]))\s+")
_BREAK = re.compile(
    r"(?<=[.!?;])\s+(?=[A-ZÀ-Þ0-9(“\"])|(?<=;)\s+(?=[a-z])|(?<=,)\s+(?:and|so|but)\s+(?=you\s+(?:must|should|will|need|have|can)\b)"
)
"""Between sentences, and between the clauses of one that each say what "you" must have."""
_ABBREVIATION = re.compile(
    r"(?i)(?:\b(?:e\.g|i\.e|etc|vs|approx|min|max|no|nr|st|dr|mr|ms|mrs|inc|ltd|co|dept|yrs?|u\.s|ph\.d|[a-z]\.[a-z](?:\.[a-z])?|[a-z])\.)$"
)
_BOILERPLATE = re.compile(
    r"(?i)\bequal[- ]opportunit|\baccommodation|\bregardless of\b|\binclusive\b|\bdiversity\b|\bsalary\b|\bcompensation\b|"
    r"\bbenefits?\b(?!\s+(?:from|of))|\bpay range\b|\bper (?:hour|annum|year)\b|\bdental\b|\bpension\b|\bholidays?\b|\bhow to apply\b|\bapply\b.*\b(?:by|via|at|online)\b|"
    r"\bwe (?:offer|are|believe|value|provide|celebrate|build|work)\b|\bour (?:mission|team|company|culture|values|platform|hospital|school)\b|\bcookies?\b|"
    r"\bprotected (?:veteran|class|characteristic)|\bcommitted to (?:creating|providing|an? )|\bjoin (?:us|our)\b"
)
_PREFERRED = re.compile(
    r"(?i)\b(?:preferred|a (?:big |strong )?plus|nice to have|bonus|ideally|desirable|desired|advantage(?:ous)?|beneficial|would be (?:great|helpful|welcome)|"
    r"von vorteil|wünschenswert|un atout|not (?:strictly )?required|optional|(?:is|are) welcome|welcome(?:d)?\.?$|helpful)\b"
)
_REQUIRED = re.compile(
    r"(?i)\b(?:must|should have|required|requires?|need(?:ed)?|expected|minimum|at least|essential|mandatory|you (?:have|bring|hold|are)|experience (?:in|with|of)|comfortable with|"
    r"\d\+?\s*years?|degree|proficien\w+|knowledge of|ability to|fluen\w+|certifi\w+|licen[cs]e|registration|expertise|familiar\w*|"
    r"understanding of|background in|skills?)\b"
)
_DUTY = re.compile(
    r"(?i)\b(?:you(?:'|’)ll|you will|will be|responsible for|your (?:tasks|role|job)|the (?:role|job|position) (?:involves|includes))\b"
)
_SECTION_KINDS: dict[str, Importance] = {
    "required": "required", "preferred": "preferred", "responsibility": "responsibility",
}  # fmt: skip
MAX_CHARS = 420
"""A longer sentence is prose about the company, not a demand."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence that asks for something. `start` and `end` are offsets into the text, `item` the bullet or number."""

    start: int
    end: int
    text: str
    importance: Importance
    item: str | None


def asking_sentences(document: Document, sections: list[Section], company: str | None) -> list[Sentence]:
    """Return the sentences that ask for something, in order. What a section is called goes before how it is worded."""
    structured = any(section.kind in _SECTION_KINDS for section in sections)
    found: list[Sentence] = []
    for section in sections:
        spans = paragraphs(document, section.body)
        texts = [document.text[start:end] for start, end in spans]
        has_items = any(_ITEM.match(text) for text in texts)
        of_section = _SECTION_KINDS.get(section.kind) or (_told_by_items(texts) if section.kind == "other" else None)
        for span in spans:
            for item, sentence in _sentences(document, span):
                text = document.text[sentence[0] : sentence[1]]
                label, sentence = _inline_label(text, sentence)
                text = document.text[sentence[0] : sentence[1]]
                importance = _SECTION_KINDS.get(label) if label else of_section
                if label == "boilerplate" or not _asks(text, importance, item or label, has_items, structured, company):
                    continue
                found.append(Sentence(*sentence, text, _importance(text, importance), item))
    return found


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
    asking = sum(bool(_REQUIRED.search(item) or asks_for_degree(item) or years_asked(item)) for item in items)
    return "required" if 2 * asking >= len(items) else None


_DEMAND_LEAD = re.compile(
    r"(?i)^\W*(?:willing\w*|availab\w+|abilit\w+|able|readiness|ready|experience|knowledge|flexib\w+|commitment)\b"
)


def _asks(
    text: str, importance: Importance | None, item: str | None, has_items: bool, structured: bool, company: str | None
) -> bool:
    if len(text.split()) < 1 or len(text) > MAX_CHARS or not re.search(r"[^\W\d_]{2}", text):
        return False
    if _is_about(text, company) or (
        _BOILERPLATE.search(text) and not (importance and item and _DEMAND_LEAD.match(text))
    ):
        return False
    if importance:
        return bool(item) or not has_items or (importance != "responsibility" and bool(_REQUIRED.search(text)))
    if structured:
        return bool(re.search(r"(?i)\b(?:must have|you must|is required|are required|minimum of \d)\b", text))
    return bool(_REQUIRED.search(text) or _PREFERRED.search(text) or _DUTY.search(text) or item)


def _is_about(text: str, company: str | None) -> bool:
    """Whether a sentence is about the company: it begins with its name, or with "we" or "our"."""
    if re.match(
        r"(?i)\s*(?:we|our|wir|unser\w*|nous|at)\b(?!\s+(?:also\s+)?(?:need|require|expect|are looking|look|seek|least))",
        text,
    ):
        return not _DEMANDED.search(text)
    squeezed = re.sub(r"[\W_]+", "", (company or "").casefold())
    return len(squeezed) > 2 and re.sub(r"[\W_]+", "", text.casefold()).startswith(squeezed)


_DEMANDED = re.compile(
    r"(?i)\b(?:is|are) (?:also )?(?:needed|required|expected|essential|a must)\b|\byou (?:must|should)\b"
)


def _importance(text: str, section: Importance | None) -> Importance:
    if section == "responsibility":
        return "required" if asks_for_degree(text) or years_asked(text) else section
    if _PREFERRED.search(text):
        return "preferred"
    if section:
        return section
    return "responsibility" if _DUTY.search(text) and not re.search(r"(?i)\b(?:must|require)", text) else "required"


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
