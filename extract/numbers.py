"""Find the numerals of a line, read their scale, sign, unit and bound, and tell what cannot be a result.

Code reads numbers; the model only says what each one measures. Nothing here knows what a good result is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

ChangeKind = Literal["absolute", "percent", "percentage_points", "factor"]
Bound = Literal["up_to", "at_least"]
Cue = Literal["from", "to", "change", "open"]

SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9,
          "billion": 1e9, "t": 1e12, "tn": 1e12, "trillion": 1e12}  # fmt: skip
"""Short scale (a billion is 10^9), as English résumés write it."""

UNITS = ("ms", "µs", "us", "ns", "s", "sec", "secs", "seconds", "second", "min", "mins", "minutes", "minute", "h", "hr",
         "hrs", "hours", "hour", "days", "day", "weeks", "week", "months", "month", "years", "year", "GB", "MB", "TB",
         "KB", "PB", "GiB", "MiB", "Hz", "kHz", "MHz", "GHz", "W", "kW", "MW", "kWh", "MWh", "V", "kV", "A", "km", "m",
         "cm", "mm", "kg", "g", "mg", "ml", "l", "FPS", "fps", "qps", "QPS", "rps", "RPS", "bps", "dB", "°C", "acres",
         "points", "point", "pts")  # fmt: skip
PERCENT = r"%|percent\b|per\s?cent\b|pct\b|Prozent\b"
POINTS = r"(?:percentage|%)[\s-]points?\b|pp\b|ppts?\b|p\.p\."
FACTOR = r"[x×](?![\w])|-?fold\b|times(?=\s(?:faster|slower|more|less|fewer|higher|lower|larger|smaller|cheaper|better|as)\b)"
CURRENCY = r"[$€£¥₹]|(?:USD|EUR|GBP|CHF|US\$)\s?"
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"

_NUMERAL = re.compile(
    rf"(?P<approx>[~≈∼]\s?)?(?P<bound>[<>≤≥]\s?)?(?P<sign>(?<![\w)+])[+\-−–±](?=[$€£\d]))?(?P<currency>{CURRENCY})?"
    rf"(?P<number>{NUMBER})"
    r"(?:\s?(?P<scale>(?:K|k|M|MM|mn|B|bn|Bn|T)(?=\+|\b)|(?:thousand|million|billion|trillion|Million|Billion)\b))?"
    r"(?P<plus>\+)?"
    rf"(?:\s?(?:(?P<points>{POINTS})|(?P<percent>{PERCENT})|(?P<factor>{FACTOR})|[\s-]?(?P<unit>(?:{'|'.join(UNITS)})(?![\w/]))))?"
)
_BEFORE_WORD = re.compile(r"[\w.@#/^_\\]$|[A-Za-z][-–]$|(?<=\d)[,:]$|[A-Za-z]\+\+$")
_AFTER_WORD = re.compile(r"^(?:[A-Za-z_]|[-–][A-Za-z]\d|(?:st|nd|rd|th)\b|\.\d|/\d|:\d)")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_LIST_NUMBER = re.compile(r"^\s*(?:\(?\d{1,3}[.)\]]|\[\d{1,3}\])(?=\s)")
_GRADE = re.compile(r"(?i)\b(?:c?gpa|grade|note|rank(?:ed)?|abitur|class of|score of)\b[^,;]{0,14}$")
_RANK_BEFORE = re.compile(
    r"(?i)\b(?:top|rank(?:ed)?|no\.?|nr\.?|number|place|prize|#|section|chapter|figure|table|vol\.?|pp?\.?|grade|level|phase|series|version|v|room|week)\s?$"
)
_APPROX = re.compile(
    r"(?i)\b(?:about|approximately|approx\.?|around|roughly|nearly|almost|some|circa|ca\.?|an estimated|estimated|etwa|rund|environ)\s$"
)
_UP_TO = re.compile(
    r"(?i)\b(?:up to|less than|under|below|fewer than|at most|no more than|sub-?|within|bis zu|jusqu'à)\s?$"
)
_AT_LEAST = re.compile(
    r"(?i)\b(?:at least|more than|over|above|exceeding|north of|greater than|minimum of|beyond|über|mehr als|plus de|au moins)\s$"
)
_FROM = re.compile(r"(?i)\b(?:from|von|de)\s(?:an?\s)?(?:\w+\s){0,2}$")
_TO_AFTER_FROM = re.compile(
    r"(?i)^\s?(?:[a-z]+\s){0,2}?(?:to|→|->|=>|–|-|auf|à|down to|up to)\s?(?:an?\s|only\s|about\s|just\s|roughly\s|over\s|nearly\s|under\s|sub-?)*$"
)
_BY = re.compile(
    r"(?i)\b(?:by|um)\s(?:up to\s|over\s|about\s|approximately\s|around\s|roughly\s|nearly\s|almost\s|more than\s|at least\s|an average of\s|an estimated\s|an additional\s|another\s|some\s)?$"
)
_GAIN_AFTER = re.compile(
    r"(?i)^\s?(?:(?!and\b|to\b|with\b|at\b|on\b)[\w\-]+\s){0,3}?(?:increase|improvement|reduction|decrease|gain|drop|growth|speed-?up|faster|slower|higher|lower|better|fewer|less|more|cheaper|boost|uplift|lift|savings?|decline|rise|cut|shorter|longer|reduced|increased|smaller|larger)\b"
)
_GAIN_BEFORE = re.compile(
    r"(?i)\b(?:improvement|increase|reduction|decrease|gain|boost|growth|speed-?up|uplift|lift|savings?|decline)s? (?:of|by)\s(?:\w+\s){0,2}$"
)
_DOWN = re.compile(r"(?i)\b(?:reduc\w+|decreas\w+|lower\w*|cut(?:s|ting)?|drop\w*|declin\w+|shr[aiu]nk\w*|sav(?:e|es|ed|ing)|shorten\w*|fewer|less|minimi[sz]\w+|eliminat\w+|slash\w*|trimm\w+|halv\w+|senk\w+|réduit|réduction)\b")  # fmt: skip


_CHANGED = re.compile(
    _DOWN.pattern
    + r"|(?i:\b(?:increas\w+|improv\w+|rais\w+|grew|grow\w*|boost\w*|rose|expand\w+|extend\w+|lift\w*|accelerat\w+|gain\w*)\b)"
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """One numeral of a line.

    `start` and `end` are offsets into the line and take in sign, currency, scale and unit ("~$18M+", "4.2x"). `value`
    is plain (35B is 3.5e10), with the sign that is printed. `cue` is what the words around it say for certain:
    "from" and "to" of a pair, a stated "change", or "open" where only the sense tells.
    """

    start: int
    end: int
    text: str
    value: float
    unit: str | None
    kind: ChangeKind | None
    signed: bool
    bound: Bound | None
    approximate: bool
    cue: Cue
    scaled: bool


def _masked(line: str, masks: Sequence[tuple[int, int]]) -> str:
    letters = list(line)
    for start, end in masks:
        letters[start:end] = "·" * (end - start)
    return "".join(letters)


_ADDRESS = re.compile(
    r"(?i)\b(?:https?://|www\.)\S+|\S+@\S+\.\w+|\b(?:doi:?\s?)?10\.\d{4,}/\S+|\barxiv[:\s]\S+|\b[\w-]+\.(?:com|org|net|io|ai|edu)\S*"
)
_PHONE = re.compile(
    r"\+\d{1,3}[\s.-]?\(?\d{2,4}\)?(?:[\s.-]?\d{2,4}){2,4}\b|\+?\(?\d{2,4}\)?[\s.-]\d{3}[\s.-]\d{3,4}\b"
)


def find_numerals(line: str, masks: Sequence[tuple[int, int]] = ()) -> list[Numeral]:
    """Return the numerals of a line that could be results, in order.

    Dates (given as `masks`, offsets into the line), addresses, telephone numbers, list numbers, ordinals, numbers that
    are part of a name (GPT-4, p99, "@10", A100), grades and ranks are left out.
    """
    spans = [*masks, *((m.start(), m.end()) for p in (_ADDRESS, _PHONE, _LIST_NUMBER) for m in p.finditer(line))]
    text = _masked(line, spans)
    found: list[Numeral] = []
    for match in _NUMERAL.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        if match["sign"] is None and _BEFORE_WORD.search(before):
            continue
        if _YEAR.fullmatch(match[0].strip()):
            continue
        if _AFTER_WORD.match(after) or _GRADE.search(before) or (_RANK_BEFORE.search(before) and not match["currency"]):
            continue
        found.append(_read(match, before, after, found[-1] if found else None, text))
    return _share_change(found, text)


def _share_change(numerals: list[Numeral], line: str) -> list[Numeral]:
    """Let numerals of one kind that "and" or a comma joins share a stated change ("by 19% and 1%")."""
    shared = list(numerals)
    for index in range(len(shared) - 1):
        first, second = shared[index], shared[index + 1]
        between = line[first.end : second.start]
        joined = first.kind == second.kind and re.fullmatch(r"\s?(?:,|,?\s?and|&|/|und|et)\s?", between)
        if first.kind and joined and {first.cue, second.cue} == {"open", "change"}:
            shared[index] = replace(first, cue="change")
            shared[index + 1] = replace(second, cue="change")
    return shared


def _read(match: re.Match[str], before: str, after: str, previous: Numeral | None, line: str) -> Numeral:
    scale = SCALES.get((match["scale"] or "").casefold(), 1.0)
    value = float(match["number"].replace(",", "")) * scale
    value = float(f"{value:.12g}")
    sign = match["sign"]
    if sign in ("-", "−", "–"):
        value = -value
    kind: ChangeKind | None = None
    if match["points"]:
        kind = "percentage_points"
    elif match["percent"]:
        kind = "percent"
    elif match["factor"]:
        kind = "factor"
    unit = match["unit"] or (match["currency"] or "").strip() or None
    if match["percent"] or match["points"]:
        unit = "%"
    bound: Bound | None = None
    if _UP_TO.search(before) or (match["bound"] or "").strip() in ("<", "≤"):
        bound = "up_to"
    elif match["plus"] or _AT_LEAST.search(before) or (match["bound"] or "").strip() in (">", "≥"):
        bound = "at_least"
    cue: Cue = "open"
    if previous and previous.cue == "from" and _TO_AFTER_FROM.match(line[previous.end : match.start()]):
        cue = "to"
    elif _FROM.search(before) and re.match(r"(?i)[^.;]{0,40}?\b(?:to|auf|à)\b|\s?(?:→|->|–)", after):
        cue = "from"
    elif sign in ("+", "-", "−", "–", "±") or (
        (_BY.search(before) or _GAIN_BEFORE.search(before) or _GAIN_AFTER.match(after))
        and (kind or unit or (_BY.search(before) and _CHANGED.search(before)))
    ):
        cue = "change"
    return Numeral(
        start=match.start(), end=match.end(), text=line[match.start() : match.end()].strip(), value=value, unit=unit,
        kind=kind, signed=sign is not None, bound=bound,
        approximate=bool(match["approx"] or _APPROX.search(before) or sign == "±"), cue=cue, scaled=scale != 1.0,
    )  # fmt: skip
