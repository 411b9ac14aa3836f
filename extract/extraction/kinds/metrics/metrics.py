"""Measured results: code finds and reads every number of a line, the model says what each one measures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import takewhile
from typing import NamedTuple, get_args

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds.metrics.groups import Group, group_numerals
from extract.extraction.kinds.metrics.names import name_span
from extract.extraction.kinds.metrics.number_filter import is_no_result
from extract.llm.request.answer_schema import AnswerForm, narrowed, one_of, row, text
from extract.text.canonical import is_same
from extract.text.drafts import Draft, Span, lines_of
from extract.text.numbers.numerals import Numeral
from extract.text.numbers.unit_words import seconds_of
from extract.text.paragraphs import paragraphs, stands_in_bullet
from schemas.answers.metrics import MAX_WHAT, ChangeAnswer, DirectionAnswer, ListedNumbers, Number, Numbers, Sense
from schemas.profile import Direction

KIND = "metric"
TOKENS_A_NUMBER = 45
MAX_GROUPS = 12
"""Numbers asked about at once; a line with more is asked in several turns."""

SURE_OF_CHANGE = 0.7
"""Of 56 percentages without a sign or a word of change in seven sets, 8 of 11 changes and none of 45 levels are above it."""
WHOLE = 100.0
"""A percentage from here on is what was reached of a target."""
_SECTIONS = ("top", "experience", "projects", "publications", "summary", "other", "service", "education", "skills",
             "languages", "awards", "interests")  # fmt: skip
MIN_TOLD_WORDS = 8
"""A bullet with so many words tells something rather than names it."""
_LISTS = ("skills", "languages", "awards", "interests")
_SURE_ONLY = ("education", "publications", "top", *_LISTS)
"""Sections where a number by itself is a grade, a date, a contact, a volume or a page: only stated changes and from–to pairs
count, and what the words behind a number say for certain."""


class Said(NamedTuple):
    """What a model says of a number; `sense` is None where it was not asked, since the words say it, or not answered."""

    what: str
    sense: Sense | None = None


_WHAT = text(MAX_WHAT)
_WHAT_AND_SENSE = row(_WHAT, one_of(get_args(Sense)))


def answer_form(groups: Sequence[Group]) -> AnswerForm[Numbers]:
    """Return the closed answer about a line: a field a number, in order, with what it is where the words do not say."""
    shapes = (_WHAT if group.certain else _WHAT_AND_SENSE for group in groups)
    return narrowed(Numbers, **dict(zip(_labels(groups), shapes, strict=True)))


def _labels(groups: Sequence[Group]) -> list[str]:
    labels: list[str] = []
    for group in groups:
        again = sum(group.label == other.label for other in groups[: len(labels)])
        labels.append(f"{group.label} ({again + 1})" if again else group.label)
    return labels


async def extract_metrics(reading: ExtractionContext, heads: Sequence[Draft] = ()) -> list[Draft]:
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


def _tells(reading: ExtractionContext, span: Span) -> bool:
    """Whether a piece is a bullet in sentences: below a sidebar's heading, it belongs to the column beside it."""
    text = reading.document.text[span[0] : span[1]]
    return len(text.split()) >= MIN_TOLD_WORDS and stands_in_bullet(reading.document, reading.document.line_at(span[0]))


def _name_spots(head: Draft) -> list[Span]:
    return [(leaf.start, leaf.end) for name, leaf in head.leaves.items() if name in ("employer", "institution", "name")]


_KUDOS = re.compile(
    r"(?i)^\s(?:github\s|monthly\s|weekly\s|daily\s|active\s)?(?:stars|downloads|users|citations|subscribers|followers)\b"
)
"""Words behind a number that say it is a result wherever it stands, also in a list of skills."""


async def _of_line(reading: ExtractionContext, span: Span, *, sure_only: bool) -> list[Draft]:
    line = reading.document.text[span[0] : span[1]]
    flat = re.sub(r"[\n\t]", " ", line)
    masks = [(p.start - span[0], p.end - span[0]) for p in reading.periods if span[0] <= p.start < span[1]]
    groups = group_numerals(flat, masks, reading.document.language)
    if reading.has_rule("no_results"):
        groups = [
            group
            for group in groups
            if group.certain
            or not (is_no_result(group.main, flat) or (sure_only and not _KUDOS.match(flat[group.main.end :])))
        ]
    drafts: list[Draft] = []
    if len(flat.split()) < 3:
        return drafts
    for first in range(0, len(groups), MAX_GROUPS):
        batch = groups[first : first + MAX_GROUPS]
        said = await _ask(reading, batch, " ".join(flat.split()))
        for group, (what, sense) in said:
            if sense != "other" and reading.has_rule("change_or_level"):
                group = await _as_change(reading, group, flat, what)
            draft = _draft(reading, span, flat, group, what)
            named = draft.leaves["name"].rule != "number_itself"
            if group.certain or (sense != "other" and named):
                draft.values["direction"] = await _direction(reading, group, flat, str(draft.values["name"]))
                drafts.append(draft)
    return drafts


