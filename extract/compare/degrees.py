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
    ("humanities", r"histor|philosoph|literature|philolog|languag|linguist|german|english|french|classics|translation|archaeolog|art\b|cultur|geschicht|deutsch|germanist|romanist"),
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


_EXPERIENCE_INSTEAD = re.compile(
    r"(?i)\bequivalent\b(?! (?:field|discipline|subject|degree))|\b(?:or|oder|ou)\b[^.;]*\b(?:experience|erfahrung|expérience)\b|\bin lieu of\b"
)
"""Words of a demand that take experience in place of the degree."""
_STUDYING = re.compile(
    r"(?i)\b(?:enrol?led|pursuing|working towards?|studying|current(?:ly)? (?:a )?student|in progress|eingeschrieben|immatrikuliert|en cours)\b"
)
"""Words of a demand for somebody who still studies."""
_LEFT = re.compile(
    r"(?i)\b(?:not (?:finished|completed)|unfinished|paused|on hold|suspended|interrupted|withdr\w+|dropped out|abgebrochen|unterbrochen|interrompu\w*|\d+ (?:of|out of|/) ?\d+ (?:credits|courses|modules|ects))\b"
)
_STATE_EXAMINATION = re.compile(r"(?i)\bstaatsexamen\b|\bstate examination\b")
"""A German degree of its own, of the rank of a master's."""
_GOING_ON = re.compile(
    r"(?i)\b(?:present|current(?:ly)?|ongoing|in progress|expected|anticipated|pursuing|candidate|heute|laufend|voraussichtlich|en cours|presente)\b"
)


_WEIGH = "Equivalent experience is allowed, and is for a person to weigh."


def decide_degree(requirement: Requirement, profile: Profile, as_of: str) -> Decision:
    """Return whether the profile holds a degree of a level and field that the requirement names."""
    wanted = min((_rank(level) for level in requirement.levels), default=_rank("bachelor"))
    studies = [e for e in profile.education if _rank_of(e) >= (0 if wanted <= 1 else 1)]
    high = [e for e in studies if _rank_of(e) >= wanted]
    if not high:
        return _too_low(requirement, studies, profile, _ORDER[wanted])
    enough = high if _STUDYING.search(requirement.text) else [e for e in high if not _unfinished(e, as_of)]
    if enough:
        return _of_field(requirement, enough, profile)
    return _unfinished_alone(requirement, high, profile)


def _unfinished_alone(requirement: Requirement, high: Sequence[Education], profile: Profile) -> Decision:
    """Decide where all that reaches the level was left, or goes on."""
    going_on = [e for e in high if not _was_left(e)]
    fitting = [e for e in going_on if _reaches_field(requirement, e)]
    if fitting:
        when = f" (it ends {fitting[0].end_date})" if fitting[0].end_date else ""
        return _resting(fitting, "partial", f"{_named(fitting[0])} is not finished{when}.", review=True)
    said = f"{_named(high[0])} {'was' if _was_left(high[0]) else 'is'} not finished."
    open_still = _experience_instead(requirement, profile)
    return _resting(high, "not_shown" if open_still else "contradicted", said, review=True)


def _reaches_field(requirement: Requirement, study: Education) -> bool:
    """Whether a programme is in a field asked for, or in a related one where that is allowed."""
    related = requirement.or_equivalent and any(_related(field, study) for field in requirement.fields)
    return not requirement.fields or related or any(_same_field(field, study) for field in requirement.fields)


def _experience_instead(requirement: Requirement, profile: Profile) -> bool:
    """Whether experience may stand in for the degree, and there is some to weigh."""
    return requirement.or_equivalent and bool(_EXPERIENCE_INSTEAD.search(requirement.text)) and bool(profile.roles)


