"""Measures how names lead to ESCO, over `taxonomy_names.csv`: `python -m bench.taxonomy [--each] [--half test]`.

Of each half: how many names have a concept in ESCO at all, how many names the table leads to a concept, how many of these are right (precision), and
how many of those that have one are found (recall); once more for English names alone, since the table is in English.
"""

from __future__ import annotations

import argparse
import csv
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.taxonomy.concepts import Match
from extract.taxonomy.loading import load_taxonomy
from extract.taxonomy.taxonomy import Taxonomy

NAMES = Path(__file__).with_name("taxonomy_names.csv")
HALVES = ("development", "test")


@dataclass(frozen=True, slots=True)
class Looked:
    """One name of the list: what is right (`ids`, any of them; none where ESCO has no such concept), and what was found."""

    name: str
    half: str
    language: str
    ids: frozenset[str]
    labels: str
    found: Match | None

    @property
    def right(self) -> bool:
        return self.found is not None and self.found.concept.id in self.ids


def look_up(taxonomy: Taxonomy) -> list[Looked]:
    looked: list[Looked] = []
    with NAMES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found = taxonomy.find(row["name"], "skill" if row["kind"] == "skill" else "occupation")
            ids = frozenset(filter(None, row["ids"].split("|")))
            match = found if isinstance(found, Match) else None
            looked.append(Looked(row["name"], row["half"], row["language"], ids, row["labels"], match))
    return looked


def summary(looked: Sequence[Looked]) -> dict[str, float | int]:
    exist = sum(bool(each.ids) for each in looked)
    found = sum(each.found is not None for each in looked)
    right = sum(each.right for each in looked)
    return {
        "names": len(looked), "in ESCO": exist, "found": found, "right": right,
        "precision": round(right / found, 3) if found else 1.0, "recall": round(right / exist, 3) if exist else 1.0,
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", action="store_true", help="print every name")
    parser.add_argument("--half", choices=HALVES, help="only this half")
    chosen = parser.parse_args()
    began = time.process_time()
    taxonomy = load_taxonomy("esco")
    assert taxonomy is not None
    loaded = time.process_time()
    looked = look_up(taxonomy)
    print(f"load {loaded - began:.2f} s, {(time.process_time() - loaded) / len(looked) * 1000:.2f} ms a name")
    for half in [chosen.half] if chosen.half else HALVES:
        part = [each for each in looked if each.half == half]
        if chosen.each:
            for each in part:
                mark = "right" if each.right else "wrong" if each.found else "missed" if each.ids else "none"
                told = f"{each.found.concept.label} ({each.found.how})" if each.found else "-"
                print(f"{mark:6}  {each.name}: {told}; {each.labels or '-'}")
        print(half, summary(part))
        print(half, "in English", summary([each for each in part if each.language == "en"]))


if __name__ == "__main__":
    main()
