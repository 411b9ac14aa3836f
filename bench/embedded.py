"""What the embedded model's time is spent on, engine beside engine in one run.

    python -m bench.embedded --out OUT                      # the demo by each engine in turn, twice
    python -m bench.embedded --out OUT --other CHECKOUT     # and by another checkout of this program, with its own .venv
    python -m bench.embedded --out OUT --requests           # recorded requests alone: tokens, calls and guesses by question

Each round does the whole demo (`vouchline run samples/demo --no-cache`) by one after the other, so that a slow minute of the
machine falls on all. Ratios are what to read: seconds vary from machine to machine. Counts are exact. Memory is the most that
the process of the model held. `--rounds N`, `--threads 1,2` and `--keep` (bench/results/embedded.json) as they say.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import psutil
import yaml

from extract.llm.local.engines import FIXED_HEADER, EngineName, why_not_ik
from extract.llm.local.llama import LlamaSettings
from extract.llm.local.server import EmbeddedServer
from extract.llm.local.weights import weights_path
from extract.store.results import write_whole

ROOT = Path(__file__).parents[1]
DEMO = ROOT / "samples" / "demo"
KEPT = Path(__file__).parent / "results" / "embedded.json"
CASSETTES = ROOT / "cassettes" / "test_samples"
DOCUMENTS = ("agnes_thibault", "joao_tavares", "zoe_lindqvist", "search_ranking_engineer")
ENGINES: tuple[EngineName, ...] = ("ik", "llama.cpp")
Json = dict[str, Any]


def main() -> int:
    """Measure, print, and keep the figures if told so."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--other", type=Path, metavar="CHECKOUT")
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--requests", action="store_true")
    parser.add_argument("--threads", default="")
    parser.add_argument("--keep", action="store_true")
    args = parser.parse_args()
    engines: list[EngineName] = [engine for engine in ENGINES if engine != "ik" or why_not_ik() is None]
    figures: Json = {"cores": os.cpu_count()}
    if args.requests:
        threads: list[int | None] = [int(word) for word in args.threads.split(",") if word] or [None]
        figures["requests"] = {
            f"{engine}{f', {count} threads' if count else ''}": play(engine, count)
            for engine in engines
            for count in threads
        }
    else:
        figures["demo"] = _demos(args.out, engines, args.other, args.rounds)
    print(json.dumps(figures, indent=2))
    if args.keep:
        known: Json = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
        write_whole(KEPT, json.dumps(known | figures, indent=2) + "\n")
    return 0


def _demos(out: Path, engines: Sequence[str], other: Path | None, rounds: int) -> Json:
    """Return seconds, counts and memory of the demo by each, `rounds` times in turn."""
    taken: dict[str, list[Json]] = defaultdict(list)
    for number in range(rounds):
        for name in [*engines, *(["other"] if other else [])]:
            checkout = other if name == "other" and other else ROOT
            python = checkout / ".venv" / "bin" / "python" if name == "other" else Path(sys.executable)
            folder = out / f"{name}-{number}"
            shutil.rmtree(folder, ignore_errors=True)
            taken[name].append(_demo(python, checkout, folder, name))
            print(name, number, taken[name][-1]["seconds"], file=sys.stderr, flush=True)
    found = {name: _summed(rows) for name, rows in taken.items()}
    base = found["other" if other else engines[-1]]["seconds"]
    return {name: {**row, "of_the_last": round(row["seconds"] / base, 3)} for name, row in found.items()}


def _summed(rows: Sequence[Json]) -> Json:
    last = {name: value for name, value in rows[-1].items() if name != "seconds"}
    seconds = [row["seconds"] for row in rows]
    return {"seconds": round(statistics.median(seconds), 1), "all_seconds": seconds, **last}


