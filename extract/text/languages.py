"""Languages that people speak, in a text: which are named, and at which level, as bounds on the CEFR's scale."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from babel import Locale

NATIVE = 7
LEVEL_NAMES = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
"""Levels 1 to 7: those of the Common European Framework (https://www.coe.int/en/web/common-european-framework-reference-languages/level-descriptions),
and native above them."""

_CODES = (
    "ar", "bg", "bn", "bs", "ca", "cs", "cy", "da", "de", "el", "en", "es", "et", "eu", "fa", "fi", "fil", "fr", "ga", "gd", "gl", "gu", "ha", "he", "hi", "hmn",
    "hr", "hu", "hy", "id", "ig", "is", "it", "ja", "ka", "kk", "km", "ko", "la", "lt", "lv", "mk", "ml", "mr", "ms", "mt", "ne", "nl", "no", "pa", "pl", "ps", "pt",
    "ro", "ru", "sk", "sl", "so", "sq", "sr", "sv", "sw", "ta", "te", "th", "tl", "tr", "uk", "ur", "vi", "wo", "xh", "yo", "yue", "zh", "zu",
)  # fmt: skip
_NAMED_IN = (
    "en",
    "de",
    "fr",
    "es",
    "pt",
    "it",
    "pl",
    "ru",
    "uk",
    "cs",
    "tr",
    "nl",
    "sv",
    "da",
    "nb",
    "fi",
    "hu",
    "ro",
    "el",
    "ca",
    "he",
    "ar",
    "ja",
    "zh",
    "ko",
)

_OWN_NAMES = {
    "zh": ("Mandarin",),
    "tl": ("Tagalog",),
    "fa": ("Farsi",),
    "yue": ("Cantonese",),
    "hmn": ("Hmong",),
    "gd": ("Gaelic",),
}

_LEVELS: tuple[tuple[int, int, str], ...] = (
    (7, 7, r"native(?!-)(?! level)|first language|(?:spoken )?(?:at home )?since childhood|spoken at home|mother[- ]tongue|bilingual|muttersprach\w*|langue maternelle|lengua materna|língua materna|madrelingua|lingua madre|"
           r"nati[vf]\w*|родной\w*|рідна|język ojczysty|ojczyst[ya]|modersm[åa]l|morsm[åa]l|moedertaal|äidinkieli|anyanyelv\w*|limba maternă|μητρική\w*|anadili?|bilingue|zweisprachig|tweetalig|שפת אם|母語|母语|母国語|ネイティブ|모국어"),
    (5, 6, r"fluen\w+|fully professional|full professional(?: proficiency)?|near[- ]native|native[- ]level|verhandlungssicher\w*|flie(?:ß|ss)end\w*|"
           r"couramment|courante?|lu, écrit, parlé|fluidez|vloeiend|flytande|flydende|flytende|sujuva\w*|biegł[ya]|biegle|plynně|folyékony\w*|свободно|excellent\w*|very good|sehr gut\w*|exzellent\w*|zeer goed|expert\w*|эксперт|流暢|流利"),
    (4, 5, r"advanced|proficien\w+|professional working(?: proficiency)?|business|upper[- ]intermediate|strong|fortgeschritten\w*|avancé\w*|bon niveau|avanzad[oa]|avançad[oa]|avanzat[oa]|gevorderd\w*|avancerad\w*|avanceret|avansert|zaawansowan\w+|pokročil\w+|haladó|продвинутый|上級|高级|高級|고급|מתקדם|גבוהה?"),
    (3, 4, r"conversational|intermediate|limited working(?: proficiency)?|good|gut(?:e[nrs]?)?|intermédi(?:aire|o)|intermedi[oa]|intermediári[oa]|solide|goed|gemiddeld|mellannivå|średnio ?zaawansowan\w+|komunikatywn\w+|středně pokročil\w+|középfok\w*|средний|中級|中级|중급|בינוני\w*"),
    (1, 2, r"basic\w*|beginner\w*|elementary|some|grundkenntnisse|notions|débutant\w*|básic[oa]|base|elementare|scolastic[oa]|livello base|basis|beginnend|grundläggande|nybörjare|grundlæggende|grunnleggende|podstaw\w+|začátečn\w+|alapfok\w*|базовый|начальный|初級|初级|초급|בסיסי\w*|school|learning"),
)  # fmt: skip
_LEVEL = re.compile(
    r"(?i)(?<!\w)(?:(?P<cefr>[ABC][12](?:\s?[-/–]\s?[ABC][12])?)\+?|"
    + "|".join(f"(?P<w{index}>{pattern})" for index, (_, _, pattern) in enumerate(_LEVELS))
    + r")(?!\w)"
)
_BEHIND = re.compile(r"\s*(?:[(\[:（：]|[–—-]\s|,?\s*(?=[ABC][12]\b))")
"""What stands between a language and a level that belongs to it alone."""
_JOINED = re.compile(r"(?i)[\s,/&-]*(?:and|or|und|oder|et|ou|y|o|as well as)?[\s,/&]*")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language named at code-point offsets [`start`, `end`), by its ISO 639 code, and the level given for it.

    `low` and `high` bound the level, 1 (A1) to 7 (native); both are None where the text gives none.
    """

    code: str
    name: str
    start: int
    end: int
    low: int | None = None
    high: int | None = None


def spoken_languages(text: str) -> list[Spoken]:
    """Return the languages that a text names, in its order, each with the level that stands beside it."""
    mentions = list(_mentions(text))
    found: list[Spoken] = []
    taken = 0  # what stands before this offset says something about an earlier language
    for index, (code, start, end) in enumerate(mentions):
        after = mentions[index + 1][1] if index + 1 < len(mentions) else len(text)
        tied = _BEHIND.match(text, end, after)
        begin = tied.end() if tied else end
        piece = re.split(r"[,;|•·\n)\]、，；）]", text[begin:after])[0]
        ends_alone = after == len(text) or begin + len(piece) < after  # else what follows may belong to the next one
        behind = _LEVEL.search(piece)
        level = _read_level(behind) if behind and tied else None
        if level is None:
            ahead = list(_LEVEL.finditer(_ahead(text, taken, start)))
            level = _read_level(ahead[-1]) if ahead else None
        if level is None and behind and ends_alone:
            level = _read_level(behind)
        if level is None and found and found[-1].low is not None and _JOINED.fullmatch(text[found[-1].end : start]):
            level = found[-1].low, found[-1].high or found[-1].low
        taken = begin + behind.end() if behind and tied else end
        low, high = level or (None, None)
        found.append(Spoken(code, text[start:end], start, end, low, high))
    return found


def _ahead(text: str, taken: int, start: int) -> str:
    return re.split(r"[;|•·\n)\],、，；）]" if taken else r"[;|•·\n)\]；）]", text[taken:start])[-1]


def _read_level(match: re.Match[str]) -> tuple[int, int]:
    if match["cefr"]:
        levels = [LEVEL_NAMES.index(part.upper()) + 1 for part in re.findall(r"(?i)[ABC][12]", match["cefr"])]
        return min(levels), max(levels)
    low, high, _ = next(level for index, level in enumerate(_LEVELS) if match[f"w{index}"])
    return low, high


def _mentions(text: str) -> Iterator[tuple[str, int, int]]:
    names, pattern = _names()
    for match in pattern.finditer(text):
        word = match[1]
        code = names.get(word) or names[word.casefold()]
        yield code, match.start(1), match.end(1)


@cache
def _names() -> tuple[dict[str, str], re.Pattern[str]]:
    """Return the codes of languages by their names, and what finds the names.

    English and German write them with a capital, so "polish" is none; French, Spanish and others write them small.
    """
    names: dict[str, str] = {}
    for locale in _NAMED_IN:
        table: dict[str, str] = Locale(locale).languages  # pyright: ignore[reportUnknownMemberType, reportAssignmentType, reportUnknownVariableType]
        for code in _CODES:
            name = table.get(code)
            if (
                name
                and name.isalpha()
                and (len(name) > 3 or (not name.isascii() and len(name) > 1 and name[0] > "\u05cf"))
            ):
                capital = name[0].upper() + name[1:]
                names.setdefault(capital, code)
                if name[0].islower():
                    names.setdefault(name, code)
    for code, own in _OWN_NAMES.items():
        names.update(dict.fromkeys(own, code))
    listed = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return names, re.compile(rf"(?<![\w-])({listed})(?=(?:-?kenntnisse\w*)?(?!\w))")


def is_level(words: str) -> bool:
    """Whether words say how well something is known, and nothing else: "advanced", "podstawowy", "B2/C1"."""
    rest = _LEVEL.sub(" ", words)
    return rest != words and _NO_MORE.fullmatch(rest) is not None


def level_range(words: str) -> tuple[int, int] | None:
    """Return the lowest and highest level that words may mean, 1 (A1) to 7 (native); None where they say more, or no level."""
    match = _LEVEL.search(words)
    return _read_level(match) if match and is_level(words) else None


_NO_MORE = re.compile(
    r"(?i)(?:[\s,/–-]|\b(?:level|niveau|nivel|nível|livello|nivå|poziom|knowledge|kenntnisse|user)\b)*"
)
