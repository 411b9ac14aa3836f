import base64
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from extract.errors import UserError
from extract.report.content.wording import cost, duration, measure, period, show_hidden
from extract.report.write import render_report
from extract.review.state.reporting import write_report
from schemas import (
    Candidate,
    Comparison,
    Counts,
    DocumentInfo,
    Education,
    Evidence,
    Finding,
    Metric,
    Posting,
    Profile,
    Project,
    Provenance,
    Publication,
    Qualification,
    Requirement,
    Role,
    Run,
    RunComparison,
    RunDocument,
    Stored,
    Talk,
    Tokens,
    UnreadLine,
    Usage,
    Verdict,
    VerdictCounts,
    dump,
)
from testing.builders.results import stored_results
from testing.sample_report import SAMPLE, sample_page

HOSTILE = "<script>alert('x')</script><img src=http://127.0.0.1/x.png onerror=alert(1)>"


def _evidence(text: str, line: int, page: int | None = None) -> Evidence:
    return Evidence(start=line * 100, end=line * 100 + len(text), text=text, line=line, page=page)


def _document(path: str) -> DocumentInfo:
    return DocumentInfo(path=path, sha256="0" * 64, media_type="text/plain", pages=None, characters=9000, language="en")


PROVENANCE = Provenance.model_validate(
    {
        "model": "made-up-model",
        "base_url": "embedded",
        "mode": "json_schema",
        "shape": "closed",
        "prompts": {},
        "schema": "00ff",
        "calls": 3,
        "tokens": {},
        "vouchline": "0.1.0",
    }
)

REQUIREMENTS = (
    ("requirement-1", "A degree in hydrology", "required", "1. A degree in hydrology & five years in the field."),
    ("requirement-2", "five years in the field", "required", "1. A degree in hydrology & five years in the field."),
    ("requirement-3", "Welsh", "preferred", "Welsh is a plus."),
    ("requirement-4", "You will not smoke", "responsibility", "You will not smoke."),
)

POSTING = Posting(
    document=_document("jobs/river.md"),
    title="River Keeper",
    company="Lower Wye Trust",
    location=None,
    employment_type="full_time",
    requirements=[
        Requirement(
            id=identity,
            text=text,
            kind="other",
            importance=importance,
            min_years=None,
            match="all",
            or_equivalent=False,
            item=None,
            evidence=[_evidence(sentence, 7)],
        )
        for identity, text, importance, sentence in REQUIREMENTS
        if importance in ("required", "preferred", "responsibility")
    ],
    findings=[],
    unread_lines=[UnreadLine(line=2, start=10, end=30, text="We love our rivers.")],
    provenance=PROVENANCE,
)


def _profile(name: str | None, path: str) -> Profile:
    role = Role(
        id="role-1",
        employer="Otter & Sons",
        title="Field Hydrologist",
        team=None,
        location=None,
        employment_type="unknown",
        start_date="2021-03",
        end_date=None,
        is_current=True,
        evidence=[_evidence("Field Hydrologist, Otter & Sons, March 2021 – present", 12, 2)],
    )
    return Profile(
        document=_document(path),
        as_of="2026-11-22",
        candidate=Candidate(name=name, email="someone@example.com", phone=None, location=None),
        roles=[role],
        projects=[
            Project(
                id="project-1",
                name="Weir Watch",
                role_id="role-1",
                start_date=None,
                end_date=None,
                evidence=[_evidence("Weir Watch, a gauge network", 14, 2)],
            )
        ],
        education=[
            Education(
                id="education-1",
                institution="Severn College",
                degree="B.Sc.",
                level="bachelor",
                field="Hydrology",
                start_date="2014",
                end_date="2017",
                gpa=None,
                completed=None,
                location=None,
                evidence=[_evidence("B.Sc. Hydrology, Severn College, 2014–2017", 30, 3)],
            )
        ],
        publications=[
            Publication(
                id="publication-1",
                title="Silt in Small Rivers",
                venue="Journal of Weirs",
                year=2022,
                candidate_authorship=None,
                url="https://silt.example.com/paper",
                evidence=[_evidence("Silt in Small Rivers. Journal of Weirs, 2022.", 41, 3)],
            )
        ],
        talks=[
            Talk(
                id="talk-1",
                title="Why Weirs",
                venue="River Day",
                date="2023-05",
                evidence=[_evidence("“Why Weirs”, River Day, May 2023", 44, 3)],
            )
        ],
        metrics=[_metric(baseline=49, value=71, unit="%")],
        qualifications=[
            Qualification(
                id="qualification-1",
                name="Gauge repair",
                kind="skill",
                date=None,
                evidence=[_evidence("Gauge repair", 50, 3)],
            )
        ],
        findings=[
            Finding(code="note", severity="info", message="A role has no end."),
            Finding(code="gap", severity="error", message="A page could not be read.", fact_ids=["role-1"]),
        ],
        unread_lines=[UnreadLine(line=60, start=6000, end=6011, text="Likes eels.")],
        provenance=PROVENANCE,
    )


