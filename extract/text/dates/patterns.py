"""Regular expressions for single dates, for the words between and around them, and for digits that are no dates.

All of them are read against text that `flatten` has made uniform without changing its length. Every repetition is
bounded, so that a search costs time linear in the text.
"""

from __future__ import annotations

import re
from functools import cache

from extract.text.dates.month_names import month_pattern

_FLAT = str.maketrans(
    {
        **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
        **dict.fromkeys((0x2010, 0x2011, 0xFE63), "-"),
        **dict.fromkeys((0x2012, 0x2013, 0x2014, 0x2015, 0x2212, 0xFE58, 0x30FC, 0x2500), "–"),
        **dict.fromkeys((0x2018, 0x2019, 0x201B, 0x02BC, 0x2032, 0x60, 0xB4), "'"),
        **dict.fromkeys((0x301C, 0x223C), "~"),
        **dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0xAD), " "),
    }
)


def flatten(text: str) -> str:
    """Return `text` with full-width signs, dashes, apostrophes and invisible characters made uniform, length kept."""
    return text.translate(_FLAT)


ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
"""Japanese eras, by the year before their first (https://www.ndl.go.jp/koyomi/e/appendix/era.html): 令和元年 is 2019."""

_YEAR_EDGE = r"(?<![0-9A-Za-zÀ-ɏ_])(?<!\d[.,:/])(?<![$€£¥#@+≈<>=*\\^])"
_Y = r"(?:19|20)\d\d(?!\d)"
_YEAR_END = r"(?![A-Za-zÀ-ɏ_%°×+€$£]|[.,:/]\d|\s?[%€×])"
_X = r"(?:(?:19|20)(?:XX|__|\?\?)|YYYY)(?!\w)"
_MM = r"(?:0?[1-9]|1[0-2])"
_DD = r"(?:0?[1-9]|[12]\d|3[01])"
_ORDINAL = r"(?:st|nd|rd|th|er|re|º|ª|°|\.)?"
_OF = r"(?:(?:de|del|of|d')\s{1,3})?"
_JOINT = r"(?:[^\S\n]|[,/-]|\n(?!\s?\n))"  # within a date: a line may end there, a paragraph not
_SEASON = (
    r"(?:spring|summer|fall|autumn|winter|fr(?:ü|u)hling|fr(?:ü|u)hjahr|sommer|herbst|printemps|été|automne|hiver|primavera"
    r"|verano|otoño|invierno|estate|autunno|inverno|sommersemester|wintersemester|michaelmas|trinity|holiday)s?"
    r"(?:\s(?:semester|term|quarter))?"
)
_PART = r"(?:early|mid|late|end|beginning|anfang|mitte|ende|début|fin|principios|inizio|fine)"


