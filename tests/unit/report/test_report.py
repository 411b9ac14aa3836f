import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lxml import html

from extract.report.write import render_report
from extract.review.state.reporting import write_report
from testing.builders.results import stored_results
from testing.sample_report import SAMPLE, sample_page
from tests.unit.report.made_up_run import (
    REQUIREMENTS,
    made_up_comparison,
    made_up_profile,
    page_data,
    read_page,
    store,
    text_of,
    texts_of,
)

HOSTILE = "<script>alert('x')</script><img src=http://127.0.0.1/x.png onerror=alert(1)>"


def _quoted(references: Sequence[Any], rows: Sequence[Sequence[Any]]) -> list[tuple[str, int, list[str]]]:
    """Return quotes as the script shows them: text, line, marked words."""
    found: list[tuple[str, int, list[str]]] = []
    for reference in references:
        numbers = [reference] if isinstance(reference, int) else list[int](reference)
        text, line = rows[numbers[0]][:2]
        marks = zip(numbers[1::2], numbers[2::2], strict=True)
        found.append((text, line, [text[start:end] for start, end in marks]))
    return found


def test_each_verdict_has_its_reason_and_the_quotes_of_both_sides(out: Path) -> None:
    data = page_data(read_page(out))
    (posting,) = data["postings"]
    assert len(posting["pairs"]) == 2
    for demand, requirement in zip(posting["demands"], REQUIREMENTS, strict=True):
        assert _quoted(demand["q"], posting["quotes"]) == [(requirement[3], 7, [requirement[1]])]
    for pair in posting["pairs"]:
        rows = data["people"][pair["p"]]["quotes"]
        for cell, verdict in zip(pair["cells"], made_up_comparison("x").verdicts, strict=True):
            told = {data["reasons"][cell["r"]], data["reasons"][cell.get("s", cell["r"])]}
            assert any(verdict.reason.removesuffix(".") in each for each in told)
            assert data["keys"][cell["v"]] == verdict.verdict
            quoted = [(text, line) for text, line, _ in _quoted(cell.get("q", []), rows)]
            assert quoted == [(quote.text, quote.line) for quote in verdict.evidence]
            assert cell.get("n", 0) == verdict.needs_review
            assert cell.get("c", 0) == (verdict.decided_by == "computed")


def test_table_gives_each_candidate_a_row_each_verdict_a_word_and_counts_what_is_met(out: Path) -> None:
    page = read_page(out)
    heads = page.cssselect(".matrix .demands th[data-d]")
    assert [text_of(head).split(" ", 1)[1] for head in heads] == [requirement[1] for requirement in REQUIREMENTS]
    assert texts_of(page, ".matrix .groups th") == ["Required", "Preferred", "Responsibilities"]
    for row in page.cssselect(".matrix tbody tr"):
        assert texts_of(row, ".v") == ["Met", "Partial, needs review", "Not shown", "Contradicted"]
        assert [cell.get("class") for cell in row.cssselect(".v")] == [
            "v is-met", "v is-partial r", "v is-not_shown", "v is-contradicted"
        ]  # fmt: skip
        assert texts_of(row, ".sum") == ["1/2", "0/1", "0/1"]


def test_reasons_are_told_where_no_script_runs(out: Path) -> None:
    (_, reasons) = read_page(out).cssselect("noscript dl")
    assert texts_of(reasons, "dt") == ["Met: 1", "Partial: 2", "Not shown: 3", "Contradicted: 4"]
    assert texts_of(reasons, "dd")[0] == "A bachelor's degree in hydrology is shown."


def test_candidates_stand_in_the_order_of_their_names_and_the_page_says_so(out: Path) -> None:
    page = read_page(out)
    assert texts_of(page, ".matrix .who") == ["Ábel Finch", "Zora Quill"]
    assert [person["label"] for person in page_data(page)["people"]] == ["Ábel Finch", "Zora Quill"]
    assert "no total score and no ranking. Candidates stand in the order of their names" in text_of(page)


