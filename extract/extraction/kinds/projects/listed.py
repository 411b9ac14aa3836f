"""Projects that stand in a section of their own: each entry's name heads its line, so code reads it without a question."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extract.documents.model.document import Line
from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds import periods
from extract.text.anchor import Anchor
from extract.text.dates.periods import Period
from extract.text.drafts import Draft, Span
from extract.text.paragraphs import paragraphs, stands_in_bullet
from extract.text.sections.segment import Section

MAX_NAME_WORDS = 6
"""More words before a separator, or alone on a line, are a sentence."""
_NAME = re.compile(
    r"[\s•●▪◦‣*·–—_\[\"“'`-]*(?P<name>[^\W_][^\n\t|·:;,!?]{1,60}?)[\s*_\]\"”'`]*"
    r"(?=\s?\(|\s[–—-]+\s|:\s|\s?\||\s·\s|,\s|\t|\s{2,}|\n|$)"
)
_NO_NAME = re.compile(
    r"(?i)^(?:an?|the|my|this|these|used|built|developed|implemented|created|wrote|worked|helped|maintainer|contributor|contributed|see|including)\s"
    r"|^(?:projects?|also|links?|roles?|tech|stack|technologies|tools|team|course|page\s\d.*)$|[.]$|\.\s[A-Z]|^(?:https?|www)\b|\.\w{2,}/"
)


def listed_projects(reading: ExtractionContext) -> list[Draft]:
    """Return the projects that the document's sections of projects list, in order."""
    drafts: list[Draft] = []
    for section in reading.sections_of("projects"):
        entries = list(_entries(reading, section))
        for place, (_, name) in enumerate(entries):
            end = entries[place + 1][0][0] if place + 1 < len(entries) else section.end
            draft = Draft()
            draft.put("name", reading.words(name, None), name)
            if period := _period(reading, name, end):
                periods.fill_dates(draft, period)
                draft.values.pop("is_current", None)
            drafts.append(draft)
    return drafts


def _entries(reading: ExtractionContext, section: Section) -> Iterator[tuple[Span, Anchor]]:
    """Yield the pieces that begin with a name, with the name.

    Bullets below heads without a bullet tell more of those; so does a line without a date or a separator, below heads that
    have one, or right below another such line.
    """
    document = reading.document
    spans = list(_starts(reading, section))
    in_bullets = [stands_in_bullet(document, document.line_at(start)) for start, _ in spans]
    heads_stand_out = False
    last_row = 0
    for span, in_bullet in zip(spans, in_bullets, strict=True):
        line = document.line_at(span[0])
        is_set_apart = not _has_line_above(reading, line)
        if (in_bullet and not in_bullets[0]) or span[0] != line.start:
            continue
        dates = [p for p in reading.periods if line.start <= p.start and p.end <= line.end]
        text = list(document.text[span[0] : line.end])
        for period in dates:
            text[period.start - span[0] : period.end - span[0]] = "\t" * (period.end - period.start)
        match = _NAME.match("".join(text))
        if match is None or _NO_NAME.search(match["name"]) or len(match["name"].split()) > MAX_NAME_WORDS:
            continue
        is_alone = not re.search(r"\w", "".join(text)[match.end() :]) and not dates
        row = reading.row_of(span[0])
        if is_alone and not is_set_apart and (heads_stand_out or last_row == row - 1):
            continue
        heads_stand_out = heads_stand_out or not is_alone
        last_row = row
        yield span, Anchor(span[0] + match.start("name"), span[0] + match.end("name"), "exact")


_ONE_WORD = re.compile(r"\W*[a-z][\w.+-]*(?:\s\([^)]*\))?(?:\s[–—-]\s|:\s|\s?\|\s|\s·\s|\t)")
"""Begin of a line that may be an entry though it is in lower case, and the line above ends no sentence."""


def _starts(reading: ExtractionContext, section: Section) -> Iterator[Span]:
    """Yield where sentences and bullets begin, and lines that a name in lower case heads; each to its end."""
    document = reading.document
    begun: set[int] = set()
    for span in paragraphs(document, section.body):
        begun.add(span[0])
        yield span
        for line in section.body:
            if span[0] < line.start < span[1] and _ONE_WORD.match(document.line_text(line)) and line.start not in begun:
                begun.add(line.start)
                yield line.start, span[1]


def _has_line_above(reading: ExtractionContext, line: Line) -> bool:
    lines = reading.document.lines
    return line.number > 1 and bool(reading.document.line_text(lines[line.number - 2]).strip())


MAX_WORDS_BETWEEN = 2


def _period(reading: ExtractionContext, name: Anchor, end: int) -> Period | None:
    """Return the period beside a name or at the end of its line, else one on a line of its own below it."""
    text, line = reading.document.text, reading.document.line_at(name.start)
    for period in reading.periods:
        if line.start <= period.start < line.end:
            between, behind = text[name.end : period.start], text[period.end : line.end]
            if len(between.split()) <= MAX_WORDS_BETWEEN or not re.search(r"\w", behind):
                return period
        if line.end <= period.start < end and periods.fills_its_line(reading, period):
            return period
    return None
