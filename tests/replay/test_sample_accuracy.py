"""What the recordings give, scored against the samples' gold: no figure may fall."""

from __future__ import annotations

import json

from bench.sample_accuracy import KEPT, figures_of, score_samples

TOLERANCE = 0.01


def test_f1_of_the_samples_does_not_fall_below_what_was_kept() -> None:
    kept, now = json.loads(KEPT.read_text("utf-8")), figures_of(score_samples())
    assert now["facts_f1"] >= kept["facts_f1"] - TOLERANCE
    fallen = {
        kind: (kept["kinds"][kind], f1) for kind, f1 in now["kinds"].items() if f1 < kept["kinds"][kind] - TOLERANCE
    }
    assert not fallen, "run `python -m bench.sample_accuracy --wrong` to see which fields"
    assert set(now["documents"]) == set(kept["documents"])
