"""Demands for several languages: "Fluent German and English" is two."""

from __future__ import annotations

import re
from itertools import pairwise

from extract.extraction.requirements.conditions import is_about_language
from extract.text.languages import spoken_languages

_LEVEL_WORDS = (
    r"(?:at|level|levels|or|higher|above|better|minimum|least|fluent|native|good|very|strong|basic|working|business|conversational|written|spoken|"
    r"in|of|knowledge|proficiency|skills|niveau|mindestens|gute|sehr|kenntnisse|[abc][12]\+?|\([^()]*\)|[–-])"
)
_JOINT = re.compile(
    rf"(?i)(?P<behind>(?:\s*{_LEVEL_WORDS}(?=[\s,;]))*)(?P<joint>\s*[,;]\s*(?:(?:and|as well as|und|sowie|et|y|&)\s+)?|\s+(?:and|as well as|und|sowie|et|y|&)\s+)"
    rf"(?:{_LEVEL_WORDS}\s+)*"
)
"""Between two languages: the level of the one, what joins them, the level of the other."""


def language_pieces(text: str) -> list[tuple[int, int]]:
    """Return where the demands of a piece of text stand, one a language where it joins languages and nothing else."""
    whole = [(0, len(text))]
    named = spoken_languages(text)
    if len(named) < 2 or not is_about_language(text):
        return whole
    joints = [_JOINT.fullmatch(text, before.end, after.start) for before, after in pairwise(named)]
    if not all(joints):
        return whole
    cuts = [match.span("joint") for match in joints if match]
    return list(zip([0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)], strict=True))
