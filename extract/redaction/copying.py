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


def check_bytes(words: Iterable[str], pieces: Iterable[tuple[bytes, bytes]]) -> None:
    """Hold the bytes of a copy to be without words, in the encodings that files use.

    Each piece is given as it stands in the file, and what it says as text. A single word is sought in the text alone: it may
    also be a word of the format itself (a Mr Page in a PDF), or of a font's name.

    Raises:
        RedactionError: "unsafe".
    """
    every = set(words)
    whole, text = _pattern({word for word in every if not word.isalpha()}), _pattern(every)
    for as_it_stands, as_text in pieces:
        if whole.search(as_it_stands) or text.search(as_text):
            raise left_over()


def _pattern(words: Iterable[str]) -> re.Pattern[bytes]:
    forms = {form for word in words for form in (word, word.upper(), *(() if word.isalpha() else (word.lower(),)))}
    sought = {form.encode(code) for form in forms for code in ("utf-8", "utf-16-be", "utf-16-le")}
    sought |= {form.encode("latin-1", "ignore") for form in forms if max(form) <= "\xff"}
    any_of = b"|".join(map(re.escape, sorted(sought))) or b"(?!)"
    return re.compile(b"(?<![A-Za-z])(?:" + any_of + b")(?![a-z])")


def left_over() -> RedactionError:
    """Return the error about a copy that still says who the candidate is."""
    return RedactionError(
        "unsafe", "Words that were to go still stand in the copy, so it was not written.",
        "Save the document in another format, such as plain text, and redact that one.",
    )  # fmt: skip
