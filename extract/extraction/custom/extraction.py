"""Facts of a kind of the user's own: one question a part of the document, then each value found in its fact's lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from extract.extraction.custom.answers import answer_form
from extract.extraction.custom.fields import dates_in, fill, fill_again, find_in, holds_words, numerals_between
from extract.extraction.custom.kind import FactKind
from extract.extraction.custom.rules import apply_rules
from extract.extraction.engine.context import LIST_MARK, ExtractionContext
from extract.extraction.kinds.periods import MAX_CHOICES
from extract.text.anchor import Anchor
from extract.text.drafts import Draft, Span
from extract.text.sections.segment import Section

MAX_LINES_BELOW = 4
"""Lines with words below the one that names a fact which may still be the fact's."""
Item = dict[str, Any]
"""A fact as the model gave it, by field."""


async def extract_facts(reading: ExtractionContext, kind: FactKind) -> list[Draft]:
    """Return the facts of a kind, in the document's order; asks nothing where neither heading nor cue speaks of any.

    Where the document has a section of the kind, its facts stand there; elsewhere a fact's lines hold one of its cues.
    """
    reading.note_prompt(kind.prompt)
    drafts: list[Draft] = []
    for part in reading.parts():
        places = list(_places(reading, kind, part))
        if not places:
            continue
        dates = [date for place in places for date in dates_in(reading, place, ranges=_asks_period(kind))][:MAX_CHOICES]
        numerals = [each.text for place in places for _, each in numerals_between(reading, place)]
        answer = await reading.ask(
            kind.prompt,
            answer_form(kind, dates, tuple(dict.fromkeys(numerals))[:MAX_CHOICES], closed=reading.closed),
            max_tokens=reading.profile.answer_tokens, document=reading.shown(part), task=kind.question,
        )  # fmt: skip
        items: list[Item] = answer.root[kind.kind] if answer else []
        drafts += await _facts_of(reading, kind, places, items)
    return apply_rules(reading, kind, drafts)


def _asks_period(kind: FactKind) -> bool:
    return any(field.type == "period" for field in kind.fields.values())


def _places(reading: ExtractionContext, kind: FactKind, part: Span) -> Iterator[Span]:
    """Yield where facts may stand in a part: in sections of the kind, else in all of it where a cue speaks of them."""
    own = reading.sections_of(kind.kind)
    if own:
        for section in own:
            start, end = max(part[0], _body_start(section)), min(part[1], section.end)
            if start < end:
                yield start, end
    elif holds_words(reading.document.text[part[0] : part[1]], kind.cue_words):
        yield part


def _body_start(section: Section) -> int:
    return section.body[0].start if section.body else section.end


async def _facts_of(
    reading: ExtractionContext, kind: FactKind, places: Sequence[Span], items: Sequence[Item]
) -> list[Draft]:
    named: list[tuple[Anchor, Item]] = []
    for item in items:
        if anchor := await _find_name(reading, kind, places, item, [known for known, _ in named]):
            named.append((anchor, item))
    named.sort(key=lambda pair: pair[0].start)
    windows = _windows(reading, [anchor for anchor, _ in named], places)
    drafts: list[Draft] = []
    for (anchor, item), window in zip(named, windows, strict=True):
        if not reading.sections_of(kind.kind) and not holds_words(
            reading.document.text[slice(*window)], kind.cue_words
        ):
            continue
        draft = Draft()
        draft.put(kind.names, reading.words(anchor, item[kind.names]), anchor)
        others = [name for name in kind.fields if name != kind.names]
        for name in [name for name in others if not fill(reading, kind, draft, name, item[name], window)]:
            await fill_again(reading, kind, draft, name, window)
        drafts.append(draft)
    return drafts


async def _find_name(
    reading: ExtractionContext, kind: FactKind, places: Sequence[Span], item: Item, taken: Sequence[Anchor]
) -> Anchor | None:
    """Return where the words that name a fact stand; asked again over the lines of its other words where they do not."""

    def find(words: str | None) -> Anchor | None:
        found = (a for place in places for a in find_in(reading.index, words or "", place))
        return next((a for a in found if not any(a.start < t.end and t.start < a.end for t in (*taken, *spots))), None)

    spots: list[Anchor] = []
    value = str(item[kind.names])
    if anchor := find(value):
        return anchor
    if any(find_in(reading.index, value, place) for place in places):
        return None  # the same fact once more
    others = [str(item[name]) for name, field in kind.fields.items() if field.type in ("text", "url") and item[name]]
    spots += [a for words in others if words != value for place in places for a in find_in(reading.index, words, place)]
    if spots:
        lines = reading.lines_around((spots[0].start, spots[0].end), before=1, after=1)
        if anchor := await reading.ask_again(kind.one, kind.names, (lines[0].start, lines[-1].end), find):
            return anchor
    near = [(a.start, a.end) for a in spots[:1]]
    reading.note(
        "unsupported_value",
        f"The {kind.names} given for a {kind.one} does not stand in the text; left out.",
        spans=near,
    )
    return None


def _windows(reading: ExtractionContext, names: Sequence[Anchor], places: Sequence[Span]) -> list[Span]:
    """Return the lines of each fact: from where its entry begins to the next fact, an empty line or a list's mark.

    Lines above a name are the fact's where the first fact has as many above its own: entries are set alike.
    """
    rows = [(reading.document.line_at(a.start).number, reading.document.line_at(a.end - 1).number) for a in names]
    lead = _lines_above(reading, rows[0][0], _top(reading, rows[0][0], places), 2 * MAX_LINES_BELOW) if rows else 0
    windows: list[Span] = []
    for position, (first, last) in enumerate(rows):
        floor = max(_top(reading, first, places), rows[position - 1][1] + 1 if position else 1)
        top = first - _lines_above(reading, first, min(floor, first), lead)
        ceiling = next((row for row, _ in rows[position + 1 :] if row > last), len(reading.document.lines) + 1)
        if ceiling <= len(reading.document.lines):
            ceiling -= _lines_above(reading, ceiling, last + 1, lead)
        bottom = _last_line(reading, last, ceiling, places)
        windows.append((reading.document.lines[top - 1].start, reading.document.lines[bottom - 1].end))
    return windows


def _top(reading: ExtractionContext, row: int, places: Sequence[Span]) -> int:
    """Return the number of the first line of the place that holds a line."""
    start = reading.document.lines[row - 1].start
    place = next((place for place in places if place[0] <= start < place[1]), places[0])
    return reading.document.line_at(place[0]).number


def _lines_above(reading: ExtractionContext, row: int, floor: int, limit: int) -> int:
    """Return how many lines above a line belong to its entry, at most `limit`; none above an empty line or a list's mark."""
    count = 0
    while (
        count < limit
        and row - count - 1 >= floor
        and _words(reading, row - count - 1)
        and not LIST_MARK.match(_words(reading, row - count))
    ):
        count += 1
    return count


def _last_line(reading: ExtractionContext, row: int, ceiling: int, places: Sequence[Span]) -> int:
    """Return the number of the last line of an entry whose name ends on the line `row`."""
    start = reading.document.lines[row - 1].start
    end = next((place[1] for place in places if place[0] <= start < place[1]), start)
    last = row
    while last + 1 < ceiling and last - row < MAX_LINES_BELOW:
        line = reading.document.lines[last]
        words = _words(reading, last + 1)
        if line.start >= end or not words or LIST_MARK.match(words):
            break
        last += 1
    return last


def _words(reading: ExtractionContext, row: int) -> str:
    return re.sub(r"\s+", " ", reading.document.line_text(reading.document.lines[row - 1])).strip()
