"""The samples read by the embedded model, from recordings: the promises hold, and what gold says is found."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

import schemas
from extract.comparison.compare import compare_profile
from extract.documents import Document, read_document
from extract.extraction.posting import extract_posting
from extract.extraction.profile import extract_profile
from extract.llm.client import ModelClient
from extract.llm.recordings.cassettes import Cassette
from extract.text.anchor import TextIndex
from schemas import Comparison, Posting, Profile

SAMPLES = Path(__file__).parents[2] / "samples"
GOLD = SAMPLES / "gold"
AS_OF = "2026-11-22"
DOCUMENTS = {
    path.stem: path for folder in ("demo", "resumes", "postings") for path in sorted((SAMPLES / folder).iterdir())
}
RESUMES = (
    "agnes_thibault", "carla_benedetti", "desmond_pruitt", "eszter_halmos", "hannah_breitkopf", "joao_tavares", "kwame_asante",
    "lucas_fairweather", "maeve_okonkwo", "noor_haddad", "priya_venkataraman", "tomasz_zielinski", "zoe_lindqvist",
)  # fmt: skip
POSTINGS = (
    "applied_scientist", "critical_care_nurse", "history_german_teacher", "search_ranking_engineer", "senior_accountant",
)  # fmt: skip
PAIRS = (
    "agnes_thibault--search_ranking_engineer", "joao_tavares--search_ranking_engineer",
    "zoe_lindqvist--search_ranking_engineer",
)  # fmt: skip
STORED = Path(__file__).parent / "stored"
"""Profiles and postings that the comparisons start from, as these tests made them; a test holds them to be current."""


def gold(name: str) -> dict[str, Any]:
    return json.loads((GOLD / f"{name}.gold.json").read_text("utf-8"))


async def profile_of(name: str, client: ModelClient) -> tuple[Document, Profile]:
    document = read_document(DOCUMENTS[name])
    async with client:
        return document, await extract_profile(document, client, as_of=AS_OF, name=DOCUMENTS[name].name)


async def posting_of(name: str, client: ModelClient) -> tuple[Document, Posting]:
    document = read_document(DOCUMENTS[name])
    async with client:
        return document, await extract_posting(document, client, name=DOCUMENTS[name].name)


def evidence_of(value: object) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        if {"start", "end", "text"} <= fields.keys():
            yield fields
        for inner in fields.values():
            yield from evidence_of(inner)
    elif isinstance(value, list):
        for inner in cast("list[object]", value):
            yield from evidence_of(inner)


def assert_evidence_holds(document: Document, stored: schemas.Stored) -> None:
    pieces = list(evidence_of(stored.model_dump(mode="json")))
    assert pieces
    assert all(document.text[piece["start"] : piece["end"]] == piece["text"] for piece in pieces)


def store(name: str, stored: schemas.Stored, request: pytest.FixtureRequest) -> None:
    """Keep what a recording gives while recording; afterwards, hold what is kept to be just that."""
    file = STORED / f"{name}.json"
    if request.config.getoption("--record-mode", default=None):
        file.parent.mkdir(exist_ok=True)
        file.write_text(schemas.dump(stored), "utf-8")
    assert file.read_text("utf-8") == schemas.dump(stored)


@pytest.mark.parametrize("name", RESUMES)
def test_every_value_of_a_profile_stands_in_its_resume(
    name: str, cassette: Cassette, client: ModelClient, request: pytest.FixtureRequest
) -> None:
    document, profile = asyncio.run(profile_of(name, client))
    assert_evidence_holds(document, profile)
    index = TextIndex(document.text)
    for fact in profile.facts():
        for field, leaf in fact.leaves.items():
            value = getattr(fact, field)
            if isinstance(value, str) and leaf.how != "derived":
                assert index.find(value), (fact.id, field)
            assert document.text[leaf.start : leaf.end].strip(), (fact.id, field)
    cited = {
        line
        for fact in profile.facts()
        for piece in fact.evidence
        for line in range(piece.line, piece.line + piece.text.count("\n") + 1)
    }
    listed = {unread.line for unread in profile.unread_lines}
    assert not cited & listed
    store(f"{name}.profile", profile, request)


@pytest.mark.parametrize("name", POSTINGS)
def test_every_requirement_is_a_piece_of_its_posting(
    name: str, cassette: Cassette, client: ModelClient, request: pytest.FixtureRequest
) -> None:
    document, posting = asyncio.run(posting_of(name, client))
    assert_evidence_holds(document, posting)
    for requirement in posting.requirements:
        assert " ".join(requirement.evidence[0].text.split()) == requirement.text
    store(f"{name}.posting", posting, request)


@pytest.mark.parametrize("pair", PAIRS)
def test_each_requirement_has_a_verdict_and_each_met_has_evidence(
    pair: str, cassette: Cassette, client: ModelClient
) -> None:
    comparison = asyncio.run(comparison_of(pair, client))
    posting = stored_posting(pair)
    assert [v.requirement_id for v in comparison.verdicts] == [r.id for r in posting.requirements]
    facts = {fact.id for fact in stored_profile(pair).facts()}
    for verdict in comparison.verdicts:
        assert set(verdict.fact_ids) <= facts
        if verdict.verdict in ("met", "partial"):
            assert verdict.evidence
            assert verdict.fact_ids
        if verdict.decided_by == "model":
            assert verdict.chances is not None
            assert verdict.probability == verdict.chances[verdict.verdict]
            assert sum(verdict.chances.values()) == pytest.approx(1.0, abs=0.001)


def stored_profile(pair: str) -> Profile:
    return Profile.model_validate_json((STORED / f"{pair.split('--')[0]}.profile.json").read_text("utf-8"))


def stored_posting(pair: str) -> Posting:
    return Posting.model_validate_json((STORED / f"{pair.split('--')[1]}.posting.json").read_text("utf-8"))


async def comparison_of(pair: str, client: ModelClient) -> Comparison:
    profile_name, posting_name = pair.split("--")
    async with client:
        return await compare_profile(
            stored_profile(pair), stored_posting(pair), client,
            profile_name=profile_name, posting_name=posting_name, as_of=AS_OF,
        )  # fmt: skip
