"""Postings in many styles: what asks, how strongly, and that nothing of the sections of demands is lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from extract.documents import Document, read_document
from extract.extraction.posting import extract_posting
from extract.extraction.requirements.languages import language_pieces
from extract.extraction.requirements.reading_demands import DemandReading, read_demand
from extract.extraction.requirements.sentences import asking_sentences
from extract.extraction.requirements.wishes import without_wish
from extract.llm.client import ModelClient
from extract.text.sections.segment import sections
from schemas import Posting
from testing.builders.postings import POSTINGS, MadeUp
from testing.fake_client import Asked, Json, answering

named = pytest.mark.parametrize("made_up", POSTINGS.values(), ids=list(POSTINGS))


def document_of(made_up: MadeUp, folder: Path) -> Document:
    path = folder / "posting.txt"
    path.write_text(made_up.text, "utf-8")
    return read_document(path)


def whole_sentences(asked: Asked) -> Json:
    """Answer as a model that splits nothing, and finds no head."""
    if asked.form == "HeadAnswer":
        return {"title": None, "company": None, "location": None}
    if asked.form == "TraitAnswer":
        return {"kind": "fact"}
    return {"demands": [asked.task.removeprefix("Sentence: ")]}


def extracted(document: Document) -> Posting:
    async def extract(base: ModelClient) -> Posting:
        async with base as client:
            return await extract_posting(document, client)

    with answering(whole_sentences) as server:
        return asyncio.run(extract(ModelClient(server.endpoint(), cache=None)))


@named
def test_demands_are_found_with_importance_and_printed_mark_when_a_posting_is_read(
    made_up: MadeUp, tmp_path: Path
) -> None:
    document = document_of(made_up, tmp_path)
    found = asking_sentences(document, sections(document, "posting"), made_up.company).sentences
    begins = [begin for begin, _, _ in made_up.asks]
    seen = [(next((b for b in begins if s.text.startswith(b)), s.text), s.importance, s.item) for s in found]
    assert seen == list(made_up.asks)
    for sentence in found:
        assert document.text[sentence.start : sentence.end] == sentence.text
        assert not any(words in sentence.text for words in made_up.says)


def demands_of(text: str, folder: Path) -> list[tuple[str, str]]:
    path = folder / "posting.txt"
    path.write_text(text, "utf-8")
    document = read_document(path)
    asked = asking_sentences(document, sections(document, "posting"), None)
    return [(sentence.importance, sentence.text) for sentence in asked.sentences]


def test_what_a_posting_says_of_itself_and_of_applying_is_no_demand(tmp_path: Path) -> None:
    text = (
        "Harbour Board\n\nJOB ADVERTISEMENT AND PERSON SPECIFICATION\n\nPost title: Senior Surveyor\nGrade: 7\nContract: Permanent\n"
        "Reference: HB/2026/7\n\nPurpose of the post\n\nThe Board looks after nine harbours.\n\nPerson specification\n\n"
        "Candidates are asked to write about each point. Shortlisting will be done in May.\n\nEssential criteria\n\n"
        "E1. A degree in surveying.\nE2. Knowledge of tides.\n\nApplicants with a disability will be offered an interview."
    )
    assert demands_of(text, tmp_path) == [("required", "A degree in surveying."), ("required", "Knowledge of tides.")]


def test_demands_that_look_like_the_head_of_a_posting_are_demands(tmp_path: Path) -> None:
    asked = [
        "3 years of experience in sourcing and shortlisting candidates",
        "Base: a degree in law",
    ]
    text = "Recruiter\n\nRequirements\n\n" + "".join(f"- {each}\n" for each in asked)
    assert demands_of(text, tmp_path) == [("required", each) for each in asked]


def test_demands_of_running_text_are_found_clause_by_clause(tmp_path: Path) -> None:
    text = (
        "Ship's Nurse\n\nApplicants need three years of experience as a nurse, and must hold a first aid certificate. You should be calm "
        "in a storm. The ship rolls; we expect good notes. Preference will also be given to candidates who have led a shift."
    )
    assert demands_of(text, tmp_path) == [
        ("required", "Applicants need three years of experience as a nurse,"),
        ("required", "must hold a first aid certificate."),
        ("required", "You should be calm in a storm."),
        ("required", "we expect good notes."),
        ("preferred", "Preference will also be given to candidates who have led a shift."),
    ]


@named
def test_every_line_is_cited_or_listed_when_a_posting_is_extracted(made_up: MadeUp, tmp_path: Path) -> None:
    document = document_of(made_up, tmp_path)
    posting = extracted(document)
    listed = {line.line for line in posting.unread_lines}
    pieces = [piece for each in (*posting.requirements, *posting.findings) for piece in each.evidence]
    cited = {number for piece in pieces for number in range(piece.line, document.line_at(piece.end - 1).number + 1)}
    lines = {line.number for line in document.lines if document.line_text(line).strip()}
    assert listed | cited == lines
    shown = " ".join(piece.text for piece in pieces) + " ".join(line.text for line in posting.unread_lines)
    words = {word.strip(".,;:()") for word in made_up.text.split()} - set(made_up.labels)
    assert {word for word in words if len(word) > 4 and word not in shown} == set()


def test_words_between_demands_are_named_when_no_list_would_show_them(tmp_path: Path) -> None:
    posting = extracted(document_of(POSTINGS["mixed lines"], tmp_path))
    finding = next(finding for finding in posting.findings if finding.code == "passed_over")
    assert [piece.text for piece in finding.evidence] == ["We value diversity."]


DEMANDS: list[tuple[str, dict[str, object]]] = [
    ("3–5 years of experience in critical care", {"kind": "years_experience", "min_years": 3.0, "max_years": 5.0}),
    ("between 3 and 5 years of experience in sales", {"min_years": 3.0, "max_years": 5.0}),
    ("mindestens drei Jahre Berufserfahrung", {"min_years": 3.0, "kind": "years_experience"}),
    ("5 ans d'expérience en réanimation", {"min_years": 5.0}),
    ("18 months of experience as a welder", {"min_years": 1.5}),
    ("two (2) or more years of experience with SQL", {"min_years": 2.0}),
    ("up to 3 years of experience is fine", {"min_years": None}),
    ("experience with Kubernetes in the last 3 years", {"min_years": None, "kind": "experience"}),
    ("You must be at least 18 years old and have experience with animals", {"min_years": None}),
    ("PhD in ecology awarded within the last five years", {"kind": "degree", "levels": ("doctorate",), "min_years": None}),
    ("Bachelor of Science in Nursing (BSN) or equivalent experience", {"levels": ("bachelor",), "fields": ("Nursing",), "or_equivalent": True}),
    ("Master's or PhD in Physics or a related field", {"levels": ("master", "doctorate"), "fields": ("Physics",), "or_equivalent": True}),
    ("Graduate of an accredited nursing program", {"kind": "degree", "fields": ("nursing",)}),
    ("A postgraduate qualification in statistics or a related subject", {"kind": "degree", "levels": ("master",), "fields": ("statistics",)}),
    ("Really good React, too", {"kind": "skill", "skills": ("React",)}),
    ("You know your way around PostgreSQL or another relational database", {"skills": ("PostgreSQL", "relational database"), "match": "any"}),
    ("You're comfortable in Node.js or Python", {"skills": ("Node.js", "Python")}),
    ("You've run things on AWS", {"skills": ("AWS",)}),
    ("You've owned a feature from the first talk to launch", {"skills": ("You've owned a feature from the first talk to launch",)}),
    ("Abgeschlossenes Studium der Informatik oder Wirtschaftsinformatik", {"kind": "degree", "levels": ("bachelor",), "fields": ("Informatik", "Wirtschaftsinformatik")}),
    ("Bac+5 en informatique", {"kind": "degree", "levels": ("master",), "fields": ("informatique",)}),
    ("Proficiency in MS Office", {"kind": "skill"}),
    ("Scrum Master certification", {"kind": "certification"}),
    ("Experience supervising PhD students", {"kind": "experience"}),
    ("Licensed master electrician", {"levels": ()}),
    ("At least two of Go, Rust and Python", {"match": "any", "at_least": 2, "skills": ("Go", "Rust", "Python")}),
    ("Proficiency in one or more of: Java, Kotlin", {"match": "any", "at_least": 1}),
    ("Hands-on experience with PyTorch or TensorFlow", {"match": "any", "at_least": None}),
    ("Experience with distributed processing (e.g. Spark, Flink)", {"match": "examples"}),
    ("Sehr gute Kenntnisse in Java, z. B. mit Spring", {"match": "examples", "kind": "knowledge"}),
    ("Proficiency in Python and SQL", {"match": "all", "skills": ("Python", "SQL")}),
    ("Fluent German and English", {"kind": "language", "language_level": "C1", "topic": None}),
    ("Deutschkenntnisse auf dem Niveau B2", {"kind": "language", "language_level": "B2"}),
    ("Anglais courant", {"kind": "language", "language_level": "C1"}),
    ("Spanish", {"kind": "language", "language_level": None}),
    ("Teach German to beginners", {"language_level": None}),
    ("Legally authorized to work in the United States", {"kind": "other", "topic": "work_permit"}),
    ("Willingness to travel up to 30%", {"kind": "other", "topic": "travel"}),
    ("Able to work rotating shifts", {"kind": "other", "topic": "shift"}),
    ("Schichtbereitschaft", {"topic": "shift"}),
    ("Valid driver's license", {"kind": "certification", "topic": "licence"}),
    ("Führerschein der Klasse B", {"kind": "certification", "topic": "licence"}),
    ("Current RN license in the State of Ohio", {"kind": "certification", "topic": None}),
    ("Design of business travel software", {"topic": None}),
    ("Terraform", {"kind": "skill", "skills": ("Terraform",)}),
    ("Kafka, Flink or similar", {"kind": "skill", "match": "any", "skills": ("Kafka", "Flink")}),
    ("Comfortable charting in a records system", {"kind": "skill", "skills": ("records system",)}),
    ("Tableau preferred", {"kind": "skill", "skills": ("Tableau",)}),
    ("ideally in banking", {"skills": ("banking",)}),
    ("Must pass a background check", {"kind": "other"}),
    ("Background in statistics", {"kind": "knowledge"}),
    ("Work in a three-shift system", {"topic": "shift"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), DEMANDS, ids=[text for text, _ in DEMANDS])
def test_demand_is_read_as_it_says_when_code_reads_it(text: str, wanted: dict[str, object]) -> None:
    read: DemandReading = read_demand(text, text)
    assert {name: getattr(read, name) for name in wanted} == wanted


def test_columns_without_rows_are_reported_when_their_lists_cannot_be_told_apart(tmp_path: Path) -> None:
    text = (
        "Teacher\n\nPerson specification\nEssential\tDesirable\n- Degree in History\n- Fluent German\n- Leading clubs\n"
    )
    posting = extracted(document_of(MadeUp(text, (), ()), tmp_path))
    assert {requirement.importance for requirement in posting.requirements} == {"required"}
    assert [finding.code for finding in posting.findings] == ["columns_unclear"]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Fluent German and English", ["Fluent German", "English"]),
        ("English, French and Spanish at C1", ["English", "French", "Spanish at C1"]),
        ("Spanish or Hmong at conversational level", ["Spanish or Hmong at conversational level"]),
        ("Good English", ["Good English"]),
        ("Dutch at C1 level or higher, basic English", ["Dutch at C1 level or higher", "basic English"]),
        ("Fluent German and good knowledge of French", ["Fluent German", "good knowledge of French"]),
        ("Teaching German and English at a secondary school", ["Teaching German and English at a secondary school"]),
    ],
)
def test_each_language_is_a_demand_where_all_are_asked_for(text: str, pieces: list[str]) -> None:
    assert [text[start:end] for start, end in language_pieces(text)] == pieces


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("2+ years of welding, ideally on ships", ["2+ years of welding", "ideally on ships"]),
        ("Degree in law (LL.M. preferred)", ["Degree in law", "LL.M. preferred"]),
        ("Experience in retail, SAP is a plus", ["Experience in retail", "SAP is a plus"]),
        ("Erfahrung im Einkauf, idealerweise bei Lebensmitteln", ["Erfahrung im Einkauf", "idealerweise bei Lebensmitteln"]),
        ("Experience with Java, Go or C++ preferred", None),
        ("Master's degree preferred", None),
        ("Knowledge of SAP (FI/CO)", None),
    ],
)  # fmt: skip
def test_wish_at_the_end_of_a_demand_stands_by_itself(text: str, parts: list[str] | None) -> None:
    found = without_wish(text)
    assert (found and [text[start:end] for start, end in found]) == parts


def test_only_the_wish_is_preferred_and_headings_of_wishes_are_known(tmp_path: Path) -> None:
    text = (
        "Buyer\n\nYOUR PROFILE\n* 3 years of purchasing, preferably for hospitals\n\n"
        "IT WOULD BE AN ADVANTAGE IF YOU BRING\n* Welding certificate\n\nWould be great\n* Power BI\n"
    )
    posting = extracted(document_of(MadeUp(text, (), ()), tmp_path))
    assert [(each.text, each.importance, each.min_years) for each in posting.requirements] == [
        ("3 years of purchasing", "required", 3.0),
        ("preferably for hospitals", "preferred", None),
        ("Welding certificate", "preferred", None),
        ("Power BI", "preferred", None),
    ]
