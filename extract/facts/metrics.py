"""Measured results: code finds and reads every number of a line, the model says what each one measures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pydantic import Field

from extract.drafts import Draft, Span, lines_of
from extract.numbers import CHANGED, Numeral, find_numerals
from extract.paragraphs import paragraphs, stands_in_bullet
from extract.reading import Reading
from extract.replies import Reply, Shape, each_of, list_of, narrowed, one_of, one_of_or_null

KIND = "metric"
MAX_WHAT = 60
TOKENS_A_NUMBER = 45
MAX_GROUPS = 12
"""Numbers asked about at once; a line with more is asked in several turns."""

_SECTIONS = ("top", "experience", "projects", "publications", "summary", "other", "service", "education", "skills",
             "languages", "awards", "interests")  # fmt: skip
MIN_TOLD_WORDS = 8
"""A bullet with so many words tells something rather than names it."""
_LISTS = ("skills", "languages", "awards", "interests")
_SURE_ONLY = ("education", "top", *_LISTS)
"""Sections where a number by itself is a grade, a date or a contact: only stated changes and from–to pairs count."""

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
        else:
            groups.append([numeral])
    for place, change in explained.items():
        groups[place].append(change)
    return [Group(tuple(group), _certain(group, line)) for group in groups]


_EXPLAINED = re.compile(r"\s?[(,–:]\s?(?:down\s|up\s)?from\s")
"""Between a change and the pair that explains it: "by 68% (from 11.2 s to 3.6 s)"."""
_WHOLE = re.compile(r"(?:\s?\w+)?\s(?:out\s)?of\s(?:the\s|all\s)?")
_UP_FROM = re.compile(
    r"(?i)[^.;]{0,60}?\b(?:up from|down from|from|against|versus|vs\.?|compared (?:to|with)|gegenüber|contre|frente a)"
    r"\s(?:about\s|around\s|nearly\s|over\s|just\s)?"
)


def _is_former(line: str, reached: Numeral, former: Numeral) -> bool:
    """Whether the second of two numerals is what the first was before: "90%, up from 80%", "4.3 against 3.9"."""
    alike = reached.kind == former.kind and (reached.unit == former.unit or None in (reached.unit, former.unit))
    both_open = reached.cue == "open" and former.cue == "open" and (reached.kind is None or reached.unit == "%")
    return alike and both_open and _UP_FROM.fullmatch(line, reached.end, former.start) is not None


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


class Number(Reply):
    """What one number of a line measures; where that is asked, also what it is, in a field "is"."""

    number: str
    what: str = Field(max_length=MAX_WHAT)

    @property
    def is_result(self) -> bool:
        """Whether the number is a result; True where that was not asked, or not answered since the words say it."""
        return getattr(self, "is", None) in (None, "result")


class Numbers(Reply):
    """What the numbers of a line measure."""

    numbers: Sequence[Number]


def answer_model(groups: Sequence[Group], *, closed: bool) -> type[Numbers]:
    """Return the answer about a line: one entry a number, in order, the number itself a constant.

    Closed, "is" stands only where the words around a number do not say what it is. The open answer is one shape for all
    numbers: there it may be null, or left out as in the examples.
    """
    senses = ("result", "other")
    if not closed:
        unsaid: dict[str, Shape] = {"is": (one_of_or_null(senses)[0], None)}
        return narrowed(Numbers, numbers=list_of(narrowed(Number, **unsaid)))
    sense: dict[str, Shape] = {"is": one_of(senses)}
    entries = [narrowed(Number, number=one_of((group.label,)), **({} if group.certain else sense)) for group in groups]
    return narrowed(Numbers, numbers=each_of(entries))


async def extract_metrics(reading: Reading, heads: Sequence[Draft] = ()) -> list[Draft]:
    """Return the measured results that the document states, in its order.

    `heads` are positions, programmes of study and projects: a number on the lines that name one ("420 beds") describes it.
    """
    drafts: list[Draft] = []
    named = set(lines_of(reading.document, (spot for head in heads for spot in _name_spots(head))))
    for section in reading.sections_of(*_SECTIONS):
        for span in paragraphs(reading.document, section.body):
            names_a_head = not named.isdisjoint(lines_of(reading.document, [span]))
            sure_only = section.kind in _SURE_ONLY and not (section.kind in _LISTS and _tells(reading, span))
            drafts += await _of_line(reading, span, sure_only=sure_only or names_a_head)
    return drafts


def _tells(reading: Reading, span: Span) -> bool:
    """Whether a piece is a bullet in sentences: below a sidebar's heading, it belongs to the column beside it."""
    text = reading.document.text[span[0] : span[1]]
    return len(text.split()) >= MIN_TOLD_WORDS and stands_in_bullet(reading.document, reading.document.line_at(span[0]))


def _name_spots(head: Draft) -> list[Span]:
    return [(leaf.start, leaf.end) for name, leaf in head.leaves.items() if name in ("employer", "institution", "name")]


