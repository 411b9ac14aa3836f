"""What a folder costs beside the model: `python -m bench.folder [--documents 100,1000,10000]`.

Made-up résumés of a few lines, a model server of ours in a process of its own that answers at once, and the command as users
give it, in a process of its own. Measured for each size of folder: the most memory that the run takes (and the largest of the
processes that read for it), processor time of both a document, and a second run over the unchanged folder, beside
`find -size` over the same folder.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from testing.folders import Run, outcome_counts, write_resumes
from testing.servers.answer_process import AnsweringServer, serve_answers

JOBS = 8
RESULTS = Path(__file__).parent / "results" / "folder.json"
_AT_EXIT = """
import atexit, json, resource, time
began_s = time.perf_counter()
def tell():
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    json.dump({"memory_mb": own.ru_maxrss / 1024, "reader_mb": others.ru_maxrss / 1024,
               "cpu_s": own.ru_utime + own.ru_stime, "reader_cpu_s": others.ru_utime + others.ru_stime,
               "seconds": time.perf_counter() - began_s}, open("usage.json", "w"))
atexit.register(tell)
"""
"""Linux gives ru_maxrss in kilobytes; of the others it is that of the largest."""


@dataclass(frozen=True)
class Usage:
    """What one run took. The readers' processor time is all of theirs, their memory that of the largest."""

    memory_mb: float
    reader_mb: float
    cpu_s: float
    reader_cpu_s: float
    seconds: float


@dataclass(frozen=True)
class Measured:
    """One size of folder."""

    documents: int
    calls: int
    first: Usage
    second: Usage
    find_s: float

    @property
    def second_ms_a_document(self) -> float:
        """Milliseconds a document of the whole second run, its start included."""
        return 1_000 * self.second.seconds / self.documents


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", default="100,1000,10000")
    sizes = [int(size) for size in parser.parse_args().documents.split(",")]
    found: list[Measured] = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            found.append(measure(Path(folder), size))
        print(describe(found[-1]), flush=True)
    written = {
        "measured": datetime.now(UTC).date().isoformat(),
        "cores": os.cpu_count(),
        "jobs": JOBS,
        "sizes": [asdict(each) | {"second_ms_a_document": each.second_ms_a_document} for each in found],
        "memory_growth": found[-1].first.memory_mb / found[0].first.memory_mb - 1,
        "cpu_s_a_document": cpu_s_a_document(found),
    }
    RESULTS.write_text(json.dumps(written, indent=2) + "\n", encoding="utf-8")
    print(
        f"memory grows by {written['memory_growth']:.1%}; {written['cpu_s_a_document']:.3f} s of processor time a document"
    )


def measure(place: Path, documents: int) -> Measured:
    write_resumes(place / "docs", documents)
    with serve_answers(place / "log") as server:
        first = run(place, server)
        calls = sum(server.asked().values())
        second = run(place, server)
        assert sum(server.asked().values()) == calls
    assert outcome_counts(place / "out") == {"unchanged": documents}
    began_s = time.perf_counter()
    subprocess.run(["find", "docs", "-size", "+0"], cwd=place, stdout=subprocess.DEVNULL, check=True)
    return Measured(documents, calls, first, second, time.perf_counter() - began_s)


def run(place: Path, server: AnsweringServer) -> Usage:
    status, printed = Run(place, server, "--quiet", jobs=JOBS, before=_AT_EXIT).wait(timeout_s=24 * 3_600)
    assert status == 0, printed
    return Usage(**json.loads((place / "usage.json").read_bytes()))


def cpu_s_a_document(found: list[Measured]) -> float:
    """Return processor time a document, readers included: what the largest folder takes more than the smallest."""
    small, large = found[0], found[-1]
    if small is large:
        return (small.first.cpu_s + small.first.reader_cpu_s) / small.documents
    more = large.first.cpu_s + large.first.reader_cpu_s - small.first.cpu_s - small.first.reader_cpu_s
    return more / (large.documents - small.documents)


def describe(each: Measured) -> str:
    first, second = each.first, each.second
    return (
        f"{each.documents:,} documents, {each.calls:,} calls: {first.memory_mb:.0f} MB (reader {first.reader_mb:.0f} MB), "
        f"{first.seconds:.1f} s, processor {first.cpu_s:.1f} s and {first.reader_cpu_s:.1f} s reading; second run "
        f"{second.seconds:.2f} s, {each.second_ms_a_document:.2f} ms a document, {second.memory_mb:.0f} MB; "
        f"find {each.find_s * 1_000:.0f} ms"
    )


if __name__ == "__main__":
    main()
