"""How to compare: what the user chose beyond the model."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from extract.comparison.retrieval.meaning import encoder_name, is_installed, require_encoder
from schemas import ComparedWith

SearchWay = Literal["words", "meaning"]
"""How lines are searched for a demand: by words alone, or by meaning too."""
SearchChoice = Literal["words", "meaning", "auto"]
"""What a user chooses of these; "auto": by meaning too where its package is installed."""


def search_way(choice: SearchChoice) -> SearchWay:
    """Return how lines are searched on this machine."""
    if choice == "auto":
        return "meaning" if is_installed() else "words"
    return choice


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """How to compare. `synonyms` is the user's own file of names, in the form of vocabulary.yaml.

    `blind_schools` keeps the names of schools from the comparison; levels and fields of degrees remain. `repeat` is how
    often what the model decided is asked again at a higher temperature, to see whether it holds. `confidence` is what the
    chances of the verdicts that are given as likely add up to; None gives none. `search` is how lines are found.
    """

    synonyms: Path | None = None
    blind_schools: bool = False
    repeat: int = 0
    confidence: float | None = None
    search: SearchWay = "words"

    def __post_init__(self) -> None:
        """Check that what is searched with is here.

        Raises:
            SettingsError: meaning is to be searched, and the package for it is not installed.
        """
        if self.search == "meaning":
            require_encoder()

    def as_stored(self) -> ComparedWith:
        """Return what a comparison says of these. The file of names must be there."""
        content = hashlib.sha256(self.synonyms.read_bytes()).hexdigest()[:16] if self.synonyms else None
        return ComparedWith(
            synonyms=content, blind_schools=self.blind_schools, repeat=self.repeat, confidence=self.confidence,
            search=self.search, encoder=encoder_name() if self.search == "meaning" else None,
        )  # fmt: skip
