"""Characters that a reader cannot see: taken out of the text, and counted so that they can be reported."""

from __future__ import annotations

import re

# Invisible everywhere: zero-width space, word joiner and its kin, a byte order mark inside the text, bidirectional
# overrides (they show text in another order than it is stored), language tags and noncharacters.
_ALWAYS = "\u200b\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069\u180e\ufff9-\ufffb"
# Tag letters draw only after a black flag (🏴, for England, Scotland, Wales).
_TAGS = "(?<!\U0001f3f4)(?:(?<![\U000e0020-\U000e007f])[\U000e0000-\U000e007f])+[\U000e0000-\U000e007f]*"
# Selectors of the supplement choose a form of one ideograph; two in a row, or after anything else, carry data.
_SELECTORS = "(?<![\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])[\U000e0100-\U000e01ef]+"
# Joiners shape Arabic, Indic and emoji sequences; between Latin letters, digits or spaces they only hide.
_JOINERS = "(?<=[\u0000-\u058f\u2000-\u206f])[\u200c\u200d]+|(?:(?<=^)|(?<=\n))[\u200c\u200d]+"
_INVISIBLE = re.compile(f"[{_ALWAYS}]+|{_TAGS}|{_SELECTORS}|{_JOINERS}")
# What no text holds and no terminal or JSON reader should see; tab, line feed and form feed stay.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


def strip_invisible(text: str) -> tuple[str, int]:
    """Return the text without invisible characters, and how many were taken out (code points)."""
    seen, _ = _INVISIBLE.subn("", text)
    return seen, len(text) - len(seen)


def strip_controls(text: str) -> tuple[str, int]:
    """Return the text without control characters (tab, line feed, form feed stay), and how many there were."""
    clean, count = _CONTROL.subn("", text)
    return clean, count
