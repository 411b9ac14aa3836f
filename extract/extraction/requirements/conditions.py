"""Conditions of the job, counts and language levels that a demand names."""

from __future__ import annotations

import re

from extract.extraction.requirements.years import NUMBER_WORDS
from extract.text.languages import LEVEL_NAMES, spoken_languages
from schemas.posting import LanguageLevel, Topic

_TOPICS: tuple[tuple[Topic, re.Pattern[str]], ...] = (
    ("work_permit", re.compile(
        r"(?i)\b(?:(?:legally )?(?:authori[sz]ed|eligible|entitled|permitted) to (?:live and )?work|right to (?:live and )?work|eligibility to work|work (?:permit|authori[sz]ation|visa)|"
        r"visa sponsorship|sponsorship|arbeitserlaubnis|aufenthalts\w+|permis de travail|autorisation de travail|permiso de trabajo)\b")),
    ("licence", re.compile(
        r"(?i)\b(?:driv(?:er'?s?|er’s|ing) (?:licen[cs]e|permit)|licen[cs]e to drive|clean licen[cs]e|CDL|führerschein\w*|fahrerlaubnis|permis (?:de conduire|b\b)|carnet de conducir)")),
    ("travel", re.compile(
        r"(?i)\b(?:willing\w*|able|ability|availab\w+|prepared|ready|readiness|flexib\w+)\b.{0,30}\btravel|\btravel(?:l?ing)?\b.{0,30}(?:\d+\s?%|required|expected|up to)|"
        r"\d+\s?%\s+travel|^\W*(?:\w+\s){0,2}travel\b|reisebereitschaft|bereitschaft zu (?:dienst)?reisen|déplacements|disponibilidad para viajar")),
    ("shift", re.compile(
        r"(?i)\b(?:(?:night|day|rotating|evening|weekend|late|early|split|alternating|12[- ]hour)s?(?: and \w+)? shifts?|shift (?:work|pattern|rota)\w*|(?:two|three|four|five|[2-5])[- ]shift\b|work(?:ing)? (?:nights|weekends|evenings|shifts|on[- ]call)|"
        r"nights and weekends|weekend (?:work|availability)|on[- ]call (?:rota|duty|duties|rotation)|schicht(?:dienst|arbeit|bereitschaft|betrieb)\w*|wechselschicht|travail de nuit|horaires décalés)\b")),
)  # fmt: skip
_AT_LEAST = re.compile(
    rf"(?i)\b(?:at least|minimum of|a minimum of|any|mindestens|au moins)\s+(?P<count>\d|{'|'.join(NUMBER_WORDS)})\s+(?:or more\s+)?(?:of\b|(?:\w+\s+){{1,3}}(?:such as|from|including)\b|der\b|des\b)"
    rf"|\b(?P<more>\d|{'|'.join(NUMBER_WORDS)})\s+or more\s+of\b"
)


def topic_of(text: str) -> Topic | None:
    """Return the condition of the job that a demand speaks of; None for all others."""
    return next((topic for topic, pattern in _TOPICS if pattern.search(text)), None)


def at_least_asked(text: str) -> int | None:
    """Return how many of the things it lists a demand asks for, where it counts them."""
    match = _AT_LEAST.search(text)
    if match is None:
        return None
    count = (match["count"] or match["more"]).casefold()
    return NUMBER_WORDS.get(count) or int(count) or None


def without_count(text: str) -> str:
    """Return a demand without its count ("at least two of")."""
    return _AT_LEAST.sub("", text)


def language_level_asked(text: str) -> LanguageLevel | None:
    """Return the lowest level that a demand asks of a language, where it gives one."""
    levels = [spoken.low for spoken in spoken_languages(text) if spoken.low is not None]
    return LEVEL_NAMES[min(levels) - 1] if levels else None  # pyright: ignore[reportReturnType] - the names of the type


def is_about_language(text: str) -> bool:
    """Whether a demand is about speaking or writing a language, not about teaching it or a book in it."""
    return bool(spoken_languages(text)) and not re.search(
        r"(?i)programming|\bteach\w*|\btaught\b|literature|history|\bmarkets?\b|\blaw\b|marché|\brecht\b|unterricht",
        text,
    )