@cache
def atom_regex(language: str | None) -> re.Pattern[str]:
    """Return the expression for one date or part of one; the name of the group that matched tells its form."""
    month = month_pattern(language)
    m = f"{month}(?![^\\W\\d_])\\.?"
    glued = f"{month}\\.?"
    begin_with_digit = {
        "iso_day": rf"{_YEAR_EDGE}{_Y}(?P<iso_sep>[-./])\d{{1,2}}(?P=iso_sep)\d{{1,2}}(?![\d])",
        "cjk": rf"(?<!\d){_Y}\s?[年년](?:\s?\d{{1,2}}\s?[月월](?:\s?\d{{1,2}}\s?[日일])?)?",
        "year_slash_year": rf"{_YEAR_EDGE}{_Y}\s?/\s?{_Y}(?!/)",
        "year_short_year": rf"{_YEAR_EDGE}{_Y}(?P<short_sep>[-–/])'?\d\d(?![\w]|[-–./]\d)",
        "iso_month": rf"{_YEAR_EDGE}{_Y}[-./]{_MM}(?!\d|[./]\d|[A-Za-z])",
        "dotted_month": rf"{_YEAR_EDGE}{_Y}\.[^\S\n]{_MM}\.(?!\d)",
        "year_quarter": rf"{_YEAR_EDGE}{_Y}[\s/-]?[QH][1-4](?!\w)",
        "month_year_first": rf"{_YEAR_EDGE}{_Y}[\s.,/-]{{1,2}}{m}(?!\s?['\d])",
        "days_month_year": rf"(?<![\w.,/]){_DD}{_ORDINAL}\s?[-–]\s?{_DD}{_ORDINAL}\s{{1,3}}{_OF}{m},?\s{{1,4}}{_OF}{_Y}",
        "day_month_year": rf"(?<![\w.,/]){_DD}{_ORDINAL}(?:[^\S\n]|[/-]){{1,3}}{_OF}{glued}{_JOINT}{{0,4}}{_OF}{_Y}",
        "placeholder": rf"(?<!\w)(?:\d\d/)?{_X}",
        "numeric_day": rf"(?<![\w])(?<!\d[./-])\d{{1,2}}(?P<day_sep>[-./])\d{{1,2}}(?P=day_sep){_Y}",
        "months_year": rf"(?<![\w])(?<!\d[./-])\d\d\s?[-–]\s?\d\d[./]{_Y}",
        "numeric_month": rf"(?<![\w])(?<!\d[./]){_MM}\s?[-./]\s?{_Y}(?![./]\d)",
        "numeric_short": r"(?<![\w])(?<!\d[./-])(?:0[1-9]|1[0-2])/'?\d\d(?![\w]|[./]\d)",
        "decade": r"(?<![\w$€£.,])(?:19|20)\d0'?s(?!\w)",
        "year": rf"{_YEAR_EDGE}{_Y}{_YEAR_END}",
    }
    begin_with_letter = {
        "era": rf"(?:{'|'.join(ERAS)})\s?(?:元|\d{{1,2}})\s?年(?:\s?\d{{1,2}}\s?月(?:\s?\d{{1,2}}\s?日)?)?",
        "month_days_year": rf"{m}\s{{0,3}}{_DD}{_ORDINAL}\s?[-–]\s?{_DD}{_ORDINAL},?\s{{1,4}}{_Y}",
        "month_day_year": rf"{m}\s{{0,3}}{_DD}{_ORDINAL}(?:,\s{{0,4}}|\s{{1,4}}){_OF}{_Y}",
        "month_year": rf"{glued}{_JOINT}{{0,4}}{_OF}{_Y}",
        "month_short_year": rf"{glued}[\s,]{{0,3}}'\d\d(?!\w)",
        "month_placeholder": rf"(?:{glued}[\s,]{{0,4}}|(?:MM|XX)/)?{_X}",
        "month_dash_year": rf"{glued}[-/]\d\d(?![\w]|[-/]\d)",
        "month_day": rf"{m}\s{{1,3}}{_DD}(?:st|nd|rd|th)?(?![\w])",
        "month_only": rf"{m}(?=\s{{0,3}}(?:[-–/&]|to|bis|à|a)\s?)",
        "season": rf"{_SEASON}(?:[\s,]{{0,3}}(?:of\s)?'?{_Y}(?:/\d\d(?!\d)|\s(?:and|&|und|et|y)\s{_Y})?|\s?'\d\d(?!\w))",
        "quarter": rf"(?<!\w)(?:Q[1-4]|H[12]|[WS]S|T[1-3])[\s/,-]{{0,2}}(?:{_Y}(?:/\d\d(?!\d))?|'\d\d(?!\w))",
        "season_only": rf"{_SEASON}(?=\s{{0,3}}(?:[-–/&]|to)\s?)",
        "part_of_decade": rf"{_PART}[\s-](?:19|20)\d0'?s(?!\w)",
        "part_of_year": rf"{_PART}(?:\s(?:of|de))?[\s-]{_Y}",
    }
    # A look at the first sign spares most of the text the long list of forms.
    return re.compile(
        rf"(?=\d)(?:{_name(begin_with_digit)})|(?<![^\W\d_])(?=[^\W\d_])(?:{_name(begin_with_letter)})"
        r"|(?<![\w'])(?P<short_year>'\d\d)(?!\w)",
        re.IGNORECASE,
    )


