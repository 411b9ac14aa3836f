"""Score the samples' stored results, as recordings of the embedded model give them, against the samples' own gold.

    python -m bench.sample_accuracy            # print the figures
    python -m bench.sample_accuracy --keep     # and keep them in bench/results/samples.json

Nothing is asked: what is scored are the files of tests/replay/stored, which the replay tests hold to the recordings.
"""

from __future__ import annotations

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from extract.evaluation import Evaluation, evaluate
from extract.store.results import write_whole

ROOT = Path(__file__).parents[1]
STORED = ROOT / "tests" / "replay" / "stored"
GOLD = ROOT / "samples" / "gold"
KEPT = Path(__file__).parent / "results" / "samples.json"


def score_samples() -> Evaluation:
    """Return the scores of the stored profiles and postings whose gold there is."""
    with tempfile.TemporaryDirectory() as folder:
        gold, out = Path(folder, "gold"), Path(folder, "out")
        gold.mkdir()
        for stored in sorted(STORED.glob("*.json")):
            name = f"{stored.name.removesuffix('.json')}.gold.json"
            place = out / ("profiles" if ".profile." in stored.name else "postings")
            place.mkdir(parents=True, exist_ok=True)
            shutil.copy(stored, place)
            shutil.copy(GOLD / name, gold)
        return evaluate(gold, out)


def figures_of(evaluation: Evaluation) -> dict[str, Any]:
    """Return F1 of all facts, by kind and by document, rounded to three places."""
    return {
        "facts_f1": round(evaluation.facts.f1, 3),
        "kinds": {kind: round(score.f1, 3) for kind, score in sorted(evaluation.kinds.items())},
        "documents": {name: round(score.f1, 3) for (_, name), score in sorted(evaluation.documents.items())},
    }


def main() -> None:
    """Print the figures, and keep them if told so."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--wrong", action="store_true", help="also list every wrong field")
    args = parser.parse_args()
    evaluation = score_samples()
    text = json.dumps(figures_of(evaluation), indent=2) + "\n"
    print(text)
    if args.wrong:
        for result in evaluation.wrong:
            print(json.dumps(result.as_json(), ensure_ascii=False))
    if args.keep:
        write_whole(KEPT, text)


if __name__ == "__main__":
    main()
