"""Lists of skills, awards and certificates are cut by code as a reader would cut them."""

from __future__ import annotations

import pytest

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds.qualifications.listed import (
    cut_list,
    take_credentials,
    take_honours,
    take_post_nominals,
    take_row,
    take_spoken,
)
from extract.extraction.kinds.qualifications.qualifications import leave_out_names
from extract.extraction.kinds.qualifications.table_rows import table_rows
from extract.llm.client import ModelClient
from extract.text.drafts import Draft
from schemas.profile import QualificationKind
from testing.builders.documents import document_of


def reading_of(text: str) -> ExtractionContext:
    nobody: ModelClient = None  # type: ignore[assignment] # Nothing is asked here.
    return ExtractionContext(document_of(text), "resume", nobody, "made_up")


def named(found: dict[str, Draft]) -> list[str]:
    return [draft.values["name"] for draft in found.values()]


LISTS: list[tuple[str, QualificationKind, str, list[str]]] = [
    ("commas", "skill", "Python, R (dplyr, sf), SQL", ["Python", "R (dplyr, sf)", "SQL"]),
    ("row of a table", "skill", "Terraform\t8 years\texpert", ["Terraform"]),
    ("label", "skill", "Cloud: AWS; Terraform", ["AWS", "Terraform"]),
    ("label in a cell", "skill", "Werkzeuge\tGit, Docker", ["Git", "Docker"]),
    ("lists in two cells", "skill", "Git, make\tDocker, Helm", ["Git", "make", "Docker", "Helm"]),
    ("sentences", "award", "Best Map, Example Society, 2022. Shortlisted for the Atlas Prize", ["Best Map, Example Society", "Shortlisted for the Atlas Prize"]),
    ("abbreviation", "award", "Fellow of St. Aldate College", ["Fellow of St. Aldate College"]),
    ("dates in brackets", "certification", "CKA (2020, renewed 2023) · CKS (2024)", ["CKA", "CKS"]),
    ("date before", "award", "2019 Dean's Prize", ["Dean's Prize"]),
    ("languages that share a level", "language", "English and Yoruba, both native; conversational Spanish", ["English", "Yoruba", "Spanish"]),
    ("one language with two names", "language", "Mandarin Chinese, Farsi (Persian), Tagalog/Filipino", ["Mandarin Chinese", "Farsi", "Tagalog/Filipino"]),
    ("languages with levels", "language", "Languages: Portuguese C2, English (C1), Latin", ["Portuguese", "English", "Latin"]),
    ("bullets in a line", "certification", "Forklift ticket ▪ First aid, 2024", ["Forklift ticket", "First aid"]),
]  # fmt: skip


LEVELS = [
    ("Languages: Portuguese C2, English (C1), Latin", {"Portuguese": "C2", "English": "C1", "Latin": None}),
    ("Deutsch\tMuttersprache", {"Deutsch": "native"}),
    ("Englisch: verhandlungssicher", {"Englisch": "verhandlungssicher"}),
    ("Francês (língua materna), Inglês (A2)", {"Francês": "native", "Inglês": "A2"}),
    ("inglese: fluente", {"inglese": "fluente"}),
    ("Svenska (modersmål), engelska (C1), finska (A2)", {"Svenska": "native", "engelska": "C1", "finska": "A2"}),
    ("Nederlands (moedertaal), Duits (B2)", {"Nederlands": "native", "Duits": "B2"}),
    ("polski (ojczysty), angielski (B2)", {"polski": "native", "angielski": "B2"}),
    ("日本語（母語）、英語（B2）", {"日本語": "native", "英語": "B2"}),
    ("עברית (שפת אם), אנגלית (C1)", {"עברית": "native", "אנגלית": "C1"}),
]


@pytest.mark.parametrize(("text", "levels"), LEVELS)
def test_language_has_the_level_that_stands_beside_it(text: str, levels: dict[str, str | None]) -> None:
    found: dict[str, Draft] = {}
    cut_list(reading_of(text), (0, len(text)), "language", found)
    assert {draft.values["name"]: draft.values.get("level") for draft in found.values()} == levels


@pytest.mark.parametrize("text", ["Forklift licence\t2019", "2019\tForklift licence", "Forklift licence | May 2019"])
def test_date_in_a_cell_of_its_own_is_that_of_the_certificate_beside_it(text: str) -> None:
    found: dict[str, Draft] = {}
    cut_list(reading_of(text), (0, len(text)), "certification", found)
    assert [(d.values["name"], d.values["date"][:4]) for d in found.values()] == [("Forklift licence", "2019")]


def test_spoken_language_in_a_list_of_skills_is_known_by_its_name() -> None:
    found: dict[str, Draft] = {}
    text = "Excel, Swedish, French (B2), Python"
    cut_list(reading_of(text), (0, len(text)), "skill", found)
    kinds = {draft.values["name"]: (draft.values["kind"], draft.values.get("level")) for draft in found.values()}
    assert kinds["Swedish"] == ("language", None)
    assert kinds["French"] == ("language", "B2")
    assert kinds["Excel"][0] == "skill"


