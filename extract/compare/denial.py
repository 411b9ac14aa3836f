"""Where a text denies what it names: "no experience with X", "without X", "kein X"."""

from __future__ import annotations

import re

_BREAK = re.compile(
    r"[.!?;:•·|](?=\s|$)|\n(?=\s*(?:\n|[-–—•*·▪◦]))|\s[–—]\s|\b(?:but|however|although|though|yet|whereas|aber|sondern|jedoch|mais|pero)\b",
    re.IGNORECASE,
)
"""Ends a clause."""

_FRESH = re.compile(
    r",\s*(?:and\s+|und\s+)?(?:\w{2,}(?:ing|ed)\b|(?:I|we|he|she|they|ich|wir|which|who|ran|built|led|wrote|kept|made|held|won|grew|set|taught|then|now|only|plus|using|with|mit)\b)",
    re.IGNORECASE,
)
"""A comma behind which a new statement starts, rather than the next item of a list."""

_DENIAL = re.compile(
    r"\b(?:no(?![-‐‑]|\.\s?\d|\s+(?:later|more|less|fewer|sooner|matter|doubt|longer\s+than|1\b))"
    r"|not(?!\s+(?:only|just|merely|least|to\s+mention|limited))"
    r"|without|never|neither|nor|cannot|lack(?:s|ed|ing)?(?:\s+of)?|unfamiliar|untrained|inexperienced|zero(?=\s+(?:experience|knowledge))"
    r"|non(?=[-‐‑\s])|except|excluding|other\s+than|rather\s+than|instead\s+of|\w+n['’]t"
    r"|kein(?:e|en|er|em|es|erlei)?|nicht(?!\s+nur)|ohne|nie|niemals|weder|sans|aucune?|sin)\b",
    re.IGNORECASE,
)


def denied(text: str, start: int) -> bool:
    """Say whether the clause before offset `start` denies what stands there."""
    begin = max(0, start - 200)
    clause = text[begin:start]
    for match in _BREAK.finditer(clause):
        clause_start = match.end()
        begin = max(begin, start - len(clause) + clause_start)
    clause = text[begin:start]
    last = max(_DENIAL.finditer(clause), key=lambda match: match.end(), default=None)
    if last is None:
        return False
    after = clause[last.end() :] + text[start : start + 30]
    if last.group().lower() == "non":
        return len(after[: start - begin - last.end()].strip(" -‐‑")) == 0
    fresh = _FRESH.search(after)
    return fresh is None or begin + last.end() + fresh.start() >= start
