"""The colours of a Word document: named by number, by the document's theme, or as a highlight."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extract.documents.files.package import XmlElement

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_V = "{urn:schemas-microsoft-com:vml}"
_HEX = re.compile(r"#?([0-9A-Fa-f]{6})\b")

# ECMA-376 part 1, 17.18.97: what the names in text stand for among the colours of a theme.
_THEME_NAMES = {
    "background1": "lt1", "light1": "lt1", "text1": "dk1", "dark1": "dk1",
    "background2": "lt2", "light2": "lt2", "text2": "dk2", "dark2": "dk2",
    "bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2",
    "hyperlink": "hlink", "followedHyperlink": "folHlink",
}  # fmt: skip
# ECMA-376 part 1, 17.18.40.
_HIGHLIGHTS = {
    "black": "000000", "blue": "0000FF", "cyan": "00FFFF", "darkBlue": "000080", "darkCyan": "008080",
    "darkGray": "808080", "darkGreen": "008000", "darkMagenta": "800080", "darkRed": "800000", "darkYellow": "808000",
    "green": "00FF00", "lightGray": "C0C0C0", "magenta": "FF00FF", "red": "FF0000", "white": "FFFFFF",
    "yellow": "FFFF00",
}  # fmt: skip

UNKNOWN = ""
"""A ground that cannot be told, such as a picture or a gradient: nothing is known to vanish on it."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of a document's theme by name (dk1, lt1, accent1 …), each of six hexadecimal digits."""

    colors: dict[str, str] = field(default_factory=dict[str, str])

    def text_color(self, color: XmlElement) -> str | None:
        """Return what a `w:color` says; None for "auto", which is black or white by the ground."""
        found = self._themed(color, "themeColor", "themeTint", "themeShade") or color.get(f"{_W}val")
        return None if found == "auto" else found

    def fill(self, shading: XmlElement) -> str | None:
        """Return the ground that a `w:shd` lays; None where it lays none."""
        found = self._themed(shading, "themeFill", "themeFillTint", "themeFillShade") or shading.get(f"{_W}fill")
        return None if found in (None, "", "auto") else found

    def box_ground(self, content: XmlElement) -> str | None:
        """Return the ground of a text box, given its content; None where the paper shows through."""
        for shape in content.iterancestors(f"{_WPS}wsp", f"{_V}shape", f"{_V}rect", f"{_V}roundrect"):
            if shape.tag != f"{_WPS}wsp":
                color = _HEX.match(shape.get("fillcolor", "#FFFFFF"))
                return None if shape.get("filled") in ("f", "false") else color.group(1) if color else UNKNOWN
            look = shape.find(f"{_WPS}spPr")
            solid = look.find(f"{_A}solidFill") if look is not None else None
            if solid is not None:
                return self._drawn(solid)
            if shape.find(f"{_WPS}style") is not None and (look is None or look.find(f"{_A}noFill") is None):
                return UNKNOWN  # the fill comes from a style of the theme
            pictures = ("blipFill", "gradFill", "pattFill", "grpFill")
            filled = look is not None and any(look.find(f"{_A}{kind}") is not None for kind in pictures)
            return UNKNOWN if filled else None
        return None

    def _drawn(self, solid: XmlElement) -> str:
        for color in solid:
            name = color.get("val", "")
            if len(color):
                return UNKNOWN  # made lighter, darker or transparent
            if color.tag == f"{_A}srgbClr":
                return name
            if color.tag == f"{_A}schemeClr":
                return self.colors.get(_THEME_NAMES.get(name, name), UNKNOWN)
        return UNKNOWN

    def _themed(self, element: XmlElement, name: str, tint: str, shade: str) -> str | None:
        key = element.get(f"{_W}{name}")
        color = self.colors.get(_THEME_NAMES.get(key, key)) if key else None
        if color is None:
            return None
        light, dark = (element.get(f"{_W}{share}") for share in (tint, shade))
        parts = [int(color[at : at + 2], 16) for at in (0, 2, 4)]
        if light and re.fullmatch(r"[0-9A-Fa-f]{1,2}", light):
            parts = [255 - (255 - part) * int(light, 16) // 255 for part in parts]
        if dark and re.fullmatch(r"[0-9A-Fa-f]{1,2}", dark):
            parts = [part * int(dark, 16) // 255 for part in parts]
        return "".join(f"{part:02X}" for part in parts)


def highlight_color(name: str) -> str | None:
    """Return the ground of a highlight; None for "none"."""
    return _HIGHLIGHTS.get(name)


def read_palette(theme: XmlElement | None) -> Palette:
    """Read the part that holds a document's theme, which may be missing."""
    palette = Palette()
    scheme = theme.find(f".//{_A}clrScheme") if theme is not None else None
    for entry in scheme if scheme is not None else ():
        for color in entry:
            digits = _HEX.fullmatch(color.get("lastClr") or color.get("val", ""))
            if digits and isinstance(entry.tag, str):
                palette.colors[entry.tag.removeprefix(_A)] = digits.group(1)
    return palette