def _metric(
    baseline: float | None = None, value: float | None = None, change: float | None = None, unit: str | None = None
) -> Metric:
    return Metric(
        id="metric-1",
        name="gauges online",
        baseline=baseline,
        value=value,
        change=change,
        change_kind=None,
        unit=unit,
        bound=None,
        approximate=False,
        context_id="role-1",
        evidence=[_evidence("Raised gauges online from 49% to 71%", 15, 2)],
    )


def _comparison(profile: str) -> Comparison:
    shown = [_evidence("B.Sc. Hydrology, Severn College, 2014–2017", 30, 3)]
    asked = {identity: [_evidence(sentence, 7)] for identity, _, _, sentence in REQUIREMENTS}
    return Comparison(
        profile=profile,
        posting="jobs/river",
        as_of="2026-11-22",
        verdicts=[
            Verdict(
                requirement_id="requirement-1",
                verdict="met",
                decided_by="computed",
                reason="A bachelor's degree in hydrology is shown.",
                fact_ids=["education-1"],
                evidence=shown,
                requirement_evidence=asked["requirement-1"],
                needs_review=False,
            ),
            Verdict(
                requirement_id="requirement-2",
                verdict="partial",
                decided_by="computed",
                reason="57 to 68 months of 60 are shown.",
                fact_ids=["role-1"],
                evidence=[_evidence("Field Hydrologist, Otter & Sons, March 2021 – present", 12, 2)],
                requirement_evidence=asked["requirement-2"],
                needs_review=True,
            ),
            Verdict(
                requirement_id="requirement-3",
                verdict="not_shown",
                decided_by="model",
                reason="No language is named.",
                requirement_evidence=asked["requirement-3"],
                needs_review=False,
            ),
            Verdict(
                requirement_id="requirement-4",
                verdict="contradicted",
                decided_by="model",
                reason="The résumé says otherwise: <b>a pipe</b>.",
                evidence=[_evidence("Smokes a pipe <!-- daily -->", 55, 4)],
                requirement_evidence=asked["requirement-4"],
                needs_review=False,
            ),
        ],
        counts=Counts(
            required=VerdictCounts(met=1, partial=1),
            preferred=VerdictCounts(not_shown=1),
            responsibility=VerdictCounts(contradicted=1),
        ),
        findings=[],
        provenance=PROVENANCE,
    )


def _run(base_url: str = "embedded", cost_usd: float | None = None, seconds: float = 185.0) -> Run:
    return Run(
        vouchline="0.1.0",
        as_of="2026-11-22",
        model="made-up-model",
        base_url=base_url,
        provider="llama.cpp",
        mode="json_schema",
        shape="closed",
        prompts={"roles": "a1b2"},
        schemas={"profile": "00ff"},
        usage=Usage(
            calls=12,
            cached_calls=3,
            reasks=1,
            tokens=Tokens(prompt=81230, cached=60112, completion=7421),
            seconds=100,
            cost_usd=cost_usd,
        ),
        usage_by_prompt={},
        price="unknown",
        seconds=seconds,
        finished=True,
        documents=[
            RunDocument(path="people/zora.pdf", name="people/zora", kind="resume", outcome="extracted"),
            RunDocument(
                path="scan.pdf",
                name=None,
                kind="unknown",
                outcome="failed",
                code="no_text_layer",
                reason="It holds pictures and no text.",
            ),
        ],
        comparisons=[
            RunComparison(profile="people/zora", posting="jobs/lock", outcome="failed", reason="The reply was cut off.")
        ],
    )


