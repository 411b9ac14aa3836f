"""Cut a document into sections by its headings, told from their words, never from their looks alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from extract.documents.model.document import Document, Line
from extract.text.languages import spoken_languages
from extract.text.sections.headings import (
    MAX_LABEL_WORDS,
    TIMES,
    DocumentKind,
    heading_key,
    heading_kind,
    kind_of_any_word,
    known_share,
    own_heading_key,
)


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

    def heading_text(self, document: Document) -> str:
        """Return the heading as questions show it, its white space folded; a dash where there is none."""
        return " ".join(document.line_text(self.heading).split()) if self.heading else "–"


CAPITALS_SHARE = 0.85
"""Share of a line's letters that are capitals where it is set in capitals."""
Look = tuple[float | None, bool, bool, int | None]
"""How a line is set: height of its letters in points, bold, all capitals, level of a marked heading."""


def _look(document: Document, line: Line) -> Look:
    letters = [c for c in document.line_text(line) if c.isalpha()]
    size = round(2 * line.size) / 2 if line.size else None
    # Text recognition may leave a small letter among capitals: "TRAlNING".
    capitals = len(letters) > 2 and CAPITALS_SHARE * len(letters) <= sum(c.isupper() for c in letters)
    return size, line.bold, capitals, line.level


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
        if look != body and (look[0] or look[1] or look[3]) and count >= 2 and 2 * count >= looks[look]
    }


def _set_as_heading(document: Document, line: Line, looks: set[Look]) -> bool:
    """Whether a line is set as the document's headings are, and is short and plain enough for one."""
    text = document.line_text(line).strip()
    return _look(document, line) in looks and _is_plain(text)


MIN_APART = 3
"""Known headings in capitals with empty lines around them, from which on an unknown line set so is taken for one."""


def _stands_apart(document: Document, line: Line) -> bool:
    """Whether a line of a text is short, in capitals, and has an empty line above and below."""
    text = document.line_text(line).strip()
    around = [document.line_text(each) for each in document.lines[max(line.number - 2, 0) : line.number + 1 : 2]]
    return (
        line.size is None
        and len(around) == 2
        and not any(each.strip() for each in around)
        and _look(document, line)[2]
        and _is_plain(text)
    )


def _opens_unknown(document: Document, line: Line) -> bool:
    """Whether a line that stands apart is a heading although its words are not listed.

    All of them are known, or one is and no dates follow: employers and titles are set so too, with their dates in the next line.
    """
    known = known_share(document.line_text(line))
    below = next((each for each in document.lines[line.number :] if document.line_text(each).strip()), None)
    return (
        _stands_apart(document, line)
        and below is not None
        and (known == 1 or (known > 0 and not _YEAR.search(document.line_text(below))))
    )


_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


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


def unknown_headings(document: Document, own: Mapping[str, str] | None = None) -> dict[int, Section]:
    """Return what lines of a résumé may be headings by how they are set, whose words no table has, by line number.

    The format marks them, or they are set as the known headings are, or in capitals as these. Each holds the lines down to the next
    one. A line with the person's contact below it is none, nor is the title of an entry, with its dates below it.
    """
    opening = _known_headings(document, "resume", own or {})
    looks, marks = _heading_looks(document, opening), _heading_marks(document, opening)
    in_capitals = [number for number in opening if _look(document, document.lines[number - 1])[2]]
    are_capitals = 2 * len(in_capitals) > len(opening)
    deepest = max((document.lines[number - 1].level or 0 for number in opening), default=0) or MAX_LEVEL
    rows = [line for line in document.lines if document.line_text(line).strip()]
    maybe = {
        line.number
        for line in rows[TOP_LINES:]
        if line.number not in opening
        and _is_plain(document.line_text(line).strip())
        and (line.heading or _set_as_heading(document, line, looks) or _mark(document, line) in marks or (are_capitals and _look(document, line)[2]))
        and (line.level or 0) <= deepest
        and kind_of_any_word(document.line_text(line)) == "other"
        and not _is_dated_alone(document, line)
    }  # fmt: skip
    found: dict[int, Section] = {}
    kind, start = "top", 0
    for place, line in enumerate([*rows, None]):
        if line is not None and line.number not in maybe | opening.keys():
            continue
        if place and rows[start].number in maybe and place - start > 1:
            found[rows[start].number] = Section(kind, rows[start], tuple(rows[start:place]))
        if line is not None:
            kind, start = opening.get(line.number, kind), place
    return {number: each for number, each in found.items() if not _CONTACT.search(_text_of(document, each))}


_CONTACT = re.compile(r"\w@\w|(?:\d[\s().-]{0,2}){7}")


def _text_of(document: Document, section: Section) -> str:
    return document.text[section.start : section.end]


MAX_LEVEL = 6
"""The deepest level of headings that HTML and Markdown have."""
TOP_LINES = 2
"""Lines with words at the top of a résumé that are no headings: the name, or a title and the name."""


def _is_plain(text: str) -> bool:
    is_short = len(text.split()) <= MAX_CUED_WORDS and any(c.isalpha() for c in text)
    return is_short and not re.search(r"\d|[@,.;|\t]|^[•●▪◦‣·*–—-]", text)


