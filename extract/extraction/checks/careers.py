"""Findings over roles and programmes of study as a career: their order, overlaps and gaps."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from extract.documents.model.document import Document
from extract.extraction.checks.dated import is_later
from extract.extraction.checks.facts_by_kind import FactsByKind, first_place, fold
from extract.text.dates.intervals import Span, duration_months, union_months
from extract.text.dates.partial_date import PartialDate
from extract.text.sections.segment import Section, sections
from schemas import Education, Finding, Role

MAX_OVERLAP_MONTHS = 1
"""A month of handover between two jobs is ordinary."""
MAX_GAP_MONTHS = 6
MIN_ORDERED_ROLES = 3
"""Two roles always stand in one order or the other."""

_MAIN_SECTIONS = ("top", "experience", "summary", "projects")
"""Kinds of section where a role is a main one unless words say otherwise; "top" is text without any heading."""


def check_career(document: Document, facts: FactsByKind, as_of: str) -> Iterator[Finding]:
    """Yield the findings over the order of roles, and over what lies between them."""
    today = PartialDate.parse(as_of)
    parts = sections(document, "resume")
    yield from _out_of_order(parts, facts.roles)
    main = [role for role in facts.roles if _fills_the_week(role, parts)]
    yield from _overlaps(main, today)
    yield from _several_current(main)
    yield from _gaps([*facts.roles, *facts.education], today)


def _span(fact: Role | Education) -> Span:
    return Span(
        PartialDate.parse(fact.start_date) if fact.start_date else None,
        PartialDate.parse(fact.end_date) if fact.end_date else None,
        isinstance(fact, Role) and fact.is_current,
    )


def _fills_the_week(role: Role, parts: Sequence[Section]) -> bool:
    """Tell whether a role is a main one; what stands under "Volunteering" or "Awards" must be called full-time for that."""
    if role.employment_type != "unknown":
        return role.employment_type == "full_time"
    place = first_place(role)
    return any(part.kind in _MAIN_SECTIONS and part.start <= place < part.end for part in parts)


def _same_employer(one: Role, two: Role) -> bool:
    return fold(one.employer) == fold(two.employer) != ""


def _out_of_order(parts: Sequence[Section], roles: Sequence[Role]) -> Iterator[Finding]:
    for section in parts:
        inside = [role for role in roles if role.start_date and section.start <= first_place(role) < section.end]
        if len(inside) < MIN_ORDERED_ROLES:
            continue
        # Positions at one employer are often listed in an order of their own.
        pairs = [(one, two) for one, two in pairwise(inside) if not _same_employer(one, two)]
        rising = [pair for pair in pairs if _is_wholly_later(pair[1], pair[0])]
        falling = [pair for pair in pairs if _is_wholly_later(pair[0], pair[1])]
        if rising and falling:
            odd = min(rising, falling, key=len)
            yield Finding(
                code="dates_out_of_order",
                severity="info",
                message="The roles of this section stand neither newest first nor oldest first.",
                fact_ids=[role.id for role in inside],
                evidence=[role.evidence[0] for role in odd[0]],
            )


def _is_wholly_later(one: Role, two: Role) -> bool:
    """Tell whether a role both began and ended after another; résumés are sorted by either."""
    first, second = _span(one), _span(two)
    if first.start is None or second.start is None or not is_later(first.start, second.start):
        return False
    if second.is_current:
        return False
    return first.is_current or first.end is None or second.end is None or is_later(first.end, second.end)


def _overlaps(roles: Sequence[Role], today: PartialDate) -> Iterator[Finding]:
    for one, two in combinations(roles, 2):
        if _same_employer(one, two) or (one.is_current and two.is_current):
            continue  # two current roles are "several_current"
        apart = sum(union_months([_span(role)], as_of=today).low for role in (one, two))
        overlap = apart - union_months([_span(one), _span(two)], as_of=today).low
        if overlap > MAX_OVERLAP_MONTHS:
            both_full = one.employment_type == two.employment_type == "full_time"
            yield Finding(
                code="overlapping_roles",
                severity="warning" if both_full else "info",
                message=f"The two roles overlap by {overlap} months at least.",
                fact_ids=[one.id, two.id],
                evidence=[one.evidence[0], two.evidence[0]],
            )


def _several_current(roles: Sequence[Role]) -> Iterator[Finding]:
    current = [role for role in roles if role.is_current and role.employer]
    employers = {fold(role.employer) for role in current}
    if len(employers) > 1:
        yield Finding(
            code="several_current",
            severity="info",
            message=f"Roles at {len(employers)} employers are called current.",
            fact_ids=[role.id for role in current],
            evidence=[role.evidence[0] for role in current],
        )


def _gaps(facts: Sequence[Role | Education], today: PartialDate) -> Iterator[Finding]:
    """Yield the stretches in which surely nothing that is dated took place.

    What has no begin may reach back to any time, and what has no end may have gone on until today.
    """
    spans = [(fact, span) for fact in facts if (span := _span(fact)).start or span.end]
    spans.sort(key=lambda item: (item[1].start.year, item[1].start.month or 1) if item[1].start else (0, 0))
    last: tuple[Role | Education, Span] | None = None
    for fact, span in spans:
        if last and span.start and last[1].end and not last[1].is_current:
            # Neither the month in which one ended nor that in which the next began counts.
            months = duration_months(last[1].end, span.start, is_current=False, as_of=today).low - 1
            if months > MAX_GAP_MONTHS:
                yield Finding(
                    code="gap",
                    severity="info",
                    message=f"No role or programme is dated in {months} months or more between these two.",
                    fact_ids=[last[0].id, fact.id],
                    evidence=[last[0].evidence[0], fact.evidence[0]],
                )
        if last is None or _reach(span) > _reach(last[1]):
            last = (fact, span)


def _reach(span: Span) -> tuple[int, int]:
    """Return the last month in which something may have gone on."""
    if span.is_current or span.end is None:
        return 9999, 12
    return span.end.year, span.end.month or 12
