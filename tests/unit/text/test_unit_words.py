"""Units of time are known by their words in the languages of the CLDR."""

from __future__ import annotations

import pytest

from extract.text.numbers.numerals import find_numerals
from extract.text.numbers.unit_words import seconds_of, unit_words


@pytest.mark.parametrize(
    ("word", "seconds"),
    [("hours", 3600), ("Stunden", 3600), ("días", 86400), ("dias", 86400), ("giorni", 86400), ("semaines", 604800), ("дней", 86400),
     ("min", 60), ("users", None), (None, None)],
)  # fmt: skip
def test_length_of_a_unit_follows_from_its_word(word: str | None, seconds: float | None) -> None:
    assert seconds_of(word) == seconds


@pytest.mark.parametrize(
    ("line", "units"),
    [
        ("Durchlaufzeit von 6 Wochen auf 10 Tage gesenkt", ["Wochen", "Tage"]),
        ("recortó el inventario de 5 días a 8 horas", ["días", "horas"]),
        ("ridotto da 30 a 12 minuti", [None, "minuti"]),
        ("saved 12 hours a week", ["hours"]),
    ],
)
def test_units_are_read_behind_numbers(line: str, units: list[str | None]) -> None:
    assert [numeral.unit for numeral in find_numerals(line)] == units


def test_words_are_found_the_longest_first() -> None:
    words = unit_words()
    assert words.index("minutes") < words.index("minute")
    assert all(word.isalpha() and len(word) > 2 for word in words)
