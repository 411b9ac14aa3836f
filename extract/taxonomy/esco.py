"""ESCO, the classification of the European Commission, as the package brings it: `esco.tsv.xz`, with its notice beside it."""

from __future__ import annotations

import hashlib
import lzma
from collections.abc import Iterator
from importlib import resources

from extract.taxonomy.concepts import Concept, ConceptKind, Source

NAME, VERSION = "esco", "1.2.0"
STATEMENT = "This service uses the ESCO classification of the European Commission."
"""What the Commission asks those to say who use ESCO."""
ADDRESS = "http://data.europa.eu/esco/"
"""What the ids of ESCO begin with, which the table leaves out."""


def _packed() -> bytes:
    return resources.files("extract.taxonomy").joinpath("esco.tsv.xz").read_bytes()


def esco_source() -> Source:
    """Return which table it is."""
    return Source(NAME, VERSION, hashlib.sha256(_packed()).hexdigest()[:16])


def esco_concepts() -> Iterator[Concept]:
    """Yield the concepts of ESCO with their English names."""
    for line in lzma.decompress(_packed()).decode("utf-8").splitlines():
        code, label, aliases = line.split("\t")
        kind: ConceptKind = "skill" if code.startswith("skill/") else "occupation"
        yield Concept(ADDRESS + code, label, tuple(aliases.split("|")) if aliases else (), kind)
