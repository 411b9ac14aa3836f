"""What a model that reads without a mistake would answer about a résumé: its gold, in the words of the document.

Gold says what is right; the questions ask for words as they stand. A field of gold that does not stand in the text, or
a period that the text does not give, is answered null.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from extract.evaluation.scoring.files import GoldFact, GoldProfile
from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds.metrics.metrics import Group, group_numerals
from extract.extraction.kinds.periods import shown_text
from extract.text.canonical import canonicalise
from extract.text.dates.periods import Period
from extract.text.paragraphs import paragraphs

Answer = dict[str, Any]
ROLE_FIELDS, DEGREE_FIELDS = ("title", "employer", "location"), ("degree", "institution", "field", "gpa")


@dataclass(slots=True)
class Told:
    """The answers, by question. `numbers` is by line, white space folded, as the line is shown.

    `same` has the readings of a field that gold takes for one another, each with one of them: "Master" and "Master of
    Accountancy". Words are canonical.
    """

    jobs: list[Answer] = field(default_factory=list[Answer])
    degrees: list[Answer] = field(default_factory=list[Answer])
    publications: list[Answer] = field(default_factory=list[Answer])
    numbers: dict[str, list[Answer]] = field(default_factory=dict[str, list[Answer]])
    same: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])


def tell(reading: ExtractionContext, gold: GoldProfile) -> Told:
    """Return the answers of a faultless reader."""
    told = Told()
    for fact in gold.roles or []:
        job = _words(reading, fact, ROLE_FIELDS)
        job["period"] = _period(reading, fact, [job["title"], job["employer"]])
        told.jobs.append(job)
    for fact in gold.education or []:
        if "minor" in (fact.options("level") or ()):
            continue  # code reads minors from the words of other programmes
        degree = _words(reading, fact, DEGREE_FIELDS)
        degree["period"] = _period(reading, fact, [degree["degree"], degree["institution"]], lone_is_end=True)
        told.degrees.append(degree)
    for fact in gold.publications or []:
        paper = _words(reading, fact, ("title", "venue"))
        if paper["title"]:
            told.publications.append(paper | {"year": next(iter(fact.options("year") or ()), None)})
    _tell_numbers(reading, gold.metrics or [], told)
    for fact in [*(gold.roles or []), *(gold.education or []), *(gold.publications or [])]:
        _tell_same(fact, told)
    return told


def _tell_same(fact: GoldFact, told: Told) -> None:
    for name in (*ROLE_FIELDS, *DEGREE_FIELDS, "venue"):
        readings = [canonicalise(option)[0].text for option in fact.options(name) or () if isinstance(option, str)]
        known = (told.same[name, reading] for reading in readings if (name, reading) in told.same)
        one = next(known, readings[0] if readings else "")
        told.same |= {(name, reading): one for reading in readings}


def _words(reading: ExtractionContext, fact: GoldFact, names: Sequence[str]) -> Answer:
    return {name: _as_written(reading, fact, name) for name in names}


def _as_written(reading: ExtractionContext, fact: GoldFact, name: str) -> str | None:
    found = (reading.index.find(str(option)) for option in fact.options(name) or () if option is not None)
    anchor = next((anchors[0] for anchors in found if anchors), None)
    return " ".join(reading.document.text[anchor.start : anchor.end].split()) if anchor else None


def _period(
    reading: ExtractionContext, fact: GoldFact, words: Sequence[str | None], *, lone_is_end: bool = False
) -> str | None:
    """Return the text of the period with gold's dates that stands nearest to one of the words."""
    spots = [anchor.start for text in words if text for anchor in reading.index.find(text)]
    same = [period for period in reading.periods if _has_dates(period, fact, lone_is_end=lone_is_end)]
    nearest = min(same, key=lambda p: min((abs(p.start - spot) for spot in spots), default=0), default=None)
    return shown_text(nearest) if nearest else None


def _has_dates(period: Period, fact: GoldFact, *, lone_is_end: bool) -> bool:
    start, end = (date.iso() if date else None for date in (period.start_date, period.end_date))
    if period.kind == "single" and lone_is_end:
        start, end = None, start
    if not start and not end:
        return False
    return start in (fact.options("start_date") or (None,)) and end in (fact.options("end_date") or (None,))


def _tell_numbers(reading: ExtractionContext, metrics: Sequence[GoldFact], told: Told) -> None:
    for section in reading.sections:
        for start, end in paragraphs(reading.document, section.body):
            line = reading.document.text[start:end]
            masks = [(p.start - start, p.end - start) for p in reading.periods if start <= p.start < end]
            groups = group_numerals(line.replace("\n", " ").replace("\t", " "), masks)
            if groups:
                told.numbers[" ".join(line.split())] = [_entry(group, metrics, line) for group in groups]


def _entry(group: Group, metrics: Sequence[GoldFact], line: str) -> Answer:
    values = {numeral.value for numeral in group.numerals}
    for fact in metrics:
        wanted = [option for name in ("baseline", "value", "change") for option in fact.options(name) or ()]
        if values & {abs(w) for w in wanted if isinstance(w, int | float)} or values & set(wanted):
            names = [str(option) for option in fact.options("name") or ()]
            name = next((option for option in names if option.casefold() in line.casefold()), names[0])
            return {"number": group.label, "what": name[:60], "is": "result"}
    return {"number": group.label, "what": "", "is": "other"}


def answers_of(told: Told, question: str) -> Sequence[tuple[tuple[Any, ...], Answer]]:
    """Return the answers to a question, each with the place that leads to it."""
    if question == "numbers":
        return [
            ((line, number), entry) for line, entries in told.numbers.items() for number, entry in enumerate(entries)
        ]
    return [((number,), entry) for number, entry in enumerate(getattr(told, question))]