_KUDOS = re.compile(
    r"(?i)^\s(?:github\s|monthly\s|weekly\s|daily\s|active\s)?(?:stars|downloads|users|citations|subscribers|followers)\b"
)
"""Words behind a number that say it is a result wherever it stands, also in a list of skills."""


async def _of_line(reading: Reading, span: Span, *, sure_only: bool) -> list[Draft]:
    line = reading.document.text[span[0] : span[1]]
    flat = re.sub(r"[\n\t]", " ", line)
    masks = [(p.start - span[0], p.end - span[0]) for p in reading.periods if span[0] <= p.start < span[1]]
    groups = [
        group
        for group in group_numerals(flat, masks, reading.document.language)
        if not sure_only or group.certain or _KUDOS.match(flat[group.main.end :])
    ]
    drafts: list[Draft] = []
    if len(flat.split()) < 3:
        return drafts
    for first in range(0, len(groups), MAX_GROUPS):
        batch = groups[first : first + MAX_GROUPS]
        answer = await reading.ask(
            "metrics", answer_model(batch, closed=reading.closed), 30 + TOKENS_A_NUMBER * len(batch),
            line=" ".join(flat.split()),
        )  # fmt: skip
        for group, entry in _matched(batch, answer.numbers):
            if group.certain or entry.is_result:
                drafts.append(_draft(reading, span, flat, group, entry.what))
    return drafts


def _matched(groups: Sequence[Group], entries: Sequence[Number]) -> list[tuple[Group, Number]]:
    """Pair groups with entries: by place where the schema was closed, by label where the model listed them itself."""
    if [entry.number for entry in entries] == [group.label for group in groups]:
        return list(zip(groups, entries, strict=True))
    rest = list(entries)
    pairs: list[tuple[Group, Number]] = []
    for group in groups:
        for entry in rest:
            if " ".join(entry.number.split()) == group.label:
                pairs.append((group, entry))
                rest.remove(entry)
                break
    return pairs


def _draft(reading: Reading, span: Span, flat: str, group: Group, what: str) -> Draft:
    draft = Draft()
    offset = span[0]
    is_pair = len(group.numerals) > 1
    for numeral in group.numerals:
        where = (offset + numeral.start, offset + numeral.end)
        if is_pair and numeral.cue != "change":
            name = "baseline" if numeral.cue == "from" else "value"
        else:
            name = "change" if numeral.cue == "change" or numeral.kind == "factor" else "value"
        if name == "change":
            # As printed: "−35 %" is -35, "reduced by 35%" is 35 with "reduced" in the line that bears it out.
            draft.values["change_kind"] = _change_kind(numeral, group)
        draft.derive(name, numeral.value, "numeral", where)
    first, main = group.numerals[0], group.main
    draft.values["unit"] = _unit(main, flat)
    units = {numeral.unit for numeral in group.numerals if numeral.cue != "change" and numeral.unit}
    if len(units) > 1:
        reading.note("units_differ", "The value before and the value reached are in different units; the unit given is that of the latter.",
                     spans=[(offset + first.start, offset + max(main.end, group.numerals[1].end))])  # fmt: skip
    draft.values["bound"] = main.bound
    draft.values["approximate"] = main.approximate
    start, end, how = name_span(flat, what, main)
    anchor_text = " ".join(reading.document.text[offset + start : offset + end].split())
    draft.derive("name", anchor_text, how, (offset + start, offset + end))
    return draft


def _change_kind(numeral: Numeral, group: Group) -> str:
    if numeral.kind == "percent" and len(group.numerals) > 1 and group.numerals[0].unit == "%":
        return "percentage_points"
    return numeral.kind or "absolute"


_COUNTED = re.compile(
    r"\s(?!(?:and|or|to|with|in|on|by|for|at|of|across|after|before|from|per|over|under|within|while|than|as|the|an?)\b)([a-zA-Z][\w-]*)"
)


def _unit(numeral: Numeral, flat: str) -> str | None:
    """Return the unit as written: the one at the number, or the word behind a whole number that says what is counted."""
    if numeral.unit or numeral.kind or numeral.cue in ("from", "to") or not numeral.value.is_integer():
        return numeral.unit
    match = _COUNTED.match(flat[numeral.end :])
    return match[1] if match else None


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
_SUBJECT = re.compile(
    rf"\W*((?=[^\W\d_]).{{3,60}}?)\s+(?:{CHANGED.pattern}|was\b|is\b|went\b|fell\b|by\b|um\b|de\b|von\b|from\b|:).*$"
)
_BEFORE_FROM = re.compile(
    r"(?:^|[^\w-])((?!\w+ed\b|\w+ing\b)[\w/+@-]+(?:\s[\w/+@-]+){0,3})\s(?:from\s(?:[$€£]?[\d.,]+\S*\s(?:to|→|–)\s)?)$"
)
_STOP_WORDS = frozenset(
    ("the", "and", "for", "with", "from", "over", "than", "increase", "reduction", "improvement", "number")
)
