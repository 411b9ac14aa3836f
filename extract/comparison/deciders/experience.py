"""What kind of experience a demand for years asks about: its words without the number and what surrounds it."""

from __future__ import annotations

import re

_ASIDE = re.compile(
    r"(?i),\s*(?:at least|of which|including|davon|dont|[^,]*\b(?:included|inbegriffen|compris\w*|incluid\w*)\b).*$"
)
"""A part behind a comma that says what counts too, or what part of the years is in something narrower."""
_YEARS = r"(?:years?|yrs?|months?|jahren?|monaten?|ans|années|mois|años|meses)['’]?"
_BEHIND_YEARS = re.compile(
    rf"(?i)\b{_YEARS}(?:\s+(?:or|and)\s+more)?\s+(?:(?:of|an?)\s+)*(?!(?:or|and)\s+more\b)(?P<rest>\S.+)$"
)
_BEFORE_YEARS = re.compile(rf"(?i)^(?P<rest>.*?)\s+(?:of|with|from|über|von|de)\s+.*?\b{_YEARS}")
_LEAD = re.compile(
    r"(?i)^(?:(?:progressive(?:ly responsible)?|relevant|professional|proven|practical|full-time|hands-on|prior|post-qualification|direct|recent|solid|working?|einschlägige\w*|praktische\w*)\s+)+"
)
_EXPERIENCE = r"(?:experience|berufserfahrung|erfahrung|expérience|experiencia|practice)"
_IN = re.compile(
    rf"(?i)^{_EXPERIENCE}\s+(?:in|with|of|using|on|mit|en|dans|con)\s+(?:the\s+|der\s+|den\s+)?(?P<what>.+)$"
)
_AS = re.compile(rf"(?i)^{_EXPERIENCE}\s+(?:as|als|comme|en tant que|como)\s+(?P<what>.+)$")
_NAMED_BEFORE = re.compile(rf"(?i)\s+{_EXPERIENCE}$")


def experience_asked(text: str) -> str:
    """Return what the years are to be in: "accounting" of "5+ years of progressive accounting experience"."""
    plain = _ASIDE.sub("", text.strip(" ."))
    match = _BEHIND_YEARS.search(plain) or _BEFORE_YEARS.search(plain)
    rest = _LEAD.sub("", match["rest"] if match else plain).strip()
    if named := _IN.match(rest):
        return named["what"]
    if named := _AS.match(rest):
        return f"work as {named['what']}"
    what = _NAMED_BEFORE.sub("", f" {rest}").strip()
    return what or text
