"""Numbers that are no result, whatever they count: what the words around them say for certain is not asked about."""

from __future__ import annotations

import re

from extract.text.numbers.numerals import Numeral

_RANGE = r"(?:\s?[–-]\s?\d+)?"
_STAFF = re.compile(
    rf"(?i){_RANGE}[\s-](?:[a-z-]+\s){{0,2}}?(?:engineers|developers|programmers|designers|scientists|analysts|researchers|nurses|rns|clerks|crews?|"
    r"technicians|electricians|operators|drivers|cooks|chefs|waiters|baristas|bartenders|cashiers|guards|managers|supervisors|"
    r"consultants|accountants|auditors|lawyers|paralegals|teachers|tutors|instructors|interns|trainees|apprentices|volunteers|"
    r"employees|staff|people|persons|colleagues|teammates|members|direct reports|contractors|freelancers|"
    r"specialists|associates|agents|representatives|reps|ftes?|teams|squads|departments|offices|stakeholders|"
    r"postdocs?|(?:phd|doctoral|master'?s) students|undergraduates|students|pupils|kids|learners)\b(?!['’]|\s(?:hours|days|shifts))"
)
_MOST_STAFF = 100
"""More people than these may be users: "an app used by 1,200 drivers"."""
_TIME_TAKEN = re.compile(
    r"(?i)\b(?:in|within|over|for|during|after|next|past|last|first|every)\s(?:just\s|about\s|only\s|the\s|under\s){0,2}$"
)
_LENGTH = re.compile(r"(?i)\s?(?:days|weeks|months|years|quarters|semesters)\b")
_CLOCK = re.compile(r"(?i)\s?[ap]\.?m\b")
_PART_OF_NAME = re.compile(r"[-‑][A-Za-z]")
_RATE = re.compile(r"(?i)\b(?:per|je|pro|por|pour)\s$")
_BASES = (100, 1e3, 1e4, 1e5, 1e6)


def is_no_result(numeral: Numeral, line: str) -> bool:
    """Tell whether the words around a numeral of a line say that it is no result.

    A time of day, a size in a name ("28-bed unit"), the base of a rate ("per 1,000 hours"), a few people worked with, the
    time that something took ("in 11 months").
    """
    if numeral.cue != "open" or numeral.kind:
        return False
    before, after = line[: numeral.start], line[numeral.end :]
    if _CLOCK.match(after) or _PART_OF_NAME.match(after):
        return True
    if _RATE.search(before) and numeral.value in _BASES:
        return True
    if numeral.value < _MOST_STAFF and numeral.unit is None and _STAFF.match(after):
        return True
    return bool(_TIME_TAKEN.search(before) and (_LENGTH.fullmatch(numeral.unit or "") or _LENGTH.match(after)))
