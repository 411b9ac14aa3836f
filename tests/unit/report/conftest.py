"""Fixtures of the tests in this folder."""

from pathlib import Path

import pytest

from tests.unit.report.made_up_run import POSTING, made_up_comparison, made_up_profile, made_up_run, store


@pytest.fixture
def out(tmp_path: Path) -> Path:
    for name, person in (("people/zora", "Zora Quill"), ("people/abel", "Ábel Finch")):
        store(tmp_path / f"profiles/{name}.profile.json", made_up_profile(person, f"{name}.pdf"))
        store(tmp_path / f"comparisons/{name}--jobs/river.comparison.json", made_up_comparison(name))
    store(tmp_path / "postings/jobs/river.posting.json", POSTING)
    store(tmp_path / "run.json", made_up_run())
    return tmp_path
