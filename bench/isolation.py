"""What reading in a process of its own costs beside reading in this one: `python bench/isolation.py [DOCUMENT...]`."""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from pathlib import Path

from extract.documents import read_document
from extract.documents.sandbox.reader import IsolatedReader

SAMPLES = Path(__file__).parents[1] / "samples"
ROUNDS = 5


async def measure(paths: list[Path]) -> None:
    """Print the start, then the median over rounds of milliseconds a document, both ways in turn."""
    async with IsolatedReader(workers=1) as reader:
        started = time.perf_counter()
        await reader.read(paths[0])
        print(f"first document, its process started: {time.perf_counter() - started:.2f} s")
        read_document(paths[0])
        isolated: list[float] = []
        here: list[float] = []
        for _ in range(ROUNDS):
            for path in paths:
                before = time.perf_counter()
                await reader.read(path)
                between = time.perf_counter()
                read_document(path)
                isolated.append(between - before)
                here.append(time.perf_counter() - between)
        for path, *times in zip(paths, *(_by_path(times, len(paths)) for times in (isolated, here)), strict=True):
            print(f"{path.name}: {times[0]:.1f} ms isolated, {times[1]:.1f} ms here")
        more = [(one - other) * 1e3 for one, other in zip(isolated, here, strict=True)]
        print(f"{len(paths)} documents, {reader.started} process: median difference {statistics.median(more):.1f} ms")


def _by_path(times_s: list[float], count: int) -> list[float]:
    return [statistics.median(times_s[place::count]) * 1e3 for place in range(count)]


if __name__ == "__main__":
    given = [Path(argument) for argument in sys.argv[1:]]
    usual = [path for folder in ("demo", "resumes", "postings") for path in sorted((SAMPLES / folder).iterdir())]
    asyncio.run(measure(given or usual))
