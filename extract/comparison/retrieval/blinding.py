"""What the comparison must not see: who the candidate is. Names, gender, age, nationality and addresses are taken out of lines.

What stands for the same thing becomes the same words, whoever the candidate is, so that two résumés that differ only in
these are asked about in the very same questions. Names of schools go too where that is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas import Profile

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
_PERSONAL = re.compile(
    r"(?i)(?:(?<=^)|(?<=[|;•·\t,(]))\s*(?:date of birth|d\.?o\.?b\.?|birth ?(?:date|day)|place of birth|born|age|nationality|citizenship|marital status|civil status|gender|sex|religion|"
    r"pronouns|ethnicity|home address|address|geburts\w+|geboren|alter|staatsangehörigkeit|nationalität|familienstand|konfession|geschlecht|anschrift|adresse|date de naissance|"
    r"lieu de naissance|née?|âge|nationalité|situation familiale|état civil|sexe|fecha de nacimiento|edad|nacionalidad|estado civil|sexo|dirección)\s*:\s*(?:(?!\s\w+\s*:)[^|;•·\t\n])*"
)
"""A label such as "Date of birth:" with what stands behind it."""
_BIRTH = re.compile(
    r"(?i)\b(?:born|geboren|née?|nacid[oa])\s+(?:on\s+|in\s+|am\s+|le\s+|el\s+)?\d[^,;|()\n]*|\b(?:I am|aged)\s+\d\d(?:\s+years old)?\b(?!\s*(?:to|and|-|–))|\b\d\d[- ]year[- ]old\b(?= (?:man|woman|person))"
)
_CITIZEN = re.compile(r"\b(?:[A-Z][\w.]+\s)(?:[Cc]itizen|[Nn]ational)\b(?=\s*(?:$|[,.;|)]))")
_MAIL = re.compile(r"\S+@\S+\.\w+")


class Blinding:
    """Takes out of the lines of one profile who the candidate is; `schools`: and the names of the schools."""

    def __init__(self, profile: Profile, *, schools: bool = False) -> None:
        self._is_german = profile.document.language == "de"
        candidate = profile.candidate
        own = [text for text in (candidate.email, candidate.phone, *candidate.links) if text]
        if candidate.location and re.search(r"\d", candidate.location):
            own.append(candidate.location)
        self._literal = [re.compile(_loosely(text)) for text in sorted(own, key=len, reverse=True)]
        self._name = _name_pattern(profile)
        names = {study.institution for study in profile.education if study.institution} if schools else set[str]()
        self._schools = [re.compile(_loosely(name), re.IGNORECASE) for name in sorted(names, key=len, reverse=True)]

    def __call__(self, text: str) -> str:
        """Return a line without who the candidate is; most lines come back as they are."""
        for pattern in self._schools:
            text = pattern.sub(SCHOOL, text)
        for pattern in (*self._literal, _MAIL, _PERSONAL, _BIRTH, _CITIZEN):
            text = pattern.sub("", text)
        if self._name is not None:
            text = self._name.sub(lambda match: CANDIDATE + (" " if match[0][-1].isspace() else ""), text)
        for pattern, neutral in _NEUTRAL:
            text = pattern.sub(neutral, text)
        return _GERMAN_TITLE.sub(r"\1", text) if self._is_german else text


def _loosely(text: str) -> str:
    """Return a pattern for a text with any white space between its words."""
    return r"(?<!\w)" + r"\s+".join(map(re.escape, text.split())) + r"(?!\w)"


def _name_pattern(profile: Profile) -> re.Pattern[str] | None:
    """Return what finds the candidate's name: whole, in parts, in capitals, and as an author ("Z. Example", "Example ZA")."""
    parts = [part.strip(".,;()\"'") for part in (profile.candidate.name or "").split()]
    parts = [part for part in parts if len(part) >= _MIN_NAME and part.casefold() not in _TITLES]
    if not parts:
        return None
    initials = "".join({part[0].upper() for part in parts})
    forms = {form for part in parts for form in (part, part.upper(), part.capitalize())}
    any_part = "(?:" + "|".join(sorted(map(re.escape, forms), key=len, reverse=True)) + ")"
    alone = [part for part in parts if not _means_something_else(part, profile)]
    alone_forms = {form for part in alone for form in (part, part.upper(), part.capitalize())} or {"\0"}
    one = "(?:" + "|".join(sorted(map(re.escape, alone_forms), key=len, reverse=True)) + ")"
    initial = rf"(?:[{re.escape(initials)}]\.[\s-]?)"
    tail = rf"(?:,?\s+{any_part}(?!\w)|-{any_part}(?!\w)|,?\s+{initial}+|,?\s+[{re.escape(initials)}]{{1,3}}(?=\s*(?:[,;*&.]|$)))"
    return re.compile(rf"(?<![\w-]){initial}*(?:{any_part}(?!\w){tail}+|{initial}+{any_part}(?!\w)|{one}(?!\w))")


def _means_something_else(part: str, profile: Profile) -> bool:
    """Whether a part of the name is also a word of the résumé, or the name of a skill, so that alone it may mean that."""
    if any(part.casefold() in skill.name.casefold().split() for skill in profile.qualifications):
        return True
    word = re.compile(rf"(?<!\w){re.escape(part.casefold())}(?!\w)")
    return part != part.casefold() and any(word.search(text) for text in _texts(profile))


def _texts(profile: Profile) -> Iterator[str]:
    for fact in profile.facts():
        for piece in fact.evidence:
            yield piece.text