def _of_field(requirement: Requirement, done: Sequence[Education], profile: Profile) -> Decision:
    """Decide by field, the level being reached."""
    fields = requirement.fields
    fitting = [e for e in done if not fields or any(_same_field(field, e) for field in fields)]
    if fitting:
        open_end = all(e.start_date and not e.end_date and e.completed is None for e in fitting)
        said = f"{_named(fitting[0])} is of the level and field asked for"
        if open_end:
            return _resting(fitting, "met", f"{said}; the résumé does not say when it ended.", review=True)
        return _resting(fitting, "met", f"{said}.")
    related = [e for e in done if any(_related(field, e) for field in fields)]
    if related and requirement.or_equivalent:
        return _resting(related, "met", f"{_named(related[0])} is of the level asked for, in a related field.")
    if related:
        said = f"{_named(related[0])} is of the level asked for, in a related field."
        return _resting(related, "partial", said, review=True)
    wanted = min((_rank(level) for level in requirement.levels), default=_rank("bachelor"))
    named = {field.casefold() for field in fields}
    minor = [e for e in profile.education if e.level == "minor" and (e.field or "").casefold() in named]
    if minor and wanted <= _rank("bachelor"):
        said = f"{_named(done[0])} is of the level asked for; the field is a minor alone."
        return _resting([done[0], *minor], "partial", said, review=True)
    said = f"{_named(done[0])} is of the level asked for, in another field."
    if _experience_instead(requirement, profile):
        return _resting(done, "not_shown", f"{said} {_WEIGH}", review=True)
    surely = all(_families(field) for field in fields) and all(_families(_words_of(e)) for e in done)
    return _resting(done, "contradicted" if surely else "partial", said, review=True)


def _too_low(requirement: Requirement, studies: Sequence[Education], profile: Profile, wanted: str) -> Decision:
    """Decide where no degree of the level is named: said otherwise, not said, or open since experience may do."""
    instead = _experience_instead(requirement, profile)
    aside = f" {_WEIGH}" if instead else ""
    if not studies:
        unclear = [e for e in profile.education if e.level == "other"]
        if unclear:
            said = f"{_named(unclear[0])} is named; its level is not told."
            return _resting(unclear, "not_shown", said + aside, review=True)
        return Decision("not_shown", "computed", "The résumé names no degree." + aside, needs_review=instead)
    best = max(studies, key=_rank_of)
    said = f"The highest degree shown is {_named(best)}; a {wanted}'s degree or higher is asked for.{aside}"
    near = _rank_of(best) == _ORDER.index(wanted) - 1 and not _was_left(best)
    if instead and near and (not requirement.fields or any(_related(f, best) for f in requirement.fields)):
        return _resting([best], "partial", said, review=True)
    if _STATE_EXAMINATION.search(_words_of(best)) and wanted == "master" and _reaches_field(requirement, best):
        return _resting([best], "partial", f"{_named(best)} is of the rank of a master's degree.", review=True)
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
        return _rank("bachelor")  # where a master's is asked for, a person has to weigh it
    return _rank(study.level)


def _was_left(study: Education) -> bool:
    return study.completed is False or any(_LEFT.search(piece.text) for piece in study.evidence)


def _unfinished(study: Education, as_of: str) -> bool:
    """Whether a programme was left, or goes on at the as-of date; a year that has begun counts as its end."""
    if study.completed is not None:
        return not study.completed
    if _was_left(study):
        return True
    if study.end_date:
        return PartialDate.parse(study.end_date) > PartialDate.parse(as_of)
    return any(_GOING_ON.search(piece.text) for piece in study.evidence)


def _same_field(field: str, study: Education) -> bool:
    text = _words_of(study).casefold()
    words = [
        w
        for w in re.findall(r"[^\W\d_]{3,}", field.casefold())
        if w not in ("and", "the", "science", "sciences", "studies")
    ]
    if field.casefold() in text or field.casefold() in _families(text):
        return True
    return bool(words) and all(word[: max(5, len(word) - 3)] in text for word in words)


def _families(text: str) -> set[str]:
    return {name for name, pattern in _FAMILIES if re.search(pattern, text, re.IGNORECASE)}


def _words_of(study: Education) -> str:
    """Return the words that tell a programme's field: those of its lines, the school's name aside, where none is given."""
    if study.field:
        return f"{study.field} {study.degree or ''}"
    told = " ".join(piece.text for piece in study.evidence).replace(study.institution or "\0", " ")
    return f"{study.degree or ''} {told}"


def _related(field: str, study: Education) -> bool:
    asked, held = _families(field), _families(_words_of(study))
    return bool(asked & held) or any(frozenset((a, h)) in _RELATED_FAMILIES for a in asked for h in held)


def _resting(studies: Sequence[Education], verdict: VerdictKind, reason: str, *, review: bool = False) -> Decision:
    evidence = tuple(piece for study in studies for piece in study.evidence)
    return Decision(verdict, "computed", reason, tuple(s.id for s in studies), evidence, review)
