"""Education sections cut into entries, and programmes of study held to the lines of one entry."""

from __future__ import annotations

import pytest

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds.education.education import hold_to_own_line
from extract.extraction.kinds.education.held_studies import hold_to_entries
from extract.extraction.kinds.education.study_entries import study_entries
from extract.llm.client import ModelClient
from extract.text.drafts import Draft
from testing.builders.documents import document_of

CUTS: list[tuple[str, str, list[str]]] = [
    ("school above degree", "Sund University\nPhD in Biology\n2016 – 2020\nMoss College\nBSc Biology\n2012 – 2016",
     ["Sund University … 2016 – 2020", "Moss College … 2012 – 2016"]),
    ("degree above school", "PhD in Biology\nSund University\nBSc Biology\nMoss College",
     ["PhD in Biology … Sund University", "BSc Biology … Moss College"]),
    ("one line each", "PhD Biology, Sund University, 2020\nBSc Biology, Moss College, 2016",
     ["PhD Biology, Sund University, 2020", "BSc Biology, Moss College, 2016"]),
    ("dates above", "2016 – 2020\nPhD in Biology, Sund University\n2012 – 2016\nBSc Biology, Moss College",
     ["2016 – 2020 … PhD in Biology, Sund University", "2012 – 2016 … BSc Biology, Moss College"]),
    ("details", "BSc Biology, Moss College\nThesis: Mosses of Sund University's garden\n- Exchange at Lund University\nGPA 3.9",
     ["BSc Biology, Moss College … GPA 3.9"]),
    ("several degrees below one school", "Sund University\nPhD in Biology\nMSc in Biology",
     ["Sund University … PhD in Biology", "MSc in Biology"]),
    ("state behind a place", "Sund Institute, Salem, MA\nMaster of Science, Biology | 2019–21\nMoss College\nBSc Biology | 2016",
     ["Sund Institute, Salem, MA … Master of Science, Biology | 2019–21", "Moss College … BSc Biology | 2016"]),
    ("minors behind degrees", "Sund University\nMSc Biology, since 2025\nBSc Botany, minor: Geography, 2018 – 2022",
     ["Sund University … MSc Biology, since 2025", "BSc Botany, minor: Geography, 2018 – 2022"]),
    ("school without a word that tells", "Green Moss Center\nApprenticeship Certificate 2012 – 2016\nSund College\nBSc Biology 2010 – 2011",
     ["Green Moss Center … Apprenticeship Certificate 2012 – 2016", "Sund College … BSc Biology 2010 – 2011"]),
    ("entries as bullets", "- Sund University, PhD studies, 2018 – 2021\n- Moss College, B.Tech. Botany, 2012–16, with a minor in Law",
     ["- Sund University, PhD studies, 2018 – 2021", "- Moss College, B.Tech. Botany, 2012–16, with a minor in Law"]),
    ("entries as paragraphs", f"PhD Biology, Sund University, since 2020. {'Mosses of the north and the south. ' * 5}\n\nPGCE, Moss College, 2018. Status awarded 2019.\n\nBSc Botany, Moss College",
     [f"PhD Biology, Sund University, since 2020. {'Mosses of the north and the south. ' * 5}", "PGCE, Moss College, 2018. Status awarded 2019.", "BSc Botany, Moss College"]),
    ("rows with dates before words that no list has", "Periode Opleiding\n2021 – 2022 Post-hbo Wadden, Moerdorp\n2012 – 2016 Bachelor Wadden, Moerdorp\n2009 – 2012 Mbo 4 Slootkunde",
     ["2021 – 2022 Post-hbo Wadden, Moerdorp", "2012 – 2016 Bachelor Wadden, Moerdorp", "2009 – 2012 Mbo 4 Slootkunde"]),
    ("rows with dates behind words that no list has", "Tecnik, Skola 2, 2009–2013\nKurs, Skola 3, 2014",
     ["Tecnik, Skola 2, 2009–2013", "Kurs, Skola 3, 2014"]),
    ("nothing of study", "Reading club", []),
]  # fmt: skip


