"""Talks, lectures and presentations, apart from papers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds import periods
from extract.llm.request.answer_schema import AnswerForm, list_of, narrowed
from extract.text.dates.periods import Period
from extract.text.drafts import Draft
from schemas.answers.talks import Talk, Talks

KIND = "talk"
MAX_TALKS = 150
"""A part of a document (10,000 bytes) holds some 140 talks of 70 letters each."""
_CUE = re.compile(
    r"(?i)\btalks?\b|\bkeynotes?\b|\binvited\b|\bpresentations?\b|\bpresented\b|\blectures?\b|\bvortr[aä]g|\bpanel\b"
)
_NOT_TALKS = ("education", "publications", "skills", "patents", "awards", "certifications", "contact", "languages")


def answer_form(choices: Sequence[Period], limit: int = MAX_TALKS, *, closed: bool) -> AnswerForm[Talks]:
    """Return the answer to "list every talk", of which there are `limit` at most."""
    talk = narrowed(Talk, date=periods.choice(choices, closed=closed))
    return narrowed(Talks, talks=list_of(talk, at_most=limit if closed else None))


async def extract_talks(reading: ExtractionContext, others: Sequence[Draft]) -> list[Draft]:
    """Return the talks, in the document's order; asks nothing where no word speaks of any.

    `others` are the facts of other kinds: what is one of those is no talk.
    """
    drafts: list[Draft] = []
    places = [(leaf.start, leaf.end) for other in others for leaf in other.leaves.values()]
    for part in (piece for whole in reading.parts() for piece in reading.list_pieces(whole, "talks")):
        has_section = reading.has_section(part, "talks")
        if not has_section and not _CUE.search(reading.document.text[part[0] : part[1]]):
            continue
        choices = periods.in_part(reading, part, but=("experience", "education", "projects", "awards"))
        answer = await reading.ask(
            "talks",
            answer_form(choices, min(reading.rows_in(part), MAX_TALKS), closed=reading.closed),
            max_tokens=reading.profile.answer_tokens,
            document=reading.shown(part),
        )
        for item in answer.talks if answer else []:
            anchor = reading.anchor(item.title, (), part)
            if not anchor or len(item.title.split()) < 3:
                continue
            kind = reading.section_at(anchor.start).kind
            if (has_section and kind != "talks") or kind in _NOT_TALKS:
                continue
            if any(anchor.start < end and start < anchor.end for start, end in places) or any(
                d.start == anchor.start for d in drafts
            ):
                continue
            draft = Draft()
            draft.put("title", reading.words(anchor, item.title), anchor)
            lines = reading.lines_around((anchor.start, anchor.end), before=0, after=2)
            window = (lines[0].start, lines[-1].end)
            if venue := reading.anchor(item.venue, draft.spans, window):
                draft.put("venue", reading.words(venue, item.venue), venue)
            meant = periods.meant(choices, item.date, reading.document.language)
            period = next((each for each in meant if window[0] <= each.start < window[1]), None)
            if period and period.start_date:
                draft.derive("date", period.start_date.iso(), period.rule, (period.start, period.end))
            drafts.append(draft)
    drafts.sort(key=lambda draft: draft.start)
    return drafts
