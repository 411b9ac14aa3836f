"""How to compare: what the user chose beyond the model."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from schemas import ComparedWith


@dataclass(frozen=True, slots=True)
class CompareOptions:
    """How to compare. `synonyms` is the user's own file of names, in the form of vocabulary.yaml.

    `blind_schools` keeps the names of schools from the comparison; levels and fields of degrees remain. `repeat` is how
    often what the model decided is asked again at a higher temperature, to see whether it holds. `confidence` is what the
    chances of the verdicts that are given as likely add up to; None gives none.
    """

    synonyms: Path | None = None
    blind_schools: bool = False
    repeat: int = 0
    confidence: float | None = None

    def as_stored(self) -> ComparedWith:
        """Return what a comparison says of these. The file of names must be there."""
        content = hashlib.sha256(self.synonyms.read_bytes()).hexdigest()[:16] if self.synonyms else None
        return ComparedWith(
            synonyms=content, blind_schools=self.blind_schools, repeat=self.repeat, confidence=self.confidence
        )