def test_each_fact_is_told_with_its_evidence(out: Path) -> None:
    person = page_data(read_page(out))["people"][0]
    told = {item["id"]: item for _, items in person["parts"] for item in items}
    told |= {item["id"]: item for item in person["skills"]}
    profile = made_up_profile("Ábel Finch", "x")
    assert set(told) == {fact.id for fact in profile.facts()}
    for fact in profile.facts():
        assert [text for text, _, _ in _quoted(told[fact.id]["q"], person["quotes"])] == [fact.evidence[0].text]
    assert told["metric-1"]["w"] == "from 49% to 71%"
    assert told["role-1"]["w"] == "2021-03 – present"
    assert person["unread"] == [[60, "Likes eels."]]


def test_findings_have_errors_before_the_rest(out: Path) -> None:
    person = page_data(read_page(out))["people"][0]
    assert [(each["s"], each["m"]) for each in person["findings"]] == [
        ("error", "A page could not be read."), ("info", "A role has no end.")
    ]  # fmt: skip


def test_page_of_300_candidates_and_20_requirements_stays_below_3_mb() -> None:
    text = render_report(stored_results(300))
    assert len(text.encode()) < 3_000_000
    page = html.document_fromstring(text)
    assert len(page.cssselect(".matrix tbody tr")) == 300
    assert len(page.cssselect(".matrix tbody .v")) == 6000


def test_sample_report_of_the_docs_is_what_the_program_writes() -> None:
    assert SAMPLE.read_text("utf-8") == sample_page(), "write it again: make sample-report"


def test_every_link_leads_to_an_element_of_the_page_and_ids_are_unique(out: Path) -> None:
    page = read_page(out)
    ids = [element.get("id") for element in page.cssselect("[id]")]
    assert len(ids) == len(set(ids))
    targets = {element.get("href") for element in page.cssselect("[href]")}
    assert targets <= {f"#{identity}" for identity in ids}
    labels = {element.get("aria-labelledby") for element in page.cssselect("[aria-labelledby]")}
    assert labels <= set(ids)


def test_page_loads_nothing_and_keeps_no_style_or_handler_in_attributes(out: Path) -> None:
    page = read_page(out)
    assert not page.cssselect("[src], link, iframe, object, embed, base, img, [style]")
    handlers = [name for element in page.iter() for name in element.attrib if str(name).startswith("on")]
    assert handlers == []


def test_policy_allows_the_one_script_and_the_one_style_by_their_hashes(out: Path) -> None:
    page = read_page(out)
    (policy,) = [meta.get("content") for meta in page.cssselect("meta[http-equiv='Content-Security-Policy']")]
    directives = dict(part.strip().split(" ", 1) for part in (policy or "").split(";"))
    assert directives["default-src"] == "'none'"
    for tag, selector in (("script", "script:not([type])"), ("style", "style")):
        (element,) = page.cssselect(selector)
        digest = base64.b64encode(hashlib.sha256((element.text or "").encode()).digest()).decode()
        assert directives[f"{tag}-src"] == f"'sha256-{digest}'"


def test_script_in_a_name_is_text_when_a_resume_is_hostile(out: Path) -> None:
    store(out / "profiles/people/zora.profile.json", made_up_profile(HOSTILE, 'a"></script><script>1</script>.pdf'))
    page = read_page(out)
    assert len(page.cssselect("script")) == 2
    assert not page.cssselect("img, b")
    (element,) = page.cssselect("script#data")
    assert not set("<>&\u2028\u2029") & set(element.text or "")
    assert HOSTILE in texts_of(page, ".matrix .who")
    assert HOSTILE in [person["label"] for person in page_data(page)["people"]]


def test_report_is_byte_identical_when_nothing_changed(out: Path) -> None:
    first = write_report(out).read_bytes()
    assert write_report(out).read_bytes() == first
    assert sorted(path.name for path in out.iterdir()) == [
        "comparisons",
        "postings",
        "profiles",
        "report.html",
        "run.json",
    ]
