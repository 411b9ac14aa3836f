"""Put what a format's reader found together: one text, lines with offsets into it, links, notices."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from extract.documents.model.document import Box, Document, Line, Link, Notice
from extract.documents.model.invisible import strip_controls, strip_invisible
from extract.documents.model.places import PartPlace, PlacedWord


@dataclass(slots=True)
class Part:
    """A piece of a line: its text, the address that it links to, and where on the page it stands."""

    text: str
    url: str | None = None
    place: PartPlace | None = None


@dataclass(slots=True)
class DraftLine:
    """A line before it has offsets. The fields are those of `Line`; `parts` joined are its text."""

    parts: list[Part]
    page: int | None = None
    box: Box | None = None
    size: float | None = None
    bold: bool = False
    heading: bool = False
    level: int | None = None

    @property
    def text(self) -> str:
        """The line's text as its reader gave it."""
        return "".join(part.text for part in self.parts)


@dataclass(slots=True)
class DraftDocument:
    """What a format's reader hands back. `links` are those that no words carry; `exact` texts keep their white space."""

    media_type: str
    lines: list[DraftLine]
    pages: int | None = None
    links: list[str] = field(default_factory=list[str])
    notices: list[Notice] = field(default_factory=list[Notice])
    exact: bool = False


def assemble(draft: DraftDocument, path: Path, sha256: str, language: str | None = None) -> Document:
    """Make the document: invisible characters out, offsets and numbers in.

    Lines of an inexact draft are trimmed and empty ones left out, since they are a matter of layout there.
    """
    texts: list[str] = []
    lines: list[Line] = []
    links: list[Link] = []
    words: list[PlacedWord] = []
    offset = hidden = 0
    for draft_line in draft.lines:
        parts, gone = _clean(draft_line.parts, exact=draft.exact)
        hidden += gone
        text = "".join(part.text for part in parts)
        if not text and not draft.exact:
            continue
        at = offset
        for part in parts:
            if part.url:
                _add_link(links, part.url, at, at + len(part.text))
            if part.place:
                words.append(PlacedWord(at, at + len(part.text), *part.place))
            at += len(part.text)
        lines.append(
            Line(
                number=len(lines) + 1,
                start=offset,
                end=at,
                page=draft_line.page,
                box=draft_line.box,
                size=draft_line.size,
                bold=draft_line.bold,
                heading=draft_line.heading,
                level=draft_line.level,
            )
        )
        texts.append(text)
        offset = at + 1
    notices = list(draft.notices)
    if hidden:
        notices.append(
            Notice(
                "hidden_text",
                f"{hidden} invisible characters (zero-width, tags, overrides or control codes) were left out.",
            )
        )
    seen = {link.url for link in links}
    links.extend(Link(url) for url in dict.fromkeys(draft.links) if url not in seen)
    return Document(
        path=path,
        sha256=sha256,
        media_type=draft.media_type,
        text="\n".join(texts),
        lines=tuple(lines),
        pages=draft.pages,
        language=language,
        links=tuple(links),
        words=tuple(words),
        notices=tuple(notices),
    )


def _clean(parts: list[Part], *, exact: bool) -> tuple[list[Part], int]:
    cleaned: list[Part] = []
    hidden = 0
    for part in parts:
        text, gone = strip_invisible(part.text)
        hidden += gone
        if not exact:
            text = text.replace("\n", " ").replace("\r", " ")
        text, controls = strip_controls(text)
        hidden += controls
        if text:
            cleaned.append(Part(text, part.url, part.place))
    if not exact:
        _trim(cleaned)
    return cleaned, hidden


def _trim(parts: list[Part]) -> None:
    while parts:
        parts[0].text = parts[0].text.lstrip()
        if parts[0].text:
            break
        parts.pop(0)
    while parts:
        parts[-1].text = parts[-1].text.rstrip()
        if parts[-1].text:
            break
        parts.pop()


def _add_link(links: list[Link], url: str, start: int, end: int) -> None:
    last = links[-1] if links else None
    if last and last.url == url and last.end == start:
        links[-1] = Link(url, last.start, end)
    else:
        links.append(Link(url, start, end))
