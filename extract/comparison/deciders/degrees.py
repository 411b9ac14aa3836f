"""Degrees by code: levels in order, fields by name and by family, programmes left or still going on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from extract.comparison.deciders.decision import Decision
from extract.text.dates.partial_date import PartialDate
from schemas import Education, Profile, Requirement, VerdictKind

_ORDER = ("certificate", "associate", "bachelor", "master", "doctorate")
"""Levels as ISCED 2011 orders them (https://uis.unesco.org/en/topic/international-standard-classification-education-isced)."""

_FAMILIES: tuple[tuple[str, str], ...] = (
    ("computing", r"comput|informati|software|cyber|\bdata\b|artificial intelligence|machine learning|\bIT\b|algorithm"),
    ("engineering", r"(?<!data )(?<!software )(?<!computer )engineer|electr|mechanic|robotic|mechatronic|ingenieur|elektro|aerospace|automation"),
    ("mathematics", r"math|statisti|physics?\b|physik|operations research|quantitative|actuari"),
    ("business", r"business|account|financ|econom|commerce|marketing|betriebswirt|audit|\bmba\b"),
    ("health", r"nurs|health|medic|pharma|physio|clinical|midwif|paramedic|pflege|biomed"),
    ("teaching", r"educat|teach|pedagog|lehramt|didacti"),
    ("humanities", r"histor|geschichte|philosoph|literature|philolog|languag|linguist|\bgerman\b|deutsch|english|french|classics|translation|archaeolog|\barts?\b(?<!of arts)|cultur|romanist"),
    ("life_sciences", r"biolog|chemi|genetic|neurosci|ecolog|environment"),
    ("social_sciences", r"sociolog|psycholog|politic|anthropolog|social|\blaw\b|legal|international relations"),
    ("design", r"design|architect|media|graphic|communication"),
)  # fmt: skip
"""Neighbouring subjects, after the broad fields of ISCED-F 2013 (https://uis.unesco.org/en/topic/international-standard-classification-education-isced)."""

_RELATED_FAMILIES = {
    frozenset(("computing", "engineering")),
    frozenset(("computing", "mathematics")),
    frozenset(("engineering", "mathematics")),
}

_ABBREVIATED: tuple[tuple[str, str], ...] = (
    (r"e?mba", "business administration"), (r"bba", "business administration"), (r"b\.?s\.?n\.?|m\.?s\.?n\.?|dnp|adn", "nursing"), (r"[bmd]sw", "social work"), (r"mph", "public health"),
    (r"j\.?d\.?|ll\.?[bm]\.?", "law"), (r"m\.?d\.?|mbbs", "medicine"), (r"mpa", "public administration"), (r"[bm]fa", "fine arts"), (r"[bm]\.?ed\.?|pgce", "education"),
    (r"pharm\.?d\.?", "pharmacy"), (r"b\.?arch|m\.?arch", "architecture"),
)  # fmt: skip
"""Degrees whose abbreviation tells their field."""

Kinship = Literal["same", "near", "far", "none"]
"""Of a field to those asked for: named there, of the same family, of a related family, of none of these."""

_RELATED_ALLOWED = re.compile(
    r"(?i)\b(?:related|similar|comparable|relevant|equivalent|adjacent|verwandte\w*|ähnliche\w*|vergleichbare\w*|connexe|similaire|afín)\b|\ban? [\w-]+ (?:field|discipline|subject)\b"
)
"""Words of a demand that take a neighbouring field too."""
_COMPLETED = re.compile(r"(?i)\b(?:completed|finished|abgeschlossene\w*|conferred|earned|obtained)\b")
"""Words of a demand that a programme still going on does not satisfy even in part."""
_EXPERIENCE_INSTEAD = re.compile(
    r"(?i)\bequivalent\b(?! (?:field|discipline|subject|degree))|\b(?:or|oder|ou)\b[^.;]*\b(?:experience|erfahrung|expérience)\b|\bin lieu of\b"
)
"""Words of a demand that take experience in place of the degree."""
_STUDYING = re.compile(
    r"(?i)\b(?:enrol?led|pursuing|working towards?|studying|current(?:ly)? (?:a )?student|in progress|eingeschrieben|immatrikuliert|en cours)\b"
)
"""Words of a demand for somebody who still studies."""
_GOING_ON = re.compile(
    r"(?i)\b(?:present|current(?:ly)?|ongoing|in progress|expected|anticipated|pursuing|candidate|heute|laufend|voraussichtlich|en cours|presente)\b"
)


_LEFT = re.compile(
    r"(?i)\b(?:not (?:finished|completed)|unfinished|paused|on hold|suspended|interrupted|withdr\w+|dropped out|abgebrochen|unterbrochen|interrompu\w*|\d+ (?:of|out of|/) ?\d+ (?:credits|courses|modules|ects))\b"
)
"""Words of a programme's own lines by which it was left or stands still."""
_STATE_EXAMINATION = re.compile(r"(?i)\bstaatsexamen\b|\bstate examination\b")
"""A German degree of its own, of the rank of a master's: taken for a bachelor's, and for part of a master's."""


def decide_degree(requirement: Requirement, profile: Profile, as_of: str) -> Decision:
    """Return whether the profile holds a degree of a level and field that the requirement names.

    met: the level, in a field named or in a neighbouring one that is allowed. partial: the level in a neighbouring field
    that is not named, or a programme of the field that goes on. contradicted: the degrees listed are lower, in fields that
    have nothing to do with it, or were left. Where experience may stand in for the degree, or the degree is a wish, nothing is
    contradicted.
    """
    decision = _decide(requirement, profile, as_of)
    if requirement.importance == "preferred" and decision.verdict == "contradicted":
        return replace(decision, verdict="not_shown")
    return decision


def _decide(requirement: Requirement, profile: Profile, as_of: str) -> Decision:
    wanted = min((_rank(level) for level in requirement.levels), default=_rank("bachelor"))
    studies = [e for e in profile.education if _rank_of(e) >= (0 if wanted <= 1 else 1)]
    instead = requirement.or_equivalent and bool(_EXPERIENCE_INSTEAD.search(requirement.text)) and bool(profile.roles)
    aside = " Equivalent experience is allowed, and is for a person to weigh." if instead else ""
    high = [e for e in studies if _rank_of(e) >= wanted]
    if not high:
        return _too_low(requirement, studies, profile, _ORDER[wanted], instead=instead, aside=aside)
    found = sorted((_of_level(requirement, study, as_of) for study in high), key=lambda d: _BEST_FIRST.index(d.verdict))
    best = found[0]
    minors = [e for e in profile.education if e.level == "minor" and _kinship(requirement, e) == "same"]
    if best.verdict == "contradicted" and minors and wanted <= _rank("bachelor"):
        return _resting(minors, "partial", f"{_named(minors[0])} is a minor in the field asked for.", review=True)
    if best.verdict == "contradicted" and instead:
        return replace(best, verdict="not_shown", reason=best.reason + aside, needs_review=True)
    return best


_BEST_FIRST: tuple[VerdictKind, ...] = ("met", "partial", "contradicted", "not_shown")


def _of_level(requirement: Requirement, study: Education, as_of: str) -> Decision:
    """Decide by the field and the end of one programme that reaches the level."""
    kinship = _kinship(requirement, study)
    allowed = bool(_RELATED_ALLOWED.search(requirement.text))
    said = f"{_named(study)} is of the level asked for"
    if kinship == "none" or (kinship == "far" and not allowed):
        return _resting([study], "contradicted", f"{said}, in another field.", review=True)
    if _was_left(study) and not _goes_on(study, as_of):
        return _resting([study], "contradicted", f"{_named(study)} was not finished.", review=True)
    if _goes_on(study, as_of) and not _STUDYING.search(requirement.text):
        when = f" (it ends {study.end_date})" if study.end_date else ""
        verdict: VerdictKind = "contradicted" if _COMPLETED.search(requirement.text) else "partial"
        return _resting([study], verdict, f"{_named(study)} is not finished{when}.", review=True)
    if kinship == "same":
        open_end = bool(study.start_date) and not study.end_date and study.completed is None
        tail = "; the résumé does not say when it ended." if open_end else "."
        return _resting([study], "met", f"{said}, in the field asked for{tail}", review=open_end)
    if kinship == "near" and allowed:
        return _resting([study], "met", f"{said}, in a related field.")
    return _resting([study], "partial", f"{said}, in a related field.", review=True)


def _too_low(
    requirement: Requirement,
    studies: Sequence[Education],
    profile: Profile,
    wanted: str,
    *,
    instead: bool,
    aside: str,
) -> Decision:
    """Decide where no degree of the level is named: said otherwise, not said, or open since experience may do."""
    if not studies:
        unclear = [e for e in profile.education if e.level == "other"]
        if unclear:
            said = f"{_named(unclear[0])} is named; its level is not told."
            return _resting(unclear, "not_shown", said + aside, review=True)
        return Decision("not_shown", "computed", "The résumé names no degree." + aside, needs_review=instead)
    best = max(studies, key=_rank_of)
    said = f"The highest degree shown is {_named(best)}; a {wanted}'s degree or higher is asked for.{aside}"
    if (
        _STATE_EXAMINATION.search(_words_of(best))
        and wanted == "master"
        and _kinship(requirement, best) in ("same", "near")
    ):
        return _resting([best], "partial", f"{_named(best)} is of the rank of a master's degree.", review=True)
    one_below = _rank_of(best) == _ORDER.index(wanted) - 1 and not _was_left(best)
    if instead and one_below and _rank_of(best) >= _rank("bachelor") and _kinship(requirement, best) == "same":
        return _resting([best], "partial", said, review=True)
    return _resting([best], "not_shown" if instead else "contradicted", said, review=instead)


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


def _rank_of(study: Education) -> int:
    """Return the place of a programme in the order of levels; below all of them where its level is not told."""
    if study.level == "other" and _STATE_EXAMINATION.search(_words_of(study)):
        return _rank("bachelor")
    return _rank(study.level)


def _words_of(study: Education) -> str:
    """Return the words that tell a programme's field: those of its lines, the school's name aside, where none is given."""
    degree = f"{study.degree or ''} {' '.join(_fields_by_abbreviation(study.degree or ''))}"
    if study.field:
        return f"{study.field} {degree}"
    told = " ".join(piece.text for piece in study.evidence).replace(study.institution or "\0", " ")
    return f"{degree} {told}"


def _fields_by_abbreviation(text: str) -> list[str]:
    return [field for names, field in _ABBREVIATED if re.search(rf"(?i)(?<![\w.])(?:{names})(?![\w.])", text)]


def _was_left(study: Education) -> bool:
    return study.completed is False or _stands_still(study)


def _stands_still(study: Education) -> bool:
    return any(_LEFT.search(piece.text) for piece in study.evidence)


def _goes_on(study: Education, as_of: str) -> bool:
    """Whether a programme goes on at the as-of date; a year that has begun counts as its end."""
    if study.completed or _stands_still(study):
        return False
    if study.end_date:
        return PartialDate.parse(study.end_date) > PartialDate.parse(as_of)
    return any(_GOING_ON.search(piece.text) for piece in study.evidence)


def _kinship(asked_for: Requirement, study: Education) -> Kinship:
    fields = asked_for.fields or _fields_by_abbreviation(asked_for.text)
    if not fields or any(_same_field(field, study) for field in fields):
        return "same"
    held = _families(_words_of(study))
    asked = {family for field in fields for family in _families(field)}
    if asked & held:
        return "near"
    return "far" if any(frozenset((a, h)) in _RELATED_FAMILIES for a in asked for h in held) else "none"


def _same_field(field: str, study: Education) -> bool:
    text = _words_of(study).casefold()
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


def _resting(studies: Sequence[Education], verdict: VerdictKind, reason: str, *, review: bool = False) -> Decision:
    evidence = tuple(piece for study in studies for piece in study.evidence)
    return Decision(verdict, "computed", reason, tuple(s.id for s in studies), evidence, review)
