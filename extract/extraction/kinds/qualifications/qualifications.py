"""Skills, tools, methods, awards, languages, certificates: lists are cut by code, prose is read by the model."""

from __future__ import annotations

from collections.abc import Sequence

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds.labelled_lists import is_language, is_pastime, lists_skills, other_lines
from extract.extraction.kinds.qualifications.credentials import read_credentials
from extract.extraction.kinds.qualifications.listed import (
    cut_list,
    is_prose,
    key_of,
    kind_of_list,
    take_credentials,
    take_honours,
    take_post_nominals,
    take_row,
    take_spoken,
)
from extract.extraction.kinds.qualifications.named_skills import read_prose
from extract.extraction.kinds.qualifications.table_rows import table_rows
from extract.text.drafts import Draft, Span, lines_of
from extract.text.paragraphs import paragraphs

KIND = "qualification"
PROSE_CHARS = 420
"""Prose shown at once, in code points; a small model names less of a longer piece."""

_ABOUT_THE_PERSON = ("summary", "other", "top", "interests")
_PROSE_SECTIONS = ("experience", "projects", "summary", "other", "top", "service")


async def extract_qualifications(
    reading: ExtractionContext, others: Sequence[Draft], publications: Sequence[Draft] = ()
) -> list[Draft]:
    """Return the qualifications that the document names, in its order, each name once.

    `others` are facts of other kinds: employers, titles, schools and names of people are no qualifications. Nor are words of
    the `publications`.
    """
    found: dict[str, Draft] = {}
    prose: list[Span] = []
    told = set(lines_of(reading.document, (span for other in others for span in other.spans)))
    for name in (other.leaves["name"] for other in others if "name" in other.leaves):
        take_post_nominals(reading, (name.start, name.end), found)
    published = set(lines_of(reading.document, (span for paper in publications for span in paper.spans)))
    for section in reading.sections:
        kind = kind_of_list(section.kind)
        rows = table_rows(reading.document, section.body) if kind else {}
        for row in rows.values():
            if kind:
                take_row(reading, row, kind, found)
        rest = [line for line in section.body if line.number not in rows]
        for span in paragraphs(reading.document, rest):
            is_read = await _take_listed(reading, section.kind, span, told, found)
            if not is_read and not published.issuperset(lines_of(reading.document, [span])):
                prose.append(span)
    if reading.has_rule("credentials"):
        await read_credentials(reading, found)
    leave_out_names(found, others)
    names = {key_of(str(value)) for other in others for name, value in other.values.items() if name in _TAKEN and value}
    refused: set[tuple[str, Span]] = set()
    for chunk in _chunks(prose) if reading.has_rule("skills_in_prose") else ():
        await read_prose(reading, chunk, found, names, refused)
    return sorted(found.values(), key=lambda draft: (draft.start, draft.end))


async def _take_listed(
    reading: ExtractionContext, section: str, span: Span, told: set[int], found: dict[str, Draft]
) -> bool:
    """Take what a paragraph lists; returns whether no sentences of it are left to be read. `told` are lines of other facts."""
    text = reading.document.text[span[0] : span[1]]
    kind = kind_of_list(section)
    if section in _ABOUT_THE_PERSON:
        take_spoken(reading, span, found)
    if kind in _HELD and not told.isdisjoint(lines_of(reading.document, [span])):
        return section != "service"  # a position held as a volunteer is no entry of a list
    if kind and not is_prose(text):
        before = set(found)
        cut_list(reading, span, kind, found)
        others = await other_lines(reading, span)
        for key in [key for key in found if key not in before]:
            kind, begin = found[key].values["kind"], found[key].start
            is_none = any(start <= begin < end for start, end in others)
            if is_none or (kind == "research_interest" and await is_pastime(reading, found[key])):
                del found[key]
            elif kind == "language" and not await is_language(reading, found[key]):
                found[key].values |= {"kind": "skill", "level": None}
        return True
    if section == "education":
        take_honours(reading, span, found)
        if told.isdisjoint(lines_of(reading.document, [span])):
            take_credentials(reading, span, found)
    elif section == "top":
        take_credentials(reading, span, found)
    if section in (*_PROSE_SECTIONS, "education") and await lists_skills(reading, span):
        cut_list(reading, span, "skill", found)
        return True
    return section not in _PROSE_SECTIONS and kind not in ("skill", "service")


def leave_out_names(found: dict[str, Draft], others: Sequence[Draft]) -> None:
    """Leave out what a list names as a programme, a school or the person: a footer says "Ada Example – CV – page 2"."""
    studies = [other.leaves[name] for other in others for name in ("institution", "degree") if name in other.leaves]
    people = [key_of(str(other.values["name"])) for other in others if other.values.get("name")]
    for key, draft in list(found.items()):
        name = draft.leaves["name"]
        is_study = any(leaf.start <= name.start and name.end <= leaf.end for leaf in studies)
        if is_study or any(f" {person} " in f" {key} " for person in people):
            del found[key]


_HELD = ("service",)
_TAKEN = ("employer", "title", "institution", "location", "name", "degree", "email")


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
