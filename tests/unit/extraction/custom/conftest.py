"""Fixtures of the tests in this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from schemas import Profile
from tests.unit.extraction.custom.kinds_folder import CLEARANCES, GUARD, extract, guard_answer, write_kinds


@pytest.fixture(scope="module")
def guard_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("guard")
    (folder / "guard.txt").write_text(GUARD, "utf-8")
    write_kinds(folder / "kinds", clearances=CLEARANCES)
    return folder


@pytest.fixture(scope="module")
def guard(guard_folder: Path) -> Profile:
    return extract(guard_folder / "guard.txt", guard_folder / "kinds", guard_answer)
