"""Positions as LinkedIn's own export prints them, read by code alone."""

from __future__ import annotations

import json
from pathlib import Path

from extract.documents import read_document
from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds.careers.exported_roles import exported_roles
from extract.llm.client import ModelClient
from extract.llm.request.providers import resolve_endpoint
from testing.builders.documents import document_of

SET = Path(__file__).parents[4] / "bench" / "sets" / "inbox"
CLIENT = ModelClient(resolve_endpoint(base_url="http://127.0.0.1:9/v1", model="none"), cache=None)


def test_every_position_of_an_export_has_its_employer_and_place() -> None:
    reading = ExtractionContext(read_document(SET / "docs" / "Profile.pdf"), "resume", CLIENT, "Profile")
    gold = json.loads((SET / "gold" / "Profile.profile.gold.json").read_text("utf-8"))["roles"]
    fields = ("employer", "title", "location", "start_date", "end_date")
    wanted = [tuple(role[field] for field in fields) for role in gold if not role.get("optional")]
    found = [tuple(draft.values.get(field) for field in fields) for _, draft in exported_roles(reading)]
    assert found == wanted


def test_a_resume_that_is_no_export_is_left_to_the_model() -> None:
    text = "Ada Byron\n\nExperience\nAcme\nEngineer\nMay 2017 - January 2019\nLondon\nBuilt engines.\n"
    assert exported_roles(ExtractionContext(document_of(text), "resume", CLIENT, "ada")) == []