def reading_of(section: str, client: ModelClient) -> ExtractionContext:
    return ExtractionContext(
        document_of(f"Zora Vance\n\nEducation\n{section}\n\nSkills\nBoats"), "resume", client, "made_up"
    )


@pytest.fixture
def client() -> ModelClient:
    return None  # type: ignore[return-value] # Nothing is asked here.


@pytest.mark.parametrize(("section", "entries"), [c[1:] for c in CUTS], ids=[c[0] for c in CUTS])
def test_second_degree_or_school_begins_an_entry(section: str, entries: list[str], client: ModelClient) -> None:
    reading = reading_of(section, client)
    found: list[str] = []
    for entry in study_entries(reading):
        lines = reading.document.text[entry.start : entry.end].split("\n")
        found.append(lines[0] if len(lines) == 1 else f"{lines[0]} … {lines[-1]}")
    assert found == entries


def test_programme_gets_the_school_the_dates_and_the_grade_of_its_own_entry(client: ModelClient) -> None:
    reading = reading_of(
        "PhD, Sund University, Ecology\n2016 – 2020\nBSc, Moss College, Biology\n2012 – 2016\nGPA: 3.8/4.0", client
    )
    draft = Draft()
    for name, value in (("degree", "BSc"), ("institution", "Sund University")):
        anchor = reading.anchor(value)
        assert anchor is not None
        draft.put(name, value, anchor)
    (held,) = hold_to_entries(reading, [draft], study_entries(reading))
    wanted = {
        "degree": "BSc",
        "institution": "Moss College",
        "start_date": "2012",
        "end_date": "2016",
        "gpa": "3.8/4.0",
    }
    assert {name: held.values.get(name) for name in wanted} == wanted
    assert held.values["level"] == "bachelor"
    assert all(reading.section_at(leaf.start).kind == "education" for leaf in held.leaves.values())


def test_programme_told_twice_is_held_once(client: ModelClient) -> None:
    reading = reading_of("BSc Biology, Moss College, 2016", client)
    drafts: list[Draft] = []
    for _ in range(2):
        draft = Draft()
        anchor = reading.anchor("BSc")
        assert anchor is not None
        draft.put("degree", "BSc", anchor)
        drafts.append(draft)
    assert len(hold_to_entries(reading, drafts, study_entries(reading))) == 1


@pytest.mark.parametrize(
    ("lines", "school"),
    [
        ("MSc Botany, Moss College, 2012\nBSc Botany, Sund University, 2009", "Moss College"),
        ("MSc Botany, 2012\nBSc Botany, Sund University, 2009", None),
        ("MSc Botany, 2012\nBSc Botany, Sund University", "Sund University"),
    ],
    ids=["the own line's", "none on the own line", "beside a degree without an end"],
)
def test_school_beside_another_degree_is_not_taken(lines: str, school: str | None, client: ModelClient) -> None:
    reading = reading_of(lines, client)
    drafts: list[Draft] = []
    for degree in ("MSc", "BSc"):
        draft = Draft()
        for name, value in (("degree", degree), ("institution", "Sund University")):
            anchor = reading.anchor(value)
            assert anchor is not None
            draft.put(name, value, anchor)
        if degree == "BSc" and lines.endswith("2009"):
            draft.put("end_date", "2009", anchor)
        drafts.append(draft)
    if school == "Moss College":
        drafts[0].values["institution"] = "Moss College"
    hold_to_own_line(reading, drafts)
    assert drafts[0].values.get("institution") == school
    assert drafts[1].values["institution"] == "Sund University"


def test_school_behind_a_degree_is_no_subject_of_it(client: ModelClient) -> None:
    reading = reading_of("Fachabitur, Oberstufe Hafermark, 2005\nBSc Biology, Moss College, 2009", client)
    draft = Draft()
    for name, words in (("degree", "Fachabitur"), ("institution", "Oberstufe Hafermark")):
        anchor = reading.anchor(words, ())
        assert anchor is not None
        draft.put(name, words, anchor)
    [held] = hold_to_entries(reading, [draft], study_entries(reading))
    assert (held.values["institution"], held.values.get("field")) == ("Oberstufe Hafermark", None)
