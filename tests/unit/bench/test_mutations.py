"""False claims made of true ones by changing one thing, through the product's own path; the whole run: bench/mutations.py."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bench.anchoring import measure
from bench.claims import AS_IT_STANDS
from bench.mutations import OURS, documents_with_gold, judged

SAMPLES = Path(__file__).parents[3] / "samples"
EVERY = 5
NAMES = ("agnes_thibault", "carla_benedetti", "priya_venkataraman", "zoe_lindqvist")


@pytest.mark.parametrize("name", NAMES)
def test_false_claims_are_refused_and_true_ones_taken_when_one_thing_is_changed(name: str) -> None:
    pairs = documents_with_gold([SAMPLES / "demo", SAMPLES / "resumes"], SAMPLES / "gold")
    [(document, gold)] = [pair for pair in pairs if pair[0].path.stem == name]
    verdicts = list(judged(document, gold, every=EVERY))
    false = [verdict for verdict in verdicts if not verdict.claim.is_true]
    assert [verdict.claim for verdict in false if verdict.accepted[OURS]] == []
    assert {verdict.claim.change for verdict in false} >= {"digit", "year", "negation"}
    true = [verdict for verdict in verdicts if verdict.claim.is_true]
    assert [verdict.claim for verdict in true if not verdict.accepted[OURS]] == []
    assert Counter(verdict.claim.change for verdict in true)[AS_IT_STANDS] >= 3


def test_anchoring_costs_no_more_than_the_text_grows_when_a_document_is_long() -> None:
    short, long = measure(5), measure(25)
    assert short.found == long.found == 500
    assert long.index_s + long.claims_s < 15 * (short.index_s + short.claims_s)
