"""Names in parts: what is told is right, and what is not sure is not told."""

from __future__ import annotations

import pytest

from extract.text.contact.names import parts_of_name

NAMES: tuple[tuple[str, str | None, str | None, tuple[str, str] | None], ...] = (
    # name, mail address, language, given and family name
    ("Zoë Lindqvist", None, "en", ("Zoë", "Lindqvist")),
    ("DESMOND PRUITT", None, "en", ("DESMOND", "PRUITT")),
    ("John R. Smith", None, "en", ("John", "Smith")),
    ("John R Smith", None, "en", ("John", "Smith")),
    ("Anne-Marie Le Pen", None, "fr", ("Anne-Marie", "Le Pen")),
    ("Ludwig van Beethoven", None, "de", ("Ludwig", "van Beethoven")),
    ("Pieter van der Meer", None, "nl", ("Pieter", "van der Meer")),
    ("Prof. Dr. med. Klaus von der Heide", None, "de", ("Klaus", "von der Heide")),
    ("Dipl.-Ing. Max Mustermann", None, "de", ("Max", "Mustermann")),
    ("Maria de la Cruz", None, "es", ("Maria", "de la Cruz")),
    ("Ana dos Santos", None, "pt", ("Ana", "dos Santos")),
    ("Leonardo da Vinci", None, "en", ("Leonardo", "da Vinci")),
    ("José Ortega y Gasset", None, "es", ("José", "Ortega y Gasset")),
    ("Sean O'Brien III", None, "en", ("Sean", "O'Brien")),
    ("Robert Downey Jr.", None, "en", ("Robert", "Downey")),
    ("Anna Berg, CPA", None, "en", ("Anna", "Berg")),
    ("Anna Berg-Larsen", None, "da", ("Anna", "Berg-Larsen")),
    ("Abdullah bin Salman", None, "en", ("Abdullah", "bin Salman")),
    ("Noor Haddad", None, "en", ("Noor", "Haddad")),
    ("Van Johnson", None, "en", ("Van", "Johnson")),
    # told by the name itself, whatever the language
    ("Halmos, Eszter", None, "hu", ("Eszter", "Halmos")),
    ("dos Santos, Ana", None, "it", ("Ana", "dos Santos")),
    ("Chan, Tai Man", None, "zh", ("Tai", "Chan")),
    ("Jean-Luc DUPONT", None, "fr", ("Jean-Luc", "DUPONT")),
    ("DUPONT Jean-Luc", None, "fr", ("Jean-Luc", "DUPONT")),
    ("NGUYEN Van An", None, "vi", ("Van", "NGUYEN")),
    ("María GARCÍA MÁRQUEZ", None, "es", ("María", "GARCÍA MÁRQUEZ")),
    ("Min LI", None, "en", ("Min", "LI")),
    ("山田 太郎", None, "ja", ("太郎", "山田")),
    ("王 小明", None, "zh", ("小明", "王")),
    ("김 민준", None, "ko", ("민준", "김")),
    # told by the mail address
    ("Kim Min-jun", "mj.kim@example.com", "en", None),  # two letters for one name: no single initial
    ("Halmos Eszter", "e.halmos@example.com", "hu", ("Eszter", "Halmos")),
    ("Jan Kowalski", "jkowalski@example.com", "pl", ("Jan", "Kowalski")),
    ("Kowalski Jan", "kowalski.j@example.com", "pl", ("Jan", "Kowalski")),
    ("Zhang Wei", "w.zhang@example.com", "en", ("Wei", "Zhang")),
    ("Zhang Wei", "wei.zhang@example.com", "en", None),
    # not sure
    ("Madonna", None, "en", None),
    ("Mr. Wei", None, "en", None),
    ("J. Smith", None, "en", None),
    ("María José García Márquez", None, "es", None),
    ("Gabriel García Márquez", None, "en", None),
    ("Mary Ann Evans", None, "en", None),
    ("Kim Min-jun", None, "en", None),
    ("Li Wei", None, "en", None),
    ("Nguyễn Văn An", None, "vi", None),
    ("Nguyen An", None, "en", None),
    ("Halmos Eszter", None, "hu", None),
    ("Rossi Mario", None, "it", None),
    ("Popescu Ion", None, "ro", None),
    ("Jan Kowalski", None, "pl", None),
    ("De Luca Marco", None, "en", None),
    ("Ibn Khaldun", None, "en", None),
    ("King Charles", None, "en", None),
    ("Saint Laurent", None, "en", None),
    ("St. John Rivers", None, "en", None),
    ("BSc Anna Berg", None, "en", None),
    ("La Toya Jackson", None, "en", None),
    ("Smith John Paul", None, "en", None),
    ("王小明", None, "zh", None),
    ("マイケル ジョーダン", None, "ja", None),
    ("Иванов Иван", None, "ru", None),
    ("محمد الفاسي", None, "ar", None),
    ("Zoë Lindqvist", None, None, None),
    ("JP Morgan", None, "it", None),
    ("…", None, "en", None),
    ("", None, "en", None),
)


@pytest.mark.parametrize(("name", "email", "language", "expected"), NAMES)
def test_parts_are_right_or_none(
    name: str, email: str | None, language: str | None, expected: tuple[str, str] | None
) -> None:
    parts = parts_of_name(name, email, language)
    assert (parts and (parts.given, parts.family)) == expected


def test_titles_and_suffixes_stand_apart_from_the_names() -> None:
    parts = parts_of_name("Dr. Hannah Breitkopf, PhD", None, "en")
    assert parts is not None
    assert (parts.prefix, parts.given, parts.family, parts.suffix) == ("Dr.", "Hannah", "Breitkopf", "PhD")


@pytest.mark.parametrize(
    ("name", "email", "told"),
    [
        ("Halmos, Eszter", None, "name_comma"),
        ("HALMOS Eszter", None, "name_capitals"),
        ("Eszter Halmos", "ehalmos@example.com", "name_mail"),
        ("Eszter Halmos", "eszter@example.com", "name_order"),
    ],
)
def test_what_told_the_order_is_named(name: str, email: str | None, told: str) -> None:
    parts = parts_of_name(name, email, "en")
    assert parts is not None
    assert parts.told == told
