"""How well boxes of words agree with those of independent readers: F1 at IoU 0.5, and what carrying them costs.

    python -m bench.word_boxes [--json FILE] [PDF...]

Without PDFs it takes those of samples/ that have text of their own. A word of ours and a word of the other reader are a pair
where both say the same and their boxes overlap by half of what they cover together. Words that a reader cannot see are no
part of it: ours leaves them out. Readers: pdfplumber (group bench), and poppler's pdftotext where it is installed.
"""

from __future__ import annotations

import argparse
import importlib
import json
import re
import shutil
import subprocess
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from extract.documents import Document, Recognition, read_document
from extract.documents.model.boxes import boxes_of
from extract.errors import DocumentError

ROOT = Path(__file__).parents[1]
MIN_IOU = 0.5
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Boxed:
    """A word and where it stands: page from 1, points from the page's top left corner."""

    text: str
    page: int
    box: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Score:
    """How many words agree, how many we have, how many the other reader has."""

    agree: int
    ours: int
    theirs: int

    @property
    def f1(self) -> float:
        return 2 * self.agree / (self.ours + self.theirs) if self.ours + self.theirs else 1.0


def our_words(document: Document) -> Iterator[Boxed]:
    """Yield the words of a document with their boxes; one that stands in two places counts by each of its pieces."""
    for match in _WORD.finditer(document.text):
        for page, left, top, right, bottom in boxes_of(document, match.start(), match.end()):
            yield Boxed(fold(match[0]), page, (left, top, right, bottom))


def plumber_words(path: Path) -> Iterator[Boxed]:
    """Yield what pdfplumber finds."""
    pdfplumber: Any = importlib.import_module("pdfplumber")  # installed for the measurement alone

    with pdfplumber.open(path) as pdf:
        for number, page in enumerate(pdf.pages, start=1):
            for word in page.extract_words(expand_ligatures=True):
                yield Boxed(fold(word["text"]), number, (word["x0"], word["top"], word["x1"], word["bottom"]))


def poppler_words(path: Path) -> Iterator[Boxed]:
    """Yield what poppler's pdftotext finds."""
    done = subprocess.run(["pdftotext", "-bbox", str(path), "-"], capture_output=True, check=True)
    markup = re.sub(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]", b"", done.stdout)
    page = 0
    for element in ElementTree.fromstring(markup).iter():
        kind = element.tag.rpartition("}")[2]
        page += kind == "page"
        if kind == "word" and (element.text or "").strip():
            left, top, right, bottom = (float(element.attrib[side]) for side in ("xMin", "yMin", "xMax", "yMax"))
            yield Boxed(fold(element.text or ""), page, (left, top, right, bottom))


def fold(text: str) -> str:
    """Return a word without what readers spell differently: ligatures, dashes, and the white space inside."""
    return "".join(re.sub("[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", text)).split())


def score(ours: list[Boxed], theirs: list[Boxed], *, same_words: bool = True) -> Score:
    """Pair words that overlap, each with the one that overlaps most; `same_words`: and that say the same."""
    by_page: dict[tuple[int, str], list[Boxed]] = defaultdict(list)
    for word in theirs:
        by_page[word.page, word.text if same_words else ""].append(word)
    agree = 0
    for word in ours:
        rivals = by_page[word.page, word.text if same_words else ""]
        best = max(rivals, key=lambda rival: overlap(word.box, rival.box), default=None)
        if best is not None and overlap(word.box, best.box) >= MIN_IOU:
            rivals.remove(best)
            agree += 1
    return Score(agree, len(ours), len(theirs))


def overlap(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """Return intersection over union."""
    across = min(one[2], other[2]) - max(one[0], other[0])
    down = min(one[3], other[3]) - max(one[1], other[1])
    if across <= 0 or down <= 0:
        return 0.0
    areas = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (one, other))
    return across * down / (areas - across * down)


READERS = {"pdfplumber": plumber_words, "poppler": poppler_words}


def measure(paths: list[Path]) -> dict[str, dict[str, object]]:
    """Return, by reader, the score of all words together and each document's F1."""
    found: dict[str, dict[str, object]] = {}
    documents: dict[Path, list[Boxed]] = {}
    for path in paths:
        try:
            documents[path] = list(our_words(read_document(path, recognition=Recognition(enabled=False))))
        except DocumentError as error:
            print(f"left out: {path.name}: {error.code}")
    for name, reader in READERS.items():
        if name == "poppler" and shutil.which("pdftotext") is None:
            print("left out: poppler is not installed")
            continue
        theirs = {path: list(reader(path)) for path in documents}
        scores = {path.name: score(words, theirs[path]) for path, words in documents.items()}
        total = _sum(scores.values())
        places = _sum(score(words, theirs[path], same_words=False) for path, words in documents.items())
        found[name] = {
            "f1": round(total.f1, 4), "f1_of_places": round(places.f1, 4), "agree": total.agree, "ours": total.ours,
            "theirs": total.theirs, "documents": {path: round(each.f1, 4) for path, each in scores.items()},
        }  # fmt: skip
    return found


def _sum(scores: Iterable[Score]) -> Score:
    agree, ours, theirs = zip(*((each.agree, each.ours, each.theirs) for each in scores), strict=True)
    return Score(sum(agree), sum(ours), sum(theirs))


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("paths", type=Path, nargs="*", metavar="PDF")
    parser.add_argument("--json", type=Path, metavar="FILE")
    options = parser.parse_args()
    paths = options.paths or sorted(p for p in (ROOT / "samples").rglob("*.pdf") if p.parent.name != "hidden")
    found = measure(paths)
    for name, each in found.items():
        print(f"{name:12} F1 {each['f1']:.4f}, of places alone {each['f1_of_places']:.4f}; {each['agree']:,} words agree, "
              f"{each['ours']:,} ours, {each['theirs']:,} theirs")  # fmt: skip
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
