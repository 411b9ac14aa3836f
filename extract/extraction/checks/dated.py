"""Findings over the dates of single facts: missing, vague, in the wrong order, or ahead."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extract.documents.model.document import Document
from extract.extraction.checks.facts_by_kind import Dated, FactsByKind
from extract.text.dates.partial_date import PartialDate
from extract.text.dates.periods import Period, find_periods
from extract.text.drafts import evidence_at
from schemas import Finding, Role


def check_dates(document: Document, facts: FactsByKind, as_of: str) -> Iterator[Finding]:
    """Yield the findings over the dates of each role, project and education."""
    periods = find_periods(document.text, document.language)
    vague = _vague_facts(document, facts, [period for period in periods if period.kind == "vague"])
    without_date: set[str] = set()
    for period, owners in vague:
        without_date.update(fact.id for fact in owners)
        evidence = evidence_at(document, period.start, period.end)
        yield Finding(
            code="vague_date",
            severity="warning",
            message="The text names a time that is no exact date, so a date was left out.",
            fact_ids=[fact.id for fact in owners],
            evidence=[evidence] if evidence else [],
        )
    expected = [period for period in periods if period.is_expected]
    for fact in facts.dated():
        yield from _of_fact(fact, PartialDate.parse(as_of), is_expected=bool(_inside(fact, expected)))
    for role in facts.roles:
        if not (role.start_date or role.end_date or role.is_current) and role.id not in without_date:
            yield _finding("no_dates", "info", "The role has no date.", role)


def is_later(one: PartialDate, two: PartialDate) -> bool:
    """Tell whether a date lies after another whatever the two leave open: 2020 is not later than 2020-03."""
    if one.month is None or two.month is None:
        return one.year > two.year
    if one.day is None or two.day is None:
        return PartialDate(one.year, one.month) > PartialDate(two.year, two.month)
    return one > two


def _of_fact(fact: Dated, as_of: PartialDate, *, is_expected: bool) -> Iterator[Finding]:
    start = PartialDate.parse(fact.start_date) if fact.start_date else None
    end = PartialDate.parse(fact.end_date) if fact.end_date else None
    if start and end and is_later(start, end):
        yield _finding("end_before_start", "warning", f"It ends ({end.iso()}) before it starts ({start.iso()}).", fact)
    if is_expected:
        return
    if start and is_later(start, as_of):
        message = f"It starts ({start.iso()}) after the as-of date, {as_of.iso()}."
        yield _finding("date_in_future", "warning", message, fact)
    elif end and is_later(end, as_of):
        message = (
            f"It ends ({end.iso()}) after the as-of date, {as_of.iso()}, and the text does not call that expected."
        )
        yield _finding("date_in_future", "info", message, fact)


def _vague_facts(
    document: Document, facts: FactsByKind, periods: Sequence[Period]
) -> Iterator[tuple[Period, list[Dated]]]:
    """Yield the vague periods with the facts that lack a date for them.

    A period that stands in no fact's evidence belongs to the fact without any date on the line above or below it.
    """
    dated = facts.dated()
    for period in periods:
        owners = [fact for fact in dated if _inside(fact, [period])]
        if not owners:
            line = document.line_at(period.start).number
            owners = [
                fact
                for fact in dated
                if not (fact.start_date or fact.end_date) and any(abs(e.line - line) == 1 for e in fact.evidence)
            ][:1]
        if owners := [fact for fact in owners if _lacks_date(fact, period)]:
            yield period, owners


def _lacks_date(fact: Dated, period: Period) -> bool:
    is_current = isinstance(fact, Role) and fact.is_current
    lacks_start = fact.start_date is None and period.start_date is None
    return lacks_start or (fact.end_date is None and period.end_date is None and not is_current)


def _inside(fact: Dated, periods: Sequence[Period]) -> list[Period]:
    return [p for p in periods if any(e.start < p.end and p.start < e.end for e in fact.evidence)]


def _finding(code: str, severity: str, message: str, fact: Dated) -> Finding:
    return Finding.model_validate(
        {"code": code, "severity": severity, "message": message, "fact_ids": [fact.id], "evidence": fact.evidence[:1]}
    )
