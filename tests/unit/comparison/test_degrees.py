from __future__ import annotations

import pytest

from extract.extraction.kinds.education.degrees import completed, level_of, split_degree

LEVELS = [
    ("bachelor in short", "B.Sc.", "bachelor"),
    ("bachelor without stops", "BS", "bachelor"),
    ("bachelor in words", "Bachelor of Arts", "bachelor"),
    ("bachelor of nursing", "BSN", "bachelor"),
    ("bachelor in Chinese", "本科", "bachelor"),
    ("licence", "Licence de mathématiques", "bachelor"),
    ("master in short", "M.S.", "master"),
    ("master of business", "MBA", "master"),
    ("postgraduate diploma, short", "PgDip, Cartography", "certificate"),
    ("graduate certificate, short", "Grad. Cert. in Data Science", "certificate"),
    ("certificate, short", "Cert. in Bookkeeping", "certificate"),
    ("Spanish engineer", "Ingeniero Civil", "bachelor"),
    ("Italian second degree", "Laurea Magistrale in Fisica", "master"),
    ("master in German", "Diplom-Ingenieur", "master"),
    ("master of laws", "LL.M.", "master"),
    ("doctorate in short", "Ph.D.", "doctorate"),
    ("doctorate with a hyphen", "Ph-D", "doctorate"),
    ("doctorate in words", "Doctor of Philosophy", "doctorate"),
    ("doctorate in German", "Promotion", "doctorate"),
    ("associate", "Associate of Science", "associate"),
    ("associate in short", "A.A.S.", "associate"),
    ("minor before its degree", "Minor in Mathematics (B.Sc.)", "minor"),
    ("certificate", "Postgraduate Certificate in Education", "certificate"),
    ("apprenticeship", "Ausbildung zum Tischler", "certificate"),
    ("no degree", "Summer school", "other"),
    ("nothing", "", "other"),
]


@pytest.mark.parametrize(("words", "level"), [c[1:] for c in LEVELS], ids=[c[0] for c in LEVELS])
def test_level_is_told_from_a_degrees_words(words: str, level: str) -> None:
    assert level_of(words) == level


ENDS = [
    ("left", "PhD (discontinued)", False),
    ("left in German", "Studium ohne Abschluss", False),
    ("all but dissertation", "PhD, ABD", False),
    ("left, though courses were completed", "Coursework completed, withdrew in 2020", False),
    ("graduated", "Graduated with honours", True),
    ("finished in German", "2019 abgeschlossen", True),
    ("dates alone", "BSc, 2015 – 2019", None),
    ("nothing", "", None),
]


@pytest.mark.parametrize(("lines", "done"), [c[1:] for c in ENDS], ids=[c[0] for c in ENDS])
def test_completion_is_what_the_lines_say(lines: str, done: bool | None) -> None:
    assert completed(lines) is done


SPLITS = [
    ("in", "MS in Physics", "Physics", "MS"),
    ("of", "Bachelor of Physics", "Physics", "Bachelor"),
    ("comma", "B.Sc., Physics", "Physics", "B.Sc."),
    ("brackets", "BA (History)", "History", "BA"),
    ("space alone", "PhD Physics", "Physics", "PhD"),
    ("dash", "MBA – Finance", "Finance", "MBA"),
    ("letters that grow when folded", "Master (Groß) in Physics", "Physics", "Master (Groß)"),
    ("other casing", "MS in PHYSICS", "Physics", "MS"),
    ("field elsewhere", "MS", "Physics", "MS"),
    ("no field", "MS in Physics", None, "MS in Physics"),
    ("what is left is no degree", "School of Physics", "Physics", "School of Physics"),
    ("field is the degree", "Physics", "Physics", "Physics"),
]


@pytest.mark.parametrize(("degree", "field", "head"), [c[1:] for c in SPLITS], ids=[c[0] for c in SPLITS])
def test_degree_is_cut_before_its_field(degree: str, field: str | None, head: str) -> None:
    assert split_degree(degree, field) == head
