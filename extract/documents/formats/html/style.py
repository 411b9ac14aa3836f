"""What CSS declarations mean for a reader: can the words be seen, are they bold, do they stand on lines of their own."""

from __future__ import annotations

import re
from colorsys import hls_to_rgb
from dataclasses import dataclass, replace

MIN_FONT_POINTS = 2.0
"""Letters below this height cannot be read on paper or on a screen at usual distance."""

MIN_ROOM_POINTS = 3.0
"""Room beside an element from which on two words are told apart: that of a narrow space."""

_Rgb = tuple[int, int, int]
_NAMED: dict[str, _Rgb] = {
    "white": (255, 255, 255),
    "black": (0, 0, 0),
    "snow": (255, 250, 250),
    "ivory": (255, 255, 240),
    "ghostwhite": (248, 248, 255),
    "whitesmoke": (245, 245, 245),
    "azure": (240, 255, 255),
    "mintcream": (245, 255, 250),
    "floralwhite": (255, 250, 240),
    "aliceblue": (240, 248, 255),
    "lavenderblush": (255, 240, 245),
    "seashell": (255, 245, 238),
    "red": (255, 0, 0),
    "green": (0, 128, 0),
    "blue": (0, 0, 255),
    "navy": (0, 0, 128),
    "gray": (128, 128, 128),
    "grey": (128, 128, 128),
}
_POINTS = {"px": 0.75, "pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "pc": 12.0}
_LENGTH = re.compile(r"^(-?\d*\.?\d+)(px|pt|in|cm|mm|pc|em|rem|%|vw|vh)?$")
_OUT_OF_SIGHT_POINTS = -400.0
# Shapes without an inside: half of each side cut off, no radius, or one point named over and over.
_CLIPPED_AWAY = re.compile(
    r"inset\(\s*(?:[5-9]\d|100)(?:\.\d+)?%|(?:circle|ellipse)\(\s*0|polygon\(\s*([^,)]+?)\s*(?:,\s*\1\s*)*\)"
)


@dataclass(frozen=True, slots=True)
class Style:
    """The state that words inherit. `points` is the font's size; a page is black on white unless it says otherwise.

    `apart` is set off from what stands beside it, though no space is written there: a row of chips.
    What is not `shown` stays so for all that it holds; what is `veiled` (visibility: hidden) may hold visible things.
    """

    shown: bool = True
    veiled: bool = False
    points: float = 12.0
    color: _Rgb | None = (0, 0, 0)
    background: _Rgb | None = (255, 255, 255)
    bold: bool = False
    light: bool = False
    pre: bool = False
    block: bool = False
    row: bool = False
    aside: bool = False
    apart: bool = False

    @property
    def visible(self) -> bool:
        """Whether words in this style can be seen."""
        return self.shown and not self.veiled

    def hide(self) -> Style:
        """Return this style for words that cannot be seen."""
        return replace(self, shown=False)


def read_style(css: str, parent: Style) -> Style:
    """Return the style of an element with these declarations inside an element of `parent` style."""
    given = _declarations(css)
    if not given:
        return replace(parent, block=False, row=False, aside=False, apart=False)
    weight = given.get("font-weight", "")
    display = given.get("display", "")
    points = _length(given.get("font-size", "") or _shorthand_size(given.get("font", "")), parent.points)
    style = replace(
        parent,
        veiled=given.get("visibility", "hidden" if parent.veiled else "visible") in ("hidden", "collapse"),
        points=parent.points if points is None else points,
        color=_color(given.get("-webkit-text-fill-color", "") or given.get("color", ""), parent.color),
        background=_background(given, parent.background),
        bold=parent.bold or weight in ("bold", "bolder", "600", "700", "800", "900"),
        light=weight in ("normal", "lighter", "100", "200", "300", "400"),
        pre=parent.pre or given.get("white-space", "").startswith("pre"),
        block=display in ("block", "flex", "grid", "list-item", "table", "table-row", "flow-root"),
        aside=given.get("float") == "right",
        apart=display in ("inline-block", "inline-flex") or _has_room_beside(given),
        row=display in ("flex", "table-row") and "column" not in given.get("flex-direction", ""),
    )
    if _hides(given, style) or _same(style.color, style.background):
        return style.hide()
    return style


def _has_room_beside(given: dict[str, str]) -> bool:
    """Whether an element has a margin or padding to its left or right that the eye sees."""
    sides = [given.get(f"{name}-{side}", "") for name in ("margin", "padding") for side in ("left", "right")]
    for name in ("margin", "padding"):
        values = given.get(name, "").split()
        sides += values[1::2] or values  # "1em", "0 1em", "0 1em 2em 3em": the second and fourth are those beside
    return any((_length(side, 12.0) or 0.0) >= MIN_ROOM_POINTS for side in sides)


def _declarations(css: str) -> dict[str, str]:
    given: dict[str, str] = {}
    important: set[str] = set()
    for declaration in css.lower().split(";"):
        name, colon, value = declaration.partition(":")
        name, value = name.strip(), value.strip()
        strong = "!important" in value
        if colon and (strong or name not in important):
            given[name] = value.replace("!important", "").strip()
            if strong:
                important.add(name)
    return given


def _hides(given: dict[str, str], style: Style) -> bool:
    return (
        given.get("display") == "none"
        or _number(given.get("opacity", "1")) < 0.03
        or style.points < MIN_FONT_POINTS
        or _pushed_away(given)
        or _clipped(given)
        or given.get("content-visibility") == "hidden"
        or bool(re.search(r"scale[xy]?\(\s*0(?:\.0+)?\s*[,)]", given.get("transform", "")))
        or bool(re.search(r"opacity\(\s*0(?:\.0+)?%?\s*\)", given.get("filter", "")))
    )


def _shorthand_size(font: str) -> str:
    """The size in a `font` shorthand, which stands before a slash or before the family."""
    return next((word for part in font.split() if _LENGTH.match(word := part.partition("/")[0])), "")


def _pushed_away(given: dict[str, str]) -> bool:
    names = ["text-indent", "margin-left"]
    if given.get("position") in ("absolute", "fixed", "relative"):
        names += ["left", "top", "right", "bottom"]
    moves = re.findall(r"translate(?:3d|x|y)?\(([^)]*)\)", given.get("transform", ""))
    lengths = [given.get(name, "") for name in names] + [part.strip() for move in moves for part in move.split(",")]
    return any((_length(length, 12.0) or 0.0) < _OUT_OF_SIGHT_POINTS for length in lengths)


def _clipped(given: dict[str, str]) -> bool:
    if re.match(r"rect\(\s*[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?[\s,]+[01](?:px)?\s*\)", given.get("clip", "")):
        return True
    if _CLIPPED_AWAY.match(given.get("clip-path", "")):
        return True
    if given.get("overflow", given.get("overflow-y", "")) not in ("hidden", "clip"):
        return False
    sides = (given.get("height", ""), given.get("width", ""), given.get("max-height", ""), given.get("max-width", ""))
    return any((length := _length(side, 12.0)) is not None and length <= 1.0 for side in sides)


def _number(value: str) -> float:
    try:
        return float(value.removesuffix("%")) / (100 if value.endswith("%") else 1)
    except ValueError:
        return 1.0


def _length(value: str, base: float) -> float | None:
    """A CSS length in points; None for keywords, and for shares of things that are not known here."""
    match = _LENGTH.match(value)
    if not match:
        return None
    number, unit = float(match.group(1)), match.group(2)
    if unit is None:
        return 0.0 if number == 0 else None
    if unit in _POINTS:
        return number * _POINTS[unit]
    if unit == "rem":
        return number * 12.0
    return number * base / 100 if unit == "%" else number * base if unit == "em" else number * 6.0


def _background(given: dict[str, str], parent: _Rgb | None) -> _Rgb | None:
    """A plain colour is known; a picture or a gradient is not, so nothing can be said to vanish in it."""
    value = given.get("background-color") or given.get("background", "")
    if not value or value in ("none", "transparent", "inherit"):
        return parent
    if "url(" in value or "gradient" in value:
        return None
    return _color(value if "(" in value else value.split()[0], None)


def _color(value: str, parent: _Rgb | None) -> _Rgb | None:
    if not value or value in ("inherit", "currentcolor", "unset"):
        return parent
    if value == "transparent" or re.match(r"(?:rgb|hsl)a?\((?:[^)]*/|(?:[^,)]*,){3})\s*0(?:\.0+)?%?\s*\)", value):
        return (-1, -1, -1)
    if value in _NAMED:
        return _NAMED[value]
    if match := re.fullmatch(r"#([0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})", value):
        digits = match.group(1)
        if len(digits) < 6:
            digits = "".join(digit * 2 for digit in digits)
        return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)
    if match := re.match(r"hsla?\(\s*([\d.]+)(?:deg)?[\s,]+([\d.]+)%[\s,]+([\d.]+)%", value):
        hue, saturation, lightness = (float(part) for part in match.groups())
        red, green, blue = hls_to_rgb(hue % 360 / 360, min(lightness, 100) / 100, min(saturation, 100) / 100)
        return round(red * 255), round(green * 255), round(blue * 255)
    if match := re.match(r"rgba?\(\s*(\d+)[\s,]+(\d+)[\s,]+(\d+)", value):
        return int(match.group(1)), int(match.group(2)), int(match.group(3))
    return None


def _same(color: _Rgb | None, background: _Rgb | None) -> bool:
    """Whether words of this colour vanish: transparent, or nearer to the ground than eyes tell apart."""
    if color == (-1, -1, -1):
        return True
    if color is None or background is None or background == (-1, -1, -1):
        return False
    return max(abs(one - other) for one, other in zip(color, background, strict=True)) < 12
