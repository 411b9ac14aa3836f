"""Read a degree's words: its level, whether it was finished, and where the degree ends and the field begins."""

from __future__ import annotations

import re
import unicodedata

from schemas.profile import Level

_LEVELS: tuple[tuple[Level, str], ...] = (
    ("minor", r"\bminors?\b|\bnebenfach\b"),
    ("doctorate", r"\bph\.?\s?-?d\b|\bd\.?\s?phil\b|\bdoctor|\bdr\.|\bd\.?sc\b|\bed\.?d\b|\bm\.?d\b\.?(?!\w)|\bj\.?d\b|\bdnp\b|\bpromotion\b|\bdoctorat\b|\bd\.?m\.?a\b|\bpsy\.?d\b|\bd\.?eng\b|\bdoktor|\bdottorato\b|\bдоктор|\bкандидат\w* наук|博士|דוקטור"),
    ("master", r"\bmaster|\bmáster\b|\bmestrado\b|\bmastère\b|\blaurea magistrale\b|\bm\.?\s?sc?\b|\bm\.?\s?a\b\.?|\bmba\b|\bm\.?\s?eng\b|\bm\.?\s?phil\b|\bm\.?\s?ed\b|\bm\.?\s?f\.?\s?a\b|\bmph\b|\bmpa\b|\bmsn\b|\bmsw\b|\bll\.?m\b|\bm\.?\s?tech\b|\bdiplom(?:-ingenieur)?\b|\bdipl\.|\bmagister\b|staatsexamen\b|\bmacc\b|\bm\.?\s?arch\b|\bm\.?\s?res\b|\bm\.?\s?(?:math|chem|phys|biol|stat)\b|\bmagist|\bmestre\b|\bmaîtrise\b|\bingénieur\b|\bdiplôme d['’]ingénieur\b|\blaurea specialistica\b|\bcivilingenj|\bsivilingeni|\bмагист|\bспециалист\w*\b(?=\s*$|,)|硕士|修士|תואר שני"),
    ("associate", r"\bassociate(?:'|’)?s?\s(?:of|in|degree)\b|\bassociate degree|\ba\.?a\.?s?\b|\ba\.?s\.(?!\w)|\badn\b"),
    ("bachelor", r"\bbachelor|\blicenciatura\b|\blaurea\b|\bingenier[oa]\b(?=\s(?:civil|de|en|industrial|mecánic|eléctric|químic|informátic|superior))|\bb\.?\s?sc?\b|\bb\.?\s?a\b|\bb\.?\s?eng\b|\bb\.?\s?ed\b|\bb\.?\s?f\.?\s?a\b|\bbba\b|\bbsn\b|\bb\.?\s?tech\b|\bb\.?\s?com\b|\bll\.?b\b|\bb\.?\s?arch\b|\bbcs\b|\blicence\b|\bundergraduate\b|\bhonou?rs degree\b|\ba\.?b\.(?!\w)|\bmbbs\b|\bb\.?\s?phil\b|\bbacharel|\blicencjat\b|\binżynier\b|\bhögskoleing|\bhøgskoleing|\bkandidat(?:examen|grad|uddannelse)?\b|\bgrado en\b|\bбакалавр|学士|本科|תואר ראשון"),
    ("certificate", r"\bcertificate|\bcert\.|\b(?:pg|grad)\.?\s?(?:dip|cert)\b|\bcertification|\bdiploma\b|\bpgce\b|\bpgde\b|\bapprentice|\bnvq\b|\bhnd\b|\bhnc\b|\bbtec\b|\bausbildung\b|\bberufsausbildung\b|\blehre\b|\bapprentissage\b|\baprendizaje\b|\bzertifikat|\bcity (?:&|and) guilds\b|\bbootcamp|\blicensed\b"),
)  # fmt: skip
"""First match wins. From the qualification frameworks' names: ISCED 2011 levels 5 to 8 (UNESCO), with the usual
abbreviations in English and some German, French and Chinese."""

_UNFINISHED = re.compile(
    r"(?i)\b(?:discontinued|unfinished|incomplete|not completed|withdrew|withdrawn|dropped out|left (?:the )?(?:program|programme|early)|"
    r"paused|interrupted|\d+ of \d+ credits|unterbrochen|no degree|without (?:a )?degree|abgebrochen|ohne abschluss|inachevé|coursework (?:only|completed)|"
    r"all but dissertation|abd\b|on leave|credits completed|did not (?:finish|complete))\b"
)
_FINISHED = re.compile(
    r"(?i)\b(?:graduated|conferred|awarded|degree completed|completed|obtained|abgeschlossen|obtenu)\b"
)
_FIELD_JOIN = re.compile(r"(?i)^(.*?)(?:\s+(?:in|of|en|für)\s+|\s*[,:·|]\s*|\s+[–—-]\s+|\s+\()$")


_MINOR_BEHIND = re.compile(r"(?i)(?<=\w)[\s,;(|–-]+(?:with\s+)?(?:an?\s+)?minor(?:ed)?(?:\s+(?:in|of)\b|:).*$")


_STATE = re.compile(r"(?<=\w),\s+[A-Z]{2}(?=\s*(?:$|\t|[|(·]|\d{5}))")
"""A state of the USA behind a place: "Worcester, MA" names no Master of Arts."""


def level_of(degree: str) -> Level:
    """Return the level that a degree's words name; "other" where they name none."""
    degree = _STATE.sub("", degree)
    for level, pattern in _LEVELS:
        if re.search(pattern, degree, re.IGNORECASE):
            return level
    return "other"


def completed(lines: str) -> bool | None:
    """Return False where an entry's lines say that the programme was left, True where they say it ended; else None."""
    if _UNFINISHED.search(lines):
        return False
    return True if _FINISHED.search(lines) else None


def _plainly_set(text: str) -> str:
    """Return words without ligatures, with one space between each two."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def split_degree(degree: str, field: str | None) -> str:
    """Return a degree without its field: "MS" of "MS in Physics", given the field "Physics", however both are set."""
    degree, field = _plainly_set(degree), _plainly_set(field) if field else None
    degree = _MINOR_BEHIND.sub("", degree)
    tail = re.search(rf"{re.escape(field)}$", degree.rstrip(" .)"), re.IGNORECASE) if field else None
    if tail and tail.start():
        head = degree[: tail.start()]
        match = _FIELD_JOIN.match(head) or re.match(r"^(.*?)\s+$", head)
        if match and match[1].strip() and level_of(match[1]) != "other":
            return match[1].strip()
    return degree
