"""Read broken copies of the samples, each in a process that can be ended: `python -m bench.fuzz_reading [--count 500]`.

Counts the outcomes. A crash, a hang or an error other than `DocumentError` is printed with its number, and fails the run;
`--only NUMBER` reads that one alone, in this process.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import sys
import tempfile
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

from bench.broken_copies import mutate
from extract import read_document
from extract.documents.ocr.recognition import Recognition
from extract.errors import DocumentError

SAMPLES = Path(__file__).parents[1] / "samples"
SEED = 20261125
SUFFIXES = (".pdf", ".docx", ".odt", ".html")
TIME_LIMIT_S = 30.0


def main() -> int:
    """Run the mutations and print how they ended."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=500)
    parser.add_argument("--only", type=int)
    args = parser.parse_args()
    seeds = seed_documents()
    with tempfile.TemporaryDirectory() as folder:
        if args.only is not None:
            print(read_once(write_mutation(seeds, args.only, Path(folder))))
            return 0
        outcomes: Counter[str] = Counter()
        failures = 0
        worker = _Worker()
        for number in range(args.count):
            path = write_mutation(seeds, number, Path(folder))
            outcome = worker.read(path)
            outcomes[outcome] += 1
            if outcome.startswith(("crash", "hang", "traceback")):
                failures += 1
                print(number, path.suffix, outcome)
            path.unlink()
        worker.end()
    for outcome, count in outcomes.most_common():
        print(f"{count:5} {outcome}")
    print(f"{args.count} mutations, {failures} crashes, hangs and tracebacks")
    return 1 if failures else 0


def seed_documents() -> list[Path]:
    """Return the samples that mutations are made of."""
    return sorted(path for path in SAMPLES.rglob("*") if path.suffix in SUFFIXES)


def write_mutation(seeds: list[Path], number: int, folder: Path) -> Path:
    """Write the mutation of this number, which is the same whenever the samples are."""
    chance = random.Random(SEED + number)
    seed = chance.choice(seeds)
    path = folder / f"{number}{seed.suffix}"
    path.write_bytes(mutate(seed.read_bytes(), chance))
    return path


def read_once(path: Path) -> str:
    """Read a document and say how that ended: "read", "refused: CODE" or "traceback: CLASS"."""
    try:
        # Pictures are another program's work, which may rightly take longer than the limit here.
        read_document(path, recognition=Recognition(enabled=False))
    except DocumentError as error:
        return f"refused: {error.code}"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        return f"traceback: {type(error).__name__}"
    return "read"


class _Worker:
    """A process that reads one document after another; a new one takes its place when it hangs or crashes."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        # A process that is forked may wait for ever for threads that only its parent has.
        context = multiprocessing.get_context("spawn")
        self._pipe, there = context.Pipe()
        self._process = context.Process(target=_answer, args=(there,))
        self._process.start()
        there.close()

    def read(self, path: Path) -> str:
        self._pipe.send(path)
        try:
            if self._pipe.poll(TIME_LIMIT_S):
                return str(self._pipe.recv())
            outcome = f"hang: more than {TIME_LIMIT_S:.0f} s"
        except EOFError:
            self._process.join()
            outcome = f"crash: status {self._process.exitcode}"
        self.end()
        self._start()
        return outcome

    def end(self) -> None:
        self._process.kill()
        self._process.join()


def _answer(there: Connection) -> None:
    while True:
        there.send(read_once(there.recv()))


if __name__ == "__main__":
    sys.exit(main())
