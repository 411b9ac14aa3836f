"""Markdown: its words, without the marks that only dress them."""

from __future__ import annotations

import re

from extract.documents.formats.html.reader import read_html
from extract.documents.formats.text.reader import decode
from extract.documents.model.assemble import DraftDocument, DraftLine, Part
from extract.documents.model.document import Notice

MEDIA_TYPE = "text/markdown"

_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
_UNDERLINE = re.compile(r"^ {0,3}(?:=+|-{3,})[ \t]*$")
_RULE = re.compile(r"^ {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_FENCE = re.compile(r"^ {0,3}(?:```|~~~)")
_BULLET = re.compile(r"^([ \t]*)[*+-][ \t]+(?:\[[ xX]\][ \t]+)?")
_QUOTE = re.compile(r"^ {0,3}(?:> ?)+")
_TABLE_RULE = re.compile(r"^[ \t]*\|?(?:[ \t]*:?-+:?[ \t]*\|)+(?:[ \t]*:?-+:?)?[ \t]*$")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_FRONT = re.compile(r"\A---\n(?:[A-Za-z_][\w-]*:.*\n|[ \t-].*\n|\n)*?(?:---|\.\.\.)\n")
_REFERENCE = re.compile(r"^ {0,3}\[[^\]]+\]:[ \t]+\S+.*$")

_CODE = re.compile(r"(`+)(.+?)(?<!`)\1(?!`)")
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)\s]*(?:\s+\"[^\"]*\")?\)")
_LINK = re.compile(r"\[([^\[\]]+)\]\(<?([^)\s<>]*)>?(?:\s+[\"'][^\"']*[\"'])?\)")
_AUTOLINK = re.compile(r"<((?:https?|mailto|tel):[^<>\s]+|[\w.+-]+@[\w.-]+)>")
_STRONG = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
_STAR = re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]*?[^\s*])\*(?![\w*])")
_LOW = re.compile(r"(?<![\w_])_(?=[^\s_])([^\n]*?[^\s_])_(?![\w_])")
_STRUCK = re.compile(r"~~(?=\S)(.+?)(?<=\S)~~")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!|<>~-])")
_PLACE = 0xF0000  # private code points stand for escaped characters while marks are taken off


def read_markdown(data: bytes) -> DraftDocument:
    """Read a Markdown file: headings marked, bullets as "- ", emphasis and link marks gone, links kept.

    Comments and HTML tags are left out, a page of HTML in a Markdown file is read as HTML.
    """
    text, _ = decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if re.match(r"\s*<(?:!doctype|html)\b", text, re.IGNORECASE):
        return read_html(data)
    text = _FRONT.sub("", text, count=1)
    draft = DraftDocument(MEDIA_TYPE, [])
    comments = sum(len("".join(comment.split())) for comment in _COMMENT.findall(text))
    if comments:
        draft.notices.append(Notice("hidden_text", f"{comments} characters of comments were left out."))
    text = _BREAK.sub("\n", _COMMENT.sub("", text))
    fenced = False
    rows = text.split("\n")
    for number, row in enumerate(rows):
        if _FENCE.match(row):
            fenced = not fenced
        elif fenced:
            draft.lines.append(DraftLine([Part(row)]))
        elif not (_TABLE_RULE.match(row) or _RULE.match(row) or _REFERENCE.match(row) or _is_underline(rows, number)):
            draft.lines.append(_line(row, underlined=_is_underline(rows, number + 1)))
    return draft


def _is_underline(rows: list[str], number: int) -> bool:
    if not 0 < number < len(rows) or not _UNDERLINE.match(rows[number]):
        return False
    above = rows[number - 1]
    return bool(above.strip()) and not (_BULLET.match(above) or _HEADING.match(above) or "|" in above)


def _line(row: str, *, underlined: bool) -> DraftLine:
    row = _QUOTE.sub("", row)
    heading = _HEADING.match(row)
    if heading:
        row = heading.group(2)
    bullet = _BULLET.match(row)
    if bullet:
        row = row[bullet.end() :]
    bold = bool(re.fullmatch(r"\s*(\*\*|__)(?:(?!\1).)+\1\s*", row))
    stripped = row.strip()
    if stripped.startswith("|") or (stripped.count(" | ") > 1 and stripped.endswith("|")):
        row = "\t".join(cell.strip() for cell in stripped.strip("|").split("|"))
    parts = _inline(row)
    if bullet:
        parts.insert(0, Part(bullet.group(1).replace("\t", "    ") + "- "))
    level = len(heading[1]) if heading else None
    return DraftLine(parts, heading=bool(heading) or underlined, level=level, bold=bold)


def _inline(row: str) -> list[Part]:
    """Split a row at its links, marks taken off."""
    row = _ESCAPE.sub(lambda match: chr(_PLACE + ord(match.group(1))), row)
    row = _CODE.sub(lambda match: _protect(match.group(2)), row)
    row = _IMAGE.sub(r"\1", row)
    row = _AUTOLINK.sub(lambda match: f"[{_protect(match.group(1))}]({match.group(1)})", row)
    row = _plain(row)
    parts: list[Part] = []
    at = 0
    for match in _LINK.finditer(row):
        parts.append(Part(_unprotect(row[at : match.start()])))
        parts.append(Part(_unprotect(match.group(1)), _unprotect(match.group(2)) or None))
        at = match.end()
    parts.append(Part(_unprotect(row[at:])))
    return [part for part in parts if part.text]


def _plain(row: str) -> str:
    for pattern, group in ((_STRONG, r"\2"), (_STRONG, r"\2"), (_STAR, r"\1"), (_LOW, r"\1"), (_STRUCK, r"\1")):
        row = pattern.sub(group, row)
    return _TAG.sub("", row)


def _protect(text: str) -> str:
    return "".join(chr(_PLACE + ord(character)) if character in "*_`~<>[]()" else character for character in text)


def _unprotect(text: str) -> str:
    return "".join(chr(ord(ch) - _PLACE) if _PLACE <= ord(ch) < _PLACE + 128 else ch for ch in text)
