"""Whether two other libraries take a claim as standing in a text: langextract's aligner, instructor's CitationMixin.

Both are asked for the words of the claim in the document's text, as their own documentation shows. Neither knows which
fact a claim belongs to. Needs the dependency group `bench`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from instructor import CitationMixin

Peer = Callable[[str, str], bool]
"""Takes a document's text and a claim; tells whether the claim is accepted."""


def langextract_aligner() -> Peer:
    """Return langextract's aligner, with its own defaults: exact first, then fuzzy by words."""
    data: Any = importlib.import_module("langextract.core.data")
    resolver: Any = importlib.import_module("langextract.resolver")

    def accepts(text: str, claim: str) -> bool:
        extraction = data.Extraction(extraction_class="claim", extraction_text=claim)
        groups = resolver.WordAligner().align_extractions([[extraction]], text)
        return any(found.char_interval is not None for group in groups for found in group)

    return accepts


class _Cited(CitationMixin):
    claim: str


def citation_mixin() -> Peer:
    """Return instructor's check of quotes."""

    def accepts(text: str, claim: str) -> bool:
        cited = _Cited.model_validate({"claim": claim, "substring_quotes": [claim]}, context={"context": text})
        return bool(cited.substring_quotes)

    return accepts


PEERS: dict[str, Callable[[], Peer]] = {
    "langextract's aligner": langextract_aligner,
    "instructor's CitationMixin": citation_mixin,
}
