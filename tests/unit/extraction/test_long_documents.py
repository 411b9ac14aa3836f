"""A résumé of 40 pages is shown in parts: nothing is lost where it is cut, nothing comes twice, evidence is right."""

from __future__ import annotations

import asyncio
import re
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bench.long_resume import COUNTS, LINES_A_PAGE, LongResume, make_resume
from extract.documents import Document, read_document
from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds.careers.careers import extract_careers
from extract.extraction.kinds.publications.publications import extract_publications
from extract.extraction.kinds.publications.talks import extract_talks
from extract.llm.client import ModelClient
from extract.llm.models.profile import PROVIDERS
from extract.llm.request.providers import resolve_endpoint
from extract.text.drafts import Draft
from testing.servers.fitting import Answering, serve_fitting


def read(resume: LongResume, folder: Path) -> Document:
    path = folder / "long.txt"
    path.write_text(resume.text, "utf-8")
    return read_document(path)


def reading_of(document: Document) -> ExtractionContext:
    endpoint = resolve_endpoint(base_url="http://127.0.0.1:9/v1", model="none", provider="llama_cpp")
    return ExtractionContext(document, "resume", ModelClient(endpoint, cache=None), "long.txt")


def answering(resume: LongResume) -> Answering:
    """A model that names every true fact whose words all stand in what it is shown, and no other."""

    def answer(schema: str, messages: list[str]) -> Any:
        shown = " ".join(messages[0].split())

        def seen(kind: str, *names: str) -> list[dict[str, str]]:
            return [fact for fact in resume.facts[kind] if all(fact[name] in shown for name in names)]

        match schema:
            case "Jobs":
                return {"jobs": [{**fact, "location": None} for fact in seen("roles", "employer", "title")]}
            case "Degrees":
                found = seen("degrees", "degree", "institution")
                return {"degrees": [{**fact, "field": None, "gpa": None} for fact in found]}
            case "Publications":
                return {"publications": [{**fact, "year": int(fact["year"])} for fact in seen("publications", "title")]}
            case "Talks":
                found = seen("talks", "title")
                return {"talks": [{"title": f["title"], "venue": f["venue"], "date": f["year"]} for f in found]}
            case _:
                return None

    return answer


@pytest.mark.parametrize("blank_lines", [True, False], ids=["entries parted", "entries not parted"])
def test_every_fact_comes_once_when_a_long_document_is_cut(blank_lines: bool, tmp_path: Path) -> None:
    resume = make_resume(blank_lines=blank_lines)
    assert make_resume().text.count("\n") >= 38 * LINES_A_PAGE
    document = read(resume, tmp_path)
    found: dict[str, list[Draft]] = {}
    with serve_fitting(answer=answering(resume)) as server:
        endpoint = resolve_endpoint(base_url=server.base_url, model="made-up", provider="llama_cpp")

        async def extract() -> None:
            async with ModelClient(endpoint, cache=None) as client:
                reading = ExtractionContext(document, "resume", client, "long.txt")
                found["roles"], found["degrees"] = await extract_careers(reading)
                found["publications"] = await extract_publications(reading)
                found["talks"] = await extract_talks(reading, found["publications"])

        asyncio.run(extract())
    for kind, name in (
        ("roles", "employer"),
        ("degrees", "institution"),
        ("publications", "title"),
        ("talks", "title"),
    ):
        assert [draft.values[name] for draft in found[kind]] == [fact[name] for fact in resume.facts[kind]], kind
    assert [role.values["start_date"] for role in found["roles"]] == [f"{2024 - n}-09" for n in range(COUNTS["roles"])]
    assert [paper.values["year"] for paper in found["publications"]] == [
        int(fact["year"]) for fact in resume.facts["publications"]
    ]
    for draft in (draft for drafts in found.values() for draft in drafts):
        for name in draft.values.keys() & {"title", "employer", "institution", "venue"}:
            leaf = draft.leaves[name]
            assert " ".join(document.text[leaf.start : leaf.end].split()) == draft.values[name]
    spots = [
        (d.leaves["title"].start, d.leaves["title"].end) for kind in ("publications", "talks") for d in found[kind]
    ]
    assert len(spots) == len(set(spots))


@pytest.mark.parametrize("blank_lines", [True, False], ids=["entries parted", "entries not parted"])
def test_parts_hold_every_line_once_and_end_between_entries(blank_lines: bool, tmp_path: Path) -> None:
    resume = make_resume(blank_lines=blank_lines)
    document = read(resume, tmp_path)
    parts = reading_of(document).parts()
    assert len(parts) > 6
    assert all(len(document.text[start:end].encode()) <= PROVIDERS["llama_cpp"].part_bytes for start, end in parts)
    for line in document.lines:
        if document.line_text(line).strip():
            assert sum(start <= line.start and line.end <= end for start, end in parts) == 1
    assert all(one[1] <= other[0] for one, other in pairwise(parts))
    begins = [document.text[start:end].lstrip().split("\n")[0] for start, end in parts]
    assert all(
        re.match(r"•|Ferrant, L\.|Lavinia|\w+$|Invited talks|[A-Z][\w ]+, \w+ College", line) for line in begins
    ), begins
