"""Cut a document into sections by its headings, told from their words, never from their looks alone."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
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
    text = re.sub(r"(?<=[A-Z])l|l(?=[A-Z])", "I", text)  # as text recognition misreads it: "LlCENSES"
    text = unicodedata.normalize("NFKD", text.replace("&", " and ").replace("/", " and "))
    text = "".join(c for c in text.casefold() if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z]+", " ", text).split())


@functools.cache
def _table(name: str) -> Mapping[str, str]:
    """Return one table of headings.yaml as it is looked up: the kind of section by the key of its words."""
    table: dict[str, Any] = yaml.safe_load(resources.files("extract").joinpath("headings.yaml").read_text("utf-8"))
    return {heading_key(words): section for section, all_words in table[name].items() for words in all_words}


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
    table = _table(kind)
    if key in TIMES and re.search(r"\d", stripped):
        return None  # "2014 → now" are dates.
    if key in table:
        return table[key]
    if _SPACED_OUT.fullmatch(stripped) and (spaced := _joined_table(kind).get(key.replace(" ", ""))):
        return spaced
    if kind == "resume" and (composed := _composed_kind(before_colon)):
        return composed
    if marked and kind == "resume" and re.fullmatch(r"before [a-z ]+", key):
        return "experience"  # "Before Teaching"
    if (marked or colon) and key:
        words = key.split()
        for length in range(len(words) - 1, 0, -1):
            for part in (" ".join(words[-length:]), " ".join(words[:length])):
                if part in table and (length > 1 or (len(words) <= 4 and part not in WHOLE_ONLY)):
                    return table[part]
    return None


TIMES = frozenset(("now", "currently", "previously", "before that", "at present", "earlier"))
"""Headings that are also the dates of an entry: one of them alone opens no section."""
WHOLE_ONLY = frozenset(("community", "computer", "computers", "computing", "engagements", "speaks", *TIMES))
"""Words that are headings by themselves, and parts of titles beside others: "Community Outreach Coordinator"."""
_SPACED_OUT = re.compile(r"(?=.*\b\w{1,2}\b)\w{1,4}(?: \w{1,4}){1,11}")
"""Letters set wide apart, some of them together: "to o l s"."""


@functools.cache
def _joined_table(name: str) -> Mapping[str, str]:
    return {key.replace(" ", ""): section for key, section in _table(name).items()}


_BULLET = re.compile(r"\s*(?:[•●▪◦‣·*–—-]\s|\(?\d{1,2}[.)]\s)")


def _composed_kind(text: str) -> str | None:
    """Return the kind of section of a résumé's heading that is put together from known words ("Talks & Posters").

    A remark in brackets behind it does not count ("Publications (* equal contribution)").
    """
    if _BULLET.match(text):
        return None
    words = heading_key(re.sub(r"\s*\([^()]*\)\s*$", "", text)).split()
    kinds = [_table("resume_words").get(word) for word in words]
    if len(words) < 2 or None in kinds:
        return None
    return next((kind for kind in kinds if kind != "modifier"), None)


def _kind_of_any_word(text: str) -> str:
    """Return the kind of section that the first known word of a heading names, in singular or plural; else "other"."""
    table = _table("resume_words")
    kinds = (table.get(word) or table.get(f"{word}s") for word in heading_key(text).split())
    return next((kind for kind in kinds if kind and kind != "modifier"), "other")


CAPITALS_SHARE = 0.85
"""Share of a line's letters that are capitals where it is set in capitals."""
Look = tuple[float | None, bool, bool]
"""How a line is set: height of its letters in points, bold, all capitals."""


def _look(document: Document, line: Line) -> Look:
    letters = [c for c in document.line_text(line) if c.isalpha()]
    size = round(2 * line.size) / 2 if line.size else None
    # Text recognition may leave a small letter among capitals: "TRAlNING".
    return size, line.bold, len(letters) > 2 and CAPITALS_SHARE * len(letters) <= sum(c.isupper() for c in letters)


def _heading_looks(document: Document, known: Mapping[int, str]) -> set[Look]:
    """Return the looks that this document gives to headings, learned from those whose words are known.

    A look is one of headings when at least two known headings have it, and at least half of all lines that have it are
    known headings. Text without sizes and bold has no looks.
    """
    looks = Counter(_look(document, line) for line in document.lines if document.line_text(line).strip())
    headings = Counter(_look(document, document.lines[number - 1]) for number in known)
    body = max(looks, key=lambda look: looks[look], default=None)
    return {
        look
        for look, count in headings.items()
        if look != body and (look[0] or look[1]) and count >= 2 and 2 * count >= looks[look]
    }


def _set_as_heading(document: Document, line: Line, looks: set[Look]) -> bool:
    """Whether a line is set as the document's headings are, and is short and plain enough for one."""
    text = document.line_text(line).strip()
    return (
        _look(document, line) in looks
        and len(text.split()) <= MAX_CUED_WORDS
        and not re.search(r"\d|[@,.;|\t]|^[•●▪◦‣·*–—-]", text)
        and any(c.isalpha() for c in text)
    )


_UNDERLINE = re.compile(r"\s*([-=~_*])\1{2,}\s*")
_HASHES = re.compile(r"(#{1,6})\s+\S")


def _mark(document: Document, line: Line) -> str | None:
    """Return how a line of plain text is marked as a heading: hashes before it, or the sign of the line drawn below it."""
    text = document.line_text(line)
    if match := _HASHES.match(text):
        return match[1]
    below = document.line_text(document.lines[line.number]) if line.number < len(document.lines) else ""
    underline = _UNDERLINE.fullmatch(below)
    return underline[1] if underline and re.search(r"\w", text) else None


