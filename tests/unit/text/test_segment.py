from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.documents import read_document
from extract.text.sections.headings import DocumentKind, heading_key, heading_kind
from extract.text.sections.segment import sections, unknown_headings
from testing.builders.documents import document_of

HEADINGS: list[tuple[str, str, DocumentKind, str]] = [
    ("English", "Work Experience", "resume", "experience"),
    ("capitals", "EDUCATION", "resume", "education"),
    ("lower case with a colon", "skills:", "resume", "skills"),
    ("spaced letters", "E D U C A T I O N", "resume", "education"),
    ("number before", "3. Publications", "resume", "publications"),
    ("ampersand", "Honors & Awards", "resume", "awards"),
    ("German", "Berufserfahrung", "resume", "experience"),
    ("German with an umlaut", "Veröffentlichungen", "resume", "publications"),
    ("French with accents", "Expérience professionnelle", "resume", "experience"),
    ("French", "Centres d’intérêt", "resume", "interests"),
    ("Spanish", "Formación académica", "resume", "education"),
    ("decomposed accent", "E\u0301tudes", "resume", "education"),
    ("put together from known words", "Talks & Posters", "resume", "talks"),
    ("put together, first word decides", "Licences and Training", "resume", "certifications"),
    ("with a modifier", "Working Experience", "resume", "experience"),
    ("with a remark in brackets", "Selected Publications (* equal share)", "resume", "publications"),
    ("with a remark in capitals", "INVITED TALKS (SELECTED)", "resume", "talks"),
    ("said again in another language", "ZERTIFIKATE UND PREISE (Certificates and awards)", "resume", "certifications"),
    ("as a question", "Where I’ve worked", "resume", "experience"),
    ("letters set wide apart, some together", "to o l s", "resume", "skills"),
    ("words set wide apart", "go od at", "resume", "skills"),
    ("posting in English", "What you'll do", "posting", "responsibility"),
    ("posting in German", "Ihr Profil", "posting", "required"),
    ("posting, wishes", "Nice to have:", "posting", "preferred"),
    ("posting, company", "About us", "posting", "boilerplate"),
]


@pytest.mark.parametrize(("text", "kind", "section"), [c[1:] for c in HEADINGS], ids=[c[0] for c in HEADINGS])
def test_heading_is_known_whatever_its_language_and_casing(text: str, kind: DocumentKind, section: str) -> None:
    assert heading_kind(text, kind) == section


NO_HEADINGS = [
    ("dates", "2014 → now"),
    ("short words", "up to now"),
    ("sentence", "My education began in Lyon."),
    ("long sentence", "Experience in planning and running large trials across many different hospitals"),
    ("label with its list", "Skills: Python, Go"),
    ("ends with a comma", "Education,"),
    ("blank", "   "),
    ("other words", "Harbour Analytics"),
    ("digits alone", "2019"),
    ("a title", "Research Assistant"),
    ("modifiers alone", "Technical Research"),
    ("an item of a list", "- Tools and Technologies"),
    ("an item with a remark", "- Teaching (2 years)"),
    ("a title with a remark", "Software Engineer (Projects)"),
    ("unmarked line that ends with a heading's word", "Selected team projects"),
]


@pytest.mark.parametrize("text", [c[1] for c in NO_HEADINGS], ids=[c[0] for c in NO_HEADINGS])
def test_line_is_no_heading_when_it_says_more_or_something_else(text: str) -> None:
    assert heading_kind(text, "resume") is None


def test_heading_with_more_words_is_known_when_the_layout_marks_it() -> None:
    assert heading_kind("Selected Harbour Publications", "resume") is None
    assert heading_kind("Selected Harbour Publications", "resume", marked=True) == "publications"


def test_heading_key_is_the_same_for_all_ways_of_writing() -> None:
    assert {heading_key(text) for text in ("Études", "ETUDES", "1. études:", "E T U D E S")} == {"etudes"}


