"""Read one demand by code: its kind, degree levels and fields, years, skills named, and how they are joined."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.extraction.requirements.conditions import (
    at_least_asked,
    is_about_language,
    language_level_asked,
    topic_of,
    without_count,
)
from extract.extraction.requirements.degrees import asks_for_degree, fields_asked, levels_asked
from extract.extraction.requirements.years import is_about_experience, without_years, years_asked
from schemas.posting import LanguageLevel, Match, RequirementKind, Topic
from schemas.profile import Level

_EQUIVALENT = re.compile(
    r"(?i)\bor (?:an? )?(?:equivalent|related|similar|comparable)\b|\bequivalent\b|\brelated (?:field|discipline|subject|area)|\bor similar\b|vergleichbar|gleichwertig|\béquivalente?\b|\bsimilaire\b|\bequivalente\b|\bverwandte\w* (?:fach|gebiet|studien)"
)
_EXAMPLES = re.compile(
    r"(?i)\b(?:e\.g\.?|for example|for instance|such as|including|like|z\.\s?b\.|bspw\.|zum beispiel|par exemple|notamment|tels? que|telles? que|por ejemplo|como por ejemplo)(?!\w)|\bi\.e\."
)
_CERTIFICATION = re.compile(
    r"(?i)\b(?:certifi\w+|licen[cs]e\w*|registration|registered with|chartered|accredit\w+|BLS|ACLS|CPA|ACCA|CCRN|NMC|CFA|PMP|PMI|LCSW|LMSW|CISSP|NCLEX|TESOL|PCCN|qualified teacher status|QTS|driv\w+ licen[cs]e|zertifi\w+|approbation|staatlich (?:anerkannt|geprüft)\w*|examinierte?r?|journeym[ae]n|"
    r"security clearance|DBS|CSCS|OSHA|gas safe|first aid(?: certificate)?|führerschein\w*|permis b|habilitation\w*|diplôme d['’]état)\b"
)
_KINDS: tuple[tuple[RequirementKind, re.Pattern[str]], ...] = (
    (
        "ability",
        re.compile(
            r"(?i)^\W*(?:the |an? |proven |demonstrated )?(?:ability|able|capab\w+|willing\w*|fähigkeit\w*|capacité|aptitude)\b"
        ),
    ),
    ("experience", re.compile(r"(?i)\bexperience|erfahrung|expérience|experiencia|track record|history of\b")),
    (
        "knowledge",
        re.compile(
            r"(?i)\b(?:knowledge|understanding|familiar\w*|background(?! checks?\b)|awareness|\w*kenntnisse|grasp|connaissances?|conocimientos?)\b"
        ),
    ),
    (
        "skill",
        re.compile(
            r"(?i)\b(?:expertise|proficien\w+|skills?|skilled|fluen\w+|command of|competen\w+|programming|maîtrise|sicherer? umgang|dominio)\b"
        ),
    ),
)
_LEAD = re.compile(
    r"(?i)^\W*(?:(?:ideally|preferably)\s+(?:in|with|from|at)?\s*)?(?:(?:the|an?|strong|solid|deep|proven|demonstrated|good|excellent|extensive|hands[- ]on|practical|prior|previous|working|in-depth|sound|thorough|basic|advanced|some|"
    r"recent|relevant|professional|industry|outstanding|first|confident|current|valid)\s+){0,4}"
    r"(?:expertise|experience|proficiency|proficient|background|knowledge|understanding|familiarity|familiar|ability|skills?|skilled|track record|command|competence|contributions?|"
    r"fluency|fluent|interest|exposure)\s+(?:(?:in|with|of|at|on|using|to|working with|designing|building)\s+)?"
)
_EASE = re.compile(
    r"(?i)^\W*(?:very\s)?(?:comfortable|confident|at ease|adept|skilled|competent)\s+(?:(?:with|in|at|using|when)\s+)?(?:\w+ing\s+(?:in|with|of|on|from)\s+)?(?:an?\s+|the\s+)?"
)
"""How at ease one has to be with something: "Comfortable documenting in an electronic health record"."""
_TO_YOU = re.compile(
    r"(?i)^\W*(?:you\s*(?:['’]re|are)\s+(?:also\s+)?(?:(?:very|really|pretty|quite)\s+)?(?:comfortable|confident|fluent|familiar|proficient|experienced|skilled|good|"
    r"at home)\s+(?:with|in|on|at|using)\s+|"
    r"you\s+(?:really\s+)?know\s+your\s+way\s+around\s+|"
    r"you\s*(?:['’]ve|have)\s+(?:already\s+)?(?:worked|built|shipped|run|used|written|deployed)\s+(?:\w+\s+)?(?:with|on|in|using)\s+|"
    r"you\s+(?:know|use|write|speak)\s+|"
    r"(?:really|very|seriously|super)\s+(?:good|strong)\s+(?:(?:at|with|in)\s+)?)(?:the\s+)?"
)
"""The lead of a demand that speaks to the reader: "You know your way around PostgreSQL", "Really good TypeScript"."""
_TAIL = re.compile(
    r"(?i)\s+(?:(?:strongly|highly)\s)?(?:preferred|desirable|desired)\s*$|\s+(?:that|which|so that|in order to|ensuring|driving|enabling|optimizing|optimising|to (?:achieve|refine|enhance|ensure|support|improve|drive|deliver|maintain|enable|meet|help|build|deploy|create|increase|reduce|provide|make|produce|solve|generate|extend))\s.*$|\s+(?:is|are|would be)\s.*$|\s+too$|[.;,:]\s*$"
)
_VERB = re.compile(
    r"(?i)^(?:develop|implement|optimi[sz]e|enhance|integrate|advance|explore|design|build|deploy|lead|manage|maintain|create|support|drive|improve|prepare|plan|deliver|teach|provide|work|collaborate|own|run|write|analy[sz]e|conduct|mentor|coordinate|assess|administer|monitor)\s+(?:and\s+\w+\s+)?(?:closely\s+)?(?:with\s+)?"
)


_TWO_NAMES = re.compile(r"^[A-Z][\w+#./-]*\sand\s[A-Z][\w+#./-]*$")


@dataclass(frozen=True, slots=True)
class DemandReading:
    """What code reads from a demand's words. `min_years` and `max_years` are in years, months divided by twelve."""

    kind: RequirementKind
    levels: tuple[Level, ...]
    fields: tuple[str, ...]
    min_years: float | None
    max_years: float | None
    skills: tuple[str, ...]
    match: Match
    or_equivalent: bool
    at_least: int | None = None
    language_level: LanguageLevel | None = None
    topic: Topic | None = None


