"""The bullets and numbers that Word prints before list paragraphs; the file holds only which list they belong to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extract.documents.files.package import XmlElement
from extract.documents.formats.text.numerals import write_numeral

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAX_LEVEL = 8  # Word has nine levels, from 0


@dataclass(frozen=True, slots=True)
class _Level:
    form: str = "bullet"
    text: str = ""
    start: int = 1


@dataclass(slots=True)
class Lists:
    """The lists of one document, and how far each has been counted."""

    levels: dict[str, dict[int, _Level]] = field(default_factory=dict[str, dict[int, _Level]])
    counted_as: dict[str, str] = field(default_factory=dict[str, str])
    counters: dict[str, list[int | None]] = field(default_factory=dict[str, list[int | None]])

    def next_label(self, number: str, level: int) -> str:
        """Return what Word prints before the next paragraph of a list: "- " for bullets, "2. " or "b) " for numbers."""
        if number == "0":
            return ""
        level = max(0, min(level, _MAX_LEVEL))
        levels = self.levels.get(number, {})
        kind = levels.get(level, _Level())
        if kind.form == "none":
            return ""
        counters = self.counters.setdefault(self.counted_as.get(number, number), [None] * (_MAX_LEVEL + 1))
        before = counters[level]
        counters[level] = kind.start if before is None else before + 1
        counters[level + 1 :] = [None] * (_MAX_LEVEL - level)
        if kind.form == "bullet":
            return "- "

        def show(match: re.Match[str]) -> str:
            place = int(match.group(1)) - 1
            own = levels.get(place, _Level("decimal"))
            value = counters[place]
            return write_numeral(own.start if value is None else value, own.form)

        label = re.sub(r"%([1-9])", show, kind.text).strip()
        return f"{label} " if label else ""


def read_lists(numbering: XmlElement | None) -> Lists:
    """Read a document's numbering part, which may be missing."""
    lists = Lists()
    if numbering is None:
        return lists
    abstract = {
        element.get(f"{_W}abstractNumId", ""): {
            _number(level.get(f"{_W}ilvl")): _Level(
                _value(level, "numFmt") or "bullet", _value(level, "lvlText") or "", _number(_value(level, "start"), 1)
            )
            for level in element.iter(f"{_W}lvl")
        }
        for element in numbering.iter(f"{_W}abstractNum")
    }
    for element in numbering.iter(f"{_W}num"):
        number, base = element.get(f"{_W}numId", ""), _value(element, "abstractNumId") or ""
        lists.levels[number] = abstract.get(base, {})
        # Lists of one pattern go on counting, unless one says that it starts anew.
        anew = next(element.iter(f"{_W}startOverride"), None) is not None
        lists.counted_as[number] = f"own {number}" if anew else f"pattern {base}"
    return lists


def _value(element: XmlElement, name: str) -> str | None:
    found = element.find(f"{_W}{name}")
    return None if found is None else found.get(f"{_W}val")


def _number(text: str | None, default: int = 0) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text) else default
