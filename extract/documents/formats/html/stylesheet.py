"""The style sheets inside an HTML page: which declarations reach which element."""

from __future__ import annotations

import re

from cssselect import SelectorError
from lxml import etree, html
from lxml.cssselect import CSSSelector

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_MAX_RULES = 2000
_SCREEN_PIXELS = 1280  # the width of a usual window
_CUSTOM = re.compile(r"(--[\w-]+)\s*:([^;{}]*)")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_MAX_VARIABLE_DEPTH = 4
# Only what these set can make words vanish, bold or stand apart; other rules are not worth matching.
_MATTERS = re.compile(
    r"display|visibility|opacity|font-size|font-weight|color|background|position|text-indent|clip|overflow|transform"
    r"|white-space|margin|padding|float|font|filter|text-fill"
)


class StyleSheet:
    """Declarations by element, weaker rules first, so that later ones override."""

    def __init__(self, root: html.HtmlElement, css: str) -> None:
        self._found: dict[html.HtmlElement, list[tuple[tuple[int, int, int], int, str]]] = {}
        for order, (selectors, declarations) in enumerate(_rules(css)):
            for selector in selectors.split(","):
                self._match(root, selector.strip(), declarations, order)
        for rules in self._found.values():
            rules.sort(key=lambda rule: rule[:2])

    def declarations_for(self, element: html.HtmlElement) -> str:
        """Return the declarations that the page's style sheets give this element, in order of precedence."""
        return ";".join(rule[2] for rule in self._found.get(element, ()))

    def _match(self, root: html.HtmlElement, selector: str, declarations: str, order: int) -> None:
        if ":" in selector or not selector:
            return  # states (:hover) and generated content (::before) are not the page at rest
        try:
            matches = CSSSelector(selector, translator="html")(root)
        except (SelectorError, etree.XPathError, ValueError):
            return
        weight = (
            selector.count("#"),
            len(re.findall(r"[.\[]", selector)),
            len(re.findall(r"(?:^|[\s>+~])[a-z]", selector)),
        )
        for element in matches:
            self._found.setdefault(element, []).append((weight, order, declarations))


def read_stylesheet(root: html.HtmlElement) -> StyleSheet:
    """Read the style elements of a page. Sheets in other files are not fetched."""
    return StyleSheet(root, "\n".join(element.text or "" for element in root.iter("style")))


def _rules(css: str) -> list[tuple[str, str]]:
    css = _with_variables(_without_at_rules(_COMMENT.sub("", css).replace("<!--", "").replace("-->", "")))
    found = [(match.group(1).strip(), match.group(2)) for match in _RULE.finditer(css)]
    return [rule for rule in found if _MATTERS.search(rule[1])][:_MAX_RULES]


def _without_at_rules(css: str) -> str:
    """Leave out @-rules with their blocks (print, narrow screens, fonts); keep what `@media screen` holds."""
    kept: list[str] = []
    at = 0
    while (start := css.find("@", at)) >= 0:
        kept.append(css[at:start])
        brace, semicolon = css.find("{", start), css.find(";", start)
        if brace < 0 or 0 <= semicolon < brace:
            at = len(css) if semicolon < 0 else semicolon + 1
            continue
        end = _block_end(css, brace)
        if _is_on_screen(css[start:brace]):
            kept.append(css[brace + 1 : end])
        at = end + 1
    kept.append(css[at:])
    return "".join(kept)


def _with_variables(css: str) -> str:
    """Put the values of custom properties in their places; where a name has several values, the last is taken."""
    values = {name: value.strip() for name, value in _CUSTOM.findall(css)}
    for _ in range(_MAX_VARIABLE_DEPTH):
        replaced = _VARIABLE.sub(lambda match: values.get(match.group(1), match.group(2) or ""), css)
        if replaced == css or len(replaced) > 4 * len(css) + 1000:
            break
        css = replaced
    return css


def _is_on_screen(rule: str) -> bool:
    """Whether an @media rule holds on a screen of usual size, or an @supports rule, which current browsers pass."""
    if re.match(r"@supports\b(?!\s+not)", rule):
        return True
    query = re.match(r"@media\s+(.*)$", rule, re.DOTALL)
    return query is not None and any(_holds(part.strip().lower()) for part in query.group(1).split(","))


def _holds(query: str) -> bool:
    kind, *features = re.split(r"\s+and\s+", query)
    if kind.startswith("("):
        features.insert(0, kind)
    elif kind not in ("screen", "all", "only screen"):
        return False
    for feature in features:
        limit = re.fullmatch(r"\(\s*(min|max)-width\s*:\s*([\d.]+)(px|em|rem)\s*\)", feature)
        if limit is None:
            return False
        width = float(limit.group(2)) * (1 if limit.group(3) == "px" else 16)
        if not (width <= _SCREEN_PIXELS if limit.group(1) == "min" else width >= _SCREEN_PIXELS):
            return False
    return True


def _block_end(css: str, brace: int) -> int:
    depth = 0
    for place in range(brace, len(css)):
        depth += {"{": 1, "}": -1}.get(css[place], 0)
        if depth == 0:
            return place
    return len(css)
