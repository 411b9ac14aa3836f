"""The gold of the sets to measure with says nothing that its documents do not."""

from __future__ import annotations

from pathlib import Path

import pytest

from extract.documents import read_document
from extract.evaluation.scoring.comparators import letters_of
from extract.evaluation.scoring.files import GoldProfile, load

SETS = Path(__file__).parents[3] / "bench" / "sets"
DOCUMENTS = {path.stem: path for name in ("layouts", "inbox") for path in sorted((SETS / name / "docs").iterdir())}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_lines_and_qualifications_stand_in_the_document(name: str) -> None:
    path = DOCUMENTS[name]
    gold = load(path.parents[1] / "gold" / f"{name}.profile.gold.json", GoldProfile)
    letters = letters_of(read_document(path).text)
    lines = [line for role in gold.roles or [] for line in role.lines or []]
    assert [line for line in lines if letters.count(letters_of(line)) != 1] == []
    names = [*(fact.name for fact in gold.qualifications), *gold.qualifications_allowed]
    assert gold.qualifications_complete
    assert [each for each in names if letters_of(each) not in letters] == []
