"""Find the numerals of a line, read their scale, sign, unit and bound, and tell what cannot be a result.

Code reads numbers; the model only says what each one measures. Nothing here knows what a good result is.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from extract.text.numbers.number_words import write_words
from extract.text.numbers.plain_numbers import write_separators, write_signs
from extract.text.numbers.unit_words import unit_words

ChangeKind = Literal["absolute", "percent", "percentage_points", "factor"]
Bound = Literal["up_to", "at_least"]
Cue = Literal["from", "to", "change", "open"]

SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9,
          "billion": 1e9, "t": 1e12, "tn": 1e12, "trillion": 1e12, "lakh": 1e5, "lakhs": 1e5, "crore": 1e7, "crores": 1e7, "cr": 1e7,
          "tsd": 1e3, "mio": 1e6, "millionen": 1e6, "millions": 1e6, "millones": 1e6, "mrd": 1e9, "milliarde": 1e9,
          "milliarden": 1e9, "milliards": 1e9, "mil": 1e3, "mila": 1e3, "tys": 1e3, "tusen": 1e3, "duizend": 1e3,
          "milhão": 1e6, "milhões": 1e6, "millón": 1e6, "milione": 1e6, "milioni": 1e6, "mln": 1e6, "miljoen": 1e6, "miljoner": 1e6, "millioner": 1e6, "milionów": 1e6,
          "miliony": 1e6, "млн": 1e6, "тыс": 1e3, "bilhões": 1e9, "bilhão": 1e9, "miliardi": 1e9, "miliardo": 1e9, "miljard": 1e9, "miljarder": 1e9, "mld": 1e9, "млрд": 1e9}  # fmt: skip
"""Short scale (a billion is 10^9), as English résumés write it, and the words of some other languages that differ from it."""

UNITS = ("ms", "µs", "us", "ns", "s", "sec", "secs", "seconds", "second", "min", "mins", "minutes", "minute", "h", "hr",
         "hrs", "hours", "hour", "days", "day", "weeks", "week", "months", "month", "years", "year", "GB", "MB", "TB",
         "KB", "PB", "GiB", "MiB", "Hz", "kHz", "MHz", "GHz", "W", "kW", "MW", "kWh", "MWh", "V", "kV", "A", "km", "m",
         "cm", "mm", "kg", "g", "mg", "ml", "l", "FPS", "fps", "qps", "QPS", "rps", "RPS", "bps", "dB", "°C", "acres",
         "points", "point", "pts", "€", "£", "EUR", "USD", "GBP", "CHF", "NOK", "SEK", "DKK", "PLN", "kr", "zł",
         "µA", "mA", "nA", "pA", "mV", "µV", "mW", "µW", "kN", "Nm", "bar", "psi", "µm", "nm", "µg", "ng", "µL", "mL", "pF", "nF",
         "dBm", "kbps", "Mbps", "Gbps", "kB", "ppm")  # fmt: skip
PERCENT = r"%|percent\b|per\s?cent\b|pct\b|Prozent\b|pour\scent\b|por\sciento\b"
POINTS = r"(?:percentage|%)[\s-]points?\b|pp\b|ppts?\b|p\.p\."
FACTOR = r"[x×](?![\w])|-?fold\b|times(?=\s(?:faster|slower|more|less|fewer|higher|lower|larger|smaller|cheaper|better|as)\b)"
CURRENCY = r"(?:US|CA|AU?|NZ|S|HK|R|C)?\$\s?|[€£¥₹]\s?|(?:USD|EUR|GBP|CHF|NOK|SEK|DKK|AUD|CAD|NZD|SGD|HKD|INR|JPY|CNY|RMB|PLN|CZK|ZAR|Rs\.?)\s?"
NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?|\d+(?:\.\d+)?"
"""In thousands, or as India writes lakh and crore: 1,20,000."""


@functools.cache
def _numeral() -> re.Pattern[str]:
    """Return what finds a numeral with its sign, currency, scale and unit; the words of units take a moment to gather."""
    units = "|".join(UNITS)
    words = "|".join(map(re.escape, unit_words()))
    return re.compile(
        rf"(?P<approx>[~≈∼]\s?)?(?P<bound>[<>≤≥]\s?)?(?P<sign>(?<![\w)+])[+\-−–±](?=[$€£\d])|(?<!\w)(?:[Mm]inus|[Pp]lus)\s)?(?P<currency>{CURRENCY})?"
        rf"(?P<number>{NUMBER})"
        r"(?:\s?(?P<scale>(?:K|k|M|MM|mn|B|bn|Bn|T)(?=\+|\b)|(?:thousand|[Mm]illion|[Bb]illion|[Tt]rillion|Tsd|Mio|Millionen|millions|millones|Mrd|Milliarden?|milliards|lakhs?|crores?|Cr|mil(?:a|hão|hões|lón|ione|ioni|ionów|iony)?|ml[nd]|miljoen|miljoner|millioner|tys|tusen|duizend|bilh(?:ão|ões)|miliard[io]|miljard(?:er)?|млн|млрд|тыс)\b\.?))?"
        r"(?P<plus>\+)?"
        rf"(?:\s?(?:(?P<points>{POINTS})|(?P<percent>{PERCENT})|(?P<factor>{FACTOR})|[\s-]?(?P<unit>(?:(?:{units})|(?i:(?:{words})n?))(?![\w/]))))?"
    )


_MINUS = ("-", "−", "–", "minus")
_BEFORE_WORD = re.compile(r"[\w.@#/^_\\]$|[A-Za-z][-–]$|(?<=\d)[,:]$|[A-Za-z]\+\+$")
_AFTER_WORD = re.compile(r"^(?:[A-Za-z_]|[-–][A-Za-z]\d|(?:st|nd|rd|th)\b|\.\d|/\d|:\d)")
_YEAR = re.compile(r"(?:19|20)\d{2}")
_ODDS = re.compile(r"\b(?:1|one) in \d+\b")
_UNDER = re.compile(r"(?i)\b(\d0) (?:under|unter|moins de) \1\b")
"""Lists of the young: "30 under 30"."""
_LIST_NUMBER = re.compile(r"^\s*(?:\(?\d{1,3}[.)\]]|\[\d{1,3}\])(?=\s)")
_GRADE = re.compile(r"(?i)\b(?:(?:c?gpa|grade|rank(?:ed)?|abitur|class of)\b[^,;]{0,14}|note:?\s)$")
_RANK_BEFORE = re.compile(
    r"(?i)\b(?:top|rank(?:ed)?|no\.?|nr\.?|number|place|prize|#|section|chapter|figure|table|vol\.?|pp?\.?\s?(?:\d+\s?[–-])?|grade|level|phase|series|version|v|room|week|publication|paper|reference|item)\s?$"
)
_APPROX = re.compile(
    r"(?i)\b(?:about|approximately|approx\.?|around|roughly|nearly|almost|some|circa|ca\.?|an estimated|estimated|etwa|rund|knapp|fast|environ|près de|unos|casi|cerca de)\s$"
)
_UP_TO = re.compile(
    r"(?i)\b(?:up to|less than|under|below|fewer than|at most|no more than|sub-?|within|bis zu|unter|jusqu'à|moins de|hasta|menos de)\s?$"
)
_AT_LEAST = re.compile(
    r"(?i)\b(?:at least|more than|over|above|exceeding|north of|greater than|minimum of|beyond|über|mehr als|mindestens|plus de|au moins|más de|al menos)\s$"
)
_FROM = re.compile(
    r"(?i)\b(?:from|von|vom|de|du|del|des|desde|da|dai|do|dal|dalla|dall'|z|ze|od|с|со|van|fra|från)\s(?:an?\s)?(?:\w+\s){0,2}$"
)
_LONG_ARROW = re.compile(r"[-=]{2,3}>")
_MOVED_TO = re.compile(r"\s?(?:\w+\s)?(?:to|auf)\s[~<>]?[$€£]?\d")
"""Behind a number with a verb of change before it: "rose 3.6 to 4.4"."""
_BARE_TO = re.compile(r"\s?(?:to|auf)\s\d+(?:\.\d+)?(?=$|\s?[.,;)])")
"""Behind a number with a unit, which the second one shares: "21 days to 4". A span of numbers has the unit behind it."""
_ARROW = re.compile(r"\s*(?:→|->|=>|➔|➜|⟶)\s*[~≈<>]?\s?[$€£]?\d")
_TO_AFTER_FROM = re.compile(
    r"(?i)^\s*(?:[a-z]\w*\s){0,6}?(?:to|→|->|=>|➔|➜|⟶|–|-|auf|à|a|al|alla|ai|au|aux|para|até|do|na|до|naar|tot|til|till|down to|up to)\s*(?:an?\s|only\s|about\s|just\s|roughly\s|over\s|nearly\s|under\s|sub-?)*$"
)
_BY = re.compile(
    r"(?i)\b(?:by|um)\s(?:up to\s|over\s|about\s|approximately\s|around\s|roughly\s|nearly\s|almost\s|more than\s|at least\s|an average of\s|an estimated\s|an additional\s|another\s|some\s)?$"
)
_BY_ROMANCE = re.compile(r"(?i)\b(?:de|en)\s(?:un\s|près de\s|plus de\s|environ\s|más de\s|casi\s)?$")
"""By, where a verb or noun of change stands before; otherwise it is "of"."""
_GAIN_AFTER = re.compile(
    r"(?i)^\s*(?:(?!and\b|to\b|with\b|at\b|on\b)[\w\-]+\s){0,3}?(?:increase|improvement|reduction|decrease|gain|drop|growth|speed-?up|faster|slower|higher|lower|better|fewer|less|more|cheaper|boost|uplift|lift|savings?|decline|rise|cut|shorter|longer|reduced|increased|smaller|larger)\b"
)
_GAIN_BEFORE = re.compile(
    r"(?i)\b(?:improvement|increase|reduction|decrease|gain|boost|growth|speed-?up|uplift|lift|savings?|decline)s? (?:of|by)\s(?:\w+\s){0,2}$"
)
_MOVED = re.compile(
    r"(?i)\b(?:up|down|fell|falls|rose|rises|grew|grows|dropp?ed|drops|climbed|declined|increas\w+|decreas\w+|improv\w+|reduc\w+|cuts?|trimm?ed|gained|"
    r"saved|shrank|jumped|boosted|lowered|raised|lifted)\s(?:roughly\s|about\s|a further\s|another\s|nearly\s|almost\s|over\s|some\s)?$"
    r"|\b(?:cut|reduc\w+|increas\w+|improv\w+|lower\w+|rais\w+|trimm?ed|boost\w+)\b[^.;,]{0,60}\s(?:roughly|about|around|nearly|almost|some)\s$"
)
"""A verb of change right before a share or a factor: "improved 8.5%", "fell 4x"."""
_SENTENCE = re.compile(r"[.;!?]\s")
_DOWN = re.compile(r"(?i)\b(?:reduc\w+|decreas\w+|lower\w*|cut(?:s|ting)?|drop\w*|declin\w+|shr[aiu]nk\w*|sav(?:e|es|ed|ing)|shorten\w*|fewer|less|minimi[sz]\w+|eliminat\w+|slash\w*|trimm\w+|halv\w+|senk\w+|gesenkt|reduziert\w*|réduit\w*|réduction|baiss\w+|diminu\w+|redu[cj]\w+)\b")  # fmt: skip


CHANGED = re.compile(
    rf"(?i:{_DOWN.pattern.removeprefix('(?i)')})"
    r"|(?i:\b(?:increas\w+|improv\w+|rais\w+|grew|grow\w*|boost\w*|rose|expand\w+|extend\w+|lift\w*|accelerat\w+|gain\w*|steiger\w+|gesteigert|erhöh\w+|augment\w+|aument\w+|mejor\w+|amélior\w+)\b)"
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """One numeral of a line.

    `start` and `end` are offsets into the line and take in sign, currency, scale and unit ("~$18M+", "4.2x"). `value`
    is plain (35B is 3.5e10), with the sign that is printed. `cue` is what the words around it say for certain:
    "from" and "to" of a pair, a stated "change", or "open" where only the sense tells. `in_words`: "fourteen".
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
    in_words: bool = False


