"""What the styles of a Word document say about a run: hidden, bold, how large; about a paragraph: heading, bullet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from extract.documents.archive import XmlElement
from extract.documents.docx_lists import Lists, read_lists

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAX_BASES = 20  # styles that build on each other; a loop ends here
_MIN_POINTS = 2.0
_NEAR_WHITE = 0xF3
_HEADING = re.compile(
    r"^(?:heading|überschrift|titre|título|titolo|kop|rubrik)\s*\d|^(?:title|subtitle)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class RunStyle:
    """How a run is drawn. `points` is None where no style says it; `ground` is None on white paper."""

    bold: bool = False
    vanish: bool = False
    color: str | None = None
    ground: str | None = None
    points: float | None = None

    @property
    def visible(self) -> bool:
        """Whether a reader can see words in this style."""
        if self.vanish or (self.points is not None and self.points < _MIN_POINTS):
            return False
        ground = self.ground or "FFFFFF"
        return not (self.color and re.fullmatch(r"[0-9A-Fa-f]{6}", self.color) and _near(self.color, ground))


@dataclass(frozen=True, slots=True)
class ParagraphStyle:
    """How a paragraph is drawn, and what its runs inherit. `label` is the bullet or number before it."""

    run: RunStyle
    heading: bool
    label: str


@dataclass(slots=True)
class Styles:
    """Styles and numbering of one document, by id."""

    elements: dict[str, XmlElement] = field(default_factory=dict[str, XmlElement])
    default: str | None = None
    base: RunStyle = field(default_factory=RunStyle)
    lists: Lists = field(default_factory=Lists)

    def of_paragraph(self, paragraph: XmlElement) -> ParagraphStyle:
        """Return the style of a paragraph, with what its named style and those below it say."""
        properties = paragraph.find(f"{_W}pPr")
        style_id = _value(properties, "pStyle") or self.default
        chain = self._chain(style_id)
        run = self.base
        heading = False
        numbering: XmlElement | None = None
        for style in chain:
            run = _apply(run, style.find(f"{_W}rPr"))
            own = style.find(f"{_W}pPr")
            run = _shade(run, own)
            name = style.find(f"{_W}name")
            heading = heading or bool(name is not None and _HEADING.match(name.get(f"{_W}val", "")))
            if own is not None:
                heading = heading or _outline(own)
                found = own.find(f"{_W}numPr")
                numbering = found if found is not None else numbering
        run = _shade(self._on_table(paragraph, run), properties)
        if properties is not None:
            heading = heading or _outline(properties)
            found = properties.find(f"{_W}numPr")
            numbering = found if found is not None else numbering
        return ParagraphStyle(run, heading, self._label(numbering))

    def of_run(self, run: XmlElement, base: RunStyle) -> RunStyle:
        """Return the style of a run inside a paragraph of `base` style."""
        properties = run.find(f"{_W}rPr")
        if properties is None:
            return base
        style = base
        for named in self._chain(_value(properties, "rStyle")):
            style = _apply(style, named.find(f"{_W}rPr"))
        return _apply(style, properties)

    def _chain(self, style_id: str | None) -> list[XmlElement]:
        """The style and those that it builds on, the deepest first."""
        chain: list[XmlElement] = []
        while style_id in self.elements and len(chain) < _MAX_BASES:
            style = self.elements[style_id]
            chain.append(style)
            style_id = _value(style, "basedOn")
        return chain[::-1]

    def _on_table(self, paragraph: XmlElement, run: RunStyle) -> RunStyle:
        """A cell's colour is the ground of its words."""
        for cell in paragraph.iterancestors(f"{_W}tc"):
            shading = cell.find(f"{_W}tcPr/{_W}shd")
            fill = shading.get(f"{_W}fill") if shading is not None else None
            if fill and fill != "auto":
                return replace(run, ground=fill)
        if next(paragraph.iterancestors(f"{_W}txbxContent", f"{_W}tbl"), None) is not None:
            # Boxes and styled tables may be filled from a theme: nothing is known to vanish there.
            return replace(run, ground="") if run.ground is None else run
        return run

    def _label(self, numbering: XmlElement | None) -> str:
        if numbering is None:
            return ""
        level = _value(numbering, "ilvl") or "0"
        return self.lists.next_label(_value(numbering, "numId") or "0", int(level) if level.isdecimal() else 0)


def read_styles(styles: XmlElement | None, numbering: XmlElement | None) -> Styles:
    """Read the parts that hold a document's styles and lists; either may be missing."""
    read = Styles(lists=read_lists(numbering))
    if styles is not None:
        for style in styles.iter(f"{_W}style"):
            style_id = style.get(f"{_W}styleId", "")
            read.elements[style_id] = style
            if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true"):
                read.default = style_id
        read.base = _apply(RunStyle(), styles.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr"))
    return read


def is_on(properties: XmlElement | None, name: str, default: bool) -> bool:
    """Read a switch of Word's: present without a value means on."""
    switch = properties.find(f"{_W}{name}") if properties is not None else None
    return default if switch is None else switch.get(f"{_W}val", "true") not in ("0", "false", "off", "none")


def _value(element: XmlElement | None, name: str) -> str | None:
    found = element.find(f"{_W}{name}") if element is not None else None
    return None if found is None else found.get(f"{_W}val")


def _outline(properties: XmlElement) -> bool:
    level = _value(properties, "outlineLvl")
    return level is not None and level in "012345678"


def _apply(style: RunStyle, properties: XmlElement | None) -> RunStyle:
    if properties is None:
        return style
    size = _value(properties, "sz")
    color = _value(properties, "color")
    style = replace(
        style,
        bold=is_on(properties, "b", style.bold),
        vanish=is_on(properties, "vanish", style.vanish) or is_on(properties, "webHidden", default=False),
        points=int(size) / 2 if size and size.isdigit() else style.points,
        color=(None if color == "auto" else color) if color else style.color,
    )
    highlight = _value(properties, "highlight")
    if highlight and highlight not in ("none", "white"):
        style = replace(style, ground="")
    return _shade(style, properties)


def _shade(style: RunStyle, properties: XmlElement | None) -> RunStyle:
    shading = properties.find(f"{_W}shd") if properties is not None else None
    fill = shading.get(f"{_W}fill") if shading is not None else None
    return style if not fill or fill == "auto" else replace(style, ground=fill)


def _near(color: str, ground: str) -> bool:
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", ground):
        return False
    pairs = ((int(color[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (0, 2, 4))
    return all(abs(one - other) <= 0xFF - _NEAR_WHITE for one, other in pairs)
