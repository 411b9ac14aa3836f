"""Demands for a skill that the résumé itself says the person does not have."""

from __future__ import annotations

from collections.abc import Sequence

from extract.comparison.deciders.decision import Decision, resting_on
from extract.comparison.retrieval.pool import PoolLine
from extract.text.skills.vocabulary import Vocabulary
from schemas import Requirement


def decide_disowned(
    requirement: Requirement, lines: Sequence[PoolLine], whole_text: Sequence[PoolLine], vocabulary: Vocabulary
) -> Decision | None:
    """Return that a demand is contradicted where the résumé denies its skill and names it nowhere else; None otherwise.

    Of skills of which any will do, all have to be denied. `whole_text` has the lines that no fact cites too.
    """
    denials = {
        skill: [line for line in whole_text if vocabulary.disowned(skill, line.text)] for skill in requirement.skills
    }
    denied = [skill for skill, found in denials.items() if found]
    if not denied or (requirement.match != "all" and len(denied) < len(denials)):
        return None
    if any(vocabulary.find(skill, line.text) for skill in requirement.skills for line in lines):
        return None
    said = f"The résumé says that there is none: {', '.join(f'“{skill}”' for skill in denied)}."
    cited = list(dict.fromkeys(denials[skill][0] for skill in denied))
    return resting_on(cited, "contradicted", "computed", said, needs_review=True)
