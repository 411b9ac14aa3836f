"""Fixtures of the tests in this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.evaluation.as_stored import as_stored
from tests.unit.evaluation.planted import COMPARISON, POSTING, PROFILE, store, write


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    files = {"ada.profile": PROFILE, "ward.posting": POSTING, "ada--ward.comparison": COMPARISON}
    for name, content in files.items():
        write(tmp_path / "gold" / f"{name}.gold.json", content)
        store(tmp_path / "out", name, as_stored(name, content))
    return tmp_path / "gold"


@pytest.fixture
def out(gold: Path) -> Path:
    return gold.parent / "out"
