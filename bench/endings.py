"""Whether every document comes to an end: 300 hostile ones through `vouchline extract`, with the time that each takes.

    python -m bench.endings --out OUT [--only KIND] [--count N] [-- MORE WORDS OF THE COMMAND]
    python -m bench.endings --out OUT --report

The documents (bench/ending_documents.py) are written to OUT/documents and the results to OUT. `--only` takes one kind, `--count`
about so many, of each kind some; words behind `--`, such as `--base-url URL --model NAME`, go to the command. `--report` runs nothing
and reads what OUT holds. With `--no-cache` a run begins anew each time; to go by parts, give the kinds one after the other with the
same OUT, then `--report`.

ended: run.json lists the document, with an outcome other than skipped. seconds: from reading to writing, with the time that a
document waited for others that were under way. found: share of the titles of publications that the honest documents name and the
profile holds, alike by 95 of 100 up to case and white space. The figures go to OUT/endings.json, and to
bench/results/endings.json when they are of all documents. The exit status is 1 when a document did not end, or failed.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from bench.ending_documents import KINDS, Document, choose, make_documents
from extract.store.results import Results, write_whole
from schemas import Profile, Run, RunDocument

RESULTS = Path(__file__).parent / "results" / "endings.json"
DOCUMENTS = "documents"
"""The folder below OUT that the documents lie in."""
AS_OF = "2026-11-30"
MISSING = "missing"
"""The outcome of a document that run.json does not list."""
CODES = ("cut_off", "out_of_time")
"""Findings that say that the model, or the time for a document, came to an end before the document did."""
ALIKE = 95.0
"""Likeness, of 100, from which on a title counts as found."""
LONGEST = 10


@dataclass(frozen=True, slots=True)
class Ending:
    """What became of one document. `findings` are the codes of its profile's; `found` counts titles of publications."""

    document: Document
    outcome: str
    code: str | None = None
    taken_for: str = "unknown"
    seconds: float = 0.0
    calls: int = 0
    findings: tuple[str, ...] = ()
    found: int = 0

    @property
    def ended(self) -> bool:
        """Whether the run came through with it."""
        return self.outcome not in (MISSING, "skipped")


def write_documents(documents: Sequence[Document], folder: Path) -> None:
    """Write the documents, and take away those of an earlier choice; what stands there already is not written again."""
    folder.mkdir(parents=True, exist_ok=True)
    chosen = {document.name for document in documents}
    for each in make_documents():
        path = folder / each.name
        if each.name not in chosen:
            path.unlink(missing_ok=True)
        elif not path.exists() or path.read_bytes() != each.text.encode():
            write_whole(path, each.text)


def run_command(documents: Sequence[Document], out: Path, more: Sequence[str]) -> int:
    """Write the documents, extract them, and return the exit status of the command."""
    folder = out / DOCUMENTS
    write_documents(documents, folder)
    command = [sys.executable, "-m", "extract.cli", "extract", str(folder), "-o", str(out), "--as-of", AS_OF]
    return subprocess.run([*command, "--no-cache", *more], check=False).returncode


def read_endings(documents: Sequence[Document], run: Run, out: Path) -> list[Ending]:
    """Return what became of each document, from run.json and the profiles."""
    rows = {row.path: row for row in run.documents}
    results = Results(out)
    return [_ending(document, rows.get(document.name), results) for document in documents]


def _ending(document: Document, row: RunDocument | None, results: Results) -> Ending:
    if row is None:
        return Ending(document, MISSING)
    findings: tuple[str, ...] = ()
    found = 0
    path = results.profile_path(row.name) if row.name else None
    if row.outcome not in ("failed", "skipped") and path and path.exists():
        profile = Profile.model_validate_json(path.read_bytes())
        findings = tuple(sorted({finding.code for finding in profile.findings}))
        found = count_found(document.publications, [each.title for each in profile.publications])
    return Ending(document, row.outcome, row.code, row.kind, row.seconds, row.calls, findings, found)


