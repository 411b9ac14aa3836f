"""Which countries a place or a language speaks of, as ISO 3166 codes: as many as it may, for others to choose from."""

from __future__ import annotations

import re
from functools import cache
from typing import cast

from babel import Locale, UnknownLocaleError
from babel.core import get_global

_STATES = {
    "US": "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR "
    "PA RI SC SD TN TX UT VT VA WA WV WI WY DC PR",
    "CA": "AB BC MB NB NL NS NT NU ON PE QC SK YT",
}  # fmt: skip
"""Codes of states and provinces, as they stand behind a town (https://www.usps.com, https://www.canadapost.ca)."""
_STATE_NAMES = {
    "US": "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Hawaii|Idaho|Illinois|Indiana|Iowa|"
    "Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|Nevada|"
    "New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|Rhode Island|"
    "South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming",
    "CA": "Alberta|British Columbia|Manitoba|New Brunswick|Newfoundland and Labrador|Nova Scotia|Ontario|Prince Edward Island|"
    "Quebec|Québec|Saskatchewan",
    "GB": "England|Scotland|Wales|Northern Ireland",
}  # fmt: skip
"""Georgia is left out: it is a country too."""
_SHORT = {"usa": "US", "u.s.a.": "US", "u.s.": "US", "uk": "GB", "u.k.": "GB", "uae": "AE", "prc": "CN"}
_NAMED_IN = ("en", "de", "fr", "es", "pt", "it", "nl", "pl")
_POSTCODE = re.compile(r"\b\d{4,6}(?:-\d{3,4})?\b")


def regions_of_place(place: str, language: str | None) -> frozenset[str]:
    """Return the countries that a place may lie in, told by its last words; empty where these name none.

    "Berlin, DE" may lie in Germany or in Delaware, so both countries return. Names of towns alone tell nothing.
    """
    last = _POSTCODE.sub("", re.split(r"[,/|·•()]", place.strip(" ,.()"))[-1]).strip()
    named = _places(language).get(last.casefold())
    if named:
        return named
    if last.isupper() and len(last) == 2:
        states = {region for region, codes in _STATES.items() if last in codes.split()}
        return frozenset(states | ({last} & _countries()))
    return frozenset()


@cache
def regions_of_language(language: str) -> frozenset[str]:
    """Return the countries where a language (ISO 639 code) is an official one of the whole country."""
    official = ("official", "de_facto_official")
    return frozenset(
        region
        for region, spoken in get_global("territory_languages").items()
        if len(region) == 2 and spoken.get(language, {}).get("official_status") in official
    )


@cache
def _countries() -> frozenset[str]:
    return frozenset(code for code in _territories("en") if len(code) == 2 and code.isalpha() and code != "ZZ")


def _territories(language: str) -> dict[str, str]:
    return cast("dict[str, str]", Locale(language).territories)


@cache
def _places(language: str | None) -> dict[str, frozenset[str]]:
    """Return the countries by their names, also those of states and provinces."""
    found: dict[str, set[str]] = {name: {code} for name, code in _SHORT.items()}
    for region, names in _STATE_NAMES.items():
        for name in names.split("|"):
            found.setdefault(name.casefold(), set()).add(region)
    for code in {*_NAMED_IN, *([language] if language else [])}:
        try:
            territories = _territories(code)
        except (UnknownLocaleError, ValueError):
            continue
        for region, name in territories.items():
            if region in _countries():
                found.setdefault(name.casefold(), set()).add(region)
    return {name: frozenset(regions) for name, regions in found.items()}
