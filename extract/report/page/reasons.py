"""Why a verdict stands, in sentences: where it is shown, how many months were added up, and which words bear it out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from extract.report.content.career import months_told
from extract.report.content.views import VerdictView
from extract.report.content.wording import period
from extract.text.dates.intervals import Span, union_months
from extract.text.dates.partial_date import PartialDate
from schemas import Education, Evidence, Fact, Project, Publication, Requirement, Role, Talk, Verdict

_QUOTED = re.compile(r"“([^”]+)”")
_WORD = re.compile(r"[^\W\d_][\w+#-]*|\d[\w.,]*")
_COMMON = frozenset(
    re.findall(
        r"\w+",
        "ability able about also and any are bachelor candidate degree equivalent etc experience experienced familiarity field for from good have "
        "hands have in include including into knowledge least must not other our over practical preferred proficiency proven related required "
        "requirements similar skills solid some strong such that the their them this through to understanding using very well with within work "
        "working year years you your",
    )
)
"""Words of demands that say nothing about what is asked for."""
_SAME_LETTERS = 5
"""Words that begin with the same so many letters are marked as the same: deploying, deployed."""
_MOST_PLACES = 2
"""Positions named in a sentence; more are counted."""


@dataclass(frozen=True, slots=True)
class Sum:
    """Months of the roles that counted: a line each (title, dates, months), what they come to, and what is asked."""

    rows: tuple[tuple[str, str, str], ...]
    line: str


def told_reason(view: VerdictView, facts: Mapping[str, Fact], as_of: str) -> tuple[str, Sum | None]:
    """Return the reason as the page says it first, and the sum of months where it rests on one; a reviewer's words stay."""
    if view.overruled:
        return view.verdict.reason, None
    total = months_sum(view.verdict, view.requirement, facts, as_of)
    return _sentence(view.verdict, view.requirement, facts, total), total


def plain_reason(view: VerdictView, facts: Mapping[str, Fact], as_of: str) -> str:
    """Return the reason in one text."""
    first, total = told_reason(view, facts, as_of)
    told = first if total is None else f"{first} {total.line}."
    return f"{told} {view.since}".rstrip()


def _sentence(verdict: Verdict, requirement: Requirement | None, facts: Mapping[str, Fact], total: Sum | None) -> str:
    if total is not None:
        met = {
            "met": "The roles that count reach the years asked for.",
            "partial": "The roles that count may not reach the years asked for.",
        }
        return met.get(verdict.verdict, "The roles that count do not reach the years asked for.")
    cited = [facts[each] for each in verdict.fact_ids if each in facts]
    if requirement is not None and len(requirement.skills) > 1:
        cited = _with_the_names(verdict, cited)
    where = _where(cited)
    if verdict.decided_by == "computed":
        told = verdict.reason.removesuffix(".")
        names_place = where.startswith("as ") and verdict.verdict in ("met", "partial") and ". " not in told
        return f"{told}, {where}." if names_place else verdict.reason
    match verdict.verdict:
        case "met":
            return f"Shown {where}." if where else "A line of the résumé shows it."
        case "partial":
            return f"May be shown, at least in part, {where}." if where else "A line may show it, or part of it."
        case "contradicted":
            return f"The résumé says otherwise {where}." if where else "The résumé says otherwise."
        case _:
            return (
                "No line shows it; what came closest is below."
                if verdict.closest
                else "No line of the résumé shows it."
            )


def _with_the_names(verdict: Verdict, cited: Sequence[Fact]) -> list[Fact]:
    """Return the cited facts of whose cited lines one holds a name that the reason quotes; all where it quotes none.

    The lines cited for several skills are those of all of them, and the reason may name the first alone.
    """
    names = _QUOTED.findall(verdict.reason)
    lines = [piece for piece in verdict.evidence if not names or words_in(piece.text, names, None)]
    return [
        fact
        for fact in cited
        if any(own.start <= line.start and line.end <= own.end for own in fact.evidence for line in lines)
    ]


def _where(facts: Sequence[Fact]) -> str:
    """Say in which positions, or else in which studies, works or list, the cited lines stand; "" where that is not known."""
    roles = [fact for fact in facts if isinstance(fact, Role)]
    named = [f"as {_role_named(role)}" for role in roles]
    named = named or [f"in the studies ({_study_named(fact)})" for fact in facts if isinstance(fact, Education)]
    named = named or [f"by “{fact.title}”" for fact in facts if isinstance(fact, (Publication, Talk))]
    named = named or [f"in the project {fact.name}" for fact in facts if isinstance(fact, Project)]
    if not named:
        return ""
    more = len(named) - _MOST_PLACES
    shown = named[:_MOST_PLACES] + ([f"in {more} more"] if more > 0 else [])
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