def count_found(titles: Sequence[str], held: Sequence[str]) -> int:
    """Return how many titles are among those that a profile holds, up to case and white space and a few letters."""
    folded = [_folded(title) for title in held]
    return sum(any(fuzz.ratio(_folded(title), other) >= ALIKE for other in folded) for title in titles)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def figures_of(endings: Sequence[Ending]) -> dict[str, Any]:
    """Return the figures, of all documents and by kind, with the seconds of each document."""
    slowest = sorted(endings, key=lambda ending: -ending.seconds)
    promised = [ending for ending in endings if ending.document.publications]
    return {
        **_counts(endings),
        "outcomes": dict(sorted(Counter(ending.outcome for ending in endings).items())),
        "findings": dict(sorted(Counter(code for ending in endings for code in ending.findings).items())),
        "kinds": {
            kind: _counts(group)
            for kind in KINDS
            if (group := [ending for ending in endings if ending.document.kind == kind])
        },
        "longest": {ending.document.name: round(ending.seconds, 1) for ending in slowest[:LONGEST]},
        "not_ended": [ending.document.name for ending in endings if not ending.ended],
        "failed_with": {ending.document.name: ending.code for ending in endings if ending.outcome == "failed"},
        "taken_for_postings": [ending.document.name for ending in endings if ending.taken_for == "posting"],
        "publications": _publications(promised)
        | {"documents": {ending.document.name: _publications([ending]) for ending in promised}},
        "seconds_by_document": {ending.document.name: round(ending.seconds, 1) for ending in endings},
    }


def _counts(endings: Sequence[Ending]) -> dict[str, Any]:
    seconds = [ending.seconds for ending in endings]
    return {
        "documents": len(endings),
        "ended": sum(ending.ended for ending in endings),
        "failed": sum(ending.outcome == "failed" for ending in endings),
        **{code: sum(code in ending.findings for ending in endings) for code in CODES},
        "calls": sum(ending.calls for ending in endings),
        "seconds": round(sum(seconds), 1),
        "seconds_median": round(statistics.median(seconds), 1) if seconds else None,
        "seconds_longest": round(max(seconds), 1) if seconds else None,
    }


def _publications(endings: Sequence[Ending]) -> dict[str, Any]:
    named = sum(len(ending.document.publications) for ending in endings)
    found = sum(ending.found for ending in endings)
    return {"named": named, "found": found, "share": round(found / named, 4) if named else None}


def describe(figures: dict[str, Any]) -> str:
    """Return the figures as a table in Markdown, and what needs a look below it."""
    columns = ("documents", "ended", "failed", *CODES, "calls", "seconds", "seconds_median", "seconds_longest")
    lines = [
        f"| kind | {' | '.join(column.replace('_', ' ') for column in columns)} |",
        "|---|" + "---|" * len(columns),
    ]
    for name, row in [*figures["kinds"].items(), ("all", figures)]:
        lines.append(f"| {name} | {' | '.join(str(row[column]) for column in columns)} |")
    told = ("outcomes", "findings", "longest", "not_ended", "failed_with", "taken_for_postings")
    lines += [f"{what}: {json.dumps(figures[what], ensure_ascii=False)}" for what in told if figures[what]]
    for name, row in [*figures["publications"]["documents"].items(), ("all honest documents", figures["publications"])]:
        lines.append(f"{name}: {row['found']} of {row['named']} publications found")
    return "\n".join(lines)


def main() -> int:
    """Write the documents, run, and report."""
    words = sys.argv[1:]
    split = words.index("--") if "--" in words else len(words)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--only", choices=KINDS, metavar="KIND", help=", ".join(KINDS))
    parser.add_argument("--count", type=int, metavar="N")
    parser.add_argument("--report", action="store_true", help="only read what OUT holds")
    args = parser.parse_args(words[:split])
    out: Path = args.out
    every = make_documents()
    documents = [each for each in every if args.only in (None, each.kind)]
    if not args.report:
        documents = choose(documents, args.count) if args.count else documents
        if (status := run_command(documents, out, words[split + 1 :])) not in (0, 1):  # 1: some document failed
            return status
    run = Results(out).read_run()
    if run is None:
        print(f"There is no run.json in {str(out)!r} that can be read.", file=sys.stderr)
        return 2
    if args.report:
        listed = {row.path for row in run.documents}
        documents = [each for each in documents if each.name in listed or (out / DOCUMENTS / each.name).exists()]
    endings = read_endings(documents, run, out)
    head = {"measured": datetime.now(UTC).date().isoformat(), "model": run.model, "finished": run.finished}
    figures = head | figures_of(endings)
    text = json.dumps(figures, ensure_ascii=False, indent=2) + "\n"
    write_whole(out / "endings.json", text)
    if len(endings) == len(every):
        write_whole(RESULTS, text)
    print(describe(figures))
    return int(not all(ending.ended and ending.outcome != "failed" for ending in endings))


if __name__ == "__main__":
    sys.exit(main())
