"""Make false claims of true ones by changing one thing, and count which are accepted.

    python -m bench.mutations [--docs DIR... --gold DIR] [--peers] [--show] [--every N]

Without folders: the samples and their gold. What "accepted" means: bench/acceptance.py. The claims: bench/changes.py.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.acceptance import ToldReading, states, took_in, with_claim
from bench.claims import AS_IT_STANDS, Claim, claims_of
from bench.peers import PEERS
from bench.told import tell
from extract.documents import Document, read_document
from extract.documents.discovery.paths import find_documents
from extract.evaluation.scoring.files import GoldProfile, find_gold, load

SAMPLES = Path(__file__).parents[1] / "samples"
DOCS = (SAMPLES / "demo", SAMPLES / "resumes")
OURS = "Vouchline"
QUESTIONS = ("jobs", "degrees", "publications", "numbers")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one claim: who accepts it, by name; `left` is what it left in the facts, beyond the true values."""

    document: str
    claim: Claim
    accepted: dict[str, bool]
    left: tuple[tuple[str, ...], ...] = ()


def judged(document: Document, gold: GoldProfile, peers: Iterable[str] = (), every: int = 1) -> Iterator[Verdict]:
    """Yield the verdict on every claim about a document, or on one in `every`."""
    reading = ToldReading(document)
    told = tell(reading, gold)
    others = {name: PEERS[name]() for name in peers}
    usual = {question: reading.values(question, told) for question in QUESTIONS}
    for number, claim in enumerate(claims_of(told, document.text.split("\n"))):
        if number % every:
            continue
        before = usual[claim.question]
        unchanged = claim.change == AS_IT_STANDS
        values = before if unchanged else reading.values(claim.question, with_claim(told, claim))
        if unchanged:
            accepted = states(told, values, claim.name, claim.value)
        else:
            accepted = values == before if claim.is_true else took_in(told, claim, values - before)
        asked = {name: accepts(document.text, claim.quote) for name, accepts in others.items()}
        yield Verdict(document.path.name, claim, {OURS: accepted, **asked}, tuple(values - before))


def documents_with_gold(folders: Sequence[Path], gold: Path) -> Iterator[tuple[Document, GoldProfile]]:
    """Yield every résumé that has gold."""
    paths = {named.name: named.path for folder in folders for named in find_documents([folder])}
    for file in find_gold(gold):
        if file.group == "profiles" and file.name in paths:
            yield read_document(paths[file.name]), load(file.path, GoldProfile)


def table(verdicts: Sequence[Verdict]) -> str:
    """Return the counts as a table in Markdown: accepted of all, by change."""
    names = list(verdicts[0].accepted)
    lines = [f"| claims | changed | number | {' | '.join(f'accepted by {name}' for name in names)} |",
             "|---|---|---|" + "---|" * len(names)]  # fmt: skip
    for is_true in (False, True):
        rows: dict[str, list[Verdict]] = {}
        for verdict in verdicts:
            if verdict.claim.is_true is is_true:
                rows.setdefault(verdict.claim.change, []).append(verdict)
        for change, found in [*sorted(rows.items()), ("all", [v for group in rows.values() for v in group])]:
            counts = " | ".join(str(sum(verdict.accepted[name] for verdict in found)) for name in names)
            lines.append(f"| {'true' if is_true else 'false'} | {change} | {len(found)} | {counts} |")
    return "\n".join(lines)


def main() -> int:
    """Judge all claims; the exit status is 1 when a false one is accepted or more than 1 % of the true ones are not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--docs", type=Path, nargs="+", default=DOCS)
    parser.add_argument("--gold", type=Path, default=SAMPLES / "gold")
    parser.add_argument("--peers", action="store_true", help="ask langextract and instructor too")
    parser.add_argument("--show", action="store_true", help="print each claim on which Vouchline is wrong")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="judge one claim in N")
    args = parser.parse_args()
    verdicts: list[Verdict] = []
    for document, gold in documents_with_gold(args.docs, args.gold):
        verdicts += judged(document, gold, PEERS if args.peers else (), args.every)
    wrong = [verdict for verdict in verdicts if verdict.accepted[OURS] is not verdict.claim.is_true]
    for verdict in wrong if args.show else ():
        claim = verdict.claim
        print(
            f"{verdict.document}: {claim.question} {claim.place} {claim.name}: {claim.change}: {claim.value!r} {verdict.left}"
        )
    print(table(verdicts))
    false = sum(not verdict.claim.is_true for verdict in wrong)
    return int(false > 0 or len(wrong) - false > 0.01 * sum(verdict.claim.is_true for verdict in verdicts))


if __name__ == "__main__":
    sys.exit(main())
