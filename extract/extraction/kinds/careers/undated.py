"""Positions of sections without any date: each head of an entry that no whole position stands in is asked about."""

from __future__ import annotations

from collections.abc import Iterator

from extract.extraction.kinds.careers.answers import values_of_job
from extract.extraction.kinds.careers.role_words import Job, mend_words
from extract.extraction.kinds.careers.state import ROLE, Careers
from extract.extraction.kinds.placing import tell
from extract.text.drafts import Span
from schemas.answers.roles import GapAnswer

NO_PERIOD = "not stated"
HEAD_ROWS = 3
"""Rows that the head of an entry has at most: title, employer and place; more are a list or a text."""


async def ask_undated_positions(careers: Careers) -> None:
    """Ask which position each head of an entry names, in sections of work that hold no date at all."""
    reading = careers.reading
    for first, last in _heads(careers):
        inside = [each for each in careers.facts(ROLE) if first <= each.own[0] <= last or first <= each.own[1] <= last]
        if any(set(ROLE.heavy) <= each.places.keys() for each in inside):
            continue
        within = (careers.layout.rows[first].start, careers.layout.rows[last].end)
        answer = await reading.ask("role_gap", GapAnswer, 120, lines=reading.shown(within), period=NO_PERIOD)
        if answer is None:
            continue
        job = Job(employer=answer.employer, title=answer.title, location=answer.location, period=None)
        if reading.has_rule("words_in_place"):
            job = mend_words(reading, job)
        told = tell(reading, ROLE, within, values_of_job(job), [])
        if set(ROLE.heavy) <= told.places.keys():
            careers.told = [each for each in careers.told if not any(each is fact.told for fact in inside)]
            careers.told.append(told)
            careers.place()


def _heads(careers: Careers) -> Iterator[Span]:
    """Yield the first and last row of each head of an entry in sections of work without dates."""
    layout = careers.layout
    for section in careers.reading.sections_of("experience"):
        if any(section.start <= period.start < section.end for period in careers.reading.periods):
            continue
        rows = [
            number for number, row in enumerate(layout.rows)
            if section.start <= row.start < section.end and not layout.is_heading[number]
        ]  # fmt: skip
        run: list[int] = []
        for row in [*rows, None]:
            if row is not None and not layout.is_detail(row):
                run.append(row)
                continue
            if 0 < len(run) <= HEAD_ROWS:
                yield run[0], run[-1]
            run = []
