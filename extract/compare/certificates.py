"""Certificates and licences by code: whether one is named, for which state, and whether it has ended or is still to come."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.compare.decision import Decision, resting_on
from extract.compare.pool import PoolLine
from extract.compare.vocabulary import Vocabulary
from extract.dates import find_periods
from extract.partial_date import PartialDate
from schemas import Requirement

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
_PLACE_WORDS = re.compile(r"(?i)\s*\b(?:(?:in|of|for|from|by)\s+)?(?:the\s+)?(?:state|commonwealth)\s+of\b|\s*\bstate\b")
_ENDS = re.compile(
    r"(?i)\b(?:exp(?:ir(?:es?|y|ed|ing|ation))?\b\.?|valid (?:until|through|thru|to)|good through|gültig bis|valable jusqu\w*|válid[ao] hasta)"
)
_ENDED = re.compile(r"(?i)\b(?:expired|lapsed|inactive|suspended|revoked|abgelaufen|expirée?)\b")
_AHEAD = re.compile(r"(?i)\b(?:in progress|pending|expected|anticipated|scheduled|working towards?|studying for|candidate|in vorbereitung|en cours)\b")
_ASIDE = re.compile(r"(?i)^\W*(?:(?:a|an|current|valid|active|up-to-date|unrestricted|gültige[rs]?)\s+)+|\s*(?:[,;:(]|\b(?:valid|issued|renewed|since|with|or equivalent)\b).*$")
"""What a demand says around the certificate's name."""
_REACH = 40
"""How far behind "expires" its date may stand, in code points."""


def decide_certificate(
    requirement: Requirement, lines: Sequence[PoolLine], vocabulary: Vocabulary, as_of: str
) -> Decision | None:
    """Return what the résumé shows of a certificate that a demand names; None where no line names it."""
    wanted = set(_PLACE.findall(requirement.text))
    for words in _wordings(requirement, wanted):
        named = [
            (line, matches[0].found)
            for line in lines
            if (matches := [match for match in vocabulary.find(words, line.text) if match.relation != "adjacent"])
        ]
        if named:
            return min((_judge(requirement, wanted, line, found, as_of) for line, found in named), key=_worth)
    return None


def _wordings(requirement: Requirement, places: set[str]) -> Iterator[str]:
    yield from requirement.skills or (requirement.text,)
    if places:
        yield _PLACE_WORDS.sub("", _PLACE.sub("", requirement.text))
    if "," in requirement.text or _ENDS.search(requirement.text):
        yield _ASIDE.sub("", requirement.text)


def _worth(decision: Decision) -> tuple[int, bool]:
    return ("met", "partial", "contradicted", "not_shown").index(decision.verdict), decision.needs_review


def _judge(requirement: Requirement, wanted: set[str], line: PoolLine, found: str, as_of: str) -> Decision:
    text = line.text
    held = set(_PLACE.findall(text))
    ended, end = _has_ended(text, as_of)
    if ended:
        when = f" on {end.iso()}" if end else ""
        return resting_on([line], "contradicted", "computed", f"“{found}” is named, but it ended{when}.", needs_review=True)
    if _AHEAD.search(text):
        return resting_on([line], "partial", "computed", f"“{found}” is named as still to come.", needs_review=True)
    if wanted and held and not wanted & held:
        places = ", ".join(sorted(held))
        said = f"“{found}” is named for {places}; {', '.join(sorted(wanted))} is asked for."
        return resting_on([line], "partial", "computed", said, needs_review=True)
    if wanted and not held:
        said = f"“{found}” is named; the line does not say that it is of {', '.join(sorted(wanted))}."
        return resting_on([line], "partial", "computed", said, needs_review=True)
    if end is None and _ENDS.search(requirement.text):
        said = f"“{found}” is named; the line does not say until when it is valid."
        return resting_on([line], "partial", "computed", said, needs_review=True)
    until = f", valid until {end.iso()}" if end else ""
    return resting_on([line], "met", "computed", f"“{found}” is named{until}.")


def _has_ended(text: str, as_of: str) -> tuple[bool, PartialDate | None]:
    """Return whether a line says that what it names has ended before the as-of date, and the end that it gives."""
    for match in _ENDS.finditer(text):
        periods = find_periods(text[match.end() : match.end() + _REACH])
        if periods and (end := periods[0].start_date or periods[0].end_date):
            return _is_past(end, PartialDate.parse(as_of)), end
    return bool(_ENDED.search(text)), None


def _is_past(end: PartialDate, as_of: PartialDate) -> bool:
    """Whether all that a date may mean lies before the as-of date."""
    for ours, theirs in ((end.year, as_of.year), (end.month, as_of.month), (end.day, as_of.day)):
        if ours is None or theirs is None:
            return False
        if ours != theirs:
            return ours < theirs
    return False