def _name(forms: dict[str, str]) -> str:
    return "|".join(f"(?P<{name}>{pattern})" for name, pattern in forms.items())


@cache
def month_regex(language: str | None) -> re.Pattern[str]:
    """Return the expression for one month name within a date that was found."""
    return re.compile(rf"(?<![^\W\d_]){month_pattern(language)}(?![^\W\d_])", re.IGNORECASE)


_DASH = r"(?:[-–]{1,3}|~|→|->|至|到|から|부터)"
_TO = r"(?:to|until|till|thru|through|up\sto|bis(?:\szum)?|à|au|jusqu'(?:en|à|au)|al?|hasta|até|fino\sal?|tot|t/m|till|til|do|по|до|έως)"
_EXPECTED = r"(?:expected|anticipated|projected|estimated|expecting|voraussichtlich|prévue?|previst[oa]|erwartet)"
CONNECTOR = re.compile(
    rf"\s{{0,12}}(?:{_DASH}\s{{0,12}}|\b{_TO}\s{{1,12}}(?:the\s)?|(?<=\s){_TO}\s{{1,12}})(?:\(?(?:{_EXPECTED}|exp\.?)\s{{1,4}}(?:in\s)?)?",
    re.IGNORECASE,
)
"""What may stand between the two dates of a range, nothing else."""

BETWEEN = re.compile(r"\s{1,4}(?:and|und|et|y|e|en|och|i)\s{1,4}", re.IGNORECASE)
BETWEEN_BEFORE = re.compile(r"\b(?:between|zwischen|entre|tra|tussen|mellan)\s{1,4}(?:the\s)?\Z", re.IGNORECASE)

_NOW = (
    r"(?:present|presently|now|current|currently|ongoing|on-going|today|to\sdate|date|heute|jetzt|laufend|andauernd|présent"
    r"|aujourd'hui|ce\sjour|actuel|actuellement|en\scours|presente|actualidad|actual|la\sfecha|hoy|atual|atualmente|hoje"
    r"|o\smomento|oggi|in\scorso|attuale|heden|nu|nå|nuvarande|pågående|obecnie|teraz|nadal|současnost|dosud"
    r"|היום|כיום|الآن|الان|настоящее\sвремя|н\.\s?в\.|günümüz|halen|devam\sediyor)(?![\w])"
)
_NOW_CJK = r"(?:今|現在|现在|目前|현재)"
CURRENT_TAIL = re.compile(
    rf"\s{{0,12}}(?:(?:{_DASH}\s{{0,12}})?(?:至今|迄今)|{_DASH}\s{{0,12}}(?:{_TO}\s{{1,4}})?(?:the\s)?(?:\(\s?{_NOW}\s?\)|{_NOW}|{_NOW_CJK})"
    rf"|\b{_TO}\s{{1,12}}(?:the\s)?{_NOW}|(?<=\s){_TO}\s{{1,12}}{_NOW}|\(\s?{_NOW}\s?\)|(?:and\s)?onwards?\b)",
    re.IGNORECASE,
)
"""The words after a date that say it goes on: "– Present", "to date", "bis heute", "(current)", "至今"."""

CELL = re.compile(r"[^\S\n\t]*\t[^\S\n\t]*")
"""Between two cells of a row: a table with columns "From" and "To"."""
CELL_NOW = re.compile(rf"[^\S\n\t]*\t[^\S\n\t]*{_NOW}(?=[^\S\n]*(?:[\t\n]|$))", re.IGNORECASE)