async def _ask(reading: ExtractionContext, groups: Sequence[Group], line: str) -> list[tuple[Group, Said]]:
    limit = 30 + TOKENS_A_NUMBER * len(groups)
    question = reading.profile.variant("metrics")
    if question == "metrics_listed":
        listed = await reading.ask(question, ListedNumbers, limit, line=line)
        return _matched(groups, listed.numbers) if listed else []
    answer = await reading.ask(question, answer_form(groups), limit, line=line)
    if answer is None:
        return []
    values = (answer.root[label] for label in _labels(groups))
    return [
        (group, Said(value) if isinstance(value, str) else Said(*value))
        for group, value in zip(groups, values, strict=True)
    ]


async def _as_change(reading: ExtractionContext, group: Group, flat: str, what: str) -> Group:
    """Return a percentage by itself as a change where one question is sure that it is one: "Cut fuel costs 12%"."""
    numeral = group.main
    if len(group.numerals) > 1 or numeral.kind != "percent" or numeral.cue != "open" or numeral.value >= WHOLE:
        return group
    line = " ".join(flat.split())
    choice = await reading.choose("change_or_level", ChangeAnswer, line=line, number=group.label, what=what)
    if choice is None or choice.option != "change" or (choice.probability or 0.0) < SURE_OF_CHANGE:
        return group
    return replace(group, numerals=(replace(numeral, cue="change"),), certain=True)


async def _direction(reading: ExtractionContext, group: Group, flat: str, what: str) -> Direction:
    """Return which way a quantity went: by both ends or the sign where the line states them, else asked."""
    ends = {numeral.cue: numeral for numeral in group.numerals if numeral.cue in ("from", "to")}
    both = _in_one_unit(ends["from"], ends["to"]) if len(ends) == 2 else None
    if both is not None:
        before, after = both
        return "increase" if after > before else "decrease" if after < before else "unknown"
    change = next((numeral for numeral in group.numerals if numeral.cue == "change" or numeral.kind == "factor"), None)
    if change is not None and change.signed:
        return "decrease" if change.value < 0 else "increase"
    if change is None and not group.certain:
        return "unknown"  # a number by itself: how much there was, not what became of it
    choice = await reading.choose(
        "direction", DirectionAnswer, line=" ".join(flat.split()), number=group.label, what=what
    )
    return DirectionAnswer.model_validate({"direction": choice.option}).direction if choice else "unknown"


def _in_one_unit(before: Numeral, after: Numeral) -> tuple[float, float] | None:
    """Return two values in one unit: "6 hours", "4 minutes" in seconds; None where they are of different kinds."""
    lengths = seconds_of(before.unit), seconds_of(after.unit)
    if before.unit != after.unit and lengths[0] is not None and lengths[1] is not None:
        return before.value * lengths[0], after.value * lengths[1]
    alike = before.unit == after.unit or None in (before.unit, after.unit)
    return (before.value, after.value) if alike else None


def _matched(groups: Sequence[Group], entries: Sequence[Number]) -> list[tuple[Group, Said]]:
    """Pair groups with entries: by place where all are there, else by label."""
    if [entry.number for entry in entries] == [group.label for group in groups]:
        return [(group, Said(entry.what, entry.sense)) for group, entry in zip(groups, entries, strict=True)]
    rest = list(entries)
    pairs: list[tuple[Group, Said]] = []
    for group in groups:
        for entry in rest:
            if is_same(entry.number, group.label):
                pairs.append((group, Said(entry.what, entry.sense)))
                rest.remove(entry)
                break
    return pairs


def _draft(reading: ExtractionContext, span: Span, flat: str, group: Group, what: str) -> Draft:
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
    main = group.main
    start, end, how = name_span(flat, what, main)
    draft.values["unit"] = unit_of(main, flat, (start, end))
    before = next((numeral for numeral in group.numerals if numeral.cue == "from"), None)
    if before is not None and before.unit and main.unit and before.unit != main.unit:
        draft.values["baseline_unit"] = before.unit
    draft.values["bound"] = main.bound
    draft.values["approximate"] = main.approximate
    anchor_text = " ".join(reading.document.text[offset + start : offset + end].split())
    draft.derive("name", anchor_text, how, (offset + start, offset + end))
    return draft


def _change_kind(numeral: Numeral, group: Group) -> str:
    if numeral.kind == "percent" and len(group.numerals) > 1 and group.numerals[0].unit == "%":
        return "percentage_points"
    return numeral.kind or "absolute"


_COUNTED = re.compile(r"\s([^\W\d_][\w-]*)")
_SMALL_WORD = re.compile(r"[a-zà-ž]{1,3}$|after$|before$|from$|with$|over$|under$|within$|while$|than$|across$|each$")
"""A word that joins what is counted to the rest, in most languages of three letters at most: "a week", "pro Jahr", "par mois"."""


def unit_of(numeral: Numeral, flat: str, name: Span) -> str | None:
    """Return the unit as written: the one at the number, or the words behind a whole number that say what is counted.

    `flat` is the line, `name` where the number's name stands in it. A name that begins right behind the number says what is
    counted first: "new graduates", "calls" of "calls a year". Where it stands elsewhere, a single word says so.
    """
    if numeral.unit or numeral.kind or numeral.cue in ("from", "to") or not numeral.value.is_integer():
        return numeral.unit
    if name[0] > numeral.end and flat[numeral.end : name[0]].isspace():
        words = flat[name[0] : name[1]].split()
        counted = [words[0], *takewhile(lambda word: not _SMALL_WORD.match(word), words[1:])]
        return " ".join(counted)
    match = _COUNTED.match(flat, numeral.end)
    return match[1] if match and not _SMALL_WORD.match(match[1]) else None
