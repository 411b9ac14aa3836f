"""Degrees that a demand asks for: whether it does, at which levels, in which fields."""

from __future__ import annotations

import re

from extract.extraction.kinds.education.degrees import level_of
from schemas.profile import Level

_DEGREE = re.compile(
    r"(?i)\b(?:degrees?|diploma|bachelor\w*|master(?:'|’)?s?\b(?! data|ing)|ph\.?\s?d|doctora\w+|b\.?\s?sc?\b|m\.?\s?sc?\b|b\.s\.|m\.s\.|b\.?a\.|m\.?a\.|mba|bsn|msn|"
    r"post-?graduate (?:qualifications?|study|studies)|graduate (?:of|in)|qualified to degree|pgce|(?:hochschul|fachhochschul)?studium|(?:hochschul|universitäts)abschluss|promotion in|diplôme|dipl[oô]m[ée]e? (?:d|en)|"
    r"bac\s?\+\s?\d|licence en|titulación|grado en)"
)
_NO_DEGREE = re.compile(
    r"(?i)\b(?:scrum|web|post|head|quiz|station)\s?masters?\b|\bmaster (?:electrician|plumber|carpenter|mechanic|craftsm[ae]n|tradesm[ae]n|plan|schedule|service|key|class|data|of ceremonies)\w*"
    r"|\bms[- ](?:office|excel|word|project|teams|sql|access|dynamics|visio|powerpoint|outlook|azure|windows|365)\b"
    r"|\b(?:ph\.?\s?d\.?|doctoral|master['’]?s?|bachelor['’]?s?|graduate) (?:students?|candidates?|thes[ei]s|supervision|researchers?)\b"
    r"|\b(?:high )?degree of\b|\bhigh degree\b|\bto a degree\b|\bdegrees? (?:celsius|fahrenheit)\b|\b360[- ]degree\b|\bsome degree\b"
)
"""Words that only look like a degree."""
_BAC_LEVELS: tuple[tuple[int, Level], ...] = ((8, "doctorate"), (5, "master"), (3, "bachelor"), (2, "associate"))
"""Years behind the French baccalauréat, by the level that they lead to (https://www.service-public.fr, "niveau de diplôme")."""
_LEVELS: tuple[Level, ...] = ("bachelor", "master", "doctorate", "associate", "certificate")
_AWARDED_IN = re.compile(
    r"(?i)\b(?:bachelor|master|associate|doctor|b\.?|m\.?)\s?(?:['’]s)?\s+of\s+(?:applied\s+)?(?:science|arts|engineering|business|fine arts|philosophy|education|technology)s?\s*(?:\([^()]*\)\s*)?(?:degree\s*)?(?=in\b)"
)
_FIELD = re.compile(
    r"(?i)\b(?:im bereich|im fach|im studiengang|der fachrichtung|fachrichtung|in(?:\s+den\s+fächern)?|of|der|des|en)\s+(?!the\b|an?\s+(?:related|relevant))(.+)$"
)
_FIELD_END = re.compile(
    r"(?i)\s+(?:from|at|with|and (?:at least|\d)|plus|mit|sowie|avec|required|preferred|desired|is|are|would be|that|which|or (?:an? )?(?:equivalent|foreign|higher))\b.*$|\s*[.;:]\s*$"
)
_SPLIT = re.compile(r"\s*(?:,|;|/|\bor\b|\boder\b|\bou\b|\band\b(?! \w+ (?:field|degree))|\bund\b)\s*")
_WORDS_BEFORE = re.compile(
    r"(?i)^(?:(?:an?|the|either|any|accredited|recognised|recognized|relevant|completed|einer?|einem)\s+)+"
)
_WORDS_BEHIND = re.compile(r"(?i)\s+(?:programs?|programmes?|degrees?|studies|fields?|disciplines?|subjects?)$")
_NO_FIELD = re.compile(
    r"(?i)\b(?:related|technical|quantitative|scientific|STEM|any|equivalent|similar|relevant|comparable|appropriate|field|discipline|degree|experience|vergleichbar\w*|verwandt\w*|ähnlich\w*|équivalente?|similaire|fach|bereich)\b"
)


_ABOVE_BACHELOR = re.compile(
    r"(?i)\bpost-?graduate (?:degree|qualification|diploma|study|studies)|\b(?:advanced|graduate|higher) degree"
)


def asks_for_degree(text: str) -> bool:
    """Whether a sentence asks for a degree."""
    return bool(_DEGREE.search(_NO_DEGREE.sub("", text)))


def levels_asked(text: str) -> list[Level]:
    """Return the levels that a demand names, in its order; bachelor where it only says "degree"."""
    found: dict[Level, int] = {}
    for position, piece in enumerate(
        re.split(r"\s*(?:,|/|\bor\b|\band\b|\boder\b|\bou\b)\s*", _NO_DEGREE.sub("", text))
    ):
        level = level_of(piece)
        if years := re.search(r"(?i)\bbac\s?\+\s?(\d)", piece):
            level = next((level for least, level in _BAC_LEVELS if int(years[1]) >= least), level)
        if level in _LEVELS:
            found.setdefault(level, position)
    if not found and _ABOVE_BACHELOR.search(text):
        found["master"] = 0
    if not found and re.search(r"(?i)\bdegree\b|studium|(?:hochschul|universitäts)abschluss|\btitulación\b", text):
        found["bachelor"] = 0
    return sorted(found, key=lambda level: found[level])


def fields_asked(text: str) -> list[str]:
    """Return the subjects that a demand names, as written, without "or a related field"."""
    plain = re.sub(r"\s*\([^()]*\)", "", _AWARDED_IN.sub("", text))
    match = _FIELD.search(re.sub(r"(?i)^.*?\bdegrees?\b(?=\s+in\b)", "", plain))
    if not match:
        return []
    named = (
        _WORDS_BEHIND.sub("", _WORDS_BEFORE.sub("", piece.strip(" .()")))
        for piece in _SPLIT.split(_FIELD_END.sub("", match[1].strip(" .")))
    )
    return [name for name in named if name and not _NO_FIELD.search(name)]
