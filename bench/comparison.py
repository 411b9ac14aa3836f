"""Measure comparisons against gold: verdicts that are right, false "met", evidence, and what a pair costs.

    python -m bench.comparison --gold samples/gold --out OUT              # score what is stored in OUT
    python -m bench.comparison --set samples --out OUT --base-url URL --model NAME     # extract and compare first
    python -m bench.comparison --set samples --out OUT --embedded --keep               # and keep the figures

`--set` is samples, studied or held_out, or `--docs DIR... --gold DIR` names documents and gold. What OUT holds already is
not extracted again unless `--again` is given; answers come from the cache where they are there. `--keep` writes the figures
to bench/results/comparison.json, by the set's name.

right: the verdict is one that gold allows. false met: "met" where gold allows no "met"; the share is of all verdicts, and of
those that gold does not call met. Verdicts of requirements that were not found count as wrong, and are told apart.
"""

from __future__ import annotations

import argparse
import itertools
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.evaluation import evaluate
from extract.evaluation.scoring.demands import VERDICTS
from extract.evaluation.scoring.tallies import FieldResult
from extract.report.write import StoredRun, read_stored
from extract.store.results import write_whole
from schemas import Comparison

ROOT = Path(__file__).parents[1]
KEPT = Path(__file__).parent / "results" / "comparison.json"
CHOICES = ("met", "partial", "not_shown", "contradicted")
MISSING = "not found"
SETS: dict[str, tuple[tuple[Path, ...], Path]] = {
    "samples": (tuple(ROOT / "samples" / name for name in ("demo", "resumes", "postings")), ROOT / "samples" / "gold"),
    "studied": ((ROOT / "bench" / "sets" / "studied" / "docs",), ROOT / "bench" / "sets" / "studied" / "gold"),
    "held_out": ((ROOT / "bench" / "sets" / "held_out" / "docs",), ROOT / "bench" / "sets" / "held_out" / "gold"),
}


@dataclass(frozen=True, slots=True)
class PairCost:
    """What one pair took, beside how much there was to compare. Cached answers count as they were asked."""

    pair: str
    requirements: int
    facts: int
    calls: int
    prompt_tokens: int
    completion_tokens: int


def figures_of(results: Iterable[FieldResult], stored: StoredRun) -> dict[str, Any]:
    """Return the figures of the verdicts among `results`, and of what the stored comparisons took."""
    verdicts = [result for result in results if result.kind == VERDICTS]
    total = len(verdicts)
    got = [str(result.got) if result.got in CHOICES else MISSING for result in verdicts]
    false_met = sum(said == "met" and "met" not in result.gold for result, said in zip(verdicts, got, strict=True))
    not_met = sum("met" not in result.gold for result in verdicts)
    confusion = Counter((str(result.gold[0]), said) for result, said in zip(verdicts, got, strict=True))
    shown = [v for c in stored.comparisons.values() for v in c.verdicts if v.verdict in ("met", "partial")]
    decided = Counter(v.decided_by for c in stored.comparisons.values() for v in c.verdicts)
    return {
        "verdicts": total,
        "pairs": len({result.document for result in verdicts}),
        "right": _share(sum(result.outcome == "right" for result in verdicts), total),
        "always_not_shown": _share(sum("not_shown" in result.gold for result in verdicts), total),
        "requirement_not_found": _share(got.count(MISSING), total),
        "false_met": _share(false_met, total),
        "false_met_of_not_met": _share(false_met, not_met),
        "evidence_coverage": _share(sum(_bears_out(stored, c) for c in stored.comparisons.values()), len(shown)),
        "decided_by": dict(sorted(decided.items())),
        "by_gold": {
            choice: _share(
                sum(result.outcome == "right" for result in verdicts if result.gold[0] == choice),
                sum(result.gold[0] == choice for result in verdicts),
            )
            for choice in CHOICES
        },
        "confusion": {gold: {said: confusion[gold, said] for said in (*CHOICES, MISSING)} for gold in CHOICES},
        "cost": cost_figures(costs_of(stored)),
    }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


def _bears_out(stored: StoredRun, comparison: Comparison) -> int:
    """Return how many verdicts of met and partial rest on lines that facts of the profile cite."""
    profile = stored.profiles.get(comparison.profile)
    facts = {fact.id: {(e.start, e.end, e.text) for e in fact.evidence} for fact in profile.facts()} if profile else {}
    return sum(
        bool(verdict.evidence) and bool(verdict.fact_ids)
        and all(id_ in facts for id_ in verdict.fact_ids)
        and all(any((e.start, e.end, e.text) in lines for lines in facts.values()) for e in verdict.evidence)
        for verdict in comparison.verdicts
        if verdict.verdict in ("met", "partial")
    )  # fmt: skip


