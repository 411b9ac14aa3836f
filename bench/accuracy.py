"""Measure accuracy on documents with gold: run Vouchline over them, score what it wrote, keep the figures.

    python bench/accuracy.py --docs DIR --gold DIR --scorer FILE --out DIR [--name NAME]

`--scorer` is a program called as `FILE GOLD OUT --docs DOCS --json FIGURES`. The figures go to bench/results/NAME.json:
those of the scorer, and the calls, tokens and seconds of the run. A run that was done before is played from the cache.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from extract.store.results import write_whole
from schemas import Run

RESULTS = Path(__file__).parent / "results"


def main() -> int:
    """Run, score and keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=Path, required=True)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--scorer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--name", default="dev")
    parser.add_argument("--as-of", default="2026-11-22")
    args = parser.parse_args()
    command = ["vouchline", "run", str(args.docs), "-o", str(args.out), "--as-of", args.as_of]
    if status := subprocess.run(command, check=False).returncode:
        return status
    figures = args.out / "figures.json"
    scored = [sys.executable, str(args.scorer), str(args.gold), str(args.out), "--docs", str(args.docs)]
    if status := subprocess.run([*scored, "--json", str(figures)], check=False).returncode:
        return status
    kept: dict[str, Any] = json.loads(figures.read_text("utf-8"))
    run = Run.model_validate_json((args.out / "run.json").read_text("utf-8"))
    kept["run"] = run.usage.model_dump(mode="json") | {"model": run.model, "wall_seconds": run.seconds}
    RESULTS.mkdir(exist_ok=True)
    write_whole(RESULTS / f"{args.name}.json", json.dumps(kept, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
