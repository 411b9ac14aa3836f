"""Where a text denies what it names, "without X", and where a person denies having it: "no experience with X", "kein X"."""

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
    r"|kein(?:e|en|er|em|es|erlei)?|nicht(?!\s+nur)|ohne|nie|niemals|weder|sans|aucune?|jamais|pas(?=\s+(?:de\b|d['’]|le\b|la\b|encore\b))"
    r"|sin|nunca|ning[uú]n[oa]?|não|nenhuma?|geen|niet(?!\s+alleen)|nooit|nessun[oa]?)\b",
    re.IGNORECASE,
)


def denied(text: str, start: int) -> bool:
    """Say whether the clause before offset `start` denies what stands there."""
    return _last_denial(text, start) is not None


def _last_denial(text: str, start: int) -> re.Match[str] | None:
    """Return the denial that reaches what stands at `start`, as a match in the text; None where there is none."""
    begin = max(0, start - 200)
    for match in _BREAK.finditer(text, begin, start):
        begin = match.end()
    last = max(_DENIAL.finditer(text, begin, start), key=lambda match: match.end(), default=None)
    if last is None:
        return None
    if last.group().lower() == "non":
        return None if text[last.end() : start].strip(" -‐‑") else last
    fresh = _FRESH.search(text[: start + 30], last.end())
    return last if fresh is None or fresh.start() >= start else None


_HAVING = re.compile(
    r"\b(?:experience\w*|knowledge|skills?|familiar\w*|exposure|train(?:ed|ing)|certif\w+|licen[cs]ed?|hold|have|had|own|possess|speak|know|drive|used?|worked"
    r"|erfahrung\w*|\w*kenntnis\w*|besitze|habe|spreche|gearbeitet|benutzt|expérience\w*|connaissance\w*|compétences?|possède|parle|travaillé|utilisé"
    r"|experiencia|conocimientos?|tengo|hablo|trabajado|experiência|conhecimentos?|tenho|falo|esperienza|conoscenz\w+|parlo|ervaring|kennis)\b",
    re.IGNORECASE,
)
"""Words for having, knowing or having done something: what stands between these and a denial is what the person lacks."""
_ENDS = re.compile(r"\s*(?:$|[.!?;:,)•·|])")
_LACKS_A_THING = re.compile(r"(?:no|kein\w*|aucune?|pas|sin|ning\w+|nenhuma?|não|geen|nessun\w*)", re.IGNORECASE)
_NOT_ABLE = re.compile(r"(?:unfamiliar|untrained|inexperienced)", re.IGNORECASE)
_NO_MORE = re.compile(r"\s*(?:longer|mehr|plus|más|mais|meer)\b", re.IGNORECASE)
"""What somebody no longer does was done."""
_REACH = 6
"""Most words between a denial and what it denies, where a word of having stands between."""


def disowned(text: str, start: int, end: int) -> bool:
    """Say whether the person of a résumé denies having, knowing or having done what stands at [start, end).

    Narrower than `denied`: "built without X" leaves X out of something, and says nothing of the person.
    """
    found = _last_denial(text, start)
    if found is None or _NO_MORE.match(between := text[found.end() : start]):
        return False
    words = len(between.split())
    if words <= _REACH and (_NOT_ABLE.fullmatch(found.group()) or _HAVING.search(between)):
        return True
    behind = text[end : end + 40]
    is_lack = _LACKS_A_THING.fullmatch(found.group()) is not None and _ENDS.match(behind) is not None
    return words <= 1 and (is_lack or _HAVING.match(behind.lstrip(" -‐‑")) is not None)