def _store(path: Path, model: Stored) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dump(model), encoding="utf-8")


@pytest.fixture
def out(tmp_path: Path) -> Path:
    for name, person in (("people/zora", "Zora Quill"), ("people/abel", "Ábel Finch")):
        _store(tmp_path / f"profiles/{name}.profile.json", _profile(person, f"{name}.pdf"))
        _store(tmp_path / f"comparisons/{name}--jobs/river.comparison.json", _comparison(name))
    _store(tmp_path / "postings/jobs/river.posting.json", POSTING)
    _store(tmp_path / "run.json", _run())
    return tmp_path


def _page(out: Path) -> html.HtmlElement:
    return html.document_fromstring(write_report(out).read_bytes().decode())


def _text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _texts(page: html.HtmlElement, selector: str) -> list[str]:
    return [_text(element) for element in page.cssselect(selector)]


def _data(page: html.HtmlElement) -> dict[str, Any]:
    """Return what the page's script works from."""
    (element,) = page.cssselect("script#data")
    return json.loads(element.text or "")


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
    data = _data(_page(out))
    (posting,) = data["postings"]
    assert len(posting["pairs"]) == 2
    for demand, requirement in zip(posting["demands"], REQUIREMENTS, strict=True):
        assert _quoted(demand["q"], posting["quotes"]) == [(requirement[3], 7, [requirement[1]])]
    for pair in posting["pairs"]:
        rows = data["people"][pair["p"]]["quotes"]
        for cell, verdict in zip(pair["cells"], _comparison("x").verdicts, strict=True):
            told = {data["reasons"][cell["r"]], data["reasons"][cell.get("s", cell["r"])]}
            assert any(verdict.reason.removesuffix(".") in each for each in told)
            assert data["keys"][cell["v"]] == verdict.verdict
            quoted = [(text, line) for text, line, _ in _quoted(cell.get("q", []), rows)]
            assert quoted == [(quote.text, quote.line) for quote in verdict.evidence]
            assert cell.get("n", 0) == verdict.needs_review
            assert cell.get("c", 0) == (verdict.decided_by == "computed")


def test_table_gives_each_candidate_a_row_each_verdict_a_word_and_counts_what_is_met(out: Path) -> None:
    page = _page(out)
    heads = page.cssselect(".matrix .demands th[data-d]")
    assert [_text(head).split(" ", 1)[1] for head in heads] == [requirement[1] for requirement in REQUIREMENTS]
    assert _texts(page, ".matrix .groups th") == ["Required", "Preferred", "Responsibilities"]
    for row in page.cssselect(".matrix tbody tr"):
        assert _texts(row, ".v") == ["Met", "Partial, needs review", "Not shown", "Contradicted"]
        assert [cell.get("class") for cell in row.cssselect(".v")] == [
            "v is-met", "v is-partial r", "v is-not_shown", "v is-contradicted"
        ]  # fmt: skip
        assert _texts(row, ".sum") == ["1/2", "0/1", "0/1"]


def test_reasons_are_told_where_no_script_runs(out: Path) -> None:
    (_, reasons) = _page(out).cssselect("noscript dl")
    assert _texts(reasons, "dt") == ["Met: 1", "Partial: 2", "Not shown: 3", "Contradicted: 4"]
    assert _texts(reasons, "dd")[0] == "A bachelor's degree in hydrology is shown."


def test_candidates_stand_in_the_order_of_their_names_and_the_page_says_so(out: Path) -> None:
    page = _page(out)
    assert _texts(page, ".matrix .who") == ["Ábel Finch", "Zora Quill"]
    assert [person["label"] for person in _data(page)["people"]] == ["Ábel Finch", "Zora Quill"]
    assert "no total score and no ranking. Candidates stand in the order of their names" in _text(page)


def test_each_fact_is_told_with_its_evidence(out: Path) -> None:
    person = _data(_page(out))["people"][0]
    told = {item["id"]: item for _, items in person["parts"] for item in items}
    told |= {item["id"]: item for item in person["skills"]}
    profile = _profile("Ábel Finch", "x")
    assert set(told) == {fact.id for fact in profile.facts()}
    for fact in profile.facts():
        assert [text for text, _, _ in _quoted(told[fact.id]["q"], person["quotes"])] == [fact.evidence[0].text]
    assert told["metric-1"]["w"] == "from 49% to 71%"
    assert told["role-1"]["w"] == "2021-03 – present"
    assert person["unread"] == [[60, "Likes eels."]]


