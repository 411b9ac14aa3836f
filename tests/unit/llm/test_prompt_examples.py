"""Words of the examples in prompts never become facts of a document that does not hold them."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from extract.documents import read_document
from extract.extraction.posting import extract_posting
from extract.extraction.profile import extract_profile
from extract.llm.client import ModelClient
from extract.llm.prompts.prompt import load_prompt, prompt_names
from extract.llm.request.providers import Shape, resolve_endpoint
from extract.pipeline.setup.prompt_check import BUILDERS
from schemas import Posting, Profile
from testing.example_words import example_words, leaked
from testing.servers.fitting import serve_fitting

ROOT = Path(__file__).parents[3]
STORED = ROOT / "tests" / "replay" / "stored"
PATHS = {p.stem: p for folder in ("demo", "resumes", "postings") for p in sorted((ROOT / "samples" / folder).iterdir())}


def test_examples_have_words_that_could_leak() -> None:
    assert len(example_words()) > 30
    assert {name for name in prompt_names() if load_prompt(name).examples} <= set(BUILDERS)


@pytest.mark.parametrize("path", sorted(STORED.iterdir()), ids=lambda path: path.stem)
def test_recorded_results_hold_no_words_of_examples_that_their_document_lacks(path: Path) -> None:
    name, kind, _ = path.name.split(".")
    stored = (Profile if kind == "profile" else Posting).model_validate_json(path.read_bytes())
    assert leaked(stored, read_document(PATHS[name]).text) == []


@pytest.mark.parametrize("shape", ["static", "closed"])
@pytest.mark.parametrize("name", ["zoe_lindqvist", "desmond_pruitt"])
def test_nothing_lands_in_a_profile_when_the_model_repeats_its_examples(name: str, shape: Shape) -> None:
    words = example_words()
    document = read_document(PATHS[name])
    taken = iter(words * 100)

    def repeat(schema: str, _: list[str]) -> Any:
        match schema:
            case "CandidateAnswer":
                return {"name": next(taken), "location": next(taken)}
            case "Jobs":
                return {"jobs": [{"employer": next(taken), "title": next(taken), "location": None, "period": None}]}
            case "Degrees":
                fields = ("institution", "degree", "field")
                return {"degrees": [{**{field: next(taken) for field in fields}, "gpa": None, "period": None}]}
            case "Publications":
                return {"publications": [{"title": f"{next(taken)} {next(taken)}", "venue": next(taken), "year": None}]}
            case "Projects":
                return {"projects": [{"name": next(taken), "period": None}]}
            case "Talks":
                return {"talks": [{"title": f"{next(taken)} {next(taken)}", "venue": next(taken), "date": None}]}
            case "NamedAnswer":
                return {"skills": [next(taken) for _ in range(10)]}
            case "ListedNumbers":
                example = load_prompt("metrics_listed").examples[0].answer
                return {"numbers": example["numbers"]}
            case "RepairAnswer":
                return {"value": next(taken)}
            case _:
                return None

    with serve_fitting(answer=repeat) as server:
        endpoint = resolve_endpoint(base_url=server.base_url, model="made-up", provider="llama_cpp", shape=shape)

        async def extract() -> Profile:
            async with ModelClient(endpoint, cache=None) as client:
                return await extract_profile(document, client, as_of="2026-11-22")

        profile = asyncio.run(extract())
    assert leaked(profile, document.text) == []
    assert not profile.roles
    assert not profile.publications
    assert {finding.code for finding in profile.findings} >= {"unsupported_value"}


def test_nothing_lands_in_a_posting_when_the_model_repeats_its_examples() -> None:
    document = read_document(PATHS["applied_scientist"])
    pieces = [demand for example in load_prompt("demands").examples for demand in example.answer["demands"]]

    def repeat(schema: str, _: list[str]) -> Any:
        if schema == "Demands":
            return {"demands": pieces[:3]}
        return {"title": pieces[0], "company": pieces[1], "location": None} if schema == "HeadAnswer" else None

    with serve_fitting(answer=repeat) as server:
        endpoint = resolve_endpoint(base_url=server.base_url, model="made-up", provider="llama_cpp", shape="static")

        async def extract() -> Posting:
            async with ModelClient(endpoint, cache=None) as client:
                return await extract_posting(document, client)

        posting = asyncio.run(extract())
    assert leaked(posting, document.text) == []
    assert posting.title is None
    assert all(" ".join(r.evidence[0].text.split()) == r.text for r in posting.requirements)
