"""A made-up run with two candidates and a posting, and ways to look at its page."""

import json
from pathlib import Path
from typing import Any

from lxml import html

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


def evidence(text: str, line: int, page: int | None = None) -> Evidence:
    return Evidence(start=line * 100, end=line * 100 + len(text), text=text, line=line, page=page)


def document(path: str) -> DocumentInfo:
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
    document=document("jobs/river.md"),
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
            evidence=[evidence(sentence, 7)],
        )
        for identity, text, importance, sentence in REQUIREMENTS
        if importance in ("required", "preferred", "responsibility")
    ],
    findings=[],
    unread_lines=[UnreadLine(line=2, start=10, end=30, text="We love our rivers.")],
    provenance=PROVENANCE,
)


def made_up_profile(name: str | None, path: str) -> Profile:
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
        evidence=[evidence("Field Hydrologist, Otter & Sons, March 2021 – present", 12, 2)],
    )
    return Profile(
        document=document(path),
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
                evidence=[evidence("Weir Watch, a gauge network", 14, 2)],
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
                evidence=[evidence("B.Sc. Hydrology, Severn College, 2014–2017", 30, 3)],
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
                evidence=[evidence("Silt in Small Rivers. Journal of Weirs, 2022.", 41, 3)],
            )
        ],
        talks=[
            Talk(
                id="talk-1",
                title="Why Weirs",
                venue="River Day",
                date="2023-05",
                evidence=[evidence("“Why Weirs”, River Day, May 2023", 44, 3)],
            )
        ],
        metrics=[made_up_metric(baseline=49, value=71, unit="%")],
        qualifications=[
            Qualification(
                id="qualification-1",
                name="Gauge repair",
                kind="skill",
                date=None,
                evidence=[evidence("Gauge repair", 50, 3)],
            )
        ],
        findings=[
            Finding(code="note", severity="info", message="A role has no end."),
            Finding(code="gap", severity="error", message="A page could not be read.", fact_ids=["role-1"]),
        ],
        unread_lines=[UnreadLine(line=60, start=6000, end=6011, text="Likes eels.")],
        provenance=PROVENANCE,
    )


def made_up_metric(
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
        evidence=[evidence("Raised gauges online from 49% to 71%", 15, 2)],
    )


def made_up_comparison(profile: str) -> Comparison:
    shown = [evidence("B.Sc. Hydrology, Severn College, 2014–2017", 30, 3)]
    asked = {identity: [evidence(sentence, 7)] for identity, _, _, sentence in REQUIREMENTS}
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
                evidence=[evidence("Field Hydrologist, Otter & Sons, March 2021 – present", 12, 2)],
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
                evidence=[evidence("Smokes a pipe <!-- daily -->", 55, 4)],
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


def made_up_run(base_url: str = "embedded", cost_usd: float | None = None, seconds: float = 185.0) -> Run:
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


def store(path: Path, model: Stored) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(dump(model), encoding="utf-8")


def read_page(out: Path) -> html.HtmlElement:
    return html.document_fromstring(write_report(out).read_bytes().decode())


def text_of(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def texts_of(page: html.HtmlElement, selector: str) -> list[str]:
    return [text_of(element) for element in page.cssselect(selector)]


def page_data(page: html.HtmlElement) -> dict[str, Any]:
    """Return what the page's script works from."""
    (element,) = page.cssselect("script#data")
    return json.loads(element.text or "")
