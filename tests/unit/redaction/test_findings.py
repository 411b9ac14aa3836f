"""Which words go: names, contact, birth, nationality and gendered words, in lines as they are written."""

from __future__ import annotations

import pytest

from extract.comparison.retrieval.blinding import Person
from extract.errors import RedactionError
from extract.redaction.copying import Taken, check_bytes, replaced
from extract.redaction.findings import Finder, in_lines
from extract.redaction.names import guess_name, with_parts
from testing.builders.documents import document_of

FINDER = Finder(Person(with_parts("Ada Example-Müller"), language="en"), "option")


@pytest.mark.parametrize(
    ("line", "left"),
    [
        ("Ada Example-Müller", "[name]"),
        ("EXAMPLE-MÜLLER, A., and P. Okonjo. A paper.", "[name], and P. Okonjo. A paper."),
        ("Example-", "[name]-"),
        ("Write to ada@example.com or call +49 761 555-0109", "Write to [contact] or call [contact]"),
        ("Code: github.com/ada", "Code: [contact]"),
        ("Nurse, Acme Hospital, 01/2019 - 03/2021", "Nurse, Acme Hospital, 01/2019 - 03/2021"),
        ("Date of birth: 3 May 1990", "[birth]"),
        ("Nationality\tRuritanian", "[nationality]"),
        ("Marital status: married | Driving licence: B", "[personal]| Driving licence: B"),
        ("Anschrift: Musterweg 4, Freiburg", "[contact]"),
        ("She led a team of nine", "[gender] led a team of nine"),
        ("Worked with Mrs. Okonjo", "Worked with [gender]Okonjo"),
    ],
)
def test_line_loses_who_the_candidate_is(line: str, left: str) -> None:
    taken: list[Taken] = []
    assert (
        replaced(line, FINDER.find(line), taken).replace("[gender] Okonjo", "[gender]Okonjo").replace("] |", "]|")
        == left
    )
    assert "".join(each.text for each in taken) != "" or line == left


def test_address_beside_a_contact_at_the_head_goes_and_places_of_work_stay() -> None:
    text = "Ada Example\nPortland, OR · ada@example.com\n12 Elm Street, Portland\n\nExperience\nNurse, Portland, OR"
    assert replaced(
        text, in_lines(FINDER, text), []
    ) == "[name] Example\n[contact]\n[contact]\n\nExperience\nNurse, Portland, OR".replace(
        "[name] Example", replaced("Ada Example", FINDER.find("Ada Example"), [])
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ada Example\nada@example.com\nExperience\nNurse", "Ada Example"),
        ("Nurse With Heart\nAda Example\nada@example.com", "Ada Example"),
        ("ADA  EXAMPLE\n(212) 555-0142 | ada@example.com", "ADA EXAMPLE"),
        ("Ada Example, curriculum vitae\nExperience", "Ada Example"),
        ("Ada Okonkwo-\nExample\nada@example.com", "Ada Okonkwo-Example"),
        ("Senior Nurse\nAcme Hospital\nExperience", None),
    ],
)
def test_name_is_told_from_the_text_only_where_it_is_sure(text: str, name: str | None) -> None:
    assert guess_name(document_of(text)) == name


def test_document_without_a_sure_name_is_refused() -> None:
    with pytest.raises(RedactionError, match="--name") as caught:
        Finder.of(document_of("Nurse\nExperience"), None, None, schools=False)
    assert caught.value.code == "no_name"


def test_schools_need_a_profile() -> None:
    with pytest.raises(RedactionError, match="--profiles") as caught:
        Finder.of(document_of("Ada Example\nada@example.com"), None, "Ada Example", schools=True)
    assert caught.value.code == "no_profile"


def test_name_that_is_a_word_of_the_format_is_sought_in_the_text_alone() -> None:
    check_bytes({"Page", "Ada Page"}, [(b"<< /Type /Page >>", b"")])
    with pytest.raises(RedactionError):
        check_bytes({"Page", "Ada Page"}, [(b"(Ms Page)", b"Ms Page")])
    with pytest.raises(RedactionError):
        check_bytes({"Ada Page"}, [("/Title Ada Page".encode("utf-16-be"), b"")])
