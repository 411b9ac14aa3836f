"""Whose résumé it is, where the text says so beyond doubt."""

from __future__ import annotations

import re
import unicodedata

from extract.documents import Document
from extract.text.contact.written import EMAIL, HEAD_CHARS
from extract.text.sections.document_type import document_kind
from extract.text.sections.headings import heading_kind

_NAME = re.compile(r"^(?:[^\W\d_][\w.'’-]*)(?: [^\W\d_][\w.'’-]*){1,4}$")
_BEFORE = re.compile(
    r"(?i)^(?:curriculum vitae|lebenslauf|résumé|resume|cv)\b[\s:–—-]*(?:of|von|de)?\s*|^(?:dr|prof|mr|mrs|ms|herr|frau)\.? "
)
_SAYS_SO = re.compile(r"(?i)\b(?:curriculum vitae|lebenslauf|résumé)\b")
_MIN_PART = 3  # letters of a name's part that a mail address has to repeat


def guess_name(document: Document) -> str | None:
    """Return the name at the head of a résumé; None where it is not sure.

    It is sure where two to five capitalised words before the first heading share their line with "curriculum vitae", are
    repeated by the mail address there, or are set larger than all other lines.
    """
    if document_kind(document) == "posting":
        return None
    candidates: list[tuple[str, float | None]] = []
    for number, line in enumerate(document.lines):
        text = document.line_text(line)
        if text.endswith("-") and number + 1 < len(document.lines):
            text += document.line_text(document.lines[number + 1])  # a double name broken at its hyphen
        if line.start > HEAD_CHARS or (candidates and heading_kind(text, "resume") is not None):
            break
        for piece in re.split(r"[|•·\t,]", text):
            name = _BEFORE.sub("", " ".join(piece.split()))
            if _NAME.match(name) and heading_kind(name, "resume") is None and all(map(_is_capital, name.split())):
                if _SAYS_SO.search(text):
                    return name
                candidates.append((name, line.size))
    mail = EMAIL.search(document.text, 0, HEAD_CHARS)
    local = _folded(mail[0].partition("@")[0]) if mail else ""
    for name, _ in candidates:
        if any(len(part) >= _MIN_PART and part in local for part in map(_folded, name.split())):
            return name
    largest = max((line.size or 0.0 for line in document.lines), default=0.0)
    others = [line for line in document.lines if line.size == largest]
    if candidates and largest and candidates[0][1] == largest and len(others) == 1:
        return candidates[0][0]
    return None


def with_parts(name: str) -> str:
    """Return a name followed by the parts of its double names, which a line may part."""
    return " ".join([name, *(part for double in name.split() if "-" in double for part in double.split("-") if part)])


def _is_capital(word: str) -> bool:
    return word[0].isupper() or word in ("de", "da", "do", "dos", "van", "von", "der", "den", "di", "la", "le", "el", "bin", "al", "y")  # fmt: skip


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if letter.isalnum() and not unicodedata.combining(letter))
