"""HTML: what a browser would show, in the order of the markup. Nothing is fetched, nothing runs."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lxml import etree, html

from extract.documents.formats.html.job_posting import job_posting_markup
from extract.documents.formats.html.style import Style, read_style
from extract.documents.formats.html.stylesheet import StyleSheet, read_stylesheet
from extract.documents.formats.text.reader import decode
from extract.documents.model.assemble import DraftDocument, DraftLine, Part
from extract.documents.model.document import Notice
from extract.errors import DocumentError

MEDIA_TYPE = "text/html"

_SKIPPED = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "head",
        "svg",
        "math",
        "canvas",
        "audio",
        "video",
        "object",
        "embed",
        "iframe",
        "frame",
        "frameset",
        "select",
        "textarea",
        "option",
        "datalist",
        "map",
        "area",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "caption",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "tfoot",
        "thead",
        "tr",
        "ul",
    ]
)
_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BOLD = frozenset(("b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th", "dt"))
_SPACE = re.compile(r"[ \t\r\n\f]+")
_META = re.compile(rb"<meta[^>]+charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"<\?xml[^>]+encoding\s*=\s*[\"']([A-Za-z0-9_-]+)")
_MAX_DEPTH = 250  # markup nested deeper is not a document, and would use up the stack
_SHORT_CELL = 150  # characters; a longer cell is a column of text


@dataclass(slots=True)
class _Walker:
    sheet: StyleSheet
    lines: list[DraftLine] = field(default_factory=list[DraftLine])
    parts: list[Part] = field(default_factory=list[Part])
    bold: list[bool] = field(default_factory=list[bool])
    hidden: int = 0
    prefix: str = ""

    def add(self, text: str, url: str | None, *, bold: bool, pre: bool) -> None:
        if pre:
            first, *rest = text.split("\n")
            self._append(first, url, bold=bold)
            for row in rest:
                self.end()
                self._append(row, url, bold=bold)
            return
        text = _SPACE.sub(" ", text)
        if not self.parts or self.parts[-1].text.endswith((" ", "\t")):
            text = text.lstrip(" ")
        self._append(text, url, bold=bold)

    def _append(self, text: str, url: str | None, *, bold: bool) -> None:
        if not text:
            return
        if self.prefix:
            self.parts.append(Part(self.prefix))
            self.prefix = ""
        self.parts.append(Part(text, url))
        if text.strip():
            self.bold.append(bold)

    def tab(self) -> None:
        if self.parts and not self.parts[-1].text.endswith("\t"):
            self.parts.append(Part("\t"))

    def end(self, *, level: int | None = None) -> None:
        if any(part.text.strip() for part in self.parts):
            self.lines.append(DraftLine(self.parts, bold=all(self.bold), heading=level is not None, level=level))
        self.parts = []
        self.bold = []


def read_html(data: bytes, charset: str | None = None) -> DraftDocument:
    """Read an HTML page: visible text only, a line a block, table rows as lines, list items with "- ".

    Args:
        data: The file.
        charset: The encoding that a mail gives for it; otherwise what the page itself declares.

    Raises:
        DocumentError: "damaged" (no markup that can be read), "empty" (nothing to be seen).
    """
    declared = _META.search(data[:4096]) or _XML_ENCODING.search(data[:200])
    text, _ = decode(data, charset or (declared.group(1).decode("ascii") if declared else None))
    # An encoding declaration would be refused in a string, and means nothing any more.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(text, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as error:
        raise DocumentError("damaged", "The HTML could not be parsed.", "Save the page again.") from error
    walker = _walked(root)
    notices: list[Notice] = []
    if not walker.lines and not walker.hidden and (markup := job_posting_markup(root)):
        walker = _walked(html.document_fromstring(markup, parser=parser))
        notices.append(
            Notice(
                "drawn_by_script", "The page is drawn by a script; its JobPosting in JSON-LD was read.", severity="info"
            )
        )
    draft = DraftDocument(MEDIA_TYPE, walker.lines)
    draft.notices.extend(notices)
    if walker.hidden:
        draft.notices.append(
            Notice("hidden_text", f"{walker.hidden} characters that a browser would not show were left out.")
        )
    return draft


def _walked(root: html.HtmlElement) -> _Walker:
    walker = _Walker(read_stylesheet(root))
    _walk(root, walker, Style(), _Context())
    walker.end()
    return walker


@dataclass(frozen=True, slots=True)
class _Context:
    """What words inherit besides style. `row`: inside a row whose cells share a line, so blocks do not break it."""

    url: str | None = None
    bold: bool = False
    pre: bool = False
    row: bool = False
    depth: int = 0


def _walk(element: html.HtmlElement, walker: _Walker, parent: Style, context: _Context) -> None:
    tag = element.tag if isinstance(element.tag, str) else ""
    if tag in _SKIPPED or context.depth > _MAX_DEPTH:
        return
    declarations = (_old_attributes(element), walker.sheet.declarations_for(element), element.get("style") or "")
    style = read_style(";".join(declarations), parent)
    if "hidden" in element.attrib or (tag == "input" and element.get("type") == "hidden"):
        style = style.hide()
    level = int(tag[1]) if tag in _HEADINGS else None
    breaks = (tag in _BLOCKS or style.block or tag in ("td", "th")) and not context.row
    if breaks or tag == "br":
        walker.end(level=level)
    elif (
        style.aside
        or (style.apart and _touches_its_like(element))
        or (context.row and (tag in _BLOCKS or tag in ("td", "th")))
    ):
        walker.tab()
    if tag == "li":
        walker.prefix = "- "
    inner = _Context(
        url=_address(element.get("href")) if tag == "a" else context.url,
        bold=(context.bold or tag in _BOLD or style.bold) and not style.light,
        pre=context.pre or tag == "pre" or style.pre,
        row=context.row or ((tag == "tr" or style.row) and _cells_are_short(element)),
        depth=context.depth + 1,
    )
    summary: html.HtmlElement | None = None
    around = style
    if tag == "details" and "open" not in element.attrib:
        summary = next((child for child in element if child.tag == "summary"), None)
        style = style.hide()
    _text(element.text, walker, style, inner)
    for child in element:
        if inner.row and not context.row:
            walker.tab()
        _walk(child, walker, around if child is summary else style, inner)
        _text(child.tail, walker, style, inner)
    if breaks:
        walker.end(level=level)
        walker.prefix = ""


def _touches_its_like(element: html.HtmlElement) -> bool:
    """Whether an element of the same kind stands right before one, no space between: one of a row of chips."""
    before = element.getprevious()
    return before is not None and before.tag == element.tag and not (before.tail or "")


def _old_attributes(element: html.HtmlElement) -> str:
    """Return what attributes of old HTML say about colours, as CSS; style sheets go before them."""
    ground = element.get("bgcolor")
    color = element.get("color") if element.tag == "font" else element.get("text") if element.tag == "body" else None
    return (f"background-color:{ground};" if ground else "") + (f"color:{color}" if color else "")


def _cells_are_short(row: html.HtmlElement) -> bool:
    """Whether each cell of a row is one paragraph, so that the row reads as one line."""
    cells = list(row)
    if len(cells) < 2:
        return False
    for cell in cells:
        blocks = [inner for inner in cell.iterdescendants() if inner.tag in _BLOCKS or inner.tag == "br"]
        if len(blocks) > 1 or any(inner.tag in ("li", "br", "table") for inner in blocks):
            return False
        if len(" ".join("".join(cell.itertext()).split())) > _SHORT_CELL:
            return False
    return True


def _text(text: str | None, walker: _Walker, style: Style, context: _Context) -> None:
    if not text:
        return
    if style.visible:
        walker.add(text, context.url, bold=context.bold, pre=context.pre)
    else:
        walker.hidden += len("".join(text.split()))


def _address(href: str | None) -> str | None:
    """Links that lead somewhere; scripts and places on the page do not."""
    href = (href or "").strip()
    return href if re.match(r"(?:https?|mailto|tel):", href, re.IGNORECASE) or href.startswith("www.") else None
