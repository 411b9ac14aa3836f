"""Certificates and licences by code: whether one is named, for which state, and whether it has ended or is still to come."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from extract.comparison.deciders.decision import Decision, resting_on
from extract.comparison.retrieval.pool import PoolLine
from extract.text.dates.partial_date import PartialDate
from extract.text.dates.periods import find_periods
from extract.text.skills.vocabulary import NameMatch, Vocabulary
from schemas import Profile, Requirement

_STATES = (
    "Alabama", "Alaska", "Arizona", "Arkansas", "California", "Colorado", "Connecticut", "Delaware", "Florida", "Georgia", "Hawaii", "Idaho", "Illinois",
    "Indiana", "Iowa", "Kansas", "Kentucky", "Louisiana", "Maine", "Maryland", "Massachusetts", "Michigan", "Minnesota", "Mississippi", "Missouri", "Montana",
    "Nebraska", "Nevada", "New Hampshire", "New Jersey", "New Mexico", "New York", "North Carolina", "North Dakota", "Ohio", "Oklahoma", "Oregon",
    "Pennsylvania", "Rhode Island", "South Carolina", "South Dakota", "Tennessee", "Texas", "Utah", "Vermont", "Virginia", "Washington", "West Virginia",
    "Wisconsin", "Wyoming", "England", "Scotland", "Wales", "Northern Ireland", "Ontario", "Quebec", "British Columbia", "Alberta", "New South Wales",
    "Queensland", "Victoria",
)  # fmt: skip
"""Places that license by themselves: the states of the USA, nations of the United Kingdom, some of Canada and Australia."""
_PLACE = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(_STATES, key=len, reverse=True))})(?!\w)")
_PLACE_WORDS = re.compile(
    r"(?i)\s*\b(?:(?:in|of|for|from|by)\s+)?(?:the\s+)?(?:state|commonwealth)\s+of\b|\s*\bstate\b"
)
_ENDS = re.compile(
    r"(?i)\b(?:exp(?:ir(?:es?|y|ed|ing|ation))?\b\.?|valid (?:until|through|thru|to)|good through|valid to|gültig bis|valable jusqu\w*|válid[ao] hasta)"
)
_ENDED = re.compile(r"(?i)\b(?:expired|lapsed|inactive|suspended|revoked|abgelaufen|expirée?)\b")
_AHEAD = re.compile(
    r"(?i)\b(?:in progress|pending|expected|anticipated|scheduled|working towards?|studying for|candidate|in vorbereitung|en cours)\b"
)
_ASKING = re.compile(
    r"(?i)^\W*(?:to be considered,?\s+)?(?:(?:all|the|our|successful|suitable)\s+)*(?:applicants?|candidates?|you|they|nurses?|staff)?\s*"
    r"(?:must|should|need to|have to|(?:is|are) (?:required|expected) to)\s+(?:also\s+|already\s+)?(?:hold|have|possess|be|carry|maintain|bring)\s+(?:both\s+)?|"
    r"(?<=\w)[\s,(]+(?:(?:is|are|will be|would be)\s+(?:(?:strongly|highly|much|also)\s+)?(?:welcome|needed|expected|mandatory|an? (?:(?:big|strong|real|definite)\s)?"
    r"(?:plus|asset|advantage|must|bonus))|(?:(?:is|are|will be|would be)\s+)?(?:(?:strongly|highly|much|also)\s+)?(?:preferred|required|desired|desirable|essential))\b\)?"
)
"""How a sentence asks for the certificate: "you must hold a", "is strongly preferred"."""
_ASIDE = re.compile(
    r"(?i)^\W*(?:(?:a|an|current|valid|active|up-to-date|unrestricted|unencumbered|gültige[rs]?)[\s,]+)+|\s*(?:[,;:(]|\b(?:valid|issued|renewed|since|with|or equivalent|(?:at|by|upon|before|within) (?:the )?(?:time|date|hire|start|appointment|\d))\b).*$"
)
"""What a demand says around the certificate's name."""
_REACH = 40
"""How far behind "expires" its date may stand, in code points."""


_GENERIC = re.compile(
    r"(?i)\b(?:current|valid|active|up-to-date|full|clean|required|recognised|recognized|certifi\w+|certificates?|licen[cs]e\w*|licensure|registration|registered with|"
    r"cards?|credentials?|status|diplomas?|zertifikat\w*|gültig\w*|the|an?|as|of|in|for|your)\b"
)
_BRACKETS = re.compile(r"\(([^()]*)\)")
_NAMES = re.compile(r"(?i)\s*(?:[,;/]|\bor\b|\be\.g\.)\s*")
_ALTERNATIVE = re.compile(r"(?i)\s+(?:or|oder|ou)\s+|\s*/\s*")
_BOTH = re.compile(r"(?i)\s+(?:and|und|et|&)\s+|\s*,\s*")


def certificate_lines(profile: Profile, lines: Sequence[PoolLine]) -> list[PoolLine]:
    """Return the lines by which the résumé lists certificates and licences."""
    ids = {each.id for each in profile.qualifications if each.kind == "certification"}
    ids |= {each.id for each in profile.education if each.level == "certificate"}
    return [line for line in lines if ids.intersection(line.fact_ids)]


