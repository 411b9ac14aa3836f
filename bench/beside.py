"""Vouchline beside other programs that do the same job, document by document, on one endpoint in one run.

    python -m bench.beside --docs DIR --gold DIR --scorer FILE --peers FILE --peer NAME=PYTHON... \
        --base-url URL --key KEY --model NAME --out DIR

`--peers` is a program called as `PYTHON FILE NAME DOCS OUT --base-url URL --model MODEL --key KEY --only STEM`, which writes a
profile as Vouchline does and prints `STEM...: S s, tokens (READ, WRITTEN)`. Every document is done by all in turn, so that
a slow minute of the machine falls on each alike; nothing comes from a cache. Who takes longer than `--limit` seconds for a
document is stopped, and gave nothing for it. Figures go to bench/results/beside.json, one document after the other: a run
that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from extract.store.results import write_whole

FIGURES = Path(__file__).parent / "results" / "beside.json"
_TOKENS = re.compile(r"tokens \((\d+), (\d+)\)")
OURS = "vouchline"


def main() -> int:
    """Run all over all documents in turn, score, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("docs", "gold", "scorer", "peers", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    for name in ("base-url", "key", "model"):
        parser.add_argument(f"--{name}", required=True)
    parser.add_argument("--peer", action="append", default=[], metavar="NAME=PYTHON")
    parser.add_argument("--limit", type=float, default=600.0, metavar="SECONDS")
    args = parser.parse_args()
    pythons = dict(peer.split("=", 1) for peer in args.peer)
    kept_file: Path = args.out / "beside.json"
    args.out.mkdir(parents=True, exist_ok=True)
    costs: dict[str, dict[str, Any]] = json.loads(kept_file.read_text("utf-8")) if kept_file.exists() else {}
    for gold in sorted(args.gold.glob("*.profile.gold.json")):
        stem = gold.name.removesuffix(".profile.gold.json")
        document = next(args.docs.glob(f"{stem}.*"))
        for name in (OURS, *pythons):
            if stem in costs.setdefault(name, {}):
                continue
            costs[name][stem] = _run(args, name, pythons.get(name), document)
            write_whole(kept_file, json.dumps(costs, indent=2) + "\n")
            print(name, stem, costs[name][stem], flush=True)
    figures = {name: _scored(args, name, rows) for name, rows in costs.items()}
    write_whole(FIGURES, json.dumps(figures, indent=2) + "\n")
    print(json.dumps(figures, indent=2))
    return 0


def _run(args: argparse.Namespace, name: str, python: str | None, document: Path) -> dict[str, Any]:
    """Return the seconds and tokens of one program for one document; tokens are None where it does not tell them."""
    out: Path = args.out / name
    environment = os.environ | {"VOUCHLINE_PROVIDER": "embedded", "OPENAI_API_KEY": args.key}
    model = ["--base-url", args.base_url, "--model", args.model]
    if python is None:
        command = [sys.executable, "-m", "extract.cli", "extract", document, "-o", out / document.stem, "--no-cache"]
    else:
        command = [python, args.peers, name, args.docs, out / "profiles", "--key", args.key, "--only", document.stem]
    began = time.perf_counter()
    try:
        done = subprocess.run(
            [*map(str, command), *model],
            env=environment,
            capture_output=True,
            text=True,
            timeout=args.limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"seconds": args.limit, "read": None, "written": None, "stopped": True}
    row: dict[str, Any] = {"seconds": round(time.perf_counter() - began, 1), "stopped": done.returncode != 0}
    if python is None:
        tokens = json.loads((out / document.stem / "run.json").read_text("utf-8"))["usage"]["tokens"]
        return row | {"read": tokens["prompt"], "written": tokens["completion"]}
    found = _TOKENS.search(done.stdout)
    return row | {"read": int(found[1]) if found else None, "written": int(found[2]) if found else None}


def _scored(args: argparse.Namespace, name: str, rows: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the scorer's figures and the sums of what a program took."""
    out: Path = args.out / name
    figures = args.out / f"{name}.figures.json"
    command = [sys.executable, args.scorer, args.gold, out, "--docs", args.docs, "--json", figures]
    subprocess.run([*map(str, command)], check=True, stdout=subprocess.DEVNULL)
    scored: dict[str, Any] = json.loads(figures.read_text("utf-8"))
    return {
        "documents": len(rows),
        "stopped": sum(row["stopped"] for row in rows.values()),
        "seconds": round(sum(row["seconds"] for row in rows.values()), 1),
        "tokens_written": sum(row["written"] or 0 for row in rows.values()),
        "tokens_read": sum(row["read"] or 0 for row in rows.values()),
        "facts_f1": scored["facts_f1"],
        "f1": {kind: figure["f1"] for kind, figure in scored["kinds"].items()},
        "unsupported": scored.get("unsupported"),
    }


if __name__ == "__main__":
    sys.exit(main())
