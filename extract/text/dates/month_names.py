"""Names of the months in the languages of Europe, in Hebrew and Arabic, from the CLDR tables that babel carries."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from babel import Locale

LANGUAGES = (
    *("en", "de", "fr", "es", "it", "pt", "nl", "ca", "sv", "da", "nb", "fi", "is", "pl", "cs", "sk", "hu", "ro"),
    *("hr", "sl", "bg", "el", "ru", "uk", "tr", "et", "lv", "lt", "he", "ar"),
)
"""ISO 639-1 codes; where two languages give one name different months, the name counts only in a text of theirs."""

_EXTRA_ENGLISH = {"sept": 9, "febr": 2}
_EXTRA = {"de": {"jänner": 1, "jaenner": 1, "jän": 1, "feber": 2, "mrz": 3, "juno": 6, "julei": 7}}
"""What CLDR's table of a language leaves out: Austrian names, and the abbreviation of March that most people write."""
_SAFE_SHORT = frozenset(
    {"abr", "avg", "avr", "dez", "dic", "ene", "fev", "giu", "lug", "mai", "maj", "mei", "mrt", "mrz", "okt", "ott"}
)
"""Foreign names of up to three letters that are no words of English ("pro", "set" and "out" are)."""
_ENGLISH_NAMES = frozenset({"mars", "mart", "mayo"})
"""Foreign names that in an English text mean a planet, a shop and a clinic."""


@cache
def month_numbers(language: str | None = None) -> dict[str, int]:
    """Return casefolded month names (full and short, without dots) with their numbers, 1 to 12.

    English names always count. Names of the other `LANGUAGES` count where no other language contradicts them; those of
    `language` (ISO 639-1, None where unknown) come before all. Names also stand there without their accents and in
    decomposed form, as texts have them.
    """
    numbers = dict(_EXTRA_ENGLISH)
    contradicted: set[str] = set()
    for code in LANGUAGES[1:]:
        for name, number in _names(code).items():
            if len(name) <= 3 and name.isascii() and name not in _SAFE_SHORT:
                continue
            if numbers.setdefault(name, number) != number:
                contradicted.add(name)
    for name in contradicted | (_ENGLISH_NAMES if language == "en" else frozenset[str]()):
        del numbers[name]
    if language in LANGUAGES:
        numbers.update(_names(language))
    numbers.update(_names("en"))
    return numbers


@cache
def month_pattern(language: str | None = None) -> str:
    """Return a regular expression for one month name of `month_numbers(language)`, dot not included, no group.

    The alternatives are grouped by first letter, the longest first, so that a match costs little at letters that begin no month.
    """
    by_letter: dict[str, list[str]] = {}
    for name in month_numbers(language):
        by_letter.setdefault(name[0], []).append(name[1:])
    groups: list[str] = []
    for letter in sorted(by_letter):
        rests = sorted(by_letter[letter], key=lambda rest: (-len(rest), rest))
        groups.append(f"{re.escape(letter)}(?:{'|'.join(map(re.escape, rests))})")
    return f"(?:{'|'.join(groups)})"


@cache
def _names(code: str) -> dict[str, int]:
    names = dict(_EXTRA.get(code, {}))
    months = Locale(code).months
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            table: dict[int, str] = months[context][width]
            for number, name in table.items():
                for variant in _variants(name):
                    if len(variant) > 2:
                        names.setdefault(variant, number)
    return names


def _variants(name: str) -> set[str]:
    folded = unicodedata.normalize("NFC", name.casefold()).strip(". ")
    folded = folded.removeprefix("de ").removeprefix("d’")
    decomposed = unicodedata.normalize("NFD", folded)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return {folded, decomposed, bare} if bare.isascii() else {folded, decomposed}
