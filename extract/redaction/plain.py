"""Texts, Markdown and HTML without their candidate."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from pathlib import Path

from extract.documents import Document
from extract.documents.formats.html.reader import read_html
from extract.documents.formats.text.reader import decode
from extract.documents.model.assemble import assemble
from extract.documents.model.invisible import strip_controls, strip_invisible
from extract.redaction.copying import Copy, Taken, check_bytes, check_text, replaced, sought_words
from extract.redaction.findings import Finder, Hit, in_lines, joined

_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_IMAGE = re.compile(r"!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])|<img\b[^>]*>", re.IGNORECASE)
_LINK = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]]+\]:.*(?:\n|\Z)", re.MULTILINE)


def redact_text(data: bytes, document: Document, finder: Finder, known: Iterable[Hit]) -> Copy:
    """Return a copy of a plain text, in UTF-8. `known` are further words of `document` that go wherever they stand.

    Raises:
        RedactionError: "unsafe": words are left.
    """
    return _copy(_visible(data), document, finder, known, [])


def redact_markdown(data: bytes, document: Document, finder: Finder, known: Iterable[Hit]) -> Copy:
    """Return a copy of a Markdown text, in UTF-8, without pictures, comments, front matter and addresses of links."""
    text = _visible(data)
    pictures = [Taken("picture") for _ in _IMAGE.finditer(text)]
    for pattern, instead in (
        (_FRONT_MATTER, ""), (_COMMENT, ""), (_IMAGE, ""), (_DEFINITION, ""), (_LINK, r"\1"),
    ):  # fmt: skip
        text = pattern.sub(instead, text)
    copy = _copy(text, document, finder, known, pictures)
    copy.notes.append("Pictures, comments, front matter and the addresses of links were left out.")
    return copy


def redact_html(data: bytes, document: Document, finder: Finder, known: Iterable[Hit]) -> Copy:
    """Return a page that holds the text as it is read, a paragraph a line, and nothing else of the file."""
    read = assemble(read_html(data), Path(), "")
    taken: list[Taken] = []
    text = _redacted(read.text, document, finder, known, taken)
    tags = ["h2" if line.heading else "p" for line in read.lines]
    body = "\n".join(
        f"<{tag}>{html.escape(line)}</{tag}>" for tag, line in zip(tags, text.split("\n"), strict=True) if line.strip()
    )
    page = f'<!doctype html>\n<html>\n<head><meta charset="utf-8"><title>Résumé</title></head>\n<body>\n{body}\n</body>\n</html>\n'
    content = page.encode()
    check_bytes(sought_words(finder, taken), [(content, content)])
    return Copy(
        content, taken, ["Only the text was kept, a paragraph a line, without pictures, styles, scripts and links."]
    )


def _visible(data: bytes) -> str:
    text, _ = strip_invisible(decode(data)[0].replace("\r\n", "\n").replace("\r", "\n"))
    return strip_controls(text)[0]


def _copy(text: str, document: Document, finder: Finder, known: Iterable[Hit], taken: list[Taken]) -> Copy:
    content = _redacted(text, document, finder, known, taken).encode()
    check_bytes(sought_words(finder, taken), [(content, content)])
    return Copy(content, taken, [])


def _redacted(text: str, document: Document, finder: Finder, known: Iterable[Hit], taken: list[Taken]) -> str:
    hits = in_lines(finder, text)
    for hit in known:
        words = document.text[hit.start : hit.end]
        hits += [Hit(hit.kind, at.start(), at.end()) for at in re.finditer(re.escape(words), text)]
    redacted = replaced(text, joined(hits), taken)
    check_text(finder, redacted)
    return redacted
