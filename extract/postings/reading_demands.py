"""Read one demand by code: its kind, degree levels and fields, years, skills named, and how they are joined."""

from __future__ import annotations

import re
from dataclasses import dataclass

from extract.facts.degrees import level_of
from schemas.posting import Match, RequirementKind
from schemas.profile import Level

_NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
                 "ten": 10, "twelve": 12, "fifteen": 15}  # fmt: skip
_NUMBER = r"\d{1,2}(?:\.\d)?|" + "|".join(_NUMBER_WORDS)
_YEARS = re.compile(
    rf"(?i)(?<!within\s)\b(?P<low>{_NUMBER})\s*(?:\(\d{{1,2}}\)\s*)?(?:(?:-|–|—|to|bis)\s*(?P<high>{_NUMBER}))?\s*\+?\s*(?:or more\s+|full\s+)?(?P<unit>years?|yrs?|months?|jahre?n?|ans)\b"
)
_DEGREE = re.compile(
    r"(?i)\b(?:degrees?|diploma|bachelor\w*|master(?:'|’)?s?\b(?! data|ing)|ph\.?\s?d|doctora\w+|b\.?\s?sc?\b|m\.?\s?sc?\b|b\.s\.|m\.s\.|b\.?a\.|m\.?a\.|mba|bsn|msn|"
    r"graduate (?:of|in)|qualified to degree|pgce|studium|hochschulabschluss)"
)
_EXPERIENCE = re.compile(r"(?i)\bexperience|erfahrung|expérience|track record|history of\b")
_EQUIVALENT = re.compile(
    r"(?i)\bor (?:an? )?(?:equivalent|related|similar|comparable)\b|\bequivalent\b|\brelated (?:field|discipline|subject|area)|\bor similar\b|\bvergleichbar"
)
_EXAMPLES = re.compile(r"(?i)\b(?:e\.g\.?|for example|for instance|such as|including|like|z\.b\.)\b|\bi\.e\.")
_LANGUAGES = re.compile(
    r"\b(?:English|German|French|Spanish|Italian|Portuguese|Dutch|Polish|Mandarin|Chinese|Japanese|Arabic|Russian|Hindi|Korean|Turkish|Swedish|Czech|Hungarian|Ukrainian|Welsh|"
    r"Irish|Norwegian|Danish|Finnish|Greek|Hebrew|Vietnamese|Thai|Cantonese|Catalan|Romanian|Bulgarian|Serbian|Croatian|Hmong|Urdu|Tamil|Tagalog|Swahili|Malay|"
    r"Indonesian|Farsi|Persian|Bengali|Punjabi)\b"
)
_CERTIFICATION = re.compile(
    r"(?i)\b(?:certifi\w+|licen[cs]e\w*|registration|registered with|chartered|accredit\w+|BLS|ACLS|CPA|ACCA|CCRN|NMC|qualified teacher status|QTS|driv\w+ licen[cs]e)\b"
)
_KINDS: tuple[tuple[RequirementKind, re.Pattern[str]], ...] = (
    ("ability", re.compile(r"(?i)^\W*(?:the |an? |proven |demonstrated )?(?:ability|able|capab\w+|willing\w*)\b")),
    ("experience", _EXPERIENCE),
    ("knowledge", re.compile(r"(?i)\b(?:knowledge|understanding|familiar\w*|background|awareness|kenntnisse|grasp)\b")),
    (
        "skill",
        re.compile(r"(?i)\b(?:expertise|proficien\w+|skills?|skilled|fluen\w+|command of|competen\w+|programming)\b"),
    ),
)
_LEAD = re.compile(
    r"(?i)^\W*(?:(?:the|an?|strong|solid|deep|proven|demonstrated|good|excellent|extensive|hands[- ]on|practical|prior|previous|working|in-depth|sound|thorough|basic|advanced|some|"
    r"recent|relevant|professional|industry|outstanding|first|confident|current|valid)\s+){0,4}"
    r"(?:expertise|experience|proficiency|proficient|background|knowledge|understanding|familiarity|familiar|ability|skills?|skilled|track record|command|competence|contributions?|"
    r"fluency|fluent|interest|exposure)\s+(?:(?:in|with|of|at|on|using|to|working with|designing|building)\s+)?"
)
_TAIL = re.compile(
    r"(?i)\s+(?:that|which|so that|in order to|ensuring|driving|enabling|optimizing|optimising|to (?:achieve|refine|enhance|ensure|support|improve|drive|deliver|maintain|enable|meet|help|build|deploy|create|increase|reduce|provide|make|produce|solve|generate|extend))\s.*$|\s+(?:is|are|would be)\s.*$|[.;,:]\s*$"
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


def asks_for_degree(text: str) -> bool:
    """Whether a sentence asks for a degree: it names one, and no years of experience before it."""
    return bool(_DEGREE.search(text)) and not re.search(r"(?i)degree of|\bhigh degree\b|to a degree", text)


def years_asked(text: str) -> tuple[float, float | None] | None:
    """Return the fewest and, where given, the most years of experience that a sentence asks for."""
    match = _YEARS.search(text)
    if not match or not (
        _EXPERIENCE.search(text)
        or re.search(r"(?i)\bin (?:an? )?(?:role|position|industry|practice)|\bas an?\b|\bworking\b|\bof\b", text)
    ):
        return None
    scale = 12.0 if match["unit"].casefold().startswith("month") else 1.0
    low, high = (_number(match[name]) for name in ("low", "high"))
    if low is None or low / scale > 40:
        return None
    return low / scale, high / scale if high is not None else None


def _number(text: str | None) -> float | None:
    if text is None:
        return None
    return float(_NUMBER_WORDS.get(text.casefold(), 0)) or float(text)


def read_demand(text: str, sentence: str) -> DemandReading:
    """Return what a demand says. `sentence` is the sentence it stands in, whose lead ("Experience with …") it shares."""
    years = years_asked(text)
    degree = asks_for_degree(text) and not years
    levels: list[Level] = []
    fields: list[str] = []
    if degree:
        levels, fields = _levels(text), _fields(text)
    kind = "degree" if degree else "years_experience" if years else _kind_of(text, sentence)
    skills = () if degree or kind in ("certification", "language") else _skills(text, years=bool(years))
    return DemandReading(
        kind=kind, levels=tuple(levels), fields=tuple(fields),
        min_years=years[0] if years else None, max_years=years[1] if years else None, skills=skills,
        match=_match(text), or_equivalent=bool(_EQUIVALENT.search(text)),
    )  # fmt: skip


def _kind_of(text: str, sentence: str) -> RequirementKind:
    if _LANGUAGES.search(text) and not re.search(r"(?i)programming|teach|literature|history", text):
        return "language"
    if _CERTIFICATION.search(text):
        return "certification"
    for part in (text, sentence):
        for kind, pattern in _KINDS:
            if pattern.search(part):
                return kind
    return "other"


def _levels(text: str) -> list[Level]:
    found: dict[Level, int] = {}
    pieces = re.split(r"\s*(?:,|/|\bor\b|\band\b|\boder\b)\s*", text)
    for position, piece in enumerate(pieces):
        level = level_of(piece)
        if level in ("bachelor", "master", "doctorate", "associate", "certificate"):
            found.setdefault(level, position)
    if not found and re.search(r"(?i)\b(?:university|college|graduate|undergraduate|academic)?\s*degree\b", text):
        found["bachelor"] = 0
    return sorted(found, key=lambda level: found[level])


def _fields(text: str) -> list[str]:
    match = re.search(r"(?i)\b(?:in|of)\s+(?!the\b)(.+)$", re.sub(r"(?i)^.*?\bdegrees?\b(?=\s+in\b)", "", text))
    if not match:
        return []
    pieces = re.split(r"\s*(?:,|;|/|\bor\b|\band\b(?! \w+ (?:field|degree)))\s*", _TAIL.sub("", match[1].strip(" .")))
    named = (re.sub(r"(?i)^(?:an?|the)\s+", "", piece.strip(" .()")) for piece in pieces)
    return [
        n
        for n in named
        if n and not re.search(r"(?i)\b(?:related|equivalent|similar|relevant|field|discipline|degree|experience)\b", n)
    ]


def _match(text: str) -> Match:
    if _EXAMPLES.search(text):
        return "examples"
    if re.search(r"(?i)\bor\b|\boder\b|\bou\b|\bany of\b|\w/\w", text) and not re.search(
        r"(?i)\bor (?:more|equivalent|similar|related)\b", text
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
            if _EXPERIENCE.search(outer)
            else _YEARS.sub("", outer)
        )
    outer = _VERB.sub("", _LEAD.sub("", outer))
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
        re.sub(r"(?i)^(?:an?|the|and|other|similar)\s+", "", _TAIL.sub("", piece.strip(" .,;:"))).strip(" .,;:")
        for piece in [*pieces, *inner]
    )
    return tuple(
        dict.fromkeys(
            piece
            for piece in cleaned
            if not re.match(r"(?i)(?:ensuring|driving|enabling|optimi[sz]ing|to)\b", piece)
            and 1 < len(piece) <= 90
            and re.search(r"[^\W\d_]", piece)
        )
    )
