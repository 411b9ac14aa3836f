"""A made-up academic résumé of some 40 pages, with the list of what it says: for what happens where it has to be cut.

    python -m bench.long_resume FOLDER

writes lavinia_ferrant.txt and lavinia_ferrant.pdf (the latter with `typst`, of the dependency group `samples`). The same
numbers give the same words, so that nothing of it has to be kept.
"""

from __future__ import annotations

import importlib
import random
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Fact = dict[str, str]
NAME = "lavinia_ferrant"
WIDTH = 88
LINES_A_PAGE = 50
COUNTS = {"roles": 36, "degrees": 4, "publications": 430, "talks": 160}
_FIRST = (
    "Tidal",
    "Alpine",
    "Urban",
    "Saline",
    "Boreal",
    "Lunar",
    "Coastal",
    "Glacial",
    "Riverine",
    "Volcanic",
    "Arid",
    "Mossy",
)
_SECOND = (
    "Lichens",
    "Sediments",
    "Bridges",
    "Orchards",
    "Herons",
    "Canals",
    "Peatlands",
    "Lanterns",
    "Ferries",
    "Meadows",
)
_THIRD = (
    "after Floods",
    "under Frost",
    "in Early Spring",
    "Seen from Above",
    "and Their Keepers",
    "by Night",
    "in Old Maps",
)
_PLACES = (
    "Brookhaven",
    "Elmsford",
    "Greyport",
    "Hollin",
    "Ivoria",
    "Kestwick",
    "Lorne",
    "Marrow",
    "Norvale",
    "Ostrava Bay",
)
_TITLES = ("Lecturer", "Research Fellow", "Visiting Scholar", "Senior Lecturer", "Reader", "Course Director")
_DEEDS = ("Taught field methods to second-year students.", "Ran the reading group on long time series.",
          "Kept the instrument store and its log book.", "Supervised dissertations on small rivers.",
          "Wrote the safety rules for work on ice.")  # fmt: skip


@dataclass(slots=True)
class LongResume:
    """The text, its lines joined by line feeds, and the facts by kind, each with its words as they stand."""

    text: str = ""
    facts: dict[str, list[Fact]] = field(default_factory=dict[str, list[Fact]])


def make_resume(*, blank_lines: bool = True) -> LongResume:
    """Return the résumé; `blank_lines` part its entries, as in text files; PDFs have none."""
    rng = random.Random(40)
    found = LongResume(facts={kind: [] for kind in COUNTS})
    blocks = [["Lavinia Ferrant", "Brookhaven, VT · lavinia.ferrant@example.org · (802) 555-0119"], ["Experience"]]
    for number in range(COUNTS["roles"]):
        year = 2025 - number
        fact = {"title": _TITLES[number % len(_TITLES)], "employer": f"{_PLACES[number % 10]} College of Rivers {number + 1}",
                "period": f"Sep. {year - 1} – Aug. {year}"}  # fmt: skip
        found.facts["roles"].append(fact)
        deeds = rng.sample(_DEEDS, 4)
        blocks.append([f"{fact['title']}, {fact['employer']}", fact["period"], *(f"• {deed}" for deed in deeds)])
    blocks.append(["Education"])
    for number, degree in enumerate(("Ph.D.", "M.Sc.", "B.Sc.", "B.A.")[: COUNTS["degrees"]]):
        fact = {
            "degree": degree,
            "institution": f"{_PLACES[number]} University",
            "period": f"{1980 - 4 * number} – {1984 - 4 * number}",
        }
        found.facts["degrees"].append(fact)
        blocks.append([f"{fact['degree']}, {fact['institution']}, {fact['period']}"])
    titles = _titles(rng)
    blocks.append(["Publications"])
    for number in range(COUNTS["publications"]):
        fact = {
            "title": next(titles),
            "venue": f"Annals of {_PLACES[number % 10]} Geography",
            "year": str(2025 - number // 9),
        }
        found.facts["publications"].append(fact)
        citation = f"Ferrant, L. and Ostby, N. ({fact['year']}). {fact['title']}. {fact['venue']}, {number + 3}(2)."
        blocks.append(textwrap.wrap(citation, WIDTH))
    blocks.append(["Invited talks"])
    for number in range(COUNTS["talks"]):
        fact = {"title": next(titles), "venue": f"{_PLACES[number % 10]} River Forum", "year": str(2025 - number // 4)}
        found.facts["talks"].append(fact)
        blocks.append(textwrap.wrap(f"• {fact['title']}, {fact['venue']}, {fact['year']}", WIDTH))
    lines = (line for block in blocks for line in ([*block, ""] if blank_lines else block))
    found.text = "\n".join(lines).strip() + "\n"
    return found


def _titles(rng: random.Random) -> Iterator[str]:
    """Yield titles of six to ten words, none twice and none a part of another."""
    words = [f"{a} {b} {c}" for a in _FIRST for b in _SECOND for c in _THIRD]
    rng.shuffle(words)
    for number, title in enumerate(words):
        place = _PLACES[number % len(_PLACES)]
        yield f"On {title}: Notes from the {place} Valley" if number % 3 else f"A Census of {title} near {place}"


def write_pdf(resume: LongResume, path: Path) -> None:
    """Write the text as a PDF, a line a line, so that it has some 40 pages."""
    typst: Any = importlib.import_module("typst")
    pages = resume.text.rstrip("\n").split("\n")
    escaped = (line.replace("\\", "\\\\").replace('"', '\\"') for line in pages)
    body = "\n".join(f'#text("{line}") \\' if line else "#v(0.5em)" for line in escaped)
    source = path.with_suffix(".typ")
    source.write_text(f'#set page(paper: "us-letter", margin: 2cm)\n#set text(size: 10pt)\n{body}\n', "utf-8")
    typst.compile(str(source), output=str(path))
    source.unlink()


def main() -> int:
    """Write both files into a folder."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    resume = make_resume()
    (folder / f"{NAME}.txt").write_text(resume.text, "utf-8")
    write_pdf(make_resume(blank_lines=False), folder / f"{NAME}.pdf")
    return 0


if __name__ == "__main__":
    sys.exit(main())