def test_sections_are_named_after_the_headings_above_them() -> None:
    document = document_of("Zora Vance\nEDUCATION\nBSc\nTeam Projects\nBoat", bold=[4])
    found = sections(document, "resume")
    assert [(s.kind, [line.number for line in s.lines]) for s in found] == [
        ("top", [1]), ("education", [2, 3]), ("projects", [4, 5]),
    ]  # fmt: skip
    assert [line.number for line in found[1].body] == [3]
    assert [line.number for line in found[0].body] == [1]


def test_line_opens_a_section_when_it_is_set_as_the_known_headings_are() -> None:
    text = "Zora Vance\nExperience\nDeck Hand\nEducation\nBSc\nThings at sea\nKnots\nSide Project\nBoat"
    by_look = sections(document_of(text, bold=[2, 4, 6, 8]), "resume")
    assert [section.kind for section in by_look] == ["top", "experience", "education", "other", "projects"]
    assert [section.kind for section in sections(document_of(text), "resume")] == ["top", "experience", "education"]


def test_line_set_as_headings_opens_no_section_when_most_lines_of_that_look_are_none() -> None:
    text = "Zora Vance\nExperience\nDeck Hand\nFirst Mate\nEducation\nCook\nDiver\nrope"
    found = sections(document_of(text, bold=[2, 3, 4, 5, 6, 7]), "resume")
    assert [section.kind for section in found] == ["top", "experience", "education"]


def kinds_of(text: str) -> list[tuple[str, list[int]]]:
    return [(s.kind, [line.number for line in s.lines]) for s in sections(document_of(text), "resume")]


LABELLED: list[tuple[str, str, list[tuple[str, list[int]]]]] = [
    (
        "last in a section",
        "Vera Dalgaard\nEducation\nBSc, 2019\n\nSkills: Java, SQL\nLanguages: Danish C2, English B2",
        [("top", [1]), ("education", [2, 3, 4]), ("skills", [5]), ("languages", [6])],
    ),
    (
        "in the midst of entries",
        "Vera Dalgaard\nExperience\nDeck Hand, 2019\n\nSkills: knots\n\nCook, 2020",
        [("top", [1]), ("experience", [2, 3, 4, 5, 6, 7])],
    ),
    (
        "right below an entry",
        "Vera Dalgaard\nExperience\nDeck Hand, 2019\nSkills: knots",
        [("top", [1]), ("experience", [2, 3, 4])],
    ),
    (
        "languages of a program",
        "Vera Dalgaard\nProjects\nKnots (2020)\n\nLanguages: Java, Go",
        [("top", [1]), ("projects", [2, 3, 4, 5])],
    ),
    (
        "no heading's words",
        "Vera Dalgaard\nEducation\nBSc, 2019\n\nThesis: Knots",
        [("top", [1]), ("education", [2, 3, 4, 5])],
    ),
]


@pytest.mark.parametrize(("text", "found"), [c[1:] for c in LABELLED], ids=[c[0] for c in LABELLED])
def test_line_that_is_heading_and_list_is_a_section_where_it_ends_one(
    text: str, found: list[tuple[str, list[int]]]
) -> None:
    assert kinds_of(text) == found


def test_line_in_capitals_that_stands_apart_is_a_heading_when_three_known_ones_do() -> None:
    body = "Vera Dalgaard\n\nEXPERIENCE\n\nDeck Hand\n\nEDUCATION\n\nBSc\n\nSKILLS\n\nknots\n\nOTHER THINGS\n\nI sail."
    assert [kind for kind, _ in kinds_of(body)] == ["top", "experience", "education", "skills", "other"]
    close = body.replace("\n\nI sail", "\nI sail")
    assert [kind for kind, _ in kinds_of(close)] == ["top", "experience", "education", "skills"]


def test_titles_and_employers_in_capitals_open_no_section() -> None:
    text = (
        "JANE DOE\n\nPROFESSIONAL EXPERIENCE\n\nSENIOR PROJECT MANAGER\n\nAcme, London, 2019-2022\n\nGLOBEX LTD\n\nPROJECT COORDINATOR\n"
        "2016-2019\n\nEDUCATION\n\nMIT\n\nBSc\n\nAWARDS\n\nBest Knot"
    )
    assert [kind for kind, _ in kinds_of(text)] == ["top", "experience", "education", "awards"]


