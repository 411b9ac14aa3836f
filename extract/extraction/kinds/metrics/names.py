"""What a result is called: the model's words where they stand in the line, else words of the line beside the number."""

from __future__ import annotations

import re

from extract.text.numbers.numerals import CHANGED, Numeral
from schemas.answers.metrics import MAX_WHAT

"""Longest name of a result that an answer may hold, in code points."""


def name_span(flat: str, what: str, numeral: Numeral) -> tuple[int, int, str]:
    """Return where a metric's name stands in its line, and the rule that found it.

    The model's words where they stand together, without the numbers behind them; else the first of them that stand
    together near the number; else the words behind the number.
    """
    what = what.strip()
    wanted = re.split(r"\s+(?:from|to|by|of|at)?\s*[+−-]?[$€£]?\d", what.strip(" .,"))[0].strip(" .,") or what.strip(
        " .,"
    )
    if _SAYS_NOTHING.fullmatch(wanted) and (match := _SUBJECT.match(flat[: numeral.start])):
        return match.start(1), match.end(1), "words_before_change"
    if _COMPARES.match(wanted) and (match := _CLAUSE_BEFORE.search(flat[: numeral.start])):
        return match.start(1), match.end(1), "words_before_number"
    places = [m.start() for m in re.finditer(re.escape(wanted), flat, re.IGNORECASE)] if wanted else []
    if places:
        place = min(places, key=lambda start: abs(start - numeral.start))
        return place, place + len(wanted), "words_of_the_line"
    if numeral.cue in ("from", "to") and (match := _BEFORE_FROM.search(flat[: numeral.start])):
        return match.start(1), match.end(1), "words_before_pair"
    if match := re.match(r"\s?times\b", flat[numeral.end :]):
        start = len(flat[: numeral.start].rstrip().rpartition(" ")[0])
        return start + (start > 0), numeral.end + match.end(), "words_at_number"
    tokens = wanted.split()
    for first in range(len(tokens)):
        for last in range(len(tokens), first, -1):
            run = " ".join(tokens[first:last]).strip(" .,()")
            if len(run) < 3 or run.casefold() in _STOP_WORDS:
                continue
            near = [
                m
                for m in re.finditer(rf"(?i)(?<!\w){re.escape(run)}(?!\w)", flat)
                if abs(m.start() - numeral.start) < 3 * MAX_WHAT
            ]
            if near:
                best = min(near, key=lambda m: abs(m.start() - numeral.start))
                return best.start(), best.end(), "first_words_of_the_line"
    words_after = re.match(r"[\s-]?((?:[\w/-]+\s?){1,5})", flat[numeral.end :])
    if words_after and words_after[1].strip():
        start = numeral.end + words_after.start(1)
        return start, start + len(words_after[1].rstrip()), "words_after_number"
    return numeral.start, numeral.end, "number_itself"


_SAYS_NOTHING = re.compile(
    rf"(?i)(?:{CHANGED.pattern}|euros?|dollars?|pounds?|percent|prozent|points?|times|cases|years?|months?|days?)"
)
"""Words that the model copies from beside a number and that do not say what it measures."""
_COMPARES = re.compile(
    r"(?i)(?:instead of|rather than|against|versus|compared (?:to|with)|than|(?:reduced|increased|cut|improved|raised) by|formerly|previously|"
    r"(?:lower|higher|faster|slower|less|more|fewer|better|worse|cheaper)(?:\s+(?:than|after|with|when|once|since)\b|$))(?!\w)"
)
"""Words that compare, behind the number of what is compared."""
_CLAUSE_BEFORE = re.compile(
    r"(?:^|[.;,:•]\s|\band\s)\W*(?:(?:an?|the)\s)?((?=[^\W\d_])(?!\w+(?:ed|ing)\s+\S*$)[^.;,:•]{1,50}?)\s+"
    r"(?:(?:in|of|at|to|by|under|within|about|over|now|only|just|takes?|took|is|was|are|were|down|up|reduced|increased|cut)\s+)*$"
)
_SUBJECT = re.compile(
    rf"\W*((?=[^\W\d_]).{{3,60}}?)\s+(?:{CHANGED.pattern}|was\b|is\b|went\b|fell\b|by\b|um\b|de\b|von\b|from\b|:).*$"
)
_BEFORE_FROM = re.compile(
    r"(?:^|[^\w-])((?!\w+ed\b|\w+ing\b)[\w/+@-]+(?:\s[\w/+@-]+){0,3})\s(?:from\s(?:[$€£]?[\d.,]+\S*\s(?:to|→|–)\s)?)$"
)
_STOP_WORDS = frozenset(
    ("the", "and", "for", "with", "from", "over", "than", "increase", "reduction", "improvement", "number")
)
