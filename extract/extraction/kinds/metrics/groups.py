"""Numerals that belong to one result, and whether the words around them say for certain that it is one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extract.text.drafts import Span
from extract.text.numbers.numerals import CHANGED, Numeral, find_numerals

_REACHED = re.compile(
    r"(?i)\b(?:improv\w+|rais\w+|increas\w+|reach\w+|achiev\w+|attain\w+|grew|grow\w*|boost\w+|lift\w*|brought|bring\w*|"
    r"reduc\w+|decreas\w+|lower\w+|cut|dropp\w+|hit|exceed\w+|fell|fall\w*|rose|ris(?:es|ing)|climb\w+|shr[aiu]nk\w*|went|"
    r"moved|down|up|maintain\w+|stay\w*|scor\w+|averag\w+)\b"
    r"[^.;]{0,60}?\b(?:to|of|at|below|above)\s(?:about\s|over\s|nearly\s|under\s)?$"
)
_EARNED = re.compile(
    r"(?i)\b(?:sav(?:ed|es|ing)|recover(?:ed|ing)|generat(?:ed|ing))\s(?:over\s|about\s|nearly\s|some\s|more than\s)?$"
)
"""Before an amount of money."""
_GAIN_WORD = re.compile(
    r"(?i)^\W{0,2}(?:\w+\s){0,2}?(?:gain|improvement|increase|reduction|decrease|uplift|lift|growth|drop)"
)


@dataclass(frozen=True, slots=True)
class Group:
    """Numerals that belong to one result: a pair from–to, perhaps with the change that is stated behind it, or one.

    They stand in the order of the line; in "90%, up from 80%" the value reached comes first.
    """

    numerals: tuple[Numeral, ...]
    certain: bool

    @property
    def label(self) -> str:
        """The group as the model is shown it."""
        texts = [numeral.text for numeral in self.numerals if numeral.cue != "change" or len(self.numerals) == 1]
        return (" from " if self.numerals[0].cue == "to" else " to ").join(texts)

    @property
    def main(self) -> Numeral:
        """The numeral that says where it ended: the value reached of a pair, or the only one."""
        return next((numeral for numeral in self.numerals if numeral.cue == "to"), self.numerals[0])


def group_numerals(line: str, masks: Sequence[Span] = (), language: str | None = None) -> list[Group]:
    """Return the numerals of a line by result, in order."""
    groups: list[list[Numeral]] = []
    explained: dict[int, Numeral] = {}
    for numeral in find_numerals(line, masks, language):
        if numeral.in_words and numeral.cue not in ("from", "to"):
            continue  # "a team of six", "in two years": how much there was, or how long it took
        if groups and _WHOLE.fullmatch(line, groups[-1][-1].end, numeral.start):
            continue  # "71 of 100 cases": the hundred is what the 71 are a part of.
        last = groups[-1] if groups else []
        if (numeral.cue == "to" and last and last[0].cue == "from" and len(last) == 1) or (
            len(last) == 2 and numeral.cue == "change" and _states_the_gain(line, last[1], numeral)
        ):
            last.append(numeral)
        elif (
            numeral.cue == "from"
            and len(last) == 1
            and last[0].cue == "change"
            and _EXPLAINED.fullmatch(line, last[0].end, numeral.start)
        ):
            explained[len(groups) - 1] = last[0]
            groups[-1] = [numeral]
        elif len(last) == 1 and _is_former(line, last[0], numeral):
            groups[-1] = [replace(last[0], cue="to"), replace(numeral, cue="from")]
        elif len(last) == 1 and _is_later(line, last[0], numeral):
            groups[-1] = [replace(last[0], cue="from"), replace(numeral, cue="to")]
        else:
            groups.append([numeral])
    for place, change in explained.items():
        groups[place].append(change)
    return [Group(tuple(group), _certain(group, line)) for group in groups if len(group) > 1 or not group[0].in_words]


_EXPLAINED = re.compile(r"\s?[(,–:]\s?(?:down\s|up\s)?from\s")
"""Between a change and the pair that explains it: "by 68% (from 11.2 s to 3.6 s)"."""
_WHOLE = re.compile(r"(?:\s?(?!instead\b)\w+)?\s(?:out\s)?of\s(?:the\s|all\s)?")
_UP_FROM = re.compile(
    r"(?i)[^.;]{0,60}?\b(?:up from|down from|from|against|versus|vs\.?|compared (?:to|with)|gegenüber|contre|frente a)"
    r"\s(?:about\s|around\s|nearly\s|over\s|just\s)?"
)


_INSTEAD = re.compile(
    r"(?i)(?:\s\w+){0,2}\s?(?:[,;(–-]\s?(?:it was|was|were)|[,;(–-]?\s?(?:instead of|rather than|where (?:it|they|there) (?:was|were|used to be)|formerly|previously|statt|zuvor|au lieu de|en lugar de))"
    r"\s(?:about\s|around\s|nearly\s|over\s|almost\s)?"
)
"""Between a value and what stood in its place: "97%, was 80%", "20 days (formerly 45)"."""


def _is_former(line: str, reached: Numeral, former: Numeral) -> bool:
    """Whether the second of two numerals is what the first was before: "90%, up from 80%", "4.3 against 3.9"."""
    both_open = reached.cue == "open" and former.cue == "open" and (reached.kind is None or reached.unit == "%")
    if not both_open or reached.kind != former.kind:
        return False
    if _INSTEAD.fullmatch(line, reached.end, former.start):
        return True  # whatever the units: "6 days rather than 3 weeks"
    alike = reached.unit == former.unit or None in (reached.unit, former.unit)
    if reached.unit == former.unit and _YEAR_BEFORE.match(line, former.end):
        return _ONE_CLAUSE.fullmatch(line, reached.end, former.start) is not None
    return alike and _UP_FROM.fullmatch(line, reached.end, former.start) is not None


_YEAR_BEFORE = re.compile(
    r"(?i)\s(?:(?:in )?the (?:year|month|quarter|season) before|the previous \w+|beforehand|previously|(?:a|one) year earlier)\b"
)
_ONE_CLAUSE = re.compile(r"[^.;,]{0,40},\s(?:against\s|and\s)?")
_IN_YEAR = re.compile(r"\s(?:in|for)\s((?:19|20)\d{2})(?!\d)")
_THEN_NOW = re.compile(r"(?i)\s(?:in|at) (?:the |my )?(?:first|start|beginning|outset)\b[\w\s]{0,16}[,;]\s(?:and\s)?")
_NOW = re.compile(r"(?i)\s(?:today|now|at present|at the end|by the end|in the last)\b")
_BECAME = re.compile(r"(?i)\s[\w\s]{0,24}\b(?:became|turned into|grew to|went to)\s(?:about\s|some\s|nearly\s|over\s)?")


def _is_later(line: str, former: Numeral, reached: Numeral) -> bool:
    """Whether the second of two numerals is what became of the first: "41% in 2021, 58% in 2024", "61 at first, 9 today"."""
    both_open = reached.cue == "open" and former.cue == "open" and reached.kind == former.kind
    if not both_open or (reached.kind is not None and reached.unit != "%"):
        return False
    if _BECAME.fullmatch(line, former.end, reached.start):
        return True  # whatever the units: "2 releases a week became 15 a day"
    if _THEN_NOW.fullmatch(line, former.end, reached.start) and _NOW.match(line, reached.end):
        return True
    if reached.unit != former.unit:
        return False
    first, second = _IN_YEAR.match(line, former.end), _IN_YEAR.match(line, reached.end)
    if first and second:
        between = line[first.end() : reached.start]
        return first[1] < second[1] and re.fullmatch(r"[,;]\s(?:and\s|to\s)?|\sand\s|\sto\s", between) is not None
    decimal = "." in former.text and "." in reached.text and line[former.end : reached.start].strip() == "to"
    return decimal and CHANGED.search(re.split(r"[.;!?]\s", line[: former.start])[-1]) is not None


def _states_the_gain(line: str, reached: Numeral, change: Numeral) -> bool:
    between, after = line[reached.end : change.start], line[change.end :]
    joined = re.fullmatch(r"(?:[,;]?\s?(?:an?|or|i\.e\.,?|a total of)?\s?|\s?\()", between) is not None
    return joined and (change.signed or between.strip().startswith("(") or _GAIN_WORD.match(after) is not None)


def _certain(group: Sequence[Numeral], line: str) -> bool:
    first = group[0]
    if len(group) > 1 or first.cue == "change":
        return True
    if _EARNED.search(line[: first.start]) and re.match(r"[$€£¥₹A-Z]", first.text):
        return True
    return (
        first.cue != "from" and (first.unit == "%" or "." in first.text) and bool(_REACHED.search(line[: first.start]))
    )
