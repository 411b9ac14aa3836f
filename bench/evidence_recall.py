"""Measure how often a search finds the lines that show a demand: by words, by meaning, and by both. No model is asked.

    python -m bench.evidence_recall            # needs vouchline[meaning]; prints the figures
    python -m bench.evidence_recall --floors   # on the half for choosing: what each floor finds and asks
    python -m bench.evidence_recall --keep     # and keeps the figures in bench/results/evidence.json

bench/evidence.jsonl has a demand a line with the lines of the résumé that show it, pieces of their text. Those with a
`posting` are the samples' demands that code does not decide and no name of a skill shows, with the quote of
samples/gold/verdicts.md and further lines that show the same. Those with a `language` were written for this measurement in
words that the résumé does not have. Every second pair is for choosing, the others are reported. recall@k: the share of
demands with such a line among the first k. asked: lines that a model would be asked about, three a demand at most.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from extract.comparison.judge import ASKED_LINES
from extract.comparison.retrieval.meaning import FLOOR, MeaningSearch, encoder_name
from extract.comparison.retrieval.pool import Found, PoolLine, Search, pool_of
from extract.store.results import write_whole
from extract.text.skills.vocabulary import load_vocabulary
from schemas import Profile

ROOT = Path(__file__).parents[1]
STORED = ROOT / "tests" / "replay" / "stored"
EVIDENCE = ROOT / "bench" / "evidence.jsonl"
KEPT = ROOT / "bench" / "results" / "evidence.json"
RANKS = (1, 3, 5, 10)
FLOORS = (0.0, 0.05, 0.1, 0.12, 0.14, 0.16, 0.2, 0.3)
Ranking = Callable[["Sought"], list[Found]]


class Sought(BaseModel):
    """A demand of a pair, and pieces of the lines that show it."""

    model_config = ConfigDict(extra="forbid")
    profile: str
    posting: str | None = None
    requirement: str | None = None
    language: str | None = None
    demand: str
    skills: list[str] = []
    lines: list[str]

    @property
    def searched(self) -> str:
        """The words that lines are searched for."""
        return f"{self.demand} {' '.join(self.skills)}"

    @property
    def pair(self) -> tuple[str, str]:
        """What the demands are halved by."""
        return self.profile, self.posting or self.language or ""

    def is_shown_by(self, line: PoolLine) -> bool:
        """Whether a line is one of those that show the demand."""
        return any(piece in line.labelled or piece in line.evidence.text for piece in self.lines)


def load_evidence() -> list[Sought]:
    """Return the demands with their lines."""
    return [Sought.model_validate_json(line) for line in EVIDENCE.read_text("utf-8").splitlines()]


def half_of(sought: Sequence[Sought], which: int) -> list[Sought]:
    """Return the demands of every second pair: 0 for choosing, 1 for the report."""
    pairs = sorted({each.pair for each in sought})
    return [each for each in sought if pairs.index(each.pair) % 2 == which]


class Searches:
    """The samples' profiles, searched in each way."""

    def __init__(self, floor: float = FLOOR) -> None:
        vocabulary = load_vocabulary(None)
        self.lines: dict[str, list[PoolLine]] = {}
        self._words: dict[str, Search] = {}
        self._both: dict[str, MeaningSearch] = {}
        for file in sorted(STORED.glob("*.profile.json")):
            name = file.name.partition(".")[0]
            self.lines[name] = pool_of(Profile.model_validate_json(file.read_text("utf-8")))
            self._words[name] = Search(self.lines[name], vocabulary)
            self._both[name] = MeaningSearch(self.lines[name], self._words[name], floor)

    def words(self, each: Sought) -> list[Found]:
        """Rank by words."""
        return self._words[each.profile].ranked(each.searched)

    def both(self, each: Sought) -> list[Found]:
        """Rank by words and meaning together."""
        return self._both[each.profile].ranked(each.searched)

    def meaning(self, each: Sought) -> list[Found]:
        """Rank what both find by meaning alone."""
        return sorted(self.both(each), key=lambda found: -(found.closeness or 0.0))


def figures_of(sought: Sequence[Sought], ranking: Ranking) -> dict[str, float]:
    """Return recall at each rank, and the lines that would be asked about."""
    ranked = [(each, ranking(each)) for each in sought]
    found = {f"recall@{rank}": sum(any(each.is_shown_by(hit.line) for hit in hits[:rank]) for each, hits in ranked) / len(ranked)
             for rank in RANKS}  # fmt: skip
    return {name: round(share, 3) for name, share in found.items()} | {
        "asked": sum(len(hits[:ASKED_LINES]) for _, hits in ranked)
    }


def asked_in_all(searches: Searches, sought: Sequence[Sought], ranking: Ranking) -> float:
    """Return the mean lines asked about where each demand is asked of each résumé, whatever it shows."""
    demands = {each.searched: each for each in sought if each.posting}.values()
    asked = [
        len(ranking(each.model_copy(update={"profile": name}))[:ASKED_LINES])
        for each in demands
        for name in searches.lines
    ]
    return round(sum(asked) / len(asked), 2)


def measure() -> dict[str, Any]:
    """Return the figures of the half for the report."""
    sought, searches = load_evidence(), Searches()
    reported = half_of(sought, 1)
    groups = {
        "demands of postings": [each for each in reported if each.posting],
        "in other words or languages": [each for each in reported if each.language],
    }
    ways: dict[str, Ranking] = {
        "words": searches.words, "meaning": searches.meaning, "words and meaning": searches.both
    }  # fmt: skip
    return {
        "encoder": encoder_name(),
        "floor": FLOOR,
        "demands": len(sought),
        "without a line that shares a word": sum(not searches.words(each) for each in sought),
        "whose lines share no word": sum(
            not any(each.is_shown_by(found.line) for found in searches.words(each)) for each in sought
        ),
        "asked, each demand of each résumé": {
            name: asked_in_all(searches, sought, ranking) for name, ranking in ways.items() if name != "meaning"
        },
        "reported": {
            title: {"demands": len(group)} | {name: figures_of(group, ranking) for name, ranking in ways.items()}
            for title, group in groups.items()
        },
    }


def print_floors() -> None:
    """Print what each floor finds and asks, over the half for choosing."""
    sought = load_evidence()
    for floor in FLOORS:
        searches = Searches(floor)
        asked = asked_in_all(searches, sought, searches.both)
        print(floor, figures_of(half_of(sought, 0), searches.both), "asked a demand:", asked)


def main() -> None:
    """Print the figures, and keep them if told so."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--floors", action="store_true")
    parser.add_argument("--keep", action="store_true")
    args = parser.parse_args()
    if args.floors:
        print_floors()
        return
    text = json.dumps(measure(), indent=2, ensure_ascii=False) + "\n"
    print(text)
    if args.keep:
        write_whole(KEPT, text)


if __name__ == "__main__":
    main()