def _heading_marks(document: Document, known: Mapping[int, str]) -> set[str]:
    """Return the marks that at least two headings have whose words are known."""
    marks = Counter(mark for number in known if (mark := _mark(document, document.lines[number - 1])))
    return {mark for mark, count in marks.items() if count >= 2}


_POSTING_CUES: tuple[tuple[str, str], ...] = (
    (
        "preferred",
        r"\b(?:nice to|would be (?:great|nice|welcome|good)|plus|bonus|prefer\w*|desir\w+|ideal\w*|advantage\w*|helpful|extra|optional|wish)\b",
    ),
    ("boilerplate", r"\b(?:offer|benefits?|perks?|about|why|who we|our|salary|pay|apply|contact|team|company|equal)\b"),
    (
        "required",
        r"\b(?:must|bring|need|requir\w+|qualif\w+|essential|looking for|you have|skills?|profile|experience|education|"
        r"licen[cs]\w+|certif\w+|knowledge|abilit\w+|competenc\w+|attributes|background|candidate|person|expertise|credentials)\b",
    ),
    (
        "responsibility",
        r"\b(?:do|doing|duties|responsib\w+|role|tasks?|job|work|day|position|involves?|accountab\w+|contribut\w+)\b",
    ),
)
MAX_CUED_WORDS = 6
MAX_CAPITALS_WORDS = 9
"""The same of a posting's line in capitals with a list below it."""


def _cued_kind(document: Document, line: Line) -> str | None:
    """Return the kind of section that a posting's heading opens which the table does not list, told from single words.

    Such a line counts as a heading when the format marks it, or when a list follows it; where no word tells, what stands
    below is "other". In a résumé an unlisted heading is more often an employer or a school than a section.
    """
    text = document.line_text(line).strip()
    longest = MAX_CAPITALS_WORDS if _look(document, line)[2] else MAX_CUED_WORDS
    if not text or len(text.split()) > longest or text.endswith((".", ",", ";")) or re.match(r"[•\-*–\d]", text):
        return None
    following = next((row for row in document.lines[line.number :] if document.line_text(row).strip()), None)
    listed = following is not None and re.match(r"\s*(?:[•●▪·*–-]\s|\(?\d{1,2}[.)]\s)", document.line_text(following))
    if not (line.heading or (listed and text[0].isupper())):
        return None
    return next((section for section, cue in _POSTING_CUES if re.search(cue, heading_key(text))), "other")


def sections(document: Document, kind: DocumentKind, own: Mapping[str, str] | None = None) -> list[Section]:
    """Return the document's sections in order; together they hold every line once.

    `own` has more headings, with the kind of section that each opens, by their words as `own_heading_key` writes them; they
    go before the table's. In a résumé, a line whose words are not known as a heading opens one where it is set as the
    known headings are.
    """
    opening = _known_headings(document, kind, own or {})
    if kind == "resume" and all(heading_key(document.line_text(document.lines[n - 1])) in TIMES for n in opening):
        opening = {}
    if kind == "resume" and opening:
        first, looks, marks = min(opening), _heading_looks(document, opening), _heading_marks(document, opening)
        for line in document.lines:
            if line.number <= first or line.number in opening:
                continue
            if _set_as_heading(document, line, looks) or _mark(document, line) in marks:
                opening[line.number] = _kind_of_any_word(document.line_text(line))
    found: list[Section] = []
    current: list[Line] = []
    opened: tuple[str, Line | None] = ("top", None)
    for line in document.lines:
        if section := opening.get(line.number):
            if current:
                found.append(Section(opened[0], opened[1], tuple(current)))
            opened, current = (section, line), []
        current.append(line)
    if current:
        found.append(Section(opened[0], opened[1], tuple(current)))
    return [replace(each, kind="projects") if _lists_software(document, each) else each for each in found]


_SOFTWARE = re.compile(r"\b(?:software|code|packages|tools|data|datasets)\b")
_DESCRIBED = re.compile(
    r"\s*(?:[-•*]\s)?\**[\w.+-]+(?:\s[\w.+-]+){0,3}\**(?:\s\([^)]*\))?\s[–—-]{1,2}\s\S+(?:\s\S+){3,}"
)
"""A name and what it is: "- **boatlog** (Rust) — a logbook for sailors"."""


def _lists_software(document: Document, section: Section) -> bool:
    """Whether a section headed "Software" describes what the person made, rather than naming what they use."""
    if section.kind != "skills" or section.heading is None:
        return False
    if not _SOFTWARE.search(heading_key(document.line_text(section.heading))):
        return False
    return sum(_DESCRIBED.match(document.line_text(line)) is not None for line in section.body) >= 2


def own_heading_key(text: str) -> str:
    """Return a heading's words as those of a user are compared, in any script: case-folded, no accents and punctuation."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.sub(r"[\W_]+", " ", "".join(c for c in folded if not unicodedata.combining(c))).split())


def _known_headings(document: Document, kind: DocumentKind, own: Mapping[str, str]) -> dict[int, str]:
    """Return the kinds of section that lines open whose words are known, by line number."""
    known: dict[int, str] = {}
    for line in document.lines:
        marked = line.heading or line.bold or _look(document, line)[2]
        words = document.line_text(line)
        section = own.get(own_heading_key(words)) if own else None
        section = section or heading_kind(words, kind, marked=marked)
        if section is None and kind == "posting":
            section = _cued_kind(document, line)
        if section:
            known[line.number] = section
    return known
