"""Labels of the list items of an OpenDocument text: numbers counted up, or a dash for a bullet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extract.documents.files.package import XmlElement
from extract.documents.formats.text.numerals import write_numeral

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_FORMS = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "1": "decimal"}


@dataclass(slots=True)
class Lists:
    """List styles by name, and how far the lists of a document have counted, by style and level (from 1)."""

    styles: dict[str, XmlElement] = field(default_factory=dict[str, XmlElement])
    counts: dict[tuple[str, int], int] = field(default_factory=dict[tuple[str, int], int])

    def start(self, element: XmlElement, style: str, level: int) -> None:
        """Begin a list: its count starts again, unless it says that it goes on."""
        if element.get(f"{_TEXT}continue-numbering") != "true" and element.get(f"{_TEXT}continue-list") is None:
            self.counts.pop((style, level), None)

    def next_label(self, item: XmlElement, style: str, level: int) -> str:
        """Return what stands before a list item, with a space after it."""
        if item.tag == f"{_TEXT}list-header":
            return ""
        form = self._form(style, level)
        if form is None:
            return "- "
        number = _number(item.get(f"{_TEXT}start-value"))
        if number is None:
            first = _number(form.get(f"{_TEXT}start-value"))
            number = self.counts.get((style, level), (1 if first is None else first) - 1) + 1
        self.counts[style, level] = number
        numeral = _FORMS.get(form.get(f"{_STYLE}num-format") or "")
        if numeral is None:
            return ""
        before, after = form.get(f"{_STYLE}num-prefix") or "", form.get(f"{_STYLE}num-suffix") or ""
        return f"{before}{write_numeral(number, numeral)}{after} "

    def _form(self, style: str, level: int) -> XmlElement | None:
        """Return how a level is numbered; None where it has bullets, or where nothing is known of it."""
        found = self.styles.get(style)
        for form in found if found is not None else ():
            if form.get(f"{_TEXT}level") == str(level):
                return form if form.tag == f"{_TEXT}list-level-style-number" else None
        return None


def read_lists(*parts: XmlElement | None) -> Lists:
    """Read the list styles of a document's parts."""
    return Lists(
        {
            style.get(f"{_STYLE}name", ""): style
            for part in parts
            if part is not None
            for style in part.iter(f"{_TEXT}list-style")
        }
    )


def _number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text) else None
