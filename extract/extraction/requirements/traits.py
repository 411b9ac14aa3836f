"""Demands for traits of character, which no résumé can prove: told from others by a closed question."""

from __future__ import annotations

from extract.extraction.engine.prompt_runner import Asking
from extract.extraction.requirements.reading_demands import DemandReading
from schemas.answers.posting import TraitAnswer

SURE_OF_TRAIT = 0.6
_MAY_BE_TRAITS = ("ability", "skill", "knowledge", "other")


async def is_trait(asking: Asking, read: DemandReading, text: str) -> bool:
    """Ask whether a demand is for what no résumé can prove; not where code knows what it is for."""
    if (
        read.kind not in _MAY_BE_TRAITS
        or read.levels
        or read.min_years is not None
        or read.topic
        or read.language_level
    ):
        return False
    choice = await asking.choose("trait", TraitAnswer, demand=text)
    if choice is None:
        return False
    return choice.option == "trait" and (choice.probability is None or choice.probability >= SURE_OF_TRAIT)
