"""What the styles of a Word document say about a run: hidden, bold, how large; about a paragraph: heading, bullet."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from extract.documents.files.package import XmlElement
from extract.documents.formats.docx.colors import UNKNOWN, Palette, highlight_color, read_palette
from extract.documents.formats.docx.lists import Lists, read_lists

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAX_BASES = 20  # styles that build on each other; a loop ends here
_MIN_POINTS = 2.0
_NEAR_WHITE = 0xF3
_HEADING = re.compile(
    r"^(?:heading|überschrift|titre|título|titolo|kop|rubrik)\s*\d|^(?:title|subtitle)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class RunStyle:
    """How a run is drawn. `points` is None where no style says it; `ground` is None on white paper, "" where it is not known."""

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
        ground = "FFFFFF" if self.ground is None else self.ground
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
    palette: Palette = field(default_factory=Palette)

    def of_paragraph(self, paragraph: XmlElement) -> ParagraphStyle:
        """Return the style of a paragraph, with what its named style and those below it say."""
        properties = paragraph.find(f"{_W}pPr")
        style_id = _value(properties, "pStyle") or self.default
        chain = self._chain(style_id)
        run = self.base
        heading = False
        numbering: XmlElement | None = None
        for style in chain:
            run = self._apply(run, style.find(f"{_W}rPr"))
            own = style.find(f"{_W}pPr")
            run = self._shade(run, own)
            name = style.find(f"{_W}name")
            heading = heading or bool(name is not None and _HEADING.match(name.get(f"{_W}val", "")))
            if own is not None:
                heading = heading or _outline(own)
                found = own.find(f"{_W}numPr")
                numbering = found if found is not None else numbering
        run = self._shade(self._on_ground(paragraph, run), properties)
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
            style = self._apply(style, named.find(f"{_W}rPr"))
        return self._apply(style, properties)

    def set_base(self, defaults: XmlElement | None) -> None:
        """Take the document's defaults for runs, on which all styles build."""
        self.base = self._apply(RunStyle(), defaults)

    def _chain(self, style_id: str | None) -> list[XmlElement]:
        """The style and those that it builds on, the deepest first."""
        chain: list[XmlElement] = []
        while style_id in self.elements and len(chain) < _MAX_BASES:
            style = self.elements[style_id]
            chain.append(style)
            style_id = _value(style, "basedOn")
        return chain[::-1]

    def _on_ground(self, paragraph: XmlElement, run: RunStyle) -> RunStyle:
        """What stands behind a paragraph: the nearest filled cell or text box, else the paper."""
        for around in paragraph.iterancestors(f"{_W}tc", f"{_W}tbl", f"{_W}txbxContent"):
            if around.tag == f"{_W}tc":
                shading = around.find(f"{_W}tcPr/{_W}shd")
                fill = self.palette.fill(shading) if shading is not None else None
            elif around.tag == f"{_W}tbl":
                # Rows and cells may be filled by the table's style, each by its place.
                styles = self._chain(_value(around.find(f"{_W}tblPr"), "tblStyle"))
                fill = UNKNOWN if any(next(style.iter(f"{_W}shd"), None) is not None for style in styles) else None
            else:
                fill = self.palette.box_ground(around)
            if fill is not None:
                return replace(run, ground=fill)
        return run

    def _apply(self, style: RunStyle, properties: XmlElement | None) -> RunStyle:
        if properties is None:
            return style
        size = _value(properties, "sz")
        color = properties.find(f"{_W}color")
        style = replace(
            style,
            bold=is_on(properties, "b", style.bold),
            vanish=is_on(properties, "vanish", style.vanish),
            points=int(size) / 2 if size and size.isdigit() else style.points,
            color=style.color if color is None else self.palette.text_color(color),
        )
        style = self._shade(style, properties)
        highlight = highlight_color(_value(properties, "highlight") or "none")
        return style if highlight is None else replace(style, ground=highlight)

    def _shade(self, style: RunStyle, properties: XmlElement | None) -> RunStyle:
        shading = properties.find(f"{_W}shd") if properties is not None else None
        fill = self.palette.fill(shading) if shading is not None else None
        return style if fill is None else replace(style, ground=fill)

    def _label(self, numbering: XmlElement | None) -> str:
        if numbering is None:
            return ""
        level = _value(numbering, "ilvl") or "0"
        return self.lists.next_label(_value(numbering, "numId") or "0", int(level) if level.isdecimal() else 0)


def read_styles(styles: XmlElement | None, numbering: XmlElement | None, theme: XmlElement | None) -> Styles:
    """Read the parts that hold a document's styles, lists and theme; each may be missing."""
    read = Styles(lists=read_lists(numbering), palette=read_palette(theme))
    if styles is not None:
        for style in styles.iter(f"{_W}style"):
            style_id = style.get(f"{_W}styleId", "")
            read.elements[style_id] = style
            if style.get(f"{_W}type") == "paragraph" and style.get(f"{_W}default") in ("1", "true"):
                read.default = style_id
        read.set_base(styles.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr"))
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


def _near(color: str, ground: str) -> bool:
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", ground):
        return False
    pairs = ((int(color[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (0, 2, 4))
    return all(abs(one - other) <= 0xFF - _NEAR_WHITE for one, other in pairs)
