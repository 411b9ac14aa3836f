"""What a demand adds as a wish: "3 years of nursing, preferably in cardiology", "a degree in law (LL.M. preferred)"."""

from __future__ import annotations

import re

from extract.extraction.requirements.wording import PREFERRED
from extract.text.drafts import Span

_ADVERB = r"(?:ideally|preferably|idealerweise|vorzugsweise|idéalement|de préférence|idealmente|preferentemente)"
_SAID = (
    r"(?:(?:is|are|would be|ist|wäre)\s)?(?:(?:strongly|highly)\s)?(?:preferred|desirable|desired|an?\s(?:(?:big|strong|real)\s)?(?:plus|asset|advantage|bonus)|"
    r"von vorteil|wünschenswert|(?:est\s)?un\s(?:plus|atout))"
)
_TAIL = re.compile(
    rf"(?i)(?:\s*\((?P<bracket>[^()]+)\)|\s*[,;–—]\s+(?P<adverb>{_ADVERB}\b.*?)|\s*[,;–—]\s+(?P<said>[^,;()]{{2,60}}?\s{_SAID}))\s*[.;]?\s*$",
    re.DOTALL,
)
_LISTED = re.compile(r"(?i)\b(?:or|and|oder|und|ou|et)\b")


def without_wish(text: str) -> tuple[Span, Span] | None:
    """Return where the demand and the wish at its end stand, in code points of `text`; None where it has none.

    The last of a list is no wish of its own ("Java, Go or C++ preferred"), and what stands before must be no wish itself.
    """
    match = _TAIL.search(text)
    if match is None or len(text[: match.start()].split()) < 2 or PREFERRED.search(text[: match.start()]):
        return None
    name = match.lastgroup or ""
    if not PREFERRED.search(match[name]) or (name == "said" and _LISTED.search(match[name])):
        return None
    return (0, match.start()), match.span(name)
