"""What anchoring costs: 1,000 claims looked up in made-up documents of 1, 10 and 50 pages, on one core.

    python -m bench.anchoring

Half the claims stand in the document, half differ from it in one letter or digit. "alike" is the hard case: every page
has the same words, so that each claim stands on each page and the nearest place has to be found among all of them.
"""

from __future__ import annotations

import random
import re
import sys
import time
from dataclasses import dataclass

from extract.text.anchor import TextIndex

CLAIMS = 1_000
PAGES = (1, 10, 50)
PAGE_CHARS = 3_000
"""A full page of a résumé in 11 points."""
LIMIT_S = 1.0
_SYLLABLES = ("al", "ber", "con", "dar", "en", "fi", "gor", "hal", "in", "jo", "kel", "lin", "mor", "net", "or", "per", "qua",
              "ras", "sen", "tor", "un", "ver", "wil", "yor", "zan")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of processor time to make a document's text ready, and to look up all claims."""

    pages: int
    characters: int
    index_s: float
    claims_s: float
    found: int


def make_page(seed: int) -> str:
    """Return a page of made-up words and numbers in lines of up to 90 letters, some of them broken with a hyphen."""
    rng = random.Random(seed)
    words: list[str] = []
    while sum(map(len, words)) + len(words) < PAGE_CHARS:
        word = "".join(rng.choices(_SYLLABLES, k=rng.randint(1, 4)))
        words.append(rng.choice((word, word, word.title(), f"{rng.randint(2, 99)}%", str(rng.randint(1990, 2026)))))
    lines = re.findall(r".{1,90}(?:\s|$)", " ".join(words))
    return "\n".join(line.rstrip() + ("-" if rng.random() < 0.05 else "") for line in lines) + "\n"


def make_claims(text: str) -> list[str]:
    """Return pieces of one to four words from all over the text, every second one changed."""
    rng = random.Random(len(text))
    tokens = text.split()
    claims: list[str] = []
    for number in range(CLAIMS):
        first = rng.randrange(len(tokens) - 4)
        claim = " ".join(tokens[first : first + rng.randint(1, 4)])
        claims.append(claim if number % 2 else claim[:-1] + ("x" if claim[-1] != "x" else "y"))
    return claims


def measure(pages: int, *, alike: bool = False) -> Cost:
    """Return what it costs to look up all claims, each near a place of its own."""
    text = "\n".join(make_page(0 if alike else page) for page in range(pages))
    claims = make_claims(text)
    began = time.process_time()
    index = TextIndex(text)
    ready = time.process_time()
    step = len(text) // CLAIMS
    found = sum(index.best(claim, [(place * step, place * step + 1)]) is not None for place, claim in enumerate(claims))
    return Cost(pages, len(text), ready - began, time.process_time() - ready, found)


def main() -> int:
    """Print the table; the exit status is 1 when 1,000 claims on 50 pages take a second or more."""
    costs = [(alike, measure(pages, alike=alike)) for alike in (False, True) for pages in PAGES]
    print("| pages | code points | words | text made ready, s | 1,000 claims, s | found |\n|---|---|---|---|---|---|")
    for alike, cost in costs:
        kind = "alike" if alike else "different"
        print(
            f"| {cost.pages} | {cost.characters:,} | {kind} | {cost.index_s:.3f} | {cost.claims_s:.3f} | {cost.found} |"
        )
    return int(any(cost.index_s + cost.claims_s >= LIMIT_S for _, cost in costs))


if __name__ == "__main__":
    sys.exit(main())