def test_findings_have_errors_before_the_rest(out: Path) -> None:
    person = _data(_page(out))["people"][0]
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
    page = _page(out)
    ids = [element.get("id") for element in page.cssselect("[id]")]
    assert len(ids) == len(set(ids))
    targets = {element.get("href") for element in page.cssselect("[href]")}
    assert targets <= {f"#{identity}" for identity in ids}
    labels = {element.get("aria-labelledby") for element in page.cssselect("[aria-labelledby]")}
    assert labels <= set(ids)


def test_page_loads_nothing_and_keeps_no_style_or_handler_in_attributes(out: Path) -> None:
    page = _page(out)
    assert not page.cssselect("[src], link, iframe, object, embed, base, img, [style]")
    handlers = [name for element in page.iter() for name in element.attrib if str(name).startswith("on")]
    assert handlers == []


def test_policy_allows_the_one_script_and_the_one_style_by_their_hashes(out: Path) -> None:
    page = _page(out)
    (policy,) = [meta.get("content") for meta in page.cssselect("meta[http-equiv='Content-Security-Policy']")]
    directives = dict(part.strip().split(" ", 1) for part in (policy or "").split(";"))
    assert directives["default-src"] == "'none'"
    for tag, selector in (("script", "script:not([type])"), ("style", "style")):
        (element,) = page.cssselect(selector)
        digest = base64.b64encode(hashlib.sha256((element.text or "").encode()).digest()).decode()
        assert directives[f"{tag}-src"] == f"'sha256-{digest}'"


def test_script_in_a_name_is_text_when_a_resume_is_hostile(out: Path) -> None:
    _store(out / "profiles/people/zora.profile.json", _profile(HOSTILE, 'a"></script><script>1</script>.pdf'))
    page = _page(out)
    assert len(page.cssselect("script")) == 2
    assert not page.cssselect("img, b")
    (element,) = page.cssselect("script#data")
    assert not set("<>&\u2028\u2029") & set(element.text or "")
    assert HOSTILE in _texts(page, ".matrix .who")
    assert HOSTILE in [person["label"] for person in _data(page)["people"]]


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


def test_failed_documents_and_comparisons_are_named_with_their_reason(out: Path) -> None:
    trouble = _texts(_page(out), ".trouble li")
    assert trouble[:2] == [
        "scan.pdf It holds pictures and no text.",
        "people/zora with jobs/lock The reply was cut off.",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'{"schema_version": "1", "docu', "not valid JSON"),
        (b"\xff\xfe", "not valid JSON"),
        (b"", "not valid JSON"),
        (b"{}", "does not follow its schema at document"),
        (b"[]", "does not follow its schema at the whole file"),
        (b'{"schema_version": "2"}', "another version of Vouchline"),
    ],
)
def test_damaged_file_is_named_and_the_rest_stays_on_the_page(out: Path, content: bytes, reason: str) -> None:
    (out / "profiles/people/zora.profile.json").write_bytes(content)
    page = _page(out)
    (line,) = _texts(page, "#unreadable li")
    assert line.startswith("profiles/people/zora.profile.json")
    assert reason in line
    assert _texts(page, ".matrix .who") == ["Ábel Finch", "people/zora"]


def test_missing_files_are_named_and_requirements_come_from_the_comparison(out: Path) -> None:
    (out / "postings/jobs/river.posting.json").unlink()
    (out / "profiles/people/abel.profile.json").unlink()
    (out / "run.json").unlink()
    page = _page(out)
    assert [line.split()[0] for line in _texts(page, "#unreadable li")] == [
        "run.json",
        "postings/jobs/river.posting.json",
        "profiles/people/abel.profile.json",
    ]
    assert _texts(page, ".matrix .demands th[data-d]")[2:] == ["3 Welsh is a plus.", "4 You will not smoke."]
    assert not page.cssselect("#run")


