"""One closed question about an entry: what it is, a position, a programme of study or a project."""

from __future__ import annotations

from extract.extraction.engine.prompt_runner import Choice
from extract.extraction.kinds.careers.state import Careers
from extract.extraction.placement import Layout, Placed
from schemas.answers.entries import EntryKind

SHOWN_CHARS = 120
ROWS_BEFORE, ROWS_BEHIND = 1, 2
"""Rows around the head of an entry that a closed question about it shows."""


async def kind_of(careers: Careers, fact: Placed) -> str | None:
    """Return what an entry most likely is; None where the question got no answer."""
    choice = await ask_kind(careers, fact)
    return choice.option if choice else None


async def ask_kind(careers: Careers, fact: Placed) -> Choice | None:
    """Ask what the entry is in which a fact stands, with the lines around its head."""
    words = careers.reading.document.text
    names = [fact.places[name] for name in fact.told.shape.heavy if name in fact.places]
    entry = ", ".join(" ".join(words[place.start : place.end].split())[:SHOWN_CHARS] for place in names)
    lines = shown_rows(careers.layout, fact.own[0] - ROWS_BEFORE, fact.own[1] + ROWS_BEHIND)
    return await careers.reading.choose("entry_kind", EntryKind, lines=lines, entry=entry)


def shown_rows(layout: Layout, first: int, last: int) -> str:
    """Return the text of some rows, each cut to `SHOWN_CHARS` code points."""
    rows = range(max(first, 0), min(last + 1, len(layout.rows)))
    return "\n".join(" ".join(layout.text_of(row).split())[:SHOWN_CHARS] for row in rows)