def _role_named(role: Role) -> str:
    dates = period(role.start_date, role.end_date, role.is_current)
    name = " at ".join(part for part in (role.title, role.employer) if part) or "one position"
    return f"{name} ({dates})" if dates else name


def _study_named(study: Education) -> str:
    return ", ".join(part for part in (study.degree, study.field, study.institution) if part) or study.level


def months_sum(verdict: Verdict, requirement: Requirement | None, facts: Mapping[str, Fact], as_of: str) -> Sum | None:
    """Return the months of a demand for years as a sum; None where it cannot be given exactly.

    The comparison's own sum is used where it has one. Otherwise the cited roles are added up if all have both dates, none
    overlap, and the total is the one that the stored reason names.
    """
    if requirement is None or requirement.min_years is None or verdict.decided_by != "computed":
        return None
    stored = getattr(verdict, "months", None)
    ids = stored.roles if stored is not None else verdict.fact_ids
    roles = [role for each in ids if isinstance(role := facts.get(each), Role)]
    roles.sort(key=lambda role: role.start_date or "")
    asked = round(requirement.min_years * 12)
    if not roles:
        return None
    if any(role.start_date is None or not (role.end_date or role.is_current) for role in roles):
        return None
    single = [_bounds([role], as_of) for role in roles]
    low, high = _bounds(roles, as_of)
    rows = tuple(
        (_titled(role), f"{role.start_date}–{'now' if role.is_current else role.end_date}", _told(*months))
        for role, months in zip(roles, single, strict=True)
    )
    told = getattr(stored, "sum", None)
    if told is None:
        adds_up = (low, high) == (sum(each[0] for each in single), sum(each[1] for each in single))
        if not adds_up or not re.search(rf"\b{re.escape(_told(low, high))} months of {asked}\b", verdict.reason):
            return None
        told = f"{' + '.join(f'{dates} ({months})' for _, dates, months in rows)} = {_told(low, high)} months"
    return Sum(rows, f"{told}; {asked} asked ({months_told(asked)})")


def _titled(role: Role) -> str:
    return ", ".join(part for part in (role.title, role.employer) if part) or "One position"


def _bounds(roles: Iterable[Role], as_of: str) -> tuple[int, int]:
    spans = [Span(_date(role.start_date), _date(role.end_date), role.is_current) for role in roles]
    bounds = union_months(spans, as_of=PartialDate.parse(as_of))
    return bounds.low, bounds.high


def _date(text: str | None) -> PartialDate | None:
    return PartialDate.parse(text) if text else None


def _told(low: int, high: int) -> str:
    return f"{low}" if low == high else f"{low} to {high}"


def verdict_marks(
    verdict: Verdict, requirement: Requirement | None, facts: Mapping[str, Fact]
) -> list[tuple[int, int]]:
    """Return the words of the cited lines that bear a verdict out, as offsets in the document.

    Values of cited roles and studies where the demand is about years or degrees; otherwise the names of the reason and of
    the demand, and the words that line and demand share.
    """
    if requirement is not None and requirement.kind in ("years_experience", "degree"):
        cited = [facts[each] for each in verdict.fact_ids if each in facts]
        leaves = {"title", "start_date", "end_date", "degree", "field", "level"}
        return [(leaf.start, leaf.end) for fact in cited for name, leaf in fact.leaves.items() if name in leaves]
    found: list[tuple[int, int]] = []
    for piece in verdict.evidence:
        found += [(piece.start + start, piece.start + end) for start, end in shared_words(piece, verdict, requirement)]
    return found


def shared_words(piece: Evidence, verdict: Verdict, requirement: Requirement | None) -> list[tuple[int, int]]:
    """Return where a quote holds the names that the reason or the demand gives, or words of the demand."""
    return words_in(piece.text, _QUOTED.findall(verdict.reason), requirement)


def words_in(text: str, names: Sequence[str], requirement: Requirement | None) -> list[tuple[int, int]]:
    """Return where a text holds these names, the skills of a demand, or words that it shares with the demand."""
    asked = [*names, *(requirement.skills if requirement else ())]
    found = [
        match.span()
        for name in dict.fromkeys(asked)
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)
    ]
    if requirement is None:
        return found
    wanted = {word.casefold() for word in _WORD.findall(requirement.text)} - _COMMON
    begins = {word[:_SAME_LETTERS] for word in wanted if len(word) >= _SAME_LETTERS}
    for match in _WORD.finditer(text):
        word = match[0].casefold()
        if word not in _COMMON and ((len(word) > 2 and word in wanted) or word[:_SAME_LETTERS] in begins):
            found.append(match.span())
    return found
