"""Cut a document into sections by its headings, told from their words, never from their looks alone."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Literal

import yaml

from extract.documents.model import Document, Line

DocumentKind = Literal["resume", "posting"]

MAX_HEADING_WORDS = 9
"""Longest heading of the table, with a leading "my" or a trailing "of the position" to spare."""


@dataclass(frozen=True, slots=True)
class Section:
    """A run of lines under one heading.

    `kind` is a key of headings.yaml, or "top" for the lines before the first heading. `heading` is None for those.
    `lines` holds the heading's own line first. `start` (inclusive) and `end` (exclusive) are offsets into the text.
    """

    kind: str
    heading: Line | None
    lines: tuple[Line, ...]

    @property
    def start(self) -> int:
        """Offset of the section's first code point."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """Offset one past the section's last code point."""
        return self.lines[-1].end

    @property
    def body(self) -> tuple[Line, ...]:
        """The lines below the heading."""
        return self.lines[1:] if self.heading else self.lines


def heading_key(text: str) -> str:
    """Return a heading's words as headings.yaml lists them: case-folded, no accents, digits or punctuation."""
    text = re.sub(r"(?<=\b\w) (?=\w\b)", "", text) if re.fullmatch(r"(?:\w ){3,}\w", text.strip()) else text
    text = unicodedata.normalize("NFKD", text.replace("&", " and ").replace("/", " and "))
    text = "".join(c for c in text.casefold() if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z]+", " ", text).split())


@functools.cache
def _headings(kind: DocumentKind) -> Mapping[str, str]:
    table: dict[str, Any] = yaml.safe_load(resources.files("extract").joinpath("headings.yaml").read_text("utf-8"))
    return {heading_key(words): section for section, all_words in table[kind].items() for words in all_words}


def heading_kind(text: str, kind: DocumentKind, *, marked: bool = False) -> str | None:
    """Return the kind of section that a line opens, or None when it is no heading.

    `marked` says that the format or the layout sets the line off (heading style, bold, capitals); such a line may
    also carry a heading of the table as its last or first words ("Selected Peer-Reviewed Publications").
    """
    stripped = text.strip()
    if not stripped or len(stripped.split()) > MAX_HEADING_WORDS or stripped.endswith((".", ",", ";")):
        return None
    before_colon, colon, after = stripped.partition(":")
    if colon and after.strip():
        return None
    key = heading_key(before_colon)
    table = _headings(kind)
    if key in table:
        return table[key]
    if (marked or colon) and key:
        words = key.split()
        for length in range(len(words) - 1, 0, -1):
            for part in (" ".join(words[-length:]), " ".join(words[:length])):
                if part in table and (length > 1 or len(words) <= 4):
                    return table[part]
    return None


_POSTING_CUES: tuple[tuple[str, str], ...] = (
    ("preferred", r"\b(?:nice to|plus|bonus|prefer\w*|desir\w+|ideal\w*|advantage\w*|helpful|extra|optional|wish)\b"),
    ("boilerplate", r"\b(?:offer|benefits?|perks?|about|why|who we|our|salary|pay|apply|contact|team|company|equal)\b"),
    (
        "required",
        r"\b(?:must|bring|need|requir\w+|qualif\w+|essential|looking for|you have|skills?|profile|experience)\b",
    ),
    ("responsibility", r"\b(?:do|doing|duties|responsib\w+|role|tasks?|job|work|day)\b"),
)
MAX_CUED_WORDS = 6


def _cued_kind(document: Document, line: Line) -> str | None:
    """Return the kind of section that a posting's heading opens which the table does not list, told from single words.

    Such a line counts as a heading when the format marks it, or when a list follows it. In a résumé an unlisted heading
    is more often an employer or a school than a section.
    """
    text = document.line_text(line).strip()
    if not text or len(text.split()) > MAX_CUED_WORDS or text.endswith((".", ",", ";")) or re.match(r"[•\-*–\d]", text):
        return None
    following = next((row for row in document.lines[line.number :] if document.line_text(row).strip()), None)
    listed = following is not None and re.match(r"\s*(?:[•●▪·*–-]\s|\(?\d{1,2}[.)]\s)", document.line_text(following))
    if not (line.heading or (listed and text[0].isupper())):
        return None
    return next((section for section, cue in _POSTING_CUES if re.search(cue, heading_key(text))), None)


def sections(document: Document, kind: DocumentKind) -> list[Section]:
    """Return the document's sections in order; together they hold every line once."""
    found: list[Section] = []
    current: list[Line] = []
    opened: tuple[str, Line | None] = ("top", None)
    for line in document.lines:
        text = document.line_text(line)
        letters = [c for c in text if c.isalpha()]
        capitals = len(letters) > 2 and all(c.isupper() for c in letters)
        section = heading_kind(text, kind, marked=line.heading or line.bold or capitals)
        if section is None and kind == "posting":
            section = _cued_kind(document, line)
        if section:
            if current:
                found.append(Section(opened[0], opened[1], tuple(current)))
            opened, current = (section, line), []
        current.append(line)
    if current:
        found.append(Section(opened[0], opened[1], tuple(current)))
    return found
