"""Years of experience that a demand asks for, apart from other years: ages, recency, ends of contracts."""

from __future__ import annotations

import re

NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "twelve": 12, "fifteen": 15,
    "ein": 1, "eine": 1, "einem": 1, "einer": 1, "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7,
    "acht": 8, "neun": 9, "zehn": 10,
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "sept": 7, "huit": 8, "dix": 10,
    "un": 1, "une": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8, "nueve": 9, "diez": 10,
    "due": 2, "tre": 3, "quattro": 4, "cinque": 5, "sei": 6, "dieci": 10, "dois": 2, "três": 3, "quatro": 4, "sete": 7, "oito": 8, "dez": 10,
    "twee": 2, "drie": 3, "vijf": 5, "zes": 6, "tien": 10, "två": 2, "fyra": 4, "fem": 5, "sex": 6, "tio": 10, "fire": 4,
    "dwa": 2, "trzy": 3, "cztery": 4, "pięć": 5, "sześć": 6, "dziesięć": 10,
}  # fmt: skip
_NUMBER = r"\d{1,2}(?:[.,]\d)?|" + "|".join(NUMBER_WORDS)
_YEARS = re.compile(
    rf"(?i)(?:\bbetween\s+(?P<from>{_NUMBER})\s+and\s+(?P<until>{_NUMBER})"
    rf"|(?<!within\s)\b(?P<low>{_NUMBER})\s*\+?\s*(?:\(\d{{1,2}}\)\s*)?(?:(?:-|–|—|to|bis|à|a)\s*(?P<high>{_NUMBER}))?)"
    rf"\s*\+?\s*[-‐]?(?:or more\s+|full\s+|complete\s+)?(?P<unit>years?|yrs?|months?|jährige\w*|jahre?n?|monate?n?|ans|ann[ée]es?|mois|años?|meses|ann[io]|mesi|anos?|jaar|jaren|maanden|år|lat|lata|roku|miesi[ęą]cy?)\b"
)
_EXPERIENCE = re.compile(
    r"(?i)\bexperience|erfahrung|expérience|experiencia|esperienz\w*|experiência|ervaring|erfarenhet|erfaring|doświadczen\w*|track record|history of\b|praxis\b"
)
_IN_WORK = re.compile(
    r"(?i)\bin (?:\w+ ){0,3}(?:roles?|positions?|jobs?|industry|practice|trade)\b|\b(?:años?|ans|anni|anos?|jaar|lata?|år) (?:en|dans|in|nella?|em|na|no|i|w|som|como|comme|als|jako|come)\b|\bas an?\b|\bworking\b|\bof\b|\bqualified\b|\bpost[- ]qualification\b"
)
_BEFORE_OTHER = re.compile(
    r"(?i)\b(?:with)?in (?:the )?(?:last|past|previous|preceding|next|first)\s+$|\b(?:last|past|previous|preceding|next|first|every|letzten|nächsten|ersten|derniers|dernières|últimos)\s+$"
    r"|\b(?:up to|less than|fewer than|under|no more than|not more than|at most|maximum(?: of)?|max\.?|bis zu|höchstens|maximal|jusqu['’]à|moins de)\s+$"
)
"""Words before a number of years that make it a time to look back on, or an upper bound: it asks for no experience."""
_BEHIND_OTHER = re.compile(
    r"(?i)\s*(?:old\b|of age\b|alt\b|d['’]âge\b|(?:fixed[- ]term|contract|warranty|apprenticeship)\b)"
)
MOST_YEARS = 40
"""More years than this are an age, or no years of experience."""


def years_asked(text: str, line: str = "") -> tuple[float, float | None] | None:
    """Return the fewest and, where given, the most years of experience that a sentence asks for.

    `line` is the line that it stands in: "3 years of nursing experience; 5 years would be an advantage".
    """
    for match in _YEARS.finditer(text):
        if _BEFORE_OTHER.search(text[: match.start()]) or _BEHIND_OTHER.match(text, match.end()):
            continue
        if not (
            _EXPERIENCE.search(text)
            or _IN_WORK.search(text)
            or (len(_YEARS.findall(line)) > 1 and _EXPERIENCE.search(line))
        ):
            return None
        scale = 12.0 if match["unit"].casefold().startswith(("month", "monat", "mois", "mes")) else 1.0
        low = _number(match["low"] or match["from"])
        high = _number(match["high"] or match["until"])
        if low is None or low / scale > MOST_YEARS:
            continue
        return low / scale, high / scale if high is not None and high > low else None
    return None


def without_years(text: str) -> str:
    """Return a demand without its number of years."""
    return _YEARS.sub("", text)


def is_about_experience(text: str) -> bool:
    """Whether a demand speaks of experience."""
    return _EXPERIENCE.search(text) is not None


def _number(text: str | None) -> float | None:
    if text is None:
        return None
    return float(NUMBER_WORDS.get(text.casefold(), 0)) or float(text.replace(",", "."))