def _demo(python: Path, checkout: Path, out: Path, engine: str) -> Json:
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    if engine != "other":
        environment["VOUCHLINE_LOCAL_ENGINE"] = engine
    command = [python, "-m", "extract.cli", "run", DEMO, "-o", out, "--no-cache", "--quiet"]
    began_s = time.perf_counter()
    process = subprocess.Popen([*map(str, command)], env=environment, cwd=checkout, stdout=subprocess.DEVNULL)
    memory = _Memory(process)
    status = process.wait()
    seconds = time.perf_counter() - began_s
    if status:
        raise SystemExit(f"the demo ended with status {status}")
    run: Json = json.loads((out / "run.json").read_text("utf-8"))
    usage = run["usage"]
    by_prompt = {name: round(row["seconds"], 1) for name, row in run["usage_by_prompt"].items()}
    return {
        "seconds": round(seconds, 1), "calls": usage["calls"], "read": usage["tokens"]["prompt"] - usage["tokens"]["cached"],
        "sent": usage["tokens"]["prompt"], "written": usage["tokens"]["completion"], "model_mb": memory.result(),
        "seconds_by_prompt": by_prompt,
    }  # fmt: skip


class _Memory:
    """The most memory that a child of a process held, in MB, read ten times a second."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._most = 0
        self._thread = threading.Thread(target=self._watch, args=(process,), daemon=True)
        self._thread.start()

    def _watch(self, process: subprocess.Popen[bytes]) -> None:
        while process.poll() is None:
            try:
                for child in psutil.Process(process.pid).children(recursive=True):
                    if "extract.llm.local.child" in " ".join(child.cmdline()):
                        self._most = max(self._most, child.memory_info().rss)
            except psutil.Error:
                pass
            time.sleep(0.1)

    def result(self) -> int:
        """Return it, once the process has ended."""
        self._thread.join()
        return round(self._most / 1e6)


def recorded_requests() -> Iterator[tuple[str, Json]]:
    """Yield (prompt, body) of the recorded requests about the demo's documents, in the order in which they were asked."""
    for name in DOCUMENTS:
        for file in sorted(CASSETTES.glob(f"*.{name}*.yaml")):
            for each in yaml.safe_load(file.read_text("utf-8"))["interactions"]:
                yield str(each["about"].get("prompt", "")), cast("Json", each["request"]["body"])


def play(engine: EngineName, threads: int | None) -> Json:
    """Ask an engine the recorded requests, one after the other, and return counts and seconds in all and by prompt."""
    totals: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    requests = list(recorded_requests())
    with EmbeddedServer(weights_path(), settings=LlamaSettings(n_threads=threads), engine=engine) as server:
        for prompt, body in requests:
            began_s = time.perf_counter()
            reply = _post(server, body)
            usage, timings = reply["usage"], reply.get("timings", {})
            counted = {
                "requests": 1, "seconds": time.perf_counter() - began_s,
                "read": usage["prompt_tokens"] - usage["prompt_tokens_details"]["cached_tokens"],
                "written": usage["completion_tokens"], "drafted": timings.get("draft_n", 0),
                "accepted": timings.get("draft_n_accepted", 0), "forced": timings.get("forced_n", 0),
                "calls": timings.get("calls", 0), "reading_s": timings.get("prompt_ms", 0) / 1e3,
                "writing_s": timings.get("predicted_ms", 0) / 1e3,
            }  # fmt: skip
            for row in (totals["all"], totals[prompt]):
                for key, value in counted.items():
                    row[key] += value
    return {name: {key: round(value, 1) for key, value in row.items()} for name, row in totals.items()}


def _post(server: EmbeddedServer, body: Json) -> Json:
    messages = body["messages"]
    fixed = len(messages) - 1 if len(messages) > 2 else 0  # system and examples
    headers = {
        "Authorization": f"Bearer {server.api_key}",
        "Content-Type": "application/json",
        FIXED_HEADER: str(fixed),
    }
    request = urllib.request.Request(f"{server.base_url}/chat/completions", json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return json.loads(answer.read())


if __name__ == "__main__":
    sys.exit(main())
