"""Machines, hours and dollars for many documents, worked out from what was measured: `python -m bench.scale`.

Writes the tables of docs/scale.md. Calls and tokens of a résumé are the means of tests/replay/stored, the profiles that the
embedded model made of the sample résumés. CPU seconds of a call are those of bench/results/folder.json, in which
`python -m bench.folder` keeps what a folder costs beside the model. Prices are those of extract/llm/prices.yaml. What is assumed and
not measured stands in the constants below.
"""

from __future__ import annotations

import json
import math
import statistics
from dataclasses import dataclass
from pathlib import Path

from extract.llm.prices import Price, listed_prices
from extract.llm.request.questions import Usage
from extract.store.results import write_whole

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "scale.md"
BEGIN, END = "<!-- tables: python -m bench.scale -->\n", "<!-- end of tables -->\n"
COUNTS = (10_000, 1_000_000, 100_000_000)
CORES = 8
"""Assumed: of one machine."""
HOURS = 24
"""Assumed: that our own work may take."""
TOKENS_A_MINUTE = 2_000_000
"""Assumed: that the provider answers for one account, sent and written."""
REQUESTS_OF_A_BATCH = 50_000
"""What one batch may hold at OpenAI; `extract.pipeline.batch.requests` keeps to it."""


@dataclass(frozen=True)
class Measured:
    """Means of one document. `cpu_s` is our own work alone, not the model's."""

    resumes: int
    calls: float
    prompt_tokens: float
    completion_tokens: float
    cpu_s: float
    cpu_measured: str


def measured() -> Measured:
    """Return the figures that other measurements keep."""
    files = sorted((ROOT / "tests" / "replay" / "stored").glob("*.profile.json"))
    told = [json.loads(path.read_text("utf-8"))["provenance"] for path in files]
    calls = statistics.mean(each["calls"] for each in told)
    folder = json.loads((ROOT / "bench" / "results" / "folder.json").read_text("utf-8"))
    largest = folder["sizes"][-1]
    cpu_s_a_call = folder["cpu_s_a_document"] * largest["documents"] / largest["calls"]
    return Measured(
        len(told), calls, statistics.mean(each["tokens"]["prompt"] for each in told),
        statistics.mean(each["tokens"]["completion"] for each in told), cpu_s_a_call * calls, folder["measured"],
    )  # fmt: skip


def tables(one: Measured) -> str:
    """Return the tables in Markdown."""
    tokens = one.prompt_tokens + one.completion_tokens
    lines = [
        f"One résumé, mean of {one.resumes} samples: {one.calls:.1f} calls, {one.prompt_tokens:,.0f} tokens sent, "
        f"{one.completion_tokens:,.0f} written. Our own work (measured on {one.cpu_measured}): {one.cpu_s:.3f} CPU seconds. "
        f"Assumed: machines of {CORES} cores, {HOURS} hours, {TOKENS_A_MINUTE:,} tokens a minute at the provider.",
        "",
        f"| documents | calls | tokens, millions | core-hours, ours | machines for {HOURS} hours | hours at the provider "
        "| batches, if one round |",
        "|---|---|---|---|---|---|---|",
    ]
    for count in COUNTS:
        core_hours = count * one.cpu_s / 3_600
        lines.append(
            f"| {count:,} | {count * one.calls:,.0f} | {count * tokens / 1e6:,.0f} | {core_hours:,.1f} "
            f"| {math.ceil(core_hours / CORES / HOURS):,} | {count * tokens / TOKENS_A_MINUTE / 60:,.1f} "
            f"| {math.ceil(count * one.calls / REQUESTS_OF_A_BATCH):,} |"
        )
    lines += ["", "| US dollars | " + " | ".join(f"{count:,} documents" for count in COUNTS) + " | price from |"]
    lines.append("|---|" + "---|" * (len(COUNTS) + 1))
    for name, price in listed_prices():
        lines += [_cost_row(name, price, one), _cost_row(f"{name}, by batches", price.in_batch(), one)]
    return "\n".join(lines) + "\n"


def _cost_row(name: str, price: Price, one: Measured) -> str:
    million = Usage(prompt_tokens=round(one.prompt_tokens * 1e6), completion_tokens=round(one.completion_tokens * 1e6))
    costs = " | ".join(f"{count / 1e6 * price.cost_usd(million):,.0f}" for count in COUNTS)
    return f"| {name} | {costs} | {price.source} |"


def page() -> str:
    """Return docs/scale.md with the tables as they have to be."""
    before, rest = PAGE.read_text("utf-8").split(BEGIN)
    return before + BEGIN + "\n" + tables(measured()) + "\n" + END + rest.split(END)[1]


if __name__ == "__main__":
    write_whole(PAGE, page())
