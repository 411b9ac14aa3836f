"""Degrees by code: levels in order, fields by name and by family, programmes left or still going on."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.compare.decision import Decision
from extract.partial_date import PartialDate
from schemas import Education, Profile, Requirement, VerdictKind

_ORDER = ("certificate", "associate", "bachelor", "master", "doctorate")
"""Levels as ISCED 2011 orders them (https://uis.unesco.org/en/topic/international-standard-classification-education-isced)."""

_FAMILIES: tuple[tuple[str, str], ...] = (
    ("computing", r"comput|informati|software|cyber|\bdata\b|artificial intelligence|machine learning|\bIT\b|algorithm"),
    ("engineering", r"engineer|electr|mechanic|robotic|mechatronic|ingenieur|elektro|aerospace|automation"),
    ("mathematics", r"math|statisti|physic|operations research|quantitative|actuari"),
    ("business", r"business|account|financ|econom|management|commerce|marketing|betriebswirt|audit|administration"),
    ("health", r"nurs|health|medic|pharma|physio|clinical|midwif|paramedic|pflege|biomed"),
    ("teaching", r"educat|teach|pedagog|lehramt|didacti"),
    ("humanities", r"histor|philosoph|literature|philolog|languag|linguist|german|english|french|classics|translation|archaeolog|art\b|cultur|germanist|romanist"),
    ("life_sciences", r"biolog|chemi|genetic|neurosci|ecolog|environment"),
    ("social_sciences", r"sociolog|psycholog|politic|anthropolog|social|law\b|legal|international relations"),
    ("design", r"design|architect|media|graphic|communication"),
)  # fmt: skip
"""Neighbouring subjects, after the broad fields of ISCED-F 2013. Used only where a demand allows a related field."""

_RELATED_FAMILIES = {
    frozenset(("computing", "engineering")),
    frozenset(("computing", "mathematics")),
    frozenset(("engineering", "mathematics")),
}


def decide_degree(requirement: Requirement, profile: Profile, as_of: str) -> Decision:
    """Return whether the profile holds a degree of a level and field that the requirement names."""
    wanted = min((_rank(level) for level in requirement.levels), default=_rank("bachelor"))
    wanted_name = _ORDER[wanted]
    studies = [e for e in profile.education if e.level in _ORDER and (wanted <= 1 or _rank(e.level) >= 1)]
    if not studies:
        return Decision("not_shown", "computed", "The résumé names no degree.")
    high = [e for e in studies if _rank(e.level) >= wanted]
    if not high:
        best = max(studies, key=lambda e: _rank(e.level))
        return _resting([best], "contradicted" if best.completed is not False else "not_shown",
                        f"The highest degree shown is {_named(best)}; a {wanted_name}'s degree or higher is asked for.")  # fmt: skip
    done = [e for e in high if not _unfinished(e, as_of)]
    fields = requirement.fields
    fitting = [e for e in done if not fields or any(_same_field(field, e) for field in fields)]
    if fitting:
        return _resting(fitting, "met", f"{_named(fitting[0])} is of the level and field asked for.")
    related = [e for e in done if any(_related(field, e) for field in fields)]
    if related and requirement.or_equivalent:
        return _resting(related, "met", f"{_named(related[0])} is of the level asked for, in a related field.")
    if done:
        what = "a related field" if related else "another field"
        return _resting(
            related or done,
            "partial",
            f"{_named((related or done)[0])} is of the level asked for, in {what}.",
            review=True,
        )
    return _resting(high, "partial", f"{_named(high[0])} is not finished.", review=True)


def _rank(level: str) -> int:
    return _ORDER.index(level) if level in _ORDER else -1


def _named(study: Education) -> str:
    words = [
        study.degree or study.level,
        study.field and f"in {study.field}"
        if not (study.degree and study.field and study.field in study.degree)
        else None,
    ]
    return " ".join(word for word in words if word)


def _unfinished(study: Education, as_of: str) -> bool:
    if study.completed is False:
        return True
    return bool(study.end_date and PartialDate.parse(study.end_date) > PartialDate.parse(as_of))


def _same_field(field: str, study: Education) -> bool:
    text = f"{study.field or ''} {study.degree or ''}".casefold()
    words = [
        w
        for w in re.findall(r"[^\W\d_]{3,}", field.casefold())
        if w not in ("and", "the", "science", "sciences", "studies")
    ]
    if field.casefold() in text:
        return True
    return bool(words) and all(word[: max(5, len(word) - 3)] in text for word in words)


def _families(text: str) -> set[str]:
    return {name for name, pattern in _FAMILIES if re.search(pattern, text, re.IGNORECASE)}


def _related(field: str, study: Education) -> bool:
    asked, held = _families(field), _families(f"{study.field or ''} {study.degree or ''}")
    return bool(asked & held) or any(frozenset((a, h)) in _RELATED_FAMILIES for a in asked for h in held)


def _resting(studies: Sequence[Education], verdict: VerdictKind, reason: str, *, review: bool = False) -> Decision:
    evidence = tuple(piece for study in studies for piece in study.evidence)
    return Decision(verdict, "computed", reason, tuple(s.id for s in studies), evidence, review)
