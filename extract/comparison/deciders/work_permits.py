"""Where somebody may work: the countries that a demand and a permit name, and the lines that say whose citizen one is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from babel import Locale

from extract.comparison.deciders.decision import Decision, resting_on
from extract.comparison.retrieval.pool import PoolLine
from extract.text.skills.denial import denied

_PERMIT = re.compile(
    r"(?i)\b(?:authori[sz]ed to work|eligible to work|entitled to work|work (?:permit|authori[sz]ation|visa)|right to work|permanent resident\w*|green card|settled status|"
    r"indefinite leave to remain|blue card|arbeitserlaubnis|aufenthaltstitel|niederlassungserlaubnis|permis de travail|titre de séjour|no sponsorship)\b"
)
_CITIZEN = re.compile(
    r"(?i)\b(?:citizen(?:ship)?|national(?:ity)?|passport|(?:work|employment|residence) permit|visa|sponsor(?:ship|ed)?|staatsb[üu]rger\w*|staatsangeh[öo]rig\w*|nationalit[àäé]\w*|citoyen\w*|ciudadan\w+|nacionalidad\w*|nacionalidade|cidad[ãa]\w*|"
    r"cittadin\w+|nationaliteit|staatsburger\w*|obywatel\w*|medborgar\w*|statsborger\w*|гражданство|гражданин|гражданка)\b"
)
_NAMED_IN = ("en", "de", "fr")
_OTHER_NAMES: dict[str, str] = {
    "US": r"\bU\.?S\.?(?:A\.?)?(?!\w)|(?i:\bUnited States\b|\bamerican\b)", "GB": r"\bU\.?K\.?(?!\w)|(?i:\b(?:Great )?Britain\b|\bbritish\b|\bsettled status\b|\bindefinite leave\b)",
    "EU": r"\bE\.?[UE]A?\.?(?=\s|$|[-,/])|(?i:\beuropean union\b|\beurop(?:ean|äisch\w*|éenne?)\b|\bblue card\b)", "DE": r"(?i:\bgerman\b|\bdeutsche?[rns]?\b|\bniederlassungserlaubnis\b)",
    "FR": r"(?i:\bfrench\b|\bfrançaise?\b|\btitre de séjour\b)", "CA": r"(?i:\bcanadian\b)", "AU": r"(?i:\baustralian\b)", "IE": r"(?i:\birish\b)", "CH": r"(?i:\bswiss\b)",
    "ES": r"(?i:\bspanish\b)", "IT": r"(?i:\bitalian\b)", "PL": r"(?i:\bpolish\b)", "NL": r"(?i:\bdutch\b)", "IN": r"(?i:\bindian\b)", "AT": r"(?i:\baustrian\b)",
}  # fmt: skip
"""Abbreviations, adjectives and permits that name a country, beside its own name."""
_UNION = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
    ]
)
"""Members of the European Union: a permit of the union is one of theirs."""


_NO_COUNTRIES = ("UN", "EZ", "ZZ", "QO", "XA", "XB")
"""Codes of two letters in the table of territories that are no country."""


def decide_work_permit(demand: str, lines: Sequence[PoolLine]) -> Decision:
    """Return whether a line gives the right to work where the demand asks for it.

    A permit without a country, or for a demand without one, is met, for a person to look at; one for another country shows
    nothing.
    """
    asked = _countries(demand)
    elsewhere = ""
    for line in lines:
        match = _PERMIT.search(line.text)
        if match is None or denied(line.text, match.start()):
            continue
        named = _countries(line.text)
        if not asked or not named or _reaches(named, asked):
            return resting_on([line], "met", "computed", f"“{match[0]}” speaks of a right to work.", needs_review=True)
        elsewhere = elsewhere or match[0]
    if elsewhere:
        said = f"“{elsewhere}” speaks of a right to work in another country."
        return Decision("not_shown", "computed", said, needs_review=True)
    return Decision("not_shown", "computed", "The résumé does not speak of a right to work.")


def citizenship_lines(lines: Sequence[PoolLine]) -> list[PoolLine]:
    """Return the lines that say whose citizen the person is, with their own words: a blinded line does not say it.

    They are read for this condition alone, and can only speak for the person.
    """
    return [
        replace(line, text=" ".join(line.evidence.text.split()))
        for line in lines
        if (match := _CITIZEN.search(line.evidence.text)) and not denied(line.evidence.text, match.start())
    ]


def _reaches(named: set[str], asked: set[str]) -> bool:
    return bool(named & asked) or ("EU" in named and bool(asked & _UNION))


def _countries(text: str) -> set[str]:
    return {code for code, pattern in _patterns().items() if pattern.search(text)}


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return a pattern a country, by its ISO 3166 code (EU for the union): its names in three languages, and what else names it."""
    names: dict[str, set[str]] = {}
    for language in _NAMED_IN:
        table: dict[str, str] = Locale(language).territories  # pyright: ignore[reportUnknownMemberType, reportAssignmentType, reportUnknownVariableType]
        for code, name in table.items():
            if len(code) == 2 and code not in _NO_COUNTRIES:
                names.setdefault(code, set()).add(name)
    found: dict[str, re.Pattern[str]] = {}
    for code, called in names.items():
        spelled = "|".join(re.escape(name) for name in sorted(called, key=len, reverse=True))
        other = _OTHER_NAMES.get(code)
        found[code] = re.compile(rf"(?<!\w)(?i:{spelled})(?!\w)" + (f"|{other}" if other else ""))
    return found
