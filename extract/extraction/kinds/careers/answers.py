"""Ask for positions and programmes of study, and make the facts of the answers ready to be placed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds import periods
from extract.extraction.kinds.careers import roles
from extract.extraction.kinds.careers.role_words import Job, mend_words, names_time_off
from extract.extraction.kinds.careers.state import MARKS, ROLE, STUDY, Careers
from extract.extraction.kinds.education import degrees, education
from extract.extraction.kinds.labelled_lists import is_labelled_list
from extract.extraction.kinds.placing import note_unsupported, tell
from extract.extraction.kinds.prose import told_in_prose
from extract.extraction.placement import Told
from extract.extraction.placement.told import FactShape
from extract.text.dates.periods import Period
from extract.text.drafts import Span

_NEVER_TOLD = (*roles.NOT_OF_ROLES, "summary", "skills", "languages", "interests", "contact")
"""Sections whose paragraphs tell of no position, or tell of it again."""
_BETWEEN = " " + "".join(MARKS)
"""What may stand between two values of an entry."""


def study_periods(reading: ExtractionContext, part: Span) -> list[Period]:
    """Return the periods that a programme may have: those of education sections, where a part has any."""
    return periods.in_part(reading, part, only=("education",)) or periods.in_part(
        reading, part, but=education.NOT_OF_EDUCATION
    )


async def ask_degrees(careers: Careers, part: Span, choices: Sequence[Period]) -> None:
    """Ask for the programmes that some text names, and add them."""
    reading = careers.reading
    answer = await reading.ask(
        "education", education.answer_form(choices, closed=reading.closed),
        max_tokens=min(reading.profile.answer_tokens, 200 + education.TOKENS_A_DEGREE * (len(choices) + education.EXTRA_DEGREES)),
        document=reading.shown(part),
    )  # fmt: skip
    for each in answer.degrees if answer else []:
        words = each.degree
        if words and reading.has_rule("degree_without_field"):
            words = degrees.split_degree(words, each.field)
        values = _parted(
            {"degree": words, "institution": each.institution, "field": each.field, "gpa": each.gpa}, STUDY
        )
        tell_fact(careers, STUDY, part, _meant(careers, choices, each.period), values)


async def ask_jobs(careers: Careers, part: Span) -> None:
    """Ask for the positions of a part of the document; what is told in prose is asked about paragraph by paragraph."""
    reading = careers.reading
    choices = periods.in_part(reading, part, but=roles.NOT_OF_ROLES)
    careers.time_off += [period for period in choices if _is_time_off(reading, period)]
    prose = told_in_prose(reading, part, _NEVER_TOLD) if reading.has_rule("told_in_prose") else []
    dated = [span for span in prose if any(span[0] <= period.start < span[1] for period in choices)]
    await _tell_jobs(careers, part, choices, dated)
    for span in dated:
        await _tell_jobs(careers, span, [period for period in choices if span[0] <= period.start < span[1]])


def _is_time_off(reading: ExtractionContext, period: Period) -> bool:
    """Whether a period is one of leave or of a break, by the words of its line, or of the one above where it has none."""
    line = reading.document.line_at(period.start)
    words = reading.document.line_text(line)
    if not re.search(r"[^\W\d_]{3}", words.replace(period.text, "")) and line.number > 1:
        words = reading.document.line_text(reading.document.lines[line.number - 2])
    return names_time_off(words)


async def _tell_jobs(careers: Careers, part: Span, choices: Sequence[Period], but: Sequence[Span] = ()) -> None:
    """Ask for the positions that some text names, and add those of which a name stands outside the spans `but`."""
    reading = careers.reading
    answer = await reading.ask(
        "roles", roles.answer_form(choices, closed=reading.closed),
        max_tokens=min(reading.profile.answer_tokens, 200 + roles.TOKENS_A_ROLE * (len(choices) + roles.EXTRA_ROLES)),
        document=reading.shown(part),
    )  # fmt: skip
    for job in answer.jobs if answer else []:
        if reading.has_rule("words_in_place"):
            job = mend_words(reading, job)
        meant = [period for period in _meant(careers, choices, job.period) if period not in careers.time_off]
        if names_time_off(f"{job.title or ''}\n{job.employer or ''}"):
            continue
        told = tell_fact(careers, ROLE, part, meant, values_of_job(job))
        names = [place for name in ROLE.heavy for place in told.places.get(name, ())]
        if names and all(any(start <= place.start < end for start, end in but) for place in names):
            careers.told.remove(told)


def values_of_job(job: Job) -> dict[str, str | None]:
    """Return the values of a position as they are placed: none at the end of another, no labelled list for a title."""
    place = job.location
    if place and place == place.lower() != place.upper():
        place = None  # no name of a place: it has no capital
    title = None if job.title and is_labelled_list(job.title) else job.title
    return _parted({"title": title, "employer": job.employer, "location": place}, ROLE)


def _parted(values: dict[str, str | None], shape: FactShape) -> dict[str, str | None]:
    """Return values of which none ends in another one: "Mate, Port of Kyle" is not the title beside "Port of Kyle"."""
    parted = dict(values)
    for name in shape.heavy:
        whole = parted[name]
        for other, piece in values.items():
            if other == name or not whole or not piece or len(piece) < 3 or whole == piece:
                continue
            rest = whole[: -len(piece)].rstrip() if whole.endswith(piece) else whole
            if rest[-1:] in MARKS:
                whole = rest.rstrip(_BETWEEN)
        parted[name] = whole or None
    return parted


def _meant(careers: Careers, choices: Sequence[Period], text: str | None) -> list[Period]:
    return periods.meant(choices, text, careers.reading.document.language)


def tell_fact(
    careers: Careers, shape: FactShape, within: Span, meant: Sequence[Period], values: dict[str, str | None]
) -> Told:
    """Add a fact with every place of its values within some lines."""
    told = tell(careers.reading, shape, within, values, meant)
    note_unsupported(careers.reading, told, values)
    careers.told.append(told)
    return told