def decide_certificate(
    requirement: Requirement,
    lines: Sequence[PoolLine],
    certificates: Sequence[PoolLine],
    vocabulary: Vocabulary,
    as_of: str,
) -> Decision | None:
    """Return what the résumé shows of a certificate that a demand names; None where no line names it.

    The demand's whole words are looked for in all `lines`, its bare names ("ACLS") in `certificates` alone.
    """
    wanted = set(_PLACE.findall(requirement.text))

    def best(words: str, within: Sequence[PoolLine]) -> Decision | None:
        named = [(line, found[0].found) for line in within if (found := _found(words, line, vocabulary))]
        return min((_judge(requirement, wanted, *each, as_of) for each in named), key=_worth, default=None)

    for words in requirement.skills or (requirement.text,):
        if decision := best(words, lines):
            return decision
    asked = _ASKING.sub("", requirement.text)
    plain = _ASIDE.sub("", _PLACE_WORDS.sub("", _PLACE.sub("", asked))).strip()
    alternatives = [
        _together([best(name, certificates) for name in map(_bare, _BOTH.split(each)) if name])
        for each in _ALTERNATIVE.split(plain)
    ]
    if requirement.match != "all":  # "a certificate in project management (PMP, PRINCE2)"
        inside = (match[1] for match in _BRACKETS.finditer(requirement.text))
        alternatives += [best(name, certificates) for names in inside for name in _NAMES.split(names) if name.strip()]
    return min((each for each in alternatives if each), key=_worth, default=None)


def _found(words: str, line: PoolLine, vocabulary: Vocabulary) -> list[NameMatch]:
    """Return where a line names a certificate; "Basic Life Support" is not the "Advanced Life Support" asked for."""
    return [
        match for match in vocabulary.find(words, line.text)
        if match.relation != "adjacent" and not _is_another(words, line.text, match)
    ]  # fmt: skip


def _is_another(words: str, text: str, match: NameMatch) -> bool:
    asked = re.search(rf"({_FIRST}) {re.escape(match.found)}(?!\w)", words, re.IGNORECASE)
    held = re.search(rf"({_FIRST}) \Z", text[: match.start])
    both = (asked[1], held[1]) if asked and held else ("", "")
    return both[0].casefold() != both[1].casefold() and both[0][:1].isupper() and both[1][:1].isupper()


_FIRST = r"[^\W\d_][\w-]*"
"""The word before a name."""


def _bare(words: str) -> str:
    """Return a certificate's name without words such as "certification"; nothing where too little is left."""
    name = " ".join(_GENERIC.sub(" ", words).split()).strip(" .,;:()")
    return name if re.search(r"[^\W\d_]{2}", name) else ""


def _together(parts: Sequence[Decision | None]) -> Decision | None:
    """Return one decision on names that are all asked for; None where none is named."""
    named = [each for each in parts if each]
    if not named:
        return None
    worst = max(named, key=_worth)
    if len(named) == len(parts):
        return replace(
            worst,
            reason=" ".join(dict.fromkeys(each.reason for each in named)),
            fact_ids=tuple(dict.fromkeys(i for each in named for i in each.fact_ids)),
            evidence=tuple({(e.start, e.end): e for each in named for e in each.evidence}.values()),
        )
    verdict = "partial" if worst.verdict == "met" else worst.verdict
    return replace(worst, verdict=verdict, reason=f"{worst.reason} The rest is not named.", needs_review=True)


def _worth(decision: Decision) -> tuple[int, bool]:
    return ("met", "partial", "contradicted", "not_shown").index(decision.verdict), decision.needs_review


def _judge(requirement: Requirement, wanted: set[str], line: PoolLine, found: str, as_of: str) -> Decision:
    text = line.text
    held = set(_PLACE.findall(text))
    ended, end = _has_ended(text, as_of)
    if ended:
        when = f" on {end.iso()}" if end else ""
        return resting_on(
            [line], "contradicted", "computed", f"“{found}” is named, but it ended{when}.", needs_review=True
        )
    if _AHEAD.search(text):
        return resting_on([line], "partial", "computed", f"“{found}” is named as still to come.", needs_review=True)
    if wanted and held and not wanted & held:
        places = ", ".join(sorted(held))
        said = f"“{found}” is named for {places}; {', '.join(sorted(wanted))} is asked for."
        return resting_on([line], "partial", "computed", said, needs_review=True)
    if wanted and not held:
        said = f"“{found}” is named; the line does not say that it is of {', '.join(sorted(wanted))}."
        return resting_on([line], "partial", "computed", said, needs_review=True)
    asked_until = _date_behind(requirement.text)
    if end is not None and asked_until is not None and _is_past(end, asked_until):
        said = f"“{found}” is named, but it ends {end.iso()}."
        return resting_on([line], "contradicted", "computed", said, needs_review=True)
    if end is None and asked_until is not None:
        said = f"“{found}” is named; the line does not say until when it is valid."
        return resting_on([line], "partial", "computed", said, needs_review=True)
    until = f", valid until {end.iso()}" if end else ""
    return resting_on([line], "met", "computed", f"“{found}” is named{until}.")


def _has_ended(text: str, as_of: str) -> tuple[bool, PartialDate | None]:
    """Return whether a line says that what it names has ended before the as-of date, and the end that it gives."""
    end = _date_behind(text)
    if end is not None:
        return _is_past(end, PartialDate.parse(as_of)), end
    return bool(_ENDED.search(text)), None


def _date_behind(text: str) -> PartialDate | None:
    """Return the date until which a text says that something is valid."""
    for match in _ENDS.finditer(text):
        periods = find_periods(text[match.end() : match.end() + _REACH])
        if periods and (end := periods[0].start_date or periods[0].end_date):
            return end
    return None


def _is_past(end: PartialDate, as_of: PartialDate) -> bool:
    """Whether all that a date may mean lies before the as-of date."""
    for ours, theirs in ((end.year, as_of.year), (end.month, as_of.month), (end.day, as_of.day)):
        if ours is None or theirs is None:
            return False
        if ours != theirs:
            return ours < theirs
    return False