def read_demand(text: str, sentence: str, *, line: str = "", duty: bool = False) -> DemandReading:
    """Return what a demand says.

    `sentence` is the sentence it stands in, whose lead ("Experience with …") it shares; `line` holds the sentences beside it. A
    `duty` says what will be done: where no word names its kind, it is no skill.
    """
    years = years_asked(text, line)
    degree = asks_for_degree(text) and not years
    topic = None if degree or years else topic_of(text)
    kind: RequirementKind = (
        "degree"
        if degree
        else "years_experience"
        if years
        else _kind_of(text, sentence, unnamed="other" if duty else "skill")
        if topic in (None, "licence")
        else "other"
    )
    named = not degree and topic is None and kind not in ("certification", "language")
    at_least = at_least_asked(text) if named and not years else None
    return DemandReading(
        kind=kind,
        levels=tuple(levels_asked(text)) if degree else (), fields=tuple(fields_asked(text)) if degree else (),
        min_years=years[0] if years else None, max_years=years[1] if years else None,
        skills=_skills(without_count(text) if at_least else text, years=bool(years)) if named else (),
        match=_match(text), or_equivalent=bool(_EQUIVALENT.search(text)), at_least=at_least,
        language_level=(language_level_asked(text) or language_level_asked(sentence)) if kind == "language" else None,
        topic=topic,
    )  # fmt: skip


