"""Change one thing in a claim: so that it becomes false, or so that it is set otherwise and stays true.

Each function yields (name of the change, the changed text). The same text gives the same changes, in the same order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

Change = tuple[str, str]

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip
_MONTH = re.compile(r"\b(?:" + "|".join(rf"{m[:3]}(?:{m[3:]}|t)?" for m in _MONTHS) + r")\b\.?")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_ISO_MONTH = re.compile(r"(?<=\d{4}-)\d\d(?!\d)|(?<!\d)\d\d(?=/\d{4})")
_PRESENT = re.compile(r"(?i)\b(?:present|current|now|ongoing|to date)\b")
_RANKS = ("Senior", "Junior", "Lead", "Principal", "Staff", "Assistant", "Associate", "Head", "Chief", "Deputy")
_RANK = re.compile(r"\b(?:" + "|".join(_RANKS) + r")\b\s?")
_DEGREES = (("B.S.", "M.S."), ("B.Sc.", "M.Sc."), ("M.Sc.", "Ph.D."), ("M.S.", "Ph.D."), ("Ph.D.", "M.Sc."), ("B.A.", "M.A."),
            ("M.A.", "B.A."), ("BSc", "MSc"), ("MSc", "BSc"), ("BA", "MA"), ("Bachelor", "Master"), ("Master", "Doctor"),
            ("Diploma", "Degree"), ("Certificate", "Diploma"))  # fmt: skip
_UNITS = {"%": " points", "ms": "s", "s": "ms", "hours": "days", "minutes": "hours", "days": "weeks", "h": "min",
          "min": "h", "x": "%", "×": "%", "GB": "TB", "points": "%"}  # fmt: skip
_SCALES = {"k": "M", "K": "M", "M": "B", "B": "M", "million": "thousand", "thousand": "million", "billion": "million"}
_NUMBER = re.compile(r"\d(?:[\d,]*\d)?(?:\.\d+)?")


def false_digits(text: str) -> Iterator[Change]:
    """Change a digit of each number: the last one up by one, and the first one where there are several."""
    for match in _NUMBER.finditer(text):
        for place in dict.fromkeys((match.end() - 1, match.start())):
            yield "digit", text[:place] + str((int(text[place]) % 9) + 1) + text[place + 1 :]


def false_periods(text: str) -> Iterator[Change]:
    """Change a year, a month or the end of a period."""
    for match in _YEAR.finditer(text):
        for step in (-1, 1, 10):
            yield "year", text[: match.start()] + str(int(match[0]) + step) + text[match.end() :]
    for match in _MONTH.finditer(text):
        other = _MONTHS[(_month_number(match[0]) + 4) % 12]
        yield "month", text[: match.start()] + other + text[match.end() :]
    for match in _ISO_MONTH.finditer(text):
        yield "month", text[: match.start()] + f"{int(match[0]) % 12 + 1:02d}" + text[match.end() :]
    if match := _PRESENT.search(text):
        yield "year", text[: match.start()] + "2025" + text[match.end() :]


def false_titles(text: str) -> Iterator[Change]:
    """Change the rank in a title: another one, none, or one where there is none."""
    match = _RANK.search(text)
    if match is None:
        for rank in ("Senior", "Lead", "Assistant"):
            yield "seniority", f"{rank} {text}"
        return
    other = "Junior" if match[0].strip() != "Junior" else "Senior"
    yield "seniority", text[: match.start()] + other + " " + text[match.end() :]
    yield "seniority", (text[: match.start()] + text[match.end() :]).strip()


def false_degrees(text: str) -> Iterator[Change]:
    """Give another degree than the one that is named."""
    for degree, other in _DEGREES:
        if re.search(rf"(?<!\w){re.escape(degree)}(?!\w)", text):
            yield "degree", text.replace(degree, other, 1)


def false_numerals(text: str) -> Iterator[Change]:
    """Change a number as it stands with its sign, scale and unit."""
    yield from false_digits(text)
    for match in _NUMBER.finditer(text):
        before, after = text[: match.start()], text[match.end() :]
        signed = re.search(r"[-−–+]\s?$", before)
        if signed:
            flipped = "+" if signed[0].strip() != "+" else "-"
            yield "sign", before[: signed.start()] + flipped + match[0] + after
            yield "sign", before[: signed.start()] + match[0] + after
        elif not re.search(r"[$€£]$", before):
            yield "sign", f"{before}-{match[0]}{after}"
        if scale := re.match(r"\s?(k|K|M|B|million|thousand|billion)\b", after):
            yield "scale", before + match[0] + scale[0].replace(scale[1], _SCALES[scale[1]]) + after[scale.end() :]
            yield "scale", before + match[0] + after[scale.end() :]
        else:
            yield "scale", f"{before}{match[0]}K{after}"
        if unit := re.match(r"\s?(%|ms|s|hours|minutes|days|h|min|x|×|GB|points)(?!\w)", after):
            yield "unit", before + match[0] + unit[0].replace(unit[1], _UNITS[unit[1]]) + after[unit.end() :]
            yield "unit", before + match[0] + after[unit.end() :]
        else:
            yield "unit", f"{before}{match[0]}%{after}"


def false_words(text: str) -> Iterator[Change]:
    """Negate what is said."""
    first, space, rest = text.partition(" ")
    yield "negation", f"not {text}"
    if space:
        yield "negation", f"{first} without {rest}"


def true_words(text: str) -> Iterator[Change]:
    """Set words otherwise: dashes, quotes, spaces, ligatures, a line break inside."""
    if re.search(r"[-–—]", text):
        yield "dashes", re.sub(r"[-–—]", lambda m: "–" if m[0] == "-" else "-", text)
    if re.search(r"['’\"“”]", text):
        yield "quotes", text.translate(str.maketrans("'’“”", '’\'""'))
    if ligated := _ligate(text):
        yield "ligature", ligated
    if " " in text:
        yield "spacing", text.replace(" ", "  ")
        yield "spacing", text.replace(" ", "\u00a0", 1)
        middle = text.index(" ", len(text) // 2) if " " in text[len(text) // 2 :] else text.rindex(" ")
        yield "line break", text[:middle] + "\n" + text[middle + 1 :]


def true_periods(text: str) -> Iterator[Change]:
    """Set a period otherwise: dashes, spaces, months short or in full."""
    yield from (change for change in true_words(text) if change[0] in ("spacing", "line break"))
    if re.search(r"\s[-–—]\s|(?<=\d{4})[-–—](?=\d{4})", text):
        yield (
            "dashes",
            re.sub(r"(?<=\s)[-–—](?=\s)|(?<=\d{4})[-–—](?=\d{4})", lambda m: "—" if m[0] == "–" else "–", text),
        )
        yield "dashes", re.sub(r"\s[-–—]\s|(?<=\d{4})[-–—](?=\d{4})", " - ", text)
    if match := _MONTH.search(text):
        full = _MONTHS[_month_number(match[0])]
        for other in dict.fromkeys((full, f"{full[:3]}.", full[:3])):
            if other != match[0]:
                yield "month abbreviated", text[: match.start()] + other + text[match.end() :]


def true_numerals(text: str) -> Iterator[Change]:
    """Set a number otherwise: the kind of minus, the space before its unit."""
    if re.match(r"[-−–]", text):
        yield "dashes", ("-" if text[0] != "-" else "−") + text[1:]
    if re.search(r"\d\s?%", text):
        yield "spacing", re.sub(r"(\d)(\s?)%", lambda m: f"{m[1]}{'' if m[2] else ' '}%", text)
    if " " in text:
        yield "spacing", text.replace(" ", "\u00a0", 1)
        yield "line break", text.replace(" ", "\n", 1)


def _ligate(text: str) -> str:
    ligated = text
    for letters, ligature in (("ffi", "ﬃ"), ("fi", "ﬁ"), ("fl", "ﬂ"), ("ff", "ﬀ")):
        ligated = ligated.replace(letters, ligature)
    return ligated if ligated != text else ""


def _month_number(word: str) -> int:
    return next(number for number, month in enumerate(_MONTHS) if month[:3] == word[:3].title())