def _masked(line: str, masks: Sequence[tuple[int, int]]) -> str:
    letters = list(line)
    for start, end in masks:
        letters[start:end] = "·" * (end - start)
    return "".join(letters)


_ADDRESS = re.compile(
    r"(?i)\b(?:https?://|www\.)\S+|\S+@\S+\.\w+|\b(?:doi:?\s?)?10\.\d{4,}/\S+|\barxiv[:\s]\S+|\b[\w-]+\.(?:com|org|net|io|ai|edu)\S*"
)
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?(?:\s?(?:UTC|GMT)?[+−-]\d{2}:?\d{2}(?!\d))?")
"""A time of day, with its time zone: "08:14:22 +0000" in a mail's header."""
_PHONE = re.compile(
    r"\+\d{1,3}[\s.-]?\(?\d{2,4}\)?(?:[\s.-]?\d{2,4}){2,4}\b|\+?\(?\d{2,4}\)?[\s.-]\d{3}[\s.-]\d{3,4}\b"
)


def find_numerals(line: str, masks: Sequence[tuple[int, int]] = (), language: str | None = None) -> list[Numeral]:
    """Return the numerals of a line that could be results, in order.

    `language` is an ISO 639-1 code: it says whether "4,2" is four and two tenths.

    Dates (given as `masks`, offsets into the line), addresses, telephone numbers, list numbers, ordinals, numbers that
    are part of a name (GPT-4, p99, "@10", A100), grades and ranks are left out.
    """
    spans = [
        *masks,
        *(
            (m.start(), m.end())
            for p in (_ADDRESS, _CLOCK, _PHONE, _LIST_NUMBER, _ODDS, _UNDER)
            for m in p.finditer(line)
        ),
    ]
    line = _LONG_ARROW.sub(lambda arrow: "→".center(len(arrow[0])), write_signs(line))
    text, words = write_words(_masked(write_separators(line, language), spans), language)
    begins = {end: start for start, end in words}
    found: list[Numeral] = []
    for match in _numeral().finditer(text):
        before, after = re.sub(r"\s+", " ", text[: match.start()]), text[match.end() :]
        if match["sign"] is None and _BEFORE_WORD.search(before):
            continue
        if _YEAR.fullmatch(match[0].strip()):
            continue
        if (
            (_AFTER_WORD.match(after) and not _is_rating(match, after))
            or _GRADE.search(before)
            or (_RANK_BEFORE.search(before) and not match["currency"])
        ):
            continue
        numeral = _read(match, before, after, found[-1] if found else None, text)
        start = begins.get(match.end("number"), match.start())
        in_words = match.end("number") in begins
        found.append(replace(numeral, start=start, text=line[start : match.end()].strip(), in_words=in_words))
    return _share_change(found, text)