def test_comparison_is_named_when_its_profile_was_read_again_since(out: Path) -> None:
    profile = _profile("Zora Quill", "people/zora.pdf").model_copy(update={"education": []})
    _store(out / "profiles/people/zora.profile.json", profile)
    page = _page(out)
    (line,) = _texts(page, "#unreadable li")
    assert line.startswith("comparisons/people/zora--jobs/river.comparison.json It rests on education-1")


def test_profile_is_listed_when_it_was_compared_with_nothing(out: Path) -> None:
    _store(out / "profiles/late.profile.json", _profile(None, "late.pdf"))
    page = _page(out)
    assert _texts(page, ".posting > p.quiet") == ["Not compared with this posting: late."]
    assert [person["label"] for person in _data(page)["people"] if person.get("nameless")] == ["late"]


def test_namesakes_are_told_apart_by_their_files(out: Path) -> None:
    _store(out / "profiles/people/abel.profile.json", _profile("Zora Quill", "people/abel.pdf"))
    assert _texts(_page(out), ".matrix .who") == ["Zora Quill (people/abel)", "Zora Quill (people/zora)"]


@pytest.mark.parametrize("make", [True, False], ids=["empty folder", "no folder"])
def test_run_first_is_the_advice_when_there_is_nothing_to_report(tmp_path: Path, make: bool) -> None:
    out = tmp_path / "out"
    if make:
        out.mkdir()
    with pytest.raises(UserError, match="vouchline run FOLDER") as raised:
        write_report(out)
    assert repr(str(out)) in str(raised.value)
    assert not (out / "report.html").exists()


def test_error_names_the_report_when_it_cannot_be_written(out: Path) -> None:
    (out / "report.html").mkdir()
    with pytest.raises(UserError, match=r"report\.html"):
        write_report(out)
    assert not list(out.glob(".vouchline-*"))


@pytest.mark.parametrize(
    ("run", "words"),
    [
        (_run(), "none – ran on this computer"),
        (_run(base_url="https://models.example.com/v1"), "unknown"),
        (_run(base_url="https://models.example.com/v1", cost_usd=0.0132), "0.0132 US dollars"),
    ],
    ids=["embedded", "no price", "priced"],
)
def test_cost_is_said_in_words_and_never_zero_when_unknown(run: Run, words: str) -> None:
    assert cost(run) == words


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"baseline": 49, "value": 71, "unit": "%"}, "from 49% to 71%"),
        ({"value": 2_000_000, "unit": "users", "bound": "at_least"}, "at least 2,000,000\u00a0users"),
        ({"change": 1980, "change_kind": "factor", "bound": "up_to"}, "up to 1,980×"),
        ({"change": -92, "change_kind": "percent", "approximate": True}, "about −92%"),
        ({"change": 9.62, "change_kind": "percentage_points"}, "9.62 percentage points"),
        ({"change": 25, "change_kind": "percent", "direction": "decrease"}, "down 25%"),
        ({"change": 25, "change_kind": "percent", "direction": "increase"}, "up 25%"),
        ({"change": 3, "change_kind": "absolute", "unit": "s", "direction": "unknown"}, "3\u00a0s"),
        (
            {"baseline": 6, "value": 4, "unit": "minutes", "baseline_unit": "hours"},
            "from 6\u00a0hours to 4\u00a0minutes",
        ),
        ({"value": 3.5e10}, "35,000,000,000"),
        ({}, ""),
    ],
)
def test_metric_is_written_as_it_was_stated(changes: dict[str, object], words: str) -> None:
    assert measure(_metric().model_copy(update=changes)) == words


def test_periods_say_what_is_open() -> None:
    assert period("2020-06", "2022-09") == "2020-06 – 2022-09"
    assert period("2020", None, is_current=True) == "2020 – present"
    assert period("2020", None) == "2020 – ?"
    assert period(None, "2022") == "until 2022"
    assert period(None, None) == ""


def test_seconds_are_said_in_minutes_when_there_are_many() -> None:
    assert duration(42.31) == "42.3\u00a0s"
    assert duration(185) == "3\u00a0min 05\u00a0s"


def test_characters_that_hide_or_turn_text_are_spelt_out() -> None:
    assert show_hidden("Ana\u202eenO\x00\nnext\tcol") == "Ana⟨U+202E⟩enO⟨U+0000⟩\nnext\tcol"
