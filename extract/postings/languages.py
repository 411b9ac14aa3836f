"""Demands for several languages: "Fluent German and English" is two."""

from __future__ import annotations

import re
from itertools import pairwise

from extract.postings.conditions import is_about_language
from extract.spoken_languages import spoken_languages

_JOINT = re.compile(r"(?i)\s*(?:,\s*)?(?:(?:and|as well as|und|sowie|et|y|&)\s+)?")


def language_pieces(text: str) -> list[tuple[int, int]]:
    """Return where the demands of a piece of text stand, one a language where it joins languages and nothing else."""
    whole = [(0, len(text))]
    named = spoken_languages(text)
    if len(named) < 2 or not is_about_language(text):
        return whole
    gaps = [text[before.end : after.start] for before, after in pairwise(named)]
    if not all(gap.strip() and _JOINT.fullmatch(gap) for gap in gaps):
        return whole
    starts = [0, *(spoken.start for spoken in named[1:])]
    ends = [*(spoken.end for spoken in named[:-1]), len(text)]
    return list(zip(starts, ends, strict=True))
