"""The sets with gold, played from their recorded answers: the promises hold, and the figures are those that were measured."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from bench.recorded import AS_OF, FIGURES, FOLDER, recording_of, set_of
from extract.evaluation.replays import ablation
from extract.evaluation.replays.answer_files import open_answers
from extract.evaluation.replays.replaying import GoldSet, Replayed, endpoint_of, replay
from extract.settings.load import Settings
from testing.example_words import answers_with_example_words, leaked

RECORDED = sorted(path.name.split(".")[1] for path in FOLDER.glob("*.jsonl.gz"))
SETTINGS = Settings(model="embedded", as_of=AS_OF)
TOLERANCE = 0.003
MOST_WITH_EXAMPLE_WORDS = 1
"""Answers of the model itself, in a set of some 400 to 1,000, that hold words of an example which the document lacks."""


@pytest.fixture(params=RECORDED)
def cassette(request: pytest.FixtureRequest) -> Path:
    return recording_of(request.param)


def play(found: GoldSet, file: Path) -> dict[str, Replayed]:
    async def played() -> dict[str, Replayed]:
        with open_answers(file, SETTINGS) as cache:
            return await replay(found.documents, await endpoint_of(SETTINGS), cache, SETTINGS)

    return asyncio.run(played())


def test_recorded_set_is_extracted_as_it_was_measured(cassette: Path) -> None:
    name = cassette.name.split(".")[1]
    found, figures = set_of(name), json.loads(FIGURES.read_text("utf-8"))[name]
    replayed = play(found, cassette)
    outcome = ablation.outcome_of(found.gold, replayed)
    assert outcome.unsupported == 0
    assert outcome.assembled == 0
    assert outcome.unkept <= figures["unkept"]
    assert outcome.facts.f1 >= figures["facts"]["f1"] - TOLERANCE
    with_example_words = 0
    for each in replayed.values():
        assert each.profile is not None
        assert each.document is not None
        assert leaked(each.profile, each.document.text) == []
        with_example_words += len(answers_with_example_words(each.asked, each.document.text))
        for fact in each.profile.facts():
            assert all(each.document.text[e.start : e.end] == e.text for e in fact.evidence)
    assert with_example_words <= MOST_WITH_EXAMPLE_WORDS
