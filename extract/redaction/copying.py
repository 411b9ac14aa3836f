"""What a copy is, whatever the format: its bytes, what was taken out, and how it is held to be without that."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from extract.errors import RedactionError
from extract.redaction.findings import Finder, Hit, Kind

_MIN_SOUGHT = 4
"""Letters of the shortest word that is sought in the bytes: shorter ones stand there by chance."""


@dataclass(frozen=True, slots=True)
class Taken:
    """Something that was taken out: words, or a picture without any. `page` counts from 1, None where there are none."""

    kind: Kind
    page: int | None = None
    text: str = ""


@dataclass(slots=True)
class Copy:
    """A copy of a document. `notes` are sentences about what else was left out."""

    data: bytes
    taken: list[Taken] = field(default_factory=list[Taken])
    notes: list[str] = field(default_factory=list[str])


def mark_of(kind: Kind) -> str:
    """Return what stands for words that were taken out of a text."""
    return f"[{kind}]"


def replaced(text: str, hits: Iterable[Hit], taken: list[Taken]) -> str:
    """Return a text with a mark for each hit; what goes is added to `taken`."""
    pieces: list[str] = []
    at = 0
    for hit in hits:
        pieces += [text[at : hit.start], mark_of(hit.kind)]
        taken.append(Taken(hit.kind, None, text[hit.start : hit.end]))
        at = hit.end
    return "".join([*pieces, text[at:]])


def sought_words(finder: Finder, taken: Iterable[Taken]) -> set[str]:
    """Return the words that must not stand anywhere in a copy: names, addresses and numbers, in parts too."""
    words: set[str] = set()
    for each in taken:
        if each.kind in ("name", "school"):
            words.add(each.text)
            words.update(part.strip(".,;()") for part in each.text.split())
        elif each.kind == "contact":
            words.update(
                part for part in re.split(r"[\s|·•,]+", each.text) if "@" in part or "/" in part or part.isdigit()
            )
    return {
        word for word in words if len(word) >= _MIN_SOUGHT and any(hit.kind != "gender" for hit in finder.find(word))
    }


def check_text(finder: Finder, text: str) -> None:
    """Hold the text of a copy to be without what the finder finds.

    Raises:
        RedactionError: "unsafe".
    """
    for line in text.split("\n"):
        for hit in finder.find(line):
            if not re.fullmatch(r"\W*\[\w+\]\W*", line[hit.start : hit.end]):
                raise left_over()


def check_bytes(words: Iterable[str], pieces: Iterable[bytes]) -> None:
    """Hold the bytes of a copy to be without words, in the encodings that files use. Raises as `check_text`."""
    sought = {form.encode(code, "ignore") for word in words for form in (word, word.upper(), word.lower())
              for code in ("utf-8", "latin-1", "utf-16-be", "utf-16-le") if _fits(form, code)}  # fmt: skip
    if not sought:
        return
    pattern = re.compile(b"(?<![A-Za-z])(?:" + b"|".join(re.escape(each) for each in sorted(sought)) + b")(?![a-z])")
    if any(pattern.search(piece) for piece in pieces):
        raise left_over()


def _fits(word: str, code: str) -> bool:
    try:
        return bool(word.encode(code))
    except UnicodeEncodeError:
        return False


def left_over() -> RedactionError:
    """Return the error about a copy that still says who the candidate is."""
    return RedactionError(
        "unsafe", "Words that were to go still stand in the copy, so it was not written.",
        "Save the document in another format, such as plain text, and redact that one.",
    )  # fmt: skip
