"""The samples hold together: gold is of the documents, and nobody in them can be reached."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast

import docx
import pypdfium2
import pytest
from docx.table import Table
from docx.text.paragraph import Paragraph

from extract.evaluation.scoring.comparators import letters_of

SAMPLES = Path(__file__).parents[3] / "samples"
GOLD = SAMPLES / "gold"
SUFFIXES = {".txt", ".md", ".html", ".pdf", ".docx"}
DOCUMENTS = {
    path.stem: path
    for folder in ("demo", "resumes", "postings")
    for path in sorted((SAMPLES / folder).iterdir())
    if path.suffix in SUFFIXES
}
PROFILE_KEYS = {
    "roles": {"employer", "title", "location", "start_date", "end_date", "is_current", "lines"},
    "education": {"institution", "degree", "level", "field", "start_date", "end_date", "gpa"},
    "publications": {"title", "venue", "year", "candidate_authorship", "url"},
    "metrics": {"name", "baseline", "value", "change", "change_kind", "direction", "unit", "baseline_unit", "of"},
    "projects": {"name", "of"},
}
QUALIFICATION_KEYS = {"name", "kind", "level", "date", "issuer", "expires"}
# What is left out where it cannot be told: the lines of a position in prose, a unit that the scorer folds away ("$"), the
# unit of a value before that is not there.
MAY_BE_LEFT_OUT = {"optional", "lines", "unit", "baseline_unit"}
COMPLETE = {"lines_complete", "qualifications_complete", "qualifications_allowed"}
# Fields of gold that are words of the document; the others are read out of it (dates, numbers, closed sets).
WORDS = {"employer", "title", "location", "institution", "degree", "field", "gpa", "venue", "name"}
CLOSED = {
    "level": {"bachelor", "master", "doctorate", "associate", "minor", "certificate", "other"},
    "candidate_authorship": {"first", "co_first", "author"},
    "change_kind": {"absolute", "percent", "percentage_points", "factor"},
    "direction": {"increase", "decrease", "unknown"},
    "kind": {"skill", "tool", "method", "award", "language", "certification", "service", "research_interest"},
}
KINDS = {
    "degree", "years_experience", "skill", "experience", "knowledge", "ability", "certification", "language", "other",
}  # fmt: skip
VERDICTS = {"met", "partial", "not_shown", "contradicted"}
PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")


class VisibleText(HTMLParser):
    """Collects the text of a page without its scripts and styles."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def pdf_text(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        pages: list[str] = []
        for page in document:
            text_page = page.get_textpage()
            pages.append(text_page.get_text_range())
            text_page.close()
            page.close()
    # pdfium writes U+FFFE for a hyphen at the end of a line.
    return "\n".join(pages).replace("\ufffe", "-")


def docx_text(path: Path) -> str:
    lines: list[str] = []
    for block in docx.Document(str(path)).iter_inner_content():
        if isinstance(block, Paragraph):
            lines.append(block.text)
        else:
            lines += table_lines(block)
    return "\n".join(lines)


def table_lines(table: Table) -> list[str]:
    return [cell.text for row in table.rows for cell in row.cells]