_NO_SKILL = re.compile(
    r"(?i)^\W*(?:must|be|pass\w*|have|own|participation|completion|completed|member\w*|contributions?)\b|"
    r"\b(?:publications?|papers?|patents?|records? of|driving record|training|qualification|transport\w*|background checks?|screening|vaccin\w+|availab\w+|"
    r"willing\w*|readiness|flexib\w+|rota|rotation|travel|lift|age|years old|passport|ausbildung|formation|relocat\w+|references?)\b"
)
"""Words of a demand that is neither a skill nor anything else that has a name of its own."""


def _kind_of(text: str, sentence: str, *, unnamed: RequirementKind) -> RequirementKind:
    if is_about_language(text):
        return "language"
    if _CERTIFICATION.search(text):
        return "certification"
    for part in (text, sentence):
        for kind, pattern in _KINDS:
            if pattern.search(part):
                return kind
    return "other" if _NO_SKILL.search(text) else unnamed


def _match(text: str) -> Match:
    if _EXAMPLES.search(text):
        return "examples"
    if at_least_asked(text) or re.search(r"(?i)\bone of the following\b", text):
        return "any"
    if re.search(r"(?i)\bor\b|\boder\b|\bou\b|\bany of\b|\w/\w", text) and not re.search(
        r"(?i)\bor (?:more|equivalent|related)\b", text
    ):
        return "any"
    return "all"


def _skills(text: str, *, years: bool) -> tuple[str, ...]:
    """Return the skills, tools and methods that a demand names: its words without lead and purpose, brackets apart."""
    inner = [
        part
        for match in re.finditer(r"\(([^()]*)\)", text)
        for part in re.split(r"\s*(?:[,;/]|\bor\b|\band\b)\s*", _EXAMPLES.sub("", match[1]))
    ]
    outer = re.sub(r"\s*\([^()]*\)", "", text).strip()
    if years:
        outer = (
            re.sub(r"(?i)^.*?\b(?:experience|erfahrung|practice)\b\s*(?:in|with|as|of|using|on)?\s*", "", outer)
            if is_about_experience(outer)
            else without_years(outer)
        )
    outer = _VERB.sub("", _EASE.sub("", _LEAD.sub("", _TO_YOU.sub("", outer)), count=1))
    head, examples = outer, ""
    if match := _EXAMPLES.search(outer):
        head, examples = outer[: match.start()], outer[match.end() :]
    pieces = re.split(
        r"\s*(?:[,;]|\bor\b|\s/\s|,?\s\band\b(?=\s))\s*" if years or examples else r"\s*(?:[,;]|\bor\b)\s*", head
    )
    pieces += re.split(r"\s*(?:[,;]|\bor\b|\band\b)\s*", examples)
    # "Python and SQL" are two; "model training and inference" may be one.
    pieces = [
        half for piece in pieces for half in (piece.split(" and ") if _TWO_NAMES.match(piece.strip(" .")) else [piece])
    ]
    cleaned = (
        re.sub(
            r"(?i)^(?:(?:ideally|preferably)\s+(?:(?:in|with|from|at)\s+)?|(?:an?|another|any other|the|and|other|similar|we use|in|with|using)\s+)",
            "",
            _TAIL.sub("", piece.strip(" .,;:")),
        ).strip(" .,;:")
        for piece in [*pieces, *inner]
    )
    return tuple(
        dict.fromkeys(
            piece
            for piece in cleaned
            if not re.match(r"(?i)(?:ensuring|driving|enabling|optimi[sz]ing|to)\b", piece)
            and 1 < len(piece) <= 90
            and piece.casefold() not in ("similar", "comparable", "equivalent", "related", "too")
            and re.search(r"[^\W\d_]", piece)
        )
    )
