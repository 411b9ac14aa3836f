"""Skills that sentences name: the model lists them, code adds what stands in brackets, two closed questions decide of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds.qualifications.listed import key_of, level_of_language, names_language
from extract.text.anchor import Anchor
from extract.text.drafts import Draft, Span
from schemas.answers.qualifications import NamedAnswer, SkillAnswer, WordsAnswer

MAX_NAME = 70
MAX_LINE = 400
"""Most of a sentence shown with a name in it, in code points."""
MIN_WORDS = 6
"""A shorter piece of prose is not asked about."""
WEIGHT_IN_LINE = 0.5
LEAST_ODDS = -0.3
"""Least log-odds of a skill: of the name alone, and half those of the name in its line.

On 396 names of 12 documents whose gold tells skills from other words, the area under the curve is 0.87 (in its line 0.80,
alone 0.82); from here on 73 of 86 skills are kept with 33 of 144 other words.
"""
CLEAR = 2.0
"""Log-odds of the name alone that are so far from the least need no second question: of the same names a third, with no loss."""


async def read_prose(
    reading: ExtractionContext,
    chunk: Sequence[Span],
    found: dict[str, Draft],
    taken: set[str],
    refused: set[tuple[str, Span]],
) -> None:
    """Add the skills that some prose names; `refused` are names, and where they stand, that were found to be none."""
    shown = "\n".join(reading.shown(span) for span in chunk)
    if len(shown.split()) < MIN_WORDS:
        return
    within = (chunk[0][0], chunk[-1][1])
    answer = await reading.ask("qualifications", NamedAnswer, 260, lines=shown)
    told = answer.skills if answer else []
    for name in [*told, *(_bracketed(shown) if reading.has_rule("skills_in_brackets") else ())]:
        key = key_of(name)
        if key in found or not _may_be_named(name, key, taken):
            continue
        anchor = reading.anchor(name, (), within)
        if not anchor or _is_label(reading, anchor) or (key, (anchor.start, anchor.end)) in refused:
            continue
        written = reading.words(anchor, name)
        if not names_language(written) and not await _is_skill(reading, written, anchor, chunk):
            refused.add((key, (anchor.start, anchor.end)))
            continue
        found[key] = _draft_of(reading, written, anchor)


def _may_be_named(name: str, key: str, taken: set[str]) -> bool:
    """Whether words can be a skill at all: short, with letters, no result, and no name of another fact."""
    if not key or len(name) > MAX_NAME or not re.search(r"[^\W\d_]{2}", name) or _NO_SKILL.search(name):
        return False
    return not any(key == other or f" {key} " in f" {other} " for other in taken)


_IN_BRACKETS = re.compile(r"\(([^()\n]{2,90})\)")
_BESIDE_SLASH = re.compile(r"(?<![\w/.:@])[^\W\d_][\w+#.-]*(?:/[^\W\d_][\w+#.-]*)+(?![\w/@])")
_NAME_WORDS = 4
_CAPITAL = re.compile(r"[A-ZÀ-ÞА-ЯΑ-Ω]")


def _bracketed(shown: str) -> Iterator[str]:
    """Return the names that stand in brackets, or beside each other with a slash: "(BERT, Vision Transformer)", "C++/Java"."""
    pieces = [piece for match in _IN_BRACKETS.finditer(shown) for piece in re.split(r"[,;/]", match[1])]
    pieces += [piece for match in _BESIDE_SLASH.finditer(shown) for piece in match[0].split("/")]
    for piece in dict.fromkeys(" ".join(piece.split()).strip(".-") for piece in pieces):
        if len(piece) > 1 and len(piece.split()) <= _NAME_WORDS and _CAPITAL.search(piece):
            yield piece


def _is_label(reading: ExtractionContext, anchor: Anchor) -> bool:
    """Whether words are the label of their line ("Impact: …"), which names no skill."""
    line = reading.document.line_at(anchor.start)
    head = reading.document.text[line.start : anchor.start]
    rest = reading.document.text[anchor.end : line.end] + " "
    return not re.search(r"\w", head) and bool(re.match(r"[^\n:]{0,30}:\s", rest))


_NO_SKILL = re.compile(
    r"(?i)\d\s?%|[$€£]\s?\d|^(?:raised|scaled|published|led|built|reduced|increased|improved|presented|invited|won|received|achieved|grew|launched|shipped|cut|saved|promoted|hired|managed)\s"
    r"|\b(?:papers?|workshop|conference|journal extension|proceedings|stars)\b"
    r"|(?:^|\s)(?:teams?|engineers|contributors|founders|users|customers|clients|startups?|labs|uptime|speed-?up|degradation|reduction|interns?|colleagues|staff|people|students|pupils|patients)$"
)
"""What a small model lists beside skills: results with their numbers, deeds, papers, people."""
_NAMES_TOOL = re.compile(r"\B[A-Z]|\d|(?<=.)\b[A-Z]|^[A-Z][a-z]+$")
"""Capitals within a name, or a name of one word: "PyTorch", "Epic". A method may begin a sentence: "Root cause analysis"."""


def _draft_of(reading: ExtractionContext, written: str, anchor: Anchor) -> Draft:
    kind = "language" if names_language(written) else "tool" if _NAMES_TOOL.search(written) else "method"
    draft = Draft(values={"kind": kind})
    if kind == "language":
        line = reading.document.line_at(anchor.end)
        draft.values["level"] = level_of_language(reading.document.text[anchor.start : line.end])
    draft.put("name", written, anchor)
    return draft


async def _is_skill(reading: ExtractionContext, name: str, anchor: Anchor, chunk: Sequence[Span]) -> bool:
    """Ask whether words of a sentence name what a person would list: of the words alone, then of the words in their line."""
    if not reading.has_rule("named_skill"):
        return True
    alone = await reading.choose("skill_alone", SkillAnswer, name=name)
    odds_alone = alone.log_odds("yes") if alone else 0.0
    if abs(odds_alone - LEAST_ODDS) > CLEAR:
        return odds_alone > LEAST_ODDS
    span = next((span for span in chunk if span[0] <= anchor.start < span[1]), chunk[0])
    line = " ".join(reading.shown(span).split())[:MAX_LINE]
    in_line = await reading.choose("named_skill", WordsAnswer, line=line, name=name)
    odds_in_line = in_line.log_odds("skill") if in_line else 0.0
    return odds_alone + WEIGHT_IN_LINE * odds_in_line >= LEAST_ODDS
