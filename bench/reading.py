"""Measure how documents are read, beside other readers in the same run: `python -m bench.reading`.

Reads samples/layouts and samples/hidden, whose true words are known, and prints Markdown tables. `--docs FOLDER` reads
other documents instead: each NAME.pdf, NAME.docx … whose true text stands in NAME.txt beside it.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import re
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pypdfium2

from bench.measures import RoleTruth, agreement_of, is_role_whole
from bench.readers import READERS

SAMPLES = Path(__file__).parents[1] / "samples"
MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Truth:
    """What a document says: its text in reading order, columns side by side, roles; or words hidden and shown."""

    path: Path
    text: str = ""
    columns: int = 1
    roles: Sequence[RoleTruth] = ()
    hidden: Sequence[str] = ()
    visible: Sequence[str] = ()


@dataclass(slots=True)
class Reading:
    """What one reader made of a set: the texts by path, seconds, and the process's peak memory in bytes."""

    texts: dict[Path, str] = field(default_factory=dict[Path, str])
    seconds: float = 0.0
    peak_bytes: int = 0


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=Path, help="other documents, each with its true text in NAME.txt")
    args = parser.parse_args()
    truths = _pairs(args.docs) if args.docs else _layouts()
    hidden = [] if args.docs else _hidden()
    for suffix, readers in READERS.items():
        ours = [truth for truth in truths if truth.path.suffix == suffix]
        secrets = [truth for truth in hidden if truth.path.suffix == suffix]
        if not ours and not secrets:
            continue
        pages = sum(_pages(truth.path) for truth in ours) or 1
        unit = "page" if suffix == ".pdf" else "document"
        print(f"\n{len(ours)} {suffix} files, {pages} {unit}s; {len(secrets)} with hidden words\n")
        print(
            f"| reader | recall | order, one column | order, columns | roles whole | leaks | lines lost | ms a {unit} | MB |"
        )
        print("|---|---|---|---|---|---|---|---|---|")
        for name in readers:
            read = _read_apart(suffix, name, [truth.path for truth in ours])
            seen = _read_apart(suffix, name, [truth.path for truth in secrets])
            print(_row(name, ours, secrets, read, seen, pages))


def _row(name: str, ours: list[Truth], secrets: list[Truth], read: Reading, seen: Reading, pages: int) -> str:
    found = [(truth, agreement_of(read.texts.get(truth.path, ""), truth.text)) for truth in ours]
    recall = [agreement.recall for _, agreement in found]
    one = [agreement.order for truth, agreement in found if truth.columns == 1]
    more = [agreement.order for truth, agreement in found if truth.columns > 1]
    roles = [(truth, role) for truth in ours for role in truth.roles]
    whole = sum(is_role_whole(read.texts.get(truth.path, ""), truth.text, role) for truth, role in roles)
    leaks = sum(leaks_in(seen.texts.get(truth.path, ""), truth.hidden) for truth in secrets)
    lost = sum(lost_in(seen.texts.get(truth.path, ""), truth.visible) for truth in secrets)
    spent = f"{1000 * read.seconds / pages:.0f} | {read.peak_bytes / MEGABYTE:.0f}"
    shares = f"{_spread(recall)} | {_spread(one)} | {_spread(more)}"
    return f"| {name} | {shares} | {whole} of {len(roles)} | {leaks} of {len(secrets)} | {lost} | {spent} |"


def _spread(shares: list[float]) -> str:
    """The mean, and the lowest of all in brackets."""
    return f"{sum(shares) / len(shares):.3f} ({min(shares):.3f})" if shares else ""


def leaks_in(text: str, hidden: Sequence[str]) -> bool:
    """Whether a text holds any longer word of those that nobody sees."""
    return any(word in text for words in hidden for word in re.findall(r"\w{4,}", words))


def lost_in(text: str, visible: Sequence[str]) -> int:
    """How many of the lines that everybody sees a text does not hold; bullets and white space do not count."""
    flat = " ".join(text.replace("•", " ").split())
    return sum(line not in flat for line in visible)


def _read_apart(suffix: str, name: str, paths: list[Path]) -> Reading:
    """Read in a fresh process, so that time and memory are one reader's own."""
    if not paths:
        return Reading()
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe()
    process = context.Process(target=_answer, args=(suffix, name, paths, there))
    process.start()
    reading: Reading = here.recv()
    process.join()
    return reading


def _answer(suffix: str, name: str, paths: list[Path], there: Connection) -> None:
    reader = READERS[suffix][name]
    reading = Reading()
    try:
        reader(paths[0])  # what is loaded once is not counted
    except Exception as error:  # noqa: BLE001 - readers fail each in their own way
        print(f"{name} failed on {paths[0].name}: {type(error).__name__}", file=sys.stderr)
    for path in paths:
        start = time.perf_counter()
        try:
            reading.texts[path] = reader(path)
        except Exception as error:  # noqa: BLE001
            print(f"{name} failed on {path.name}: {type(error).__name__}", file=sys.stderr)
        reading.seconds += time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reading.peak_bytes = peak if sys.platform == "darwin" else peak * 1024
    there.send(reading)


def _pages(path: Path) -> int:
    if path.suffix != ".pdf":
        return 1
    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def _layouts() -> list[Truth]:
    folder = SAMPLES / "layouts"
    known: dict[str, dict[str, Any]] = json.loads((folder / "truth.json").read_text("utf-8"))
    return [
        Truth(
            folder / name,
            entry["text"],
            entry["columns"],
            [RoleTruth(role["head"], role["bullets"]) for role in entry["roles"]],
        )
        for name, entry in known.items()
    ]


def _hidden() -> list[Truth]:
    folder = SAMPLES / "hidden"
    known: dict[str, dict[str, list[str]]] = json.loads((folder / "truth.json").read_text("utf-8"))
    return [Truth(folder / name, hidden=entry["hidden"], visible=entry["visible"]) for name, entry in known.items()]


def _pairs(folder: Path) -> list[Truth]:
    paths = sorted(path for path in folder.rglob("*") if path.suffix in READERS)
    return [
        Truth(path, path.with_suffix(".txt").read_text("utf-8")) for path in paths if path.with_suffix(".txt").exists()
    ]


if __name__ == "__main__":
    main()
