"""What the comparison must not see: who the candidate is. Names, gender, age, nationality and addresses are taken out of lines.

What stands for the same thing becomes the same words, whoever the candidate is, so that two résumés that differ only in
these are asked about in the very same questions. Names of schools go too where that is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal, Self

from schemas import Profile

BlindKind = Literal["name", "contact", "personal", "birth", "nationality", "gender", "school"]

CANDIDATE, SCHOOL = "[candidate]", "[school]"
_TITLES = frozenset(("dr", "prof", "professor", "mr", "mrs", "ms", "miss", "mx", "phd", "md", "rn", "mba", "jr", "sr", "ii", "iii", "dipl", "ing", "msc", "bsc"))  # fmt: skip
_MIN_NAME = 2
"""Shortest part of a name that is looked for, in letters."""

_NEUTRAL: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Herrn?|Frau|Mme|Mlle|Madame|Monsieur)\b\.?\s+(?=[A-ZÀ-Þ\[])"), ""),
    (re.compile(r"\b(?:[Hh]e|[Ss]he|s/he|\(s\)he|he/she|she/he)\b"), "they"),
    (re.compile(r"\b(?:[Hh]is|[Hh]er|[Hh]im|[Hh]ers)\b"), "their"),
    (re.compile(r"\b(?:[Hh]imself|[Hh]erself)\b"), "themselves"),
    (re.compile(r"(?i)\b(?:he/him|she/her|they/them)(?:/\w+)?\b"), ""),
    (re.compile(r"(?i)\b(chair|sales|spokes|business|fore|crafts|trades|fire|police|camera|council|congress)(?:wo)?man\b"), r"\1person"),
    (re.compile(r"(?i)\b(chair|sales|spokes|business|fore|crafts|trades|fire|police|camera|council|congress)(?:wo)?men\b"), r"\1people"),
    (re.compile(r"(?i)\b(?:women|men)\b(?!['’]s (?:health|ward|wear|clothing|shelter|refuge|services|hospital|clinic))"), "people"),
    (re.compile(r"(?i)\b(?:woman|man)\b(?!['’]s)"), "person"),
    (re.compile(r"(?i)\b(?:fe)?male\b(?! (?:ward|patients?|connectors?|plugs?))"), "[gender]"),
    (re.compile(r"(?i)\bwaitress(es)?\b"), r"waiter"),
    (re.compile(r"(?i)\bactress\b"), "actor"),
    (re.compile(r"(?i)\bstewardess\b|\bsteward\b"), "flight attendant"),
    (re.compile(r"(?i)\bsorority\b|\bfraternity\b"), "student society"),
    (re.compile(r"(?i)\b(?:maternity|paternity) leave\b"), "parental leave"),
    (re.compile(r"(?i)\b(?:mother|father) of \w+\b"), "parent"),
)  # fmt: skip
_GERMAN_TITLE = re.compile(r"\b([A-ZÄÖÜ]\w{3,}(?:er|or|ent|ant|ist|eur|log))(?:innen|in|\*in|:in|_in|/-?in)\b")
"""German titles of women: "Entwicklerin", "Doktorandin" has its own form in neither list and stays."""
PERSONAL_LABELS = (
    "date of birth|d\\.?o\\.?b\\.?|birth ?(?:date|day)|place of birth|born|age|nationality|citizenship|marital status|civil status|gender|sex|religion|"
    "pronouns|ethnicity|home address|address|geburts\\w+|geboren|alter|staatsangehörigkeit|nationalität|familienstand|konfession|geschlecht|anschrift|adresse|date de naissance|"
    "lieu de naissance|née?|âge|nationalité|situation familiale|état civil|sexe|fecha de nacimiento|edad|nacionalidad|estado civil|sexo|dirección"
)
_PERSONAL = re.compile(rf"(?i)(?:(?<=^)|(?<=[|;•·\t,(]))\s*(?:{PERSONAL_LABELS})\s*:\s*(?:(?!\s\w+\s*:)[^|;•·\t\n])*")
"""A label such as "Date of birth:" with what stands behind it."""
_BIRTH = re.compile(
    r"(?i)\b(?:born|geboren|née?|nacid[oa])\s+(?:on\s+|in\s+|am\s+|le\s+|el\s+)?\d[^,;|()\n]*|\b(?:I am|aged)\s+\d\d(?:\s+years old)?\b(?!\s*(?:to|and|-|–))|\b\d\d[- ]year[- ]old\b(?= (?:man|woman|person))"
)
_CITIZEN = re.compile(r"\b(?:[A-Z][\w.]+\s)(?:[Cc]itizen|[Nn]ational)\b(?=\s*(?:$|[,.;|)]))")
_MAIL = re.compile(r"\S+@\S+\.\w+")


@dataclass(frozen=True, slots=True)
class Person:
    """What is known of a candidate before a line is looked at. `words` are lines of the résumé that facts cite."""

    name: str | None = None
    contacts: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    language: str | None = None

    @classmethod
    def of(cls, profile: Profile, *, schools: bool = False) -> Self:
        """Return what a profile says; `schools`: with the names of the schools."""
        candidate = profile.candidate
        own = [text for text in (candidate.email, candidate.phone, *candidate.links) if text]
        if candidate.location and re.search(r"\d", candidate.location):
            own.append(candidate.location)
        return cls(
            name=candidate.name,
            contacts=tuple(own),
            schools=tuple({study.institution for study in profile.education if study.institution} if schools else ()),
            skills=tuple(skill.name for skill in profile.qualifications),
            words=tuple(_texts(profile)),
            language=profile.document.language,
        )


class Blinding:
    """Takes out of the lines of one profile who the candidate is; `schools`: and the names of the schools."""

    def __init__(self, profile: Profile | Person, *, schools: bool = False) -> None:
        person = profile if isinstance(profile, Person) else Person.of(profile, schools=schools)
        literal = [re.compile(_loosely(text)) for text in sorted(person.contacts, key=len, reverse=True)]
        names = sorted(person.schools, key=len, reverse=True)
        self._patterns: list[tuple[BlindKind, re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
            *(("school", re.compile(_loosely(name), re.IGNORECASE), SCHOOL) for name in names),
            *(("contact", pattern, "") for pattern in (*literal, _MAIL)),
            ("personal", _PERSONAL, ""),
            ("birth", _BIRTH, ""),
            ("nationality", _CITIZEN, ""),
        ]
        if name := _name_pattern(person):
            self._patterns.append(("name", name, _named))
        self._patterns.extend(("gender", pattern, neutral) for pattern, neutral in _NEUTRAL)
        if person.language == "de":
            self._patterns.append(("gender", _GERMAN_TITLE, r"\1"))

    def __call__(self, text: str) -> str:
        """Return a line without who the candidate is; most lines come back as they are."""
        for _, pattern, instead in self._patterns:
            text = pattern.sub(instead, text)
        return text

    def find(self, text: str) -> Iterator[tuple[BlindKind, int, int]]:
        """Yield what it would take out of a line or reword: the kind, and offsets into the line; some may overlap."""
        for kind, pattern, _ in self._patterns:
            for match in pattern.finditer(text):
                yield kind, match.start(), match.end()


def _named(match: re.Match[str]) -> str:
    return CANDIDATE + (" " if match[0][-1].isspace() else "")


def _loosely(text: str) -> str:
    """Return a pattern for a text with any white space between its words."""
    return r"(?<!\w)" + r"\s+".join(map(re.escape, text.split())) + r"(?!\w)"


def _name_pattern(person: Person) -> re.Pattern[str] | None:
    """Return what finds the candidate's name: whole, in parts, in capitals, and as an author ("Z. Example", "Example ZA")."""
    parts = [part.strip(".,;()\"'") for part in (person.name or "").split()]
    parts = [part for part in parts if len(part) >= _MIN_NAME and part.casefold() not in _TITLES]
    if not parts:
        return None
    initials = "".join({part[0].upper() for part in parts})
    forms = {form for part in parts for form in (part, part.upper(), part.capitalize())}
    any_part = "(?:" + "|".join(sorted(map(re.escape, forms), key=len, reverse=True)) + ")"
    alone = [part for part in parts if not _means_something_else(part, person)]
    alone_forms = {form for part in alone for form in (part, part.upper(), part.capitalize())} or {"\0"}
    one = "(?:" + "|".join(sorted(map(re.escape, alone_forms), key=len, reverse=True)) + ")"
    initial = rf"(?:[{re.escape(initials)}]\.[\s-]?)"
    tail = rf"(?:,?\s+{any_part}(?!\w)|-{any_part}(?!\w)|,?\s+{initial}+|,?\s+[{re.escape(initials)}]{{1,3}}(?=\s*(?:[,;*&.]|$)))"
    return re.compile(rf"(?<![\w-]){initial}*(?:{any_part}(?!\w){tail}+|{initial}+{any_part}(?!\w)|{one}(?!\w))")


def _means_something_else(part: str, person: Person) -> bool:
    """Whether a part of the name is also a word of the résumé, or the name of a skill, so that alone it may mean that."""
    if any(part.casefold() in skill.casefold().split() for skill in person.skills):
        return True
    word = re.compile(rf"(?<!\w){re.escape(part.casefold())}(?!\w)")
    return part != part.casefold() and any(word.search(text) for text in person.words)


def _texts(profile: Profile) -> Iterator[str]:
    for fact in profile.facts():
        for piece in fact.evidence:
            yield piece.text