def costs_of(stored: StoredRun) -> list[PairCost]:
    """Return what each stored pair took."""
    found: list[PairCost] = []
    for comparison in stored.comparisons.values():
        profile, made = stored.profiles.get(comparison.profile), comparison.provenance
        found.append(
            PairCost(
                f"{comparison.profile}--{comparison.posting}", len(comparison.verdicts), len(profile.facts()) if profile else 0,
                made.calls, made.tokens.prompt, made.tokens.completion,
            )
        )  # fmt: skip
    return found


def cost_figures(costs: Sequence[PairCost]) -> dict[str, Any]:
    """Return means a pair, and how calls and tokens grow: by a third of the pairs each, ordered by requirements and by facts."""
    if not costs:
        return {}

    def mean(group: Sequence[PairCost]) -> dict[str, float]:
        names = ("requirements", "facts", "calls", "prompt_tokens", "completion_tokens")
        means = {name: round(sum(getattr(each, name) for each in group) / len(group), 1) for name in names}
        asked = sum(each.requirements for each in group)
        return means | {"calls_per_requirement": round(sum(each.calls for each in group) / asked, 3) if asked else 0.0}

    def thirds(name: str) -> list[dict[str, float]]:
        ordered = sorted(costs, key=lambda each: (getattr(each, name), each.pair))
        cuts = [round(len(ordered) * third / 3) for third in range(4)]
        return [mean(ordered[a:b]) for a, b in itertools.pairwise(cuts) if b > a]

    return {"pair": mean(costs), "by_requirements": thirds("requirements"), "by_facts": thirds("facts")}


def print_figures(figures: dict[str, Any]) -> None:
    """Print the figures as tables."""
    for name in (
        "verdicts", "pairs", "right", "always_not_shown", "requirement_not_found", "false_met", "false_met_of_not_met",
        "evidence_coverage",
    ):  # fmt: skip
        print(f"{name:24} {figures[name]}")
    print(f"{'decided by':24} {figures['decided_by']}")
    print("\ngold \\ said   " + "".join(f"{said:>14}" for said in (*CHOICES, MISSING)) + "         right")
    for gold, row in figures["confusion"].items():
        print(
            f"{gold:14}" + "".join(f"{count:14}" for count in row.values()) + f"{figures['by_gold'][gold] or 0:14.3f}"
        )
    for title, rows in (("a pair", [figures["cost"].get("pair")]), ("pairs by requirements", figures["cost"].get("by_requirements")), ("pairs by facts", figures["cost"].get("by_facts"))):  # fmt: skip
        print(f"\n{title} (means)")
        for row in filter(None, rows or []):
            print("  " + ", ".join(f"{name} {value:g}" for name, value in row.items()))


def make_comparisons(docs: Sequence[Path], out: Path, options: Sequence[str], *, again: bool) -> int:
    """Extract the documents where OUT holds no profiles yet, and compare all; return the worse exit status."""
    command = [sys.executable, "-m", "extract.cli"]
    status = 0
    if again or not (out / "profiles").is_dir():
        status = subprocess.run(
            [*command, "extract", *map(str, docs), "-o", str(out), *options], check=False
        ).returncode
    if status > 1:
        return status
    return max(status, subprocess.run([*command, "compare", str(out), *options], check=False).returncode)


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare where asked to, score, print, and keep the figures if told so."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--set", choices=SETS)
    parser.add_argument("--docs", type=Path, nargs="+")
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--name", help="the name under which --keep keeps the figures; default: that of --set")
    parser.add_argument("--as-of", default="2026-11-22")
    parser.add_argument("--base-url")
    parser.add_argument("--model")
    parser.add_argument("--embedded", action="store_true", help="ask the embedded model")
    parser.add_argument("--again", action="store_true", help="extract again, also what OUT holds")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--wrong", action="store_true", help="also list every wrong verdict")
    args = parser.parse_args(arguments)
    docs, gold = SETS[args.set] if args.set else (tuple(args.docs or ()), args.gold)
    gold = args.gold or gold
    if gold is None:
        parser.error("name --set, or --gold with the folder of gold")
    if args.embedded or args.base_url:
        if not docs:
            parser.error("name --set, or --docs with the documents to compare")
        options = ["--as-of", args.as_of]
        options += [word for name in ("base_url", "model") if getattr(args, name) for word in (f"--{name.replace('_', '-')}", getattr(args, name))]  # fmt: skip
        if (status := make_comparisons(docs, args.out, options, again=args.again)) > 1:
            return status
    results = evaluate(gold, args.out).results
    figures = figures_of(results, read_stored(args.out))
    print_figures(figures)
    if args.wrong:
        for result in results:
            if result.kind == VERDICTS and result.outcome != "right":
                print(json.dumps(result.as_json(), ensure_ascii=False))
    if args.keep:
        kept: dict[str, Any] = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
        kept[args.name or args.set or gold.parent.name] = figures
        write_whole(KEPT, json.dumps(dict(sorted(kept.items())), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
