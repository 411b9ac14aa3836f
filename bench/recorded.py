"""Record the sets with gold: the model's answers about each document, one compressed file a set, which CI plays.

    python -m bench.recorded [SET...]

Documents whose answers are kept already cost nothing; what is missing is asked. Afterwards the figures of each set, played
from its file, go to bench/results/sets.json: all facts and each kind, the model's own answers beside them, and counts.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path
from typing import Any

from extract.evaluation.replays import ablation
from extract.evaluation.replays.answer_files import open_answers, write_answers
from extract.evaluation.replays.replaying import GoldSet, Replayed, endpoint_of, replay
from extract.extraction.profile import extract_profile
from extract.pipeline.setup.session import open_client
from extract.pipeline.setup.shared_cache import open_cache
from extract.settings.load import Settings
from extract.store.results import write_whole

ROOT = Path(__file__).parents[1]
SETS = ROOT / "bench" / "sets"
FIGURES = ROOT / "bench" / "results" / "sets.json"
FOLDER = ROOT / "cassettes" / "test_sets"
NAMES = (
    "studied",
    "inbox",
    "layouts",
    "long_texts",
    "mixed",
    "held_out",
    "demands",
    "situations",
    "professions",
    "trades",
    "careers",
    "blind",
)
TEST = "test_recorded_set_is_extracted_as_it_was_measured"
AS_OF = "2026-11-22"


def recording_of(name: str) -> Path:
    """Return the file of a set's answers."""
    return FOLDER / f"{TEST}.{name}.jsonl.gz"


def set_of(name: str) -> GoldSet:
    """Return the documents of a set and their gold."""
    return GoldSet.load(SETS / name / "gold", SETS / name / "docs")


async def record(name: str, settings: Settings) -> int:
    """Ask about each document of a set, and write the answers to the set's file; returns how many there are."""
    keys: set[str] = set()
    async with open_client(settings) as client:
        for document_name, document in set_of(name).documents.items():
            taken = Replayed()
            await extract_profile(document, client, as_of=AS_OF, name=document_name, explainer=taken)
            keys |= {asked.key for asked in taken.asked if asked.key}
    FOLDER.mkdir(parents=True, exist_ok=True)
    with open_cache(settings) as cache:
        return write_answers(recording_of(name), cache, keys)


async def figures_of(name: str, settings: Settings) -> dict[str, Any]:
    """Return what a set comes to when it is played from its file."""
    found = set_of(name)
    with open_answers(recording_of(name), settings) as cache:
        replayed = await replay(found.documents, await endpoint_of(settings), cache, settings)
    outcome = ablation.outcome_of(found.gold, replayed)
    raw = {kind: score for kind, score in ablation.raw_scores(found.gold, replayed).items() if "." not in kind}
    return {
        "documents": len(found.documents), **outcome.as_json(), "raw": {kind: score.as_json() for kind, score in raw.items()}
    }  # fmt: skip


def main() -> None:
    """Record sets, and keep their figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"of {', '.join(NAMES)}")
    chosen = parser.parse_args().sets or NAMES
    settings = Settings.load({"as_of": AS_OF, "model": "embedded"})
    figures: dict[str, Any] = json.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else {}
    for name in chosen:
        answers = asyncio.run(record(name, settings))
        figures[name] = asyncio.run(figures_of(name, settings))
        print(f"{name}: {answers} answers, all facts {figures[name]['facts']['f1']:.3f}")
        write_whole(FIGURES, json.dumps(dict(sorted(figures.items())), indent=2) + "\n")


if __name__ == "__main__":
    main()
