"""Telephone numbers: in E.164 where the document tells the country, and null else."""

from __future__ import annotations

import pytest

from extract.text.contact.regions import regions_of_language, regions_of_place
from extract.text.contact.telephones import telephone_of


@pytest.mark.parametrize(
    ("written", "place", "language", "e164", "told"),
    [
        ("+49 761 555-0109", None, "en", "+497615550109", "e164_printed"),
        ("+44 (0)113 555 0172", "Leeds", "en", "+441135550172", "e164_printed"),
        ("0044 113 496 0172", None, None, "+441134960172", "e164_printed"),
        ("+1 (303) 555-0163", "Berlin, Germany", "de", "+13035550163", "e164_printed"),
        ("(312) 555-0143", "Chicago, IL 60601", "en", "+13125550143", "e164_place"),
        ("216-555-0151", "Cleveland, Ohio", "en", "+12165550151", "e164_place"),
        ("416 555 0101", "Toronto, ON", "en", "+14165550101", "e164_place"),
        ("0113 496 0172", "Leeds, United Kingdom", "en", "+441134960172", "e164_place"),
        ("030 901820", "Berlin, DE", "de", "+4930901820", "e164_place"),
        ("030 901820", "10115 Berlin, Deutschland", "de", "+4930901820", "e164_place"),
        ("01 42 68 53 00", "Paris (France)", "fr", "+33142685300", "e164_place"),
        ("06 30 123 4567", None, "hu", "+36301234567", "e164_language"),
        ("06 30 123 4567", "Budapest", "hu", "+36301234567", "e164_language"),
    ],
)
def test_number_is_in_e164_when_the_country_is_told(
    written: str, place: str | None, language: str | None, e164: str, told: str
) -> None:
    found = telephone_of(written, place, language)
    assert found is not None
    assert (found.e164, found.told) == (e164, told)


@pytest.mark.parametrize(
    ("written", "place", "language"),
    [
        ("(312) 555-0143", None, "en"),  # whose country's?
        ("030 901820", None, "de"),  # Germany, Austria and Switzerland write German
        ("030 901820", "Berlin", "de"),  # a town alone is no country
        ("555-0143", "Chicago, IL", "en"),  # no area code
        ("+1 555 0143", None, "en"),  # no such number
        ("06 30 123 4567", "Vienna, Austria", "hu"),  # the place has the say
        ("123456789012345", None, "hu"),
        ("no number", "Chicago, IL", "en"),
    ],
)
def test_number_is_left_out_when_the_country_is_not_sure(written: str, place: str | None, language: str) -> None:
    assert telephone_of(written, place, language) is None


def test_place_with_two_meanings_names_both_countries() -> None:
    assert regions_of_place("Berlin, DE", "en") == {"DE", "US"}
    assert regions_of_place("Ontario, CA", "en") == {"CA", "US"}
    assert regions_of_place("Tbilisi, Georgia", "en") == {"GE"}
    assert regions_of_place("Wherever", "xx") == frozenset()


def test_language_names_countries_where_all_speak_it_officially() -> None:
    assert regions_of_language("hu") == {"HU"}
    assert regions_of_language("de") >= {"DE", "AT", "CH"}
    assert regions_of_language("tlh") == frozenset()
