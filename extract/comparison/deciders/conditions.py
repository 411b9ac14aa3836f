"""Conditions of a job that a résumé seldom speaks of: right to work, travel, driving licence, shifts. Code knows the usual words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.comparison.deciders.decision import Decision, resting_on
from extract.comparison.deciders.work_permits import citizenship_lines, decide_work_permit
from extract.comparison.retrieval.pool import LineSearch, PoolLine
from extract.text.skills.denial import denied, disowned
from schemas.posting import Topic

_SAID: dict[Topic, re.Pattern[str]] = {
    "travel": re.compile(r"(?i)\b(?:willing(?:ness)? to travel|travel(?:l?ed|l?ing)?\b.{0,40}(?:%|weekly|monthly|nationwide|internationally)|reisebereit\w*|mobile sur)"),
    "licence": re.compile(r"(?i)\b(?:driv(?:er'?s?|er’s|ing) licen[cs]e|CDL|HGV|LGV|führerschein|permis (?:de conduire|[bc])\b)"),
    "shift": re.compile(r"(?i)\b(?:(?:night|day|rotating|evening|weekend|late|early|split)(?:,? (?:and|or|&)? ?(?:night|day|evening|weekend|late))* shifts?|on[- ]call(?![- ]cent(?:re|er)s?)|shift work|schicht\w*|(?:three|two|3|2)[- ]shift|nights and weekends)\b"),
}  # fmt: skip
_NAMES: dict[Topic, str] = {
    "travel": "travel",
    "licence": "a driving licence",
    "shift": "shifts",
}


def decide_condition(
    topic: Topic, demand: str, lines: Sequence[PoolLine], whole_text: Sequence[PoolLine] = ()
) -> Decision:
    """Return whether a line speaks of a condition; what it says is for a person to look at, since wordings differ.

    A condition is contradicted by a line, of those of `whole_text` too, in which the person denies it.
    """
    if topic == "work_permit":
        return decide_work_permit(demand, lines)
    found = [
        (line, match)
        for line in lines
        if (match := _SAID[topic].search(line.text)) and not denied(line.text, match.start())
    ]
    if not found:
        for line in whole_text or lines:
            match = _SAID[topic].search(line.text)
            if match and disowned(line.text, match.start(), match.end()):
                said = f"The résumé denies {_NAMES[topic]}."
                return resting_on([line], "contradicted", "computed", said, needs_review=True)
        return Decision("not_shown", "computed", f"The résumé does not speak of {_NAMES[topic]}.")
    words = found[0][1].group()
    return resting_on([found[0][0]], "met", "computed", f"“{words}” speaks of {_NAMES[topic]}.", needs_review=True)


def told_otherwise(
    topic: Topic, demand: str, whole_text: Sequence[PoolLine], search: LineSearch, limit: int
) -> list[PoolLine]:
    """Return the lines that may speak of a condition in other words, at most `limit`: the model is asked about them.

    `search` is over `whole_text`, with the lines that no fact cites.
    """
    if topic == "work_permit":
        return citizenship_lines(whole_text)[:limit]
    return search.best(demand, limit)