SINCE_BEFORE = re.compile(
    r"(?:\b(?:since|seit|depuis|desde|dal|sinds|sedan|siden|от|od|з|с)(?:\s(?:the|dem|le))?\s{1,4}|자|自)\Z",
    re.IGNORECASE,
)
UNTIL_BEFORE = re.compile(
    r"\b(?:until|till|up\sto|left(?:\sin)?|ended(?:\sin)?|bis(?:\szum)?|jusqu'(?:en|à|au)|hasta|até|fino\sal?|tot(?:\sen\smet)?|t/m|til|till\soch\smed|до|έως)\s{1,4}\Z",
    re.IGNORECASE,
)
LANGUAGES_OF_DO = frozenset(["bs", "cs", "hr", "pl", "sk", "sl", "sr"])
DO_BEFORE = re.compile(r"\bdo\s{1,4}\Z", re.IGNORECASE)
"""Until, in languages in which "do" is nothing else."""
EXPECTED_WITHIN = re.compile(rf"\b(?:{_EXPECTED}|exp\b)", re.IGNORECASE)
EXPECTED_BEFORE = re.compile(
    rf"\b(?:{_EXPECTED}(?:\s(?:graduation|completion|to\sgraduate|degree))?(?:\sdate)?|exp\.?|graduating|(?:will\s)?graduates)"
    r"(?:\s?[:–-])?\s{0,4}(?:(?:in|by|on)\s)?\Z",
    re.IGNORECASE,
)
EXPECTED_AFTER = re.compile(rf"\s{{0,3}}(?:\(\s?(?:{_EXPECTED}|exp\.?)\s?\)|,?\s{_EXPECTED}(?!\w))", re.IGNORECASE)

UNIT_AFTER = re.compile(
    r"(?:[^\S\n\t]|-){1,2}(?:users?|employees|people|persons|students|pupils|customers|clients|patients|members|hours|hrs|words|lines"
    r"|tests|pages|requests|queries|samples|images|documents|files|records|rows|units|items|beds|cases|calls|copies|points"
    r"|miles|meters|metres|feet|square|sq|acres|dollars|euros|usd|eur|km|kg|mb|gb|mhz|ghz|ms|rpm|watts|volts|volunteers"
    r"|participants|attendees|downloads|stars|followers|subscribers|visitors|transactions|tickets|shares|dpi|x)(?!\w)",
    re.IGNORECASE,
)
"""Counted things: "2000 users" is a number, not a year. A closed list, so that "2019 award" stays a year."""

AMOUNT_BEFORE = re.compile(
    r"\b(?:over|nearly|almost|than|least|most|exceeding|approximately|approx\.?|room|suite|apt\.?|no\.|nr\.|box|route|version)\s?\Z",
    re.IGNORECASE,
)
STREET_AFTER = re.compile(
    r"[^\S\n\t](?:[A-Z][\w.']{0,20}[^\S\n\t]){1,3}(?:Street|St|Avenue|Ave|Road|Rd|Boulevard|Blvd|Drive|Dr|Lane|Ln|Way|Court|Ct|Place|Pl)\b"
    r"\.?(?=\s{0,3}(?:[,\n#]|\Z|Apt|Suite|\d))"
)

MASKS = re.compile(
    r"\+\d{1,3}(?:[ .()/-]{1,2}\d{1,5}){2,6}"
    r"|\(\d{3}\)\s?\d{3}[-. ]\d{4}(?!\d)"
    r"|(?<!\d)\d{3}[-. ]\d{3}[-. ]\d{4}(?!\d)"
    r"|(?<![\d-])\d{3}-\d{4}(?!\d)"
    r"|\b(?:ISSN|ISBN|arXiv|DOI|PMID|tel|phone|fax|mobile)\.?[:\s]{1,3}[\d .()X-]{4,24}",
    re.IGNORECASE,
)
"""Telephone and register numbers: no date is sought in them."""

ASCII_RUN = re.compile(r"[!#-'*-+\--:=?-Z\\^-z~]{8,}")
"""Runs of ASCII without white space, brackets, quotes, commas, semicolons and bars: candidates for `is_address`."""

_ADDRESS = re.compile(r"://|^www\.|^10\.\d{4,9}/|[A-Za-z0-9-]\.[A-Za-z]{2,12}(?:/|$)")


def is_address(run: str) -> bool:
    """Tell whether a run without white space is a web or mail address, or a DOI."""
    return "@" in run or _ADDRESS.search(run) is not None