lines = st.sampled_from(
    ["", "Education", "SKILLS", "a b", "Skills: Go", "Projects:", "Led a team.", "E X P E R I E N C E"]
)


@given(st.lists(lines | st.text(max_size=20).map(lambda text: text.replace("\n", " ")), min_size=1, max_size=15))
def test_every_line_stands_in_exactly_one_section_for_any_document(texts: list[str]) -> None:
    document = document_of("\n".join(texts))
    found = sections(document, "resume")
    assert [line for section in found for line in section.lines] == list(document.lines)
    assert [section.start for section in found] == sorted(section.start for section in found)


def test_title_is_no_heading_when_it_begins_with_a_word_that_is_one() -> None:
    assert heading_kind("Community", "resume") == "service"
    assert heading_kind("Community Garden Coordinator", "resume", marked=True) is None


def test_before_something_opens_a_section_of_work_when_it_is_set_off() -> None:
    assert heading_kind("Before teaching", "resume", marked=True) == "experience"
    assert heading_kind("Before teaching", "resume") is None


def test_time_words_open_a_section_only_beside_other_headings() -> None:
    entry = "Ranch Hand\nBig Creek Ranch\nbefore that\nFences"
    alone = sections(document_of(f"Ada Example\n{entry}"), "resume")
    assert [section.kind for section in alone] == ["top"]
    beside = sections(document_of("Ada Example\nNow\nBaker\nBefore that\nCook\nSkills\nBread"), "resume")
    assert [section.kind for section in beside] == ["top", "experience", "experience", "skills"]


@pytest.mark.parametrize("mark", ["{}\n-----", "## {}"], ids=["underlined", "hashes"])
def test_marked_line_opens_a_section_when_known_headings_are_marked_so(mark: str) -> None:
    parts = [
        "Ada Example",
        mark.format("Skills"),
        "Bread",
        mark.format("Education"),
        "BSc",
        mark.format("Odds"),
        "### Ends",
        "Cats",
    ]
    found = sections(document_of("\n".join(parts)), "resume")
    assert [section.kind for section in found] == ["top", "skills", "education", "other"]


def test_software_that_is_described_is_of_projects() -> None:
    made = "Software\n- boatlog (Rust) — a logbook for small boats\n- windrose — draws wind charts for clubs\nEducation\nBSc"
    used = "Software\nExcel, Word — at an advanced level\nSPSS\nEducation\nBSc"
    kinds = [[s.kind for s in sections(document_of(f"Ada Example\n{text}"), "resume")] for text in (made, used)]
    assert kinds == [["top", "projects", "education"], ["top", "skills", "education"]]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("DOŚWIADCZENIE ZAWODOWE", "experience"), ("Wykształcenie", "education"), ("Kursy i certyfikaty:", "certifications"),
        ("Anställningar", "experience"), ("EGNA PROJEKT", "projects"), ("Språk", "languages"), ("Опыт работы", "experience"),
        ("Образование", "education"), ("ניסיון תעסוקתי", "experience"), ("שפות", "languages"), ("職歴", "experience"),
        ("免許・資格", "certifications"), ("教育经历", "education"), ("경력 사항", "experience"), ("Εκπαίδευση", "education"),
        ("Iş deneyimi", "experience"), ("Erhvervserfaring", "experience"), ("Työkokemus", "experience"),
    ],
)  # fmt: skip
def test_headings_of_a_resume_are_known_in_other_languages_and_scripts(heading: str, kind: str) -> None:
    assert heading_kind(heading, "resume") == kind


def test_deeper_headings_open_no_section_though_they_are_marked(tmp_path: Path) -> None:
    text = "# Ada Example\n\n## Experience\n\n### Head Cook\n\nBlue Door Inn\n\n### Pot Washer\n\nGreen Door Inn\n\n## Skills\n\nBread\n"
    (tmp_path / "cv.md").write_text(text, "utf-8")
    document = read_document(tmp_path / "cv.md")
    assert [(line.heading, line.level) for line in document.lines if "Cook" in document.line_text(line)] == [(True, 3)]
    assert [section.kind for section in sections(document, "resume")] == ["top", "experience", "skills"]
    assert unknown_headings(document) == {}