def _is_rating(match: re.Match[str], after: str) -> bool:
    """Whether a number is a mark out of five, ten or a hundred: "4.7/5"."""
    return "." in match["number"] and re.match(r"/(?:5|10|100)(?:\.0+)?(?![\d/])", after) is not None


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
    scale = SCALES.get((match["scale"] or "").strip(".").casefold(), 1.0)
    in_millions = bool(match["currency"]) and match["unit"] == "m"  # "£2.6m" is no length
    scale = SCALES["m"] if in_millions else scale
    value = float(match["number"].replace(",", "")) * scale
    value = float(f"{value:.12g}")
    sign = (match["sign"] or "").strip().casefold()
    if sign in _MINUS:
        value = -value
    kind: ChangeKind | None = None
    if match["points"]:
        kind = "percentage_points"
    elif match["percent"]:
        kind = "percent"
    elif match["factor"]:
        kind = "factor"
    unit = (None if in_millions else match["unit"]) or (match["currency"] or "").strip() or None
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
    elif (
        (
            _FROM.search(before)
            and re.match(
                r"(?i)[^.;]{0,40}?\b(?:to|auf|à|a|al|alla|ai|au|aux|para|até|do|до|naar|tot|til|till)\b|\s?(?:→|->|–)",
                after,
            )
        )
        or _ARROW.match(after)
        or (_MOVED.search(before) and _MOVED_TO.match(after))
        or (match["unit"] and _BARE_TO.match(after))
    ):
        cue = "from"
    elif sign or (
        ((_BY.search(before) or _GAIN_BEFORE.search(before) or _GAIN_AFTER.match(after)) and (kind or unit))
        or ((_BY.search(before) or _BY_ROMANCE.search(before)) and CHANGED.search(_SENTENCE.split(before)[-1]))
        or match["points"]
        or (kind and _MOVED.search(before))
    ):
        cue = "change"
    return Numeral(
        start=match.start(), end=match.end(), text=match[0].strip(), value=value, unit=unit,
        kind=kind, signed=bool(sign), bound=bound,
        approximate=bool(match["approx"] or _APPROX.search(before) or sign == "±"), cue=cue, scaled=scale != 1.0,
    )  # fmt: skip
