"""What a résumé denies: a skill or a condition is contradicted by the person's own words, and by nothing less."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from extract.comparison.compare import compare_profile
from extract.llm.client import ModelClient
from schemas import UnreadLine, Verdict
from testing.builders.profiles import AS_OF, MadeUpResume, posting, requirement
from testing.fake_client import answering

DENIALS: list[tuple[str, str, bool]] = [
    ("I have no experience with SAP.", "SAP", True),
    ("No SAP experience", "SAP", True),
    ("No SAP.", "SAP", True),
    ("Unfamiliar with SAP", "SAP", True),
    ("I have never worked with SAP", "SAP", True),
    ("I don't have any knowledge of SAP", "SAP", True),
    ("Keine Erfahrung mit SAP", "SAP", True),
    ("Keine SAP-Kenntnisse", "SAP", True),
    ("Ich habe noch nie mit Kubernetes gearbeitet", "Kubernetes", True),
    ("Aucune expérience avec SAP", "SAP", True),
    ("Sin experiencia en SAP", "SAP", True),
    ("Não tenho experiência com SAP", "SAP", True),
    ("Geen ervaring met SAP", "SAP", True),
    ("Nessuna esperienza con SAP", "SAP", True),
    ("No experience with K8s", "Kubernetes", True),
    ("No experience with PostgreSQL", "SQL", False),
    ("Built the shop without SAP", "SAP", False),
    ("Moved to Oracle instead of SAP", "SAP", False),
    ("Never let SAP stand still", "SAP", False),
    ("I no longer use SAP", "SAP", False),
    ("Not only SAP but Oracle", "SAP", False),
    ("No downtime in three years, and SAP upgraded", "SAP", False),
    ("Spoke of nothing of the kind", "SAP", False),
]


def judged(resume: MadeUpResume, demand: str, kind: Any = None, unread: str | None = None, **more: Any) -> Verdict:
    profile = resume.profile()
    if unread is not None:
        start = profile.roles[0].evidence[-1].end + 1
        line = UnreadLine(line=9, start=start, end=start + len(unread), text=unread)
        profile = profile.model_copy(update={"unread_lines": [line]})

    async def compare(endpoint: Any) -> Verdict:
        async with ModelClient(endpoint, cache=None) as client:
            wanted = posting(requirement(demand, kind, **more))
            found = await compare_profile(
                profile, wanted, client, profile_name="one", posting_name="other", as_of=AS_OF
            )
            return found.verdicts[0]

    with answering(lambda asked: {"shows": "no"}) as server:
        return asyncio.run(compare(server.endpoint()))


@pytest.mark.parametrize(("line", "skill", "contradicted"), DENIALS, ids=[case[0] for case in DENIALS])
def test_skill_is_contradicted_where_the_person_denies_having_it(line: str, skill: str, contradicted: bool) -> None:
    verdict = judged(MadeUpResume().role("Clerk", "2020", "2021", line), skill, "skill", skills=[skill])
    assert (verdict.verdict == "contradicted") == contradicted, verdict.reason
    if contradicted:
        assert ([piece.text for piece in verdict.evidence], verdict.needs_review) == ([line], True)
        assert verdict.decided_by == "computed"


def test_line_that_no_fact_cites_can_deny_a_skill_but_never_show_it() -> None:
    resume = MadeUpResume().role("Clerk", "2020", "2021", "Filed letters")
    denied = judged(resume, "SAP", "skill", "I have no experience with SAP.", skills=["SAP"])
    assert (denied.verdict, [piece.line for piece in denied.evidence]) == ("contradicted", [9])
    assert judged(resume, "SAP", "skill", "I have experience with SAP.", skills=["SAP"]).verdict == "not_shown"


def test_skill_that_another_line_shows_is_not_contradicted() -> None:
    resume = MadeUpResume().role("Clerk", "2020", "2021", "Booked in SAP", "No experience with SAP HANA")
    assert judged(resume, "SAP", "skill", skills=["SAP"]).verdict == "met"


def test_all_have_to_be_denied_where_any_will_do() -> None:
    resume = MadeUpResume().role("Clerk", "2020", "2021", "No experience with SAP")
    skills = ["SAP", "Navision"]
    assert judged(resume, "SAP or Navision", "skill", skills=skills, match="any").verdict == "not_shown"
    assert judged(resume, "SAP and Navision", "skill", skills=skills, match="all").verdict == "contradicted"


def test_demand_that_names_no_skill_is_not_contradicted() -> None:
    resume = MadeUpResume().role("Clerk", "2020", "2021", "No experience with SAP")
    assert judged(resume, "Writes clear letters", "ability", skills=[], match="any").verdict == "not_shown"


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("I do not hold a driving licence.", "contradicted"),
        ("No valid driver's license", "contradicted"),
        ("Kein Führerschein", "contradicted"),
        ("Ich habe keinen gültigen Führerschein.", "contradicted"),
        ("Pas de permis de conduire", "contradicted"),
        ("Clean driving licence", "met"),
        ("No points on my driving licence", "not_shown"),
    ],
)
def test_driving_licence_is_contradicted_where_it_is_denied(line: str, verdict: str) -> None:
    resume = MadeUpResume().role("Clerk", "2020", "2021", line)
    assert judged(resume, "Driving licence").verdict == verdict


def test_trait_is_not_met_by_its_word() -> None:
    resume = MadeUpResume().role("Clerk", "2020", "2021", "A true team player")
    verdict = judged(resume, "Team player", "trait", skills=["team player"])
    assert (verdict.verdict, verdict.needs_review) == ("partial", True)
    assert [piece.text for piece in verdict.evidence] == ["A true team player"]
    assert verdict.reason.startswith("“team player” is named. No résumé can prove a trait")
