"""Telephone numbers in E.164, where the document says whose country's they are; never a guess."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from extract.text.contact.regions import regions_of_language, regions_of_place

Told = Literal["e164_printed", "e164_place", "e164_language"]
"""What told the country: its code printed with the number, the person's place, the language of the document."""


@dataclass(frozen=True, slots=True)
class Telephone:
    """A number in E.164, and what told its country."""

    e164: str
    told: Told


def telephone_of(written: str, place: str | None, language: str | None) -> Telephone | None:
    """Return a number as written in E.164; None unless it is a valid number of exactly one country that the document speaks of.

    A place that names a country leaves the language no say; and a language has one only where it is official in a single
    country, as Hungarian is: of German, English or Spanish the country is not known.
    """
    number = written.strip()
    if number.startswith("+"):
        return _only(number, (None,), "e164_printed")
    if number.startswith("00") and (found := _only(f"+{number[2:]}", (None,), "e164_printed")):
        return found
    regions = regions_of_place(place, language) if place else frozenset[str]()
    if regions:
        return _only(number, regions, "e164_place")
    spoken = regions_of_language(language) if language else frozenset[str]()
    return _only(number, spoken, "e164_language") if len(spoken) == 1 else None


def _only(number: str, regions: Iterable[str | None], told: Told) -> Telephone | None:
    found = {e164 for region in regions if (e164 := _valid(number, region))}
    return Telephone(found.pop(), told) if len(found) == 1 else None


def _valid(number: str, region: str | None) -> str | None:
    import phonenumbers  # its tables take a while, and reviews load this module too

    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(parsed):
        return None
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
