"""Demands for publications as such: how many the résumé lists, by code."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.comparison.deciders.decision import Decision, resting_on
from extract.comparison.retrieval.pool import PoolLine
from extract.extraction.requirements.years import NUMBER_WORDS
from schemas import Requirement

_PUBLICATIONS = r"(?:publications?|papers?|articles?|publikationen|veröffentlichungen)"
_AS_SUCH = re.compile(
    rf"(?i)^(?:(?:an?|the|strong|solid|proven|good|track|publication|record|history|list|of|at least|minimum|one|two|three|four|five|six|ten|\d+|or|more|"
    rf"first-author(?:ed)?|peer[- ]reviewed|refereed|published|scientific|scholarly|academic|research|mindestens)\s+)*(?:{_PUBLICATIONS}|publication record|publishing)"
    r"(?:\s+(?:at|in|bei|record)?\s*(?:(?:an?|the|good|peer[- ]reviewed|refereed|scientific|academic|international|leading|major|recognised|recognized)\s*)*"
    r"(?:venues?|journals?|conferences?|workshops?|proceedings|and|or|\s|,)*)?$"
)
"""A demand that asks for publications and says nothing of their subject or of particular venues."""
_COUNT = re.compile(rf"(?i)\b(\d+|{'|'.join(NUMBER_WORDS)})\b")
SEVERAL = 2
"""What "a record of publications" asks for at least."""


def decide_published(requirement: Requirement, lines: Sequence[PoolLine]) -> Decision | None:
    """Return whether the résumé lists the publications asked for; None where the demand is about more than their number."""
    text = requirement.text.strip(" .")
    if requirement.importance == "responsibility" or not _AS_SUCH.match(text):
        return None
    count = _COUNT.search(text)
    plural = re.search(r"(?i)\b(?:publications|papers|articles|record)\b|en\b", text)
    wanted = (NUMBER_WORDS.get(count[1].casefold()) or int(count[1])) if count else SEVERAL if plural else 1
    shown: dict[str, PoolLine] = {}
    for line in lines:
        for fact_id in line.fact_ids:
            if fact_id.startswith("publication-"):
                shown.setdefault(fact_id, line)
    if not shown:
        return Decision("not_shown", "computed", "The résumé lists no publication.")
    said = f"{len(shown)} publication{'s are' if len(shown) > 1 else ' is'} listed; {wanted} asked for."
    cited = list(dict.fromkeys(shown.values()))
    return resting_on(cited, "met" if len(shown) >= wanted else "partial", "computed", said,
                      needs_review="review" in text.casefold() or len(shown) < wanted)  # fmt: skip
