"""Sections of projects: the name that heads each entry is read by code, with its period."""

from __future__ import annotations

import pytest

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds.projects.listed import listed_projects
from extract.llm.client import ModelClient
from testing.builders.documents import document_of

LISTS: list[tuple[str, str, list[tuple[str, str | None]]]] = [
    ("name and dash", "boatlog – a logbook for sailors\nwindrose – wind charts, used by 30 clubs", [("boatlog", None), ("windrose", None)]),
    ("name with its date at the margin", "boatlog\t2021\nA logbook in 900 bytes\n- Used by 30 clubs\nwindrose\tNov 2023 – present", [("boatlog", "2021"), ("windrose", "2023-11")]),
    ("date before the name", "Mar 2022 – present\tboatlog\nA logbook for sailors", [("boatlog", "2022-03")]),
    ("name alone with its dates below", "Tide Queue\n\nSep 2022 – Dec 2022\n\n- Draws tides", [("Tide Queue", "2022-09")]),
    ("bullets", "- **boatlog** (Rust): a logbook\n- Maintainer of the tests of a large library for numbers", [("boatlog", None)]),
    ("tools behind a bar", "boatlog | Rust, DuckDB | code\tJan. 2025 – present", [("boatlog", "2025-01")]),
    ("period within a description", "Coast Panel – firms and workers, 1998–2019, built from registers", [("Coast Panel", None)]),
    ("page footer and address", "boatlog\nPage 2 of 3\nboatlog.example.com/log", [("boatlog", None)]),
]  # fmt: skip


@pytest.mark.parametrize(("section", "projects"), [c[1:] for c in LISTS], ids=[c[0] for c in LISTS])
def test_entries_of_a_section_are_projects(section: str, projects: list[tuple[str, str | None]]) -> None:
    nobody: ModelClient = None  # type: ignore[assignment] # Nothing is asked here.
    reading = ExtractionContext(
        document_of(f"Zora Vance\n\nProjects\n{section}\n\nSkills\nBoats"), "resume", nobody, "made_up"
    )
    found = listed_projects(reading)
    assert [(draft.values["name"], draft.values.get("start_date")) for draft in found] == projects
