"""Which words of a document say who the candidate is: found by rules, by the name, and by a profile where there is one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from extract.comparison.retrieval.blinding import PERSONAL_LABELS, Blinding, Person
from extract.documents import Document
from extract.errors import RedactionError
from extract.redaction.names import guess_name, with_parts
from extract.text.contact.written import EMAIL, HEAD_CHARS, LINK, PHONE, is_phone
from extract.text.dates.periods import find_periods
from extract.text.sections.headings import heading_kind
from schemas import Profile

Kind = Literal["name", "contact", "birth", "nationality", "personal", "gender", "school", "picture"]
_LABELLED = re.compile(rf"(?i)(?:(?<=^)|(?<=[|;•·\t,(]))[ ]*(?:{PERSONAL_LABELS})\s*:?\t[ ]*[^|;•·\t\n]+")
"""A label and what stands in the next cell of its row."""
_KINDS: tuple[tuple[re.Pattern[str], Kind], ...] = (
    (re.compile(r"(?i)\W*(?:home )?address|anschrift|adresse|dirección"), "contact"),
    (re.compile(r"(?i)\W*(?:national|citizen|staats|nacional)"), "nationality"),
    (re.compile(r"(?i)\W*(?:date of birth|d\.?o\.?b|birth|place of birth|born|age|geb|alter|âge|n[ée]|date de n|lieu de n|fecha|edad)"), "birth"),
    (re.compile(r"(?i)\W*(?:gender|sex|pronouns|geschlecht)"), "gender"),
)  # fmt: skip
_STREET = re.compile(
    r"(?i)^\W*\d{1,5}[a-z]?\s+[^\W\d][\w.' -]{2,}(?:,|$)|\b[^\W\d][\w.'-]+(?:straße|strasse|str\.|weg|gasse|allee|platz|street|road|avenue|lane|rue|calle|via)\b[ .]*\d|"
    r"\b(?:\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b"
)
_MAX_CONTACT_LINE = 200  # code points; a longer line is prose that mentions an address
_SEPARATORS = re.compile(r"[|•·\t]")


@dataclass(frozen=True, slots=True)
class Hit:
    """Words to take out: offsets into the text that was looked at."""

    kind: Kind
    start: int
    end: int


class Finder:
    """Finds in any line of one document what says who its candidate is."""

    def __init__(self, person: Person, known: str) -> None:
        self.known = known
        self._person = person
        self._blinding = Blinding(person)

    @classmethod
    def of(cls, document: Document, profile: Profile | None, name: str | None, *, schools: bool) -> Finder:
        """Return what finds the words of a document.

        Args:
            document: The document as read.
            profile: Its stored profile, if there is one.
            name: The candidate's name as the user gave it.
            schools: Take out names of schools, which only a profile knows.

        Raises:
            RedactionError: "no_name": neither the profile, nor the user, nor the text itself gives a name for sure;
                "no_profile": schools cannot be found.
        """
        if schools and profile is None:
            raise RedactionError(
                "no_profile", "Names of schools are known from a stored profile only, and there is none.",
                "Extract the document first and give its folder: --profiles OUT.",
            )  # fmt: skip
        person = Person() if profile is None else Person.of(profile, schools=schools)
        found = name or person.name or guess_name(document)
        if found is None:
            raise RedactionError(
                "no_name", "The text itself does not say for sure whose résumé it is.",
                "Give the name with --name, or extract the document first and give its folder: --profiles OUT.",
            )  # fmt: skip
        # A part of the name goes also where the same word may mean something else: it is the copy that must be safe.
        known = Person(with_parts(found), person.contacts, person.schools, language=document.language)
        return cls(known, "profile" if profile is not None else "option" if name else "document")

    def not_looked_for(self, *, schools: bool) -> list[str]:
        """Return what may say who the candidate is and was not looked for."""
        missed = [] if schools else ["names of schools (--schools, with a profile)"]
        if self.known != "profile":
            missed.append(
                "a place of residence that does not stand beside a mail address, telephone number, link or street"
            )
        return [*missed, "names of employers, clubs and places that tell who somebody is", "words drawn as shapes"]

    def find(self, text: str) -> list[Hit]:
        """Return what to take out of a line, in order, overlapping pieces joined."""
        found = [Hit(_kind(kind, text[start:end]), start, end) for kind, start, end in self._blinding.find(text)]
        found += [Hit("contact", *match.span()) for pattern in (EMAIL, LINK) for match in pattern.finditer(text)]
        periods = find_periods(text, self._person.language) if any(letter.isdigit() for letter in text) else []
        found += [Hit("contact", *match.span()) for match in PHONE.finditer(text) if is_phone(match, periods)]
        found += [Hit(_kind("personal", match[0]), *match.span()) for match in _LABELLED.finditer(text)]
        return joined(_trimmed(text, hit) for hit in found)

    def find_head(self, lines: list[str]) -> dict[int, list[Hit]]:
        """Return, by number of line (from 0), the address beside a mail address, telephone number or link at the head.

        The lines before the first heading are looked at. A line that holds a contact or a street goes as a whole, since what
        stands beside is where the person lives.
        """
        found: dict[int, list[Hit]] = {}
        read = 0
        for number, line in enumerate(lines):
            if read > HEAD_CHARS or (number and heading_kind(line, "resume") is not None):
                break
            read += len(line)
            contacts = [hit for hit in self.find(line) if hit.kind == "contact"]
            if len(line) > _MAX_CONTACT_LINE or not (contacts or any(map(_STREET.search, _SEPARATORS.split(line)))):
                continue
            start = len(line) - len(line.lstrip())
            found[number] = [Hit("contact", start, len(line.rstrip()))]
        return found


def in_lines(finder: Finder, text: str) -> list[Hit]:
    """Return what to take out of a text, line by line, with what stands at its head."""
    lines = text.split("\n")
    head = finder.find_head(lines)
    hits: list[Hit] = []
    at = 0
    for number, line in enumerate(lines):
        hits += [
            Hit(hit.kind, at + hit.start, at + hit.end) for hit in joined([*finder.find(line), *head.get(number, ())])
        ]
        at += len(line) + 1
    return hits


def of_leaves(profile: Profile, text: str) -> Iterator[Hit]:
    """Yield where the profile says that name, contact and the place where the person lives stand in the text."""
    for field, leaf in profile.candidate.leaves.items():
        if text[leaf.start : leaf.end].strip():
            yield Hit("name" if field == "name" else "contact", leaf.start, leaf.end)


def _kind(kind: Kind, words: str) -> Kind:
    """Tell what stands behind a personal label."""
    if kind == "personal":
        for pattern, each in _KINDS:
            if pattern.match(words):
                return each
    return kind


def _trimmed(text: str, hit: Hit) -> Hit:
    words = text[hit.start : hit.end]
    return Hit(hit.kind, hit.start + len(words) - len(words.lstrip()), hit.end - len(words) + len(words.rstrip()))


def joined(hits: Iterable[Hit]) -> list[Hit]:
    """Return hits in order, each one with those that overlap it."""
    found: list[Hit] = []
    for hit in sorted(hits, key=lambda hit: (hit.start, -hit.end)):
        if hit.end <= hit.start:
            continue
        if found and hit.start < found[-1].end:
            last = found.pop()
            hit = Hit(last.kind, last.start, max(last.end, hit.end))
        found.append(hit)
    return found