@pytest.mark.parametrize(("kind", "text", "names"), [c[1:] for c in LISTS], ids=[c[0] for c in LISTS])
def test_list_is_cut_into_its_entries(kind: QualificationKind, text: str, names: list[str]) -> None:
    found: dict[str, Draft] = {}
    cut_list(reading_of(text), (0, len(text)), kind, found)
    assert named(found) == names
    assert {draft.values["kind"] for draft in found.values()} <= {kind, "tool"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("I speak Welsh (first language) and English, and drive.", ["Welsh", "English"]),
        ("Fluent in German. Loves English breakfasts.", ["German"]),
        ("I taught English and Welsh for ten years.", []),
        ("I write about Polish history and read English literature.", []),
        ("I speak at conferences on German labour law; fluent in German labour law.", []),
        ("Speaks German fluently, and some Dutch.", ["German", "Dutch"]),
    ],
)
def test_languages_that_prose_says_are_spoken_are_taken(text: str, names: list[str]) -> None:
    found: dict[str, Draft] = {}
    take_spoken(reading_of(text), (0, len(text)), found)
    assert named(found) == names
    assert {draft.values["kind"] for draft in found.values()} <= {"language"}


def test_honour_is_cut_from_the_sentence_beside_it() -> None:
    text = "BSc Accounting; minor in French. Magna cum laude, GPA 3.8"
    found: dict[str, Draft] = {}
    take_honours(reading_of(text), (0, len(text)), found)
    assert named(found) == ["Magna cum laude"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Certified Public Accountant, 2011; Chartered Surveyor", ["Certified Public Accountant", "Chartered Surveyor"]),
        ("Coursework in accounting, taught in French", []),
    ],
)  # fmt: skip
def test_certificate_among_studies_is_taken(text: str, names: list[str]) -> None:
    found: dict[str, Draft] = {}
    take_credentials(reading_of(text), (0, len(text)), found)
    assert named(found) == names


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Ada Example, RN, CCRN\nPortland", ["RN", "CCRN"]),
        ("Ada Example, PhD, PMP | ada@example.com", ["PMP"]),
        ("Ada Example, Portland, OR 97201", []),
        ("Ada Example\nPortland", []),
    ],
)
def test_credentials_behind_the_name_are_taken(line: str, names: list[str]) -> None:
    found: dict[str, Draft] = {}
    take_post_nominals(reading_of(line), (0, len("Ada Example")), found)
    assert named(found) == names


@pytest.mark.parametrize(
    ("text", "levels"),
    [
        ("GIS (gevorderd), Python (basis), R", {"GIS": "gevorderd", "Python": "basis", "R": None}),
        ("Excel (zaawansowany), Prawo pracy", {"Excel": "zaawansowany", "Prawo pracy": None}),
        ("Kiln Pro – expert", {"Kiln Pro": "expert"}),
        ("R (dplyr, sf), Lean (Six Sigma)", {"R (dplyr, sf)": None, "Lean (Six Sigma)": None}),
    ],
)
def test_skill_has_the_level_that_stands_behind_it_as_written(text: str, levels: dict[str, str | None]) -> None:
    found: dict[str, Draft] = {}
    cut_list(reading_of(text), (0, len(text)), "skill", found)
    assert {draft.values["name"]: draft.values.get("level") for draft in found.values()} == levels


TABLE = "Area\tSkill\tLevel\nTools\tKiln Pro\tadvanced\nTools\tGlaze CAD\tbasic\nLanguages\tWelsh\tB1"


def test_row_of_headings_names_nothing_and_each_row_below_one_thing_with_its_level() -> None:
    reading, found = reading_of(TABLE), dict[str, Draft]()
    rows = table_rows(reading.document, reading.document.lines)
    for row in rows.values():
        take_row(reading, row, "skill", found)
    assert {draft.values["name"]: (draft.values["kind"], draft.values.get("level")) for draft in found.values()} == {
        "Kiln Pro": ("skill", "advanced"), "Glaze CAD": ("skill", "basic"), "Welsh": ("language", "B1"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "grid", ["Python\tSQL\tJava\nDocker\tGit\tAWS\nLean\tKanban\tScrum", "Area\tSkill\nTools\tKiln Pro"]
)
def test_grid_of_skills_is_no_table_with_headings(grid: str) -> None:
    document = reading_of(grid).document
    assert table_rows(document, document.lines) == {}


def test_school_and_person_are_no_entries_of_a_list() -> None:
    text = "Ada Example\nMoss College, Welding, Ada Example – CV – 2, Adaptive control"
    reading = reading_of(text)
    person, study = Draft(), Draft()
    for draft, name, value in ((person, "name", "Ada Example"), (study, "institution", "Moss College")):
        anchor = reading.anchor(value)
        assert anchor is not None
        draft.put(name, value, anchor)
    found: dict[str, Draft] = {}
    cut_list(reading, (text.index("\n") + 1, len(text)), "skill", found)
    leave_out_names(found, [person, study])
    assert named(found) == ["Welding", "Adaptive control"]