def sections(
    document: Document,
    kind: DocumentKind,
    own: Mapping[str, str] | None = None,
    asked: Mapping[int, str] | None = None,
) -> list[Section]:
    """Return the document's sections in order; together they hold every line once.

    `own` has more headings, with the kind of section that each opens, by their words as `own_heading_key` writes them; they
    go before the table's. `asked` has others by the number of their line. In a résumé, a line whose words are not known as
    a heading opens one where it is set as the known headings are.
    """
    opening = _known_headings(document, kind, own or {}) | dict(asked or {})
    if kind == "resume" and all(heading_key(document.line_text(document.lines[n - 1])) in TIMES for n in opening):
        opening = {}
    if kind == "resume" and opening:
        first, looks, marks = min(opening), _heading_looks(document, opening), _heading_marks(document, opening)
        apart = sum(_stands_apart(document, document.lines[number - 1]) for number in opening) >= MIN_APART
        for line in document.lines:
            if line.number <= first or line.number in opening:
                continue
            is_set_apart = apart and _opens_unknown(document, line)
            if is_set_apart or _set_as_heading(document, line, looks) or _mark(document, line) in marks:
                opening[line.number] = kind_of_any_word(document.line_text(line))
    labelled = _labelled_lines(document, opening) if kind == "resume" else {}
    found: list[Section] = []
    current: list[Line] = []
    opened: tuple[str, Line | None] = ("top", None)
    for line in document.lines:
        if section := opening.get(line.number) or labelled.get(line.number):
            if current:
                found.append(Section(opened[0], opened[1], tuple(current)))
            opened, current = (section, line if line.number in opening else None), []
        current.append(line)
    if current:
        found.append(Section(opened[0], opened[1], tuple(current)))
    return [replace(each, kind="projects") if _lists_software(document, each) else each for each in found]


_LABEL = re.compile(rf"(?:[^\W\d_][\w&/-]*\s){{0,{MAX_LABEL_WORDS - 1}}}[^\W\d_][\w&/-]*(?=:\s+\S)")
_NEVER_LABELLED = ("top", "summary", "experience", "education", "publications", "talks")
_ENTRIES = ("top", "summary", "experience", "education", "projects", "publications", "talks")


def _labelled_lines(document: Document, opening: Mapping[int, str]) -> dict[int, str]:
    """Return the kinds of section of lines that hold heading and list at once ("Skills: Java, SQL"), by line number.

    They are sections of their own where they stand last in a section of entries, an empty line or another such line before
    them: in the midst of entries they belong to one of those.
    """
    found: dict[int, str] = {}
    kind_above = "top"
    kinds: dict[int, str] = {}
    for line in document.lines:
        kind_above = opening.get(line.number, kind_above)
        kinds[line.number] = kind_above
    below_ends = True  # whether nothing but such lines follows before the next heading
    for line in reversed(document.lines):
        text = document.line_text(line)
        if line.number in opening:
            below_ends = True
        elif text.strip() and below_ends and kinds[line.number] in _ENTRIES:
            label = _LABEL.match(text)
            kind = heading_kind(label[0], "resume") if label else None
            if kind == "languages" and not spoken_languages(text):
                kind = None  # "Languages: Python, Go" of a project
            if kind and kind not in _NEVER_LABELLED:
                found[line.number] = "other" if kind == "projects" else kind  # a label is no project's name
            else:
                below_ends = False
    return {number: kind for number, kind in found.items() if _begins_a_block(document, number, found)}


def _begins_a_block(document: Document, number: int, others: Mapping[int, str]) -> bool:
    """Whether an empty line stands above a line, or above the lines like it that it follows."""
    while number > 1 and number - 1 in others:
        number -= 1
    return number == 1 or not document.line_text(document.lines[number - 2]).strip()


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


MAX_DATES_WORDS = 7
"""Most words of a line below the head of an entry that holds its dates."""


def _heads_an_entry(document: Document, line: Line) -> bool:
    """Whether dates stand alone below a line, as below a position: "Software Engineer, Harbour Line"."""
    below = _below(document, line)
    return bool(_YEAR.search(below)) and len(below.split()) <= MAX_DATES_WORDS


def _below(document: Document, line: Line) -> str:
    return next((words for row in document.lines[line.number :] if (words := document.line_text(row).strip())), "")


_WORD = re.compile(r"[^\W\d_]{2,}")
_DATES_WORDS = 2
"""Most words of dates alone: "Jan 2020 – Present"."""


def _is_dated_alone(document: Document, line: Line) -> bool:
    """Whether the line below has dates and hardly a word else, as below the title of an entry."""
    below = _below(document, line)
    return bool(_YEAR.search(below)) and len(_WORD.findall(below)) <= _DATES_WORDS


def _known_headings(document: Document, kind: DocumentKind, own: Mapping[str, str]) -> dict[int, str]:
    """Return the kinds of section that lines open whose words are known, by line number."""
    known: dict[int, str] = {}
    for line in document.lines:
        marked = line.heading or line.bold or _look(document, line)[2]
        words = document.line_text(line)
        section = own.get(own_heading_key(words)) if own else None
        section = section or heading_kind(words, kind)
        if section is None and marked and not (kind == "resume" and _heads_an_entry(document, line)):
            section = heading_kind(words, kind, marked=True)
        if section is None and kind == "posting":
            section = _cued_kind(document, line)
        if section:
            known[line.number] = section
    return known