def fold(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def document_text(path: Path) -> str:
    if path.suffix == ".pdf":
        text = pdf_text(path)
    elif path.suffix == ".docx":
        text = docx_text(path)
    else:
        text = path.read_text("utf-8")
    if path.suffix == ".html":
        parser = VisibleText()
        parser.feed(text)
        text = "".join(parser.parts)
    return fold(text)


def readings(value: Any) -> list[Any]:
    """The readings that gold allows for a field, null left out."""
    options = cast("dict[str, list[Any]]", value)["any"] if isinstance(value, dict) else [value]
    return [option for option in options if option is not None]


def owners(fact: dict[str, Any]) -> list[list[str]]:
    """The names of each thing that a fact may belong to."""
    return [each if isinstance(each, list) else [each] for each in readings(fact["of"])]


def load(name: str) -> dict[str, Any]:
    return json.loads((GOLD / f"{name}.gold.json").read_text("utf-8"))


def gold_names(kind: str) -> list[str]:
    return sorted(path.name.removesuffix(f".{kind}.gold.json") for path in GOLD.glob(f"*.{kind}.gold.json"))


def profile_words(gold: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for kind, keys in PROFILE_KEYS.items():
        for fact in gold[kind]:
            for key in sorted(keys & WORDS & fact.keys()):
                for word in readings(fact[key]):
                    yield f"{kind}.{key}", word
    for fact in gold["qualifications"]:
        for key in ("name", "issuer"):
            for word in readings(fact.get(key)):
                yield f"qualifications.{key}", word
    for name in gold["qualifications_allowed"]:
        yield "qualifications_allowed", name


def stated_numbers(text: str) -> set[float]:
    """Every numeral of the text, as it stands and scaled by thousand, million or thousand million."""
    numerals = re.findall(r"\d+(?:\.\d+)?", re.sub(r"(?<=\d),(?=\d{3})", "", text))
    return {round(float(numeral) * scale, 6) for numeral in numerals for scale in (1, 1e3, 1e6, 1e9)}


def test_samples_cover_every_format_and_enough_documents() -> None:
    folders = [path.parent.name for path in DOCUMENTS.values()]
    assert folders.count("demo") == 4
    assert folders.count("resumes") >= 8
    assert folders.count("postings") >= 3
    assert {path.suffix for path in DOCUMENTS.values()} == SUFFIXES


def test_document_names_are_unique_when_folders_are_left_out() -> None:
    paths = [p for f in ("demo", "resumes", "postings") for p in (SAMPLES / f).iterdir() if p.suffix in SUFFIXES]
    assert len(paths) == len(DOCUMENTS)


def test_every_document_has_gold_and_every_gold_its_document() -> None:
    assert {*gold_names("profile"), *gold_names("posting")} == set(DOCUMENTS)
    assert not set(gold_names("profile")) & set(gold_names("posting"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_nobody_can_be_reached_when_a_document_names_contacts(name: str) -> None:
    text = document_text(DOCUMENTS[name])
    mails = re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", text)
    assert mails, "a sample names a mail address"
    assert set(mails) <= {"example.com", "example.org", "example.net"}
    phones = re.findall(r"(?:\+\d{1,3}[ .-])?\(?\b\d{3,4}\)?[ .-]?(?:\d{3})[ .-]\d{4}\b", text)
    assert all(re.search(r"555[ .-]01\d\d$", phone) for phone in phones)
    assert all(re.match(r"555[ .-]01\d\d", part) for part in re.findall(r"\b\d{3}[ .-]\d{4}\b(?!-)", text))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_files_stay_small(name: str) -> None:
    assert DOCUMENTS[name].stat().st_size < 150_000


@pytest.mark.parametrize("name", gold_names("profile"))
def test_gold_words_stand_in_the_document_when_it_is_a_resume(name: str) -> None:
    text = document_text(DOCUMENTS[name])
    missing = [(where, word) for where, word in profile_words(load(f"{name}.profile")) if fold(word) not in text]
    assert missing == []


@pytest.mark.parametrize("name", gold_names("profile"))
def test_gold_lines_stand_in_the_document_one_after_another(name: str) -> None:
    letters, place = letters_of(document_text(DOCUMENTS[name])), 0
    for role in load(f"{name}.profile")["roles"]:
        for line in role.get("lines", ()):
            found = letters.find(letters_of(line), place)
            assert found >= 0, line
            place = found + len(letters_of(line))


@pytest.mark.parametrize("name", gold_names("profile"))
def test_gold_numbers_stand_in_the_document_when_it_is_a_resume(name: str) -> None:
    numbers = stated_numbers(document_text(DOCUMENTS[name]))
    for metric in load(f"{name}.profile")["metrics"]:
        for key in ("baseline", "value", "change"):
            for number in readings(metric[key]):
                assert round(abs(number), 6) in numbers or metric.get("optional"), (metric["name"], key, number)


@pytest.mark.parametrize("name", gold_names("profile"))
def test_gold_has_the_fields_and_closed_values_of_the_contract(name: str) -> None:
    gold = load(f"{name}.profile")
    assert set(gold) == {*PROFILE_KEYS, "qualifications", *COMPLETE}
    for kind, keys in {**PROFILE_KEYS, "qualifications": QUALIFICATION_KEYS}.items():
        for fact in gold[kind]:
            given = set(fact)
            assert given - {"optional"} <= keys
            assert kind == "qualifications" or keys - MAY_BE_LEFT_OUT <= given
            for key in given & CLOSED.keys() - ({"level"} if kind == "qualifications" else set()):
                assert set(readings(fact[key])) <= CLOSED[key]
            for key in given & {"start_date", "end_date", "date", "expires"}:
                assert all(PARTIAL_DATE.fullmatch(date) for date in readings(fact[key]))
    assert all("kind" in fact for fact in gold["qualifications"])
    for role in gold["roles"]:
        assert readings(role["is_current"]) == [False] or readings(role["end_date"]) == []


@pytest.mark.parametrize("name", gold_names("profile"))
def test_what_a_fact_belongs_to_is_a_role_or_project_of_gold(name: str) -> None:
    gold = load(f"{name}.profile")
    named = {
        word
        for kind in ("roles", "projects")
        for f in gold[kind]
        for key in ("employer", "title", "name")
        for word in readings(f.get(key))
    }
    for fact in [*gold["metrics"], *gold["projects"]]:
        assert {word for owner in owners(fact) for word in owner} <= named, fact


@pytest.mark.parametrize("name", gold_names("posting"))
def test_gold_words_stand_in_the_document_when_it_is_a_posting(name: str) -> None:
    text = document_text(DOCUMENTS[name])
    gold = load(f"{name}.posting")
    words = [*readings(gold["title"]), *readings(gold["company"])]
    words += [word for r in gold["requirements"] for word in [r["text"], *r["skills"]]]
    assert [word for word in words if fold(word) not in text] == []


@pytest.mark.parametrize("name", gold_names("posting"))
def test_gold_requirements_have_closed_values_and_ids_in_order(name: str) -> None:
    requirements = load(f"{name}.posting")["requirements"]
    assert [r["id"] for r in requirements] == [f"R{n}" for n in range(1, len(requirements) + 1)]
    for requirement in requirements:
        assert set(readings(requirement["kind"])) <= KINDS
        assert requirement["importance"] in {"required", "preferred", "responsibility"}
        assert set(requirement.get("levels", [])) <= CLOSED["level"]
        assert (requirement["min_years"] is not None) == (requirement["kind"] == "years_experience")


@pytest.mark.parametrize("name", gold_names("comparison"))
def test_gold_comparison_judges_every_requirement_of_its_posting(name: str) -> None:
    profile, posting = name.split("--")
    gold = load(f"{name}.comparison")
    assert (GOLD / f"{profile}.profile.gold.json").exists()
    assert gold["as_of"] == "2026-11-22"
    assert list(gold["verdicts"]) == [r["id"] for r in load(f"{posting}.posting")["requirements"]]
    assert all(set(readings(verdict)) <= VERDICTS for verdict in gold["verdicts"].values())


def test_every_posting_is_compared_with_two_resumes() -> None:
    pairs = [name.split("--") for name in gold_names("comparison")]
    for posting in gold_names("posting"):
        assert sum(pair[1] == posting for pair in pairs) >= 2, posting
