"""A document's text put together from what a stored profile or posting quotes, for when the document is not at hand."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from extract.documents import Document, Line
from schemas import Evidence, Posting, Profile


def known_document(stored: Profile | Posting) -> Document:
    """Return the lines that the stored file holds, each at its own offset.

    Every line with words is either quoted or listed as unread, so that little but white space is missing; what is
    missing is spaces. There are no boxes.
    """
    info = stored.document
    characters = [" "] * info.characters
    starts: dict[int, int] = {}
    pages: dict[int, int | None] = {}
    for start, text, line, page in _pieces(stored):
        if start + len(text) > info.characters:
            continue
        characters[start : start + len(text)] = text
        starts[line] = min(start, starts.get(line, start))
        if page is not None or line not in pages:
            pages[line] = page
        for extra, part in enumerate(text.split("\n")[1:], 1):
            starts.setdefault(line + extra, start + len(text) - len(part))
    for start in sorted(starts.values())[1:]:
        if characters[start - 1] == " ":
            characters[start - 1] = "\n"
    text = "".join(characters)
    return Document(
        Path(info.path), info.sha256, info.media_type, text, _lines(text, starts, pages), info.pages, info.language
    )


def _pieces(stored: Profile | Posting) -> Iterator[tuple[int, str, int, int | None]]:
    evidence: list[Evidence] = []
    if isinstance(stored, Profile):
        evidence += [*stored.candidate.evidence, *(piece for fact in stored.facts() for piece in fact.evidence)]
    else:
        evidence += [piece for requirement in stored.requirements for piece in requirement.evidence]
    evidence += [piece for finding in stored.findings for piece in finding.evidence]
    for piece in evidence:
        yield piece.start, piece.text, piece.line, piece.page
    for unread in stored.unread_lines:
        yield unread.start, unread.text, unread.line, None


def _lines(text: str, starts: dict[int, int], pages: dict[int, int | None]) -> tuple[Line, ...]:
    """Return the lines with their own numbers; a line that is not known has none, and the page before goes on."""
    by_start = {start: number for number, start in starts.items()}
    lines: list[Line] = []
    page: int | None = None
    start = 0
    for words in text.split("\n"):
        first = next((by_start[at] for at in range(start, start + len(words) + 1) if at in by_start), None)
        number = first if first is not None else (lines[-1].number + 1 if lines else 1)
        page = pages.get(number) or page
        lines.append(Line(number, start, start + len(words), page))
        start += len(words) + 1
    return tuple(lines)
