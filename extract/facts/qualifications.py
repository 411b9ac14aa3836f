"""Skills, tools, methods, awards, languages, certificates: lists are cut by code, prose is read by the model."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.anchor import Anchor
from extract.drafts import Draft, Span, lines_of
from extract.facts.listed_qualifications import (
    cut_list,
    is_prose,
    key_of,
    kind_of_list,
    level_of_language,
    names_language,
    take_credentials,
    take_honours,
    take_post_nominals,
    take_spoken,
)
from extract.paragraphs import paragraphs
from extract.reading import Reading
from schemas.answers.qualifications import NamedAnswer, SkillAnswer

KIND = "qualification"
MAX_NAME = 70
PROSE_CHARS = 420
"""Prose shown at once, in code points; a small model names less of a longer piece."""
MAX_LINE = 400
"""Most of a sentence shown with a name in it, in code points."""
SURE_OF_SKILL = 0.7
"""Least chance of a skill. On 27 documents 98 names of 276 were skills: 71 of 131 from here on, 94 of 209 from 0.5 on."""

_ABOUT_THE_PERSON = ("summary", "other", "top", "interests")
_PROSE_SECTIONS = ("experience", "projects", "publications", "summary", "other", "top", "service")


async def extract_qualifications(reading: Reading, others: Sequence[Draft]) -> list[Draft]:
    """Return the qualifications that the document names, in its order, each name once.

    `others` are the facts of other kinds: employers, titles, schools and names of people are no qualifications.
    """
    found: dict[str, Draft] = {}
    prose: list[Span] = []
    told = set(lines_of(reading.document, (span for other in others for span in other.spans)))
    for name in (other.leaves["name"] for other in others if "name" in other.leaves):
        take_post_nominals(reading, (name.start, name.end), found)
    for section in reading.sections:
        kind = kind_of_list(section.kind)
        for span in paragraphs(reading.document, section.body):
            text = reading.document.text[span[0] : span[1]]
            if section.kind in _ABOUT_THE_PERSON:
                take_spoken(reading, span, found)
            if kind and not is_prose(text):
                cut_list(reading, span, kind, found)
            elif section.kind == "education":
                take_honours(reading, span, found)
                if told.isdisjoint(lines_of(reading.document, [span])):
                    take_credentials(reading, span, found)
            elif section.kind in _PROSE_SECTIONS or kind in ("skill", "service"):
                if section.kind == "top":
                    take_credentials(reading, span, found)
                prose.append(span)
            elif kind:
                cut_list(reading, span, kind, found)
    names = {key_of(str(value)) for other in others for name, value in other.values.items() if name in _TAKEN and value}
    refused: set[tuple[str, Span]] = set()
    for chunk in _chunks(prose) if reading.has_rule("skills_in_prose") else ():
        await _read_prose(reading, chunk, found, names, refused)
    return sorted(found.values(), key=lambda draft: (draft.start, draft.end))


_TAKEN = ("employer", "title", "institution", "location", "name", "degree", "email")


def _is_label(reading: Reading, start: int, end: int) -> bool:
    """Whether words are the label of their line ("Impact: …"), which names no skill."""
    line = reading.document.line_at(start)
    head = reading.document.text[line.start : start]
    return not re.search(r"\w", head) and bool(
        re.match(r"[^\n:]{0,30}:\s", reading.document.text[end : line.end] + " ")
    )


def _chunks(spans: Sequence[Span]) -> list[list[Span]]:
    """Put neighbouring pieces of prose together until they fill a question."""
    chunks: list[list[Span]] = []
    size = 0
    for span in spans:
        length = span[1] - span[0]
        if chunks and size + length <= PROSE_CHARS and span[0] - chunks[-1][-1][1] < 200:
            chunks[-1].append(span)
            size += length
        else:
            chunks.append([span])
            size = length
    return chunks


_NO_SKILL = re.compile(
    r"(?i)\d\s?%|[$€£]\s?\d|^(?:raised|scaled|published|led|built|reduced|increased|improved|presented|invited|won|received|achieved|grew|launched|shipped|cut|saved|promoted|hired|managed)\s"
    r"|\b(?:papers?|workshop|conference|journal extension|proceedings|stars)\b"
    r"|(?:^|\s)(?:teams?|engineers|contributors|founders|users|customers|clients|startups?|labs|uptime|speed-?up|degradation|reduction|interns?|colleagues|staff|people|students|pupils|patients)$"
)
"""What a small model lists beside skills: results with their numbers, deeds, papers, people."""


_NAMES_TOOL = re.compile(r"\B[A-Z]|\d|(?<=.)\b[A-Z]|^[A-Z][a-z]+$")
"""Capitals within a name, or a name of one word: "PyTorch", "Epic". A method may begin a sentence: "Root cause analysis"."""


async def _read_prose(
    reading: Reading, chunk: Sequence[Span], found: dict[str, Draft], taken: set[str], refused: set[tuple[str, Span]]
) -> None:
    """Add the skills that some prose names; `refused` are names, and where they stand, that were found to be none."""
    shown = "\n".join(reading.shown(span) for span in chunk)
    if len(shown.split()) < 6:
        return
    within = (chunk[0][0], chunk[-1][1])
    answer = await reading.ask("qualifications", NamedAnswer, 260, lines=shown)
    for name in answer.skills if answer else []:
        key = key_of(name)
        if not key or key in found or len(name) > MAX_NAME or not re.search(r"[^\W\d_]{2}", name):
            continue
        if _NO_SKILL.search(name):
            continue
        if any(key == other or f" {key} " in f" {other} " for other in taken):
            continue
        anchor = reading.anchor(name, (), within)
        if anchor and not _is_label(reading, anchor.start, anchor.end):
            written = reading.words(anchor, name)
            spot = (key, (anchor.start, anchor.end))
            if spot in refused:
                continue  # the answer names it twice
            if not names_language(written) and not await _is_skill(reading, written, anchor, chunk):
                refused.add(spot)
                continue
            kind = "language" if names_language(written) else "tool" if _NAMES_TOOL.search(written) else "method"
            draft = Draft(values={"kind": kind})
            if kind == "language":
                line = reading.document.line_at(anchor.end)
                draft.values["level"] = level_of_language(reading.document.text[anchor.start : line.end])
            draft.put("name", written, anchor)
            found[key] = draft


async def _is_skill(reading: Reading, name: str, anchor: Anchor, chunk: Sequence[Span]) -> bool:
    """Ask whether words of a sentence name what a person would list; without probabilities they are taken at their word."""
    if not reading.has_rule("named_skill"):
        return True
    span = next((span for span in chunk if span[0] <= anchor.start < span[1]), chunk[0])
    line = " ".join(reading.shown(span).split())[:MAX_LINE]
    choice = await reading.choose("named_skill", SkillAnswer, line=line, name=name)
    if choice is None:
        return True
    return choice.option == "yes" if choice.probabilities is None else choice.probabilities["yes"] >= SURE_OF_SKILL
