"""Find the value of one field of a fact in the fact's own lines: by its words, or read from them by code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extract.extraction.custom.kind import FactKind, KindField
from extract.extraction.engine.context import ExtractionContext
from extract.extraction.kinds import periods
from extract.text.anchor import Anchor, TextIndex
from extract.text.canonical import is_same
from extract.text.dates.periods import Period, find_periods
from extract.text.drafts import Draft, Span
from extract.text.numbers.numerals import Numeral, find_numerals

_ADDRESS = re.compile(r"(?i)(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:[/?#]\S*)?|(?:doi:\s?)?10\.\d{4,}/\S+")
ABBREVIATION_CHARS = 4
"""A word of capitals that is this short has to stand in capitals: "US" is not "us"."""


def fill(reading: ExtractionContext, kind: FactKind, draft: Draft, name: str, value: str | None, window: Span) -> bool:
    """Fill one field of a fact from the lines of `window`, with what the model answered for it.

    `draft` has the words that name the fact already. What is no choice, date or number of these lines stays null, with a
    finding. False where it is words that do not stand there: those are asked for again, when all other fields are filled.
    """
    field = kind.fields[name]
    if field.type == "choice":
        _fill_choice(reading, kind, draft, name, value, window)
    elif field.type in ("date", "period"):
        _fill_dates(reading, kind, draft, name, value, window)
    elif field.type == "number":
        _fill_number(reading, kind, draft, name, value, window)
    elif value and value.strip():
        anchor = _find_words(reading, kind, draft, name, value, window)
        if anchor is None:
            return False
        draft.put(name, reading.words(anchor, value), anchor)
    return True


async def fill_again(reading: ExtractionContext, kind: FactKind, draft: Draft, name: str, window: Span) -> None:
    """Ask for one field of words again, over the lines of `window` alone; what does not stand there stays null."""

    def find(words: str | None) -> Anchor | None:
        return _find_words(reading, kind, draft, name, words, window)

    if anchor := await reading.ask_again(kind.one, name, window, find):
        draft.put(name, reading.words(anchor, None), anchor)
    else:
        note_missing(reading, kind, name, [window])


def _find_words(
    reading: ExtractionContext, kind: FactKind, draft: Draft, name: str, words: str | None, window: Span
) -> Anchor | None:
    """Return where words stand in a fact's lines, closest to its name, and not as words of another field."""
    if kind.fields[name].type == "url" and not _ADDRESS.fullmatch((words or "").strip(" <>().,;")):
        return None
    found = [
        anchor for anchor in find_in(reading.index, words or "", window)
        if not any(
            leaf.how != "derived" and anchor.start < leaf.end and leaf.start < anchor.end for leaf in draft.leaves.values()
        )
    ]  # fmt: skip
    return min(found, key=lambda anchor: _distance(draft, kind, anchor.start), default=None)


def _fill_choice(
    reading: ExtractionContext, kind: FactKind, draft: Draft, name: str, value: str | None, window: Span
) -> None:
    """Take the model's choice where its words stand in the fact's lines; else the only one whose words stand there."""
    field = kind.fields[name]
    told: dict[str, Anchor] = {}
    for choice in field.choices:
        for words in words_of_choice(field, choice):
            if anchor := _find_as_set(reading, words, window):
                told.setdefault(choice, anchor)
    chosen = value if value in told else next(iter(told)) if len(told) == 1 else None
    if chosen is not None:
        draft.derive(name, chosen, "choice_words", (told[chosen].start, told[chosen].end))
    elif value:
        note_missing(reading, kind, name, [window])


def words_of_choice(field: KindField, choice: str) -> tuple[str, ...]:
    """Return the words that stand for a choice, its own name among them."""
    return (*field.choices[choice], choice.replace("_", " "))


def _find_as_set(reading: ExtractionContext, words: str, window: Span) -> Anchor | None:
    found = reading.index.find(words, limit=500)
    exact = words.isupper() and len(words) <= ABBREVIATION_CHARS
    return next(
        (a for a in found if window[0] <= a.start and a.end <= window[1] and (a.how == "exact" or not exact)), None
    )


def _fill_dates(
    reading: ExtractionContext, kind: FactKind, draft: Draft, name: str, value: str | None, window: Span
) -> None:
    """Take the date that the model means where it stands in the fact's lines; else the only one there that is left."""
    if not value:
        return
    taken = {(leaf.start, leaf.end) for leaf in draft.leaves.values()}
    there = [
        period for period in dates_in(reading, window, ranges=kind.fields[name].type == "period")
        if (period.start, period.end) not in taken
    ]  # fmt: skip
    meant = periods.meant(there, value, reading.document.language) or (there if len(there) == 1 else [])
    period = min(meant, key=lambda each: _distance(draft, kind, each.start), default=None)
    if period is None:
        note_missing(reading, kind, name, [window])
    elif kind.fields[name].type == "period":
        periods.fill_dates(draft, period)
    elif period.start_date:
        draft.derive(name, period.start_date.iso(), period.rule, (period.start, period.end))


def dates_in(reading: ExtractionContext, span: Span, *, ranges: bool) -> list[Period]:
    """Return the dates between two offsets that say when; periods with an end count only where `ranges` are asked for."""
    return [
        period for period in reading.periods
        if span[0] <= period.start and period.end <= span[1] and (period.start_date or (ranges and period.end_date))
        and (ranges or period.kind == "single")
    ]  # fmt: skip


def _fill_number(
    reading: ExtractionContext, kind: FactKind, draft: Draft, name: str, value: str | None, window: Span
) -> None:
    if not value:
        return
    there = list(numerals_between(reading, window))
    meant = [(start, each) for start, each in there if is_same(each.text, value)]
    if not meant and len(there) == 1:
        meant = there
    found = min(meant, key=lambda pair: _distance(draft, kind, pair[0]), default=None)
    if found is None:
        note_missing(reading, kind, name, [window])
        return
    start, numeral = found
    draft.derive(name, numeral.value, "numeral", (start, start + numeral.end - numeral.start))
    draft.values[f"{name}_unit"] = numeral.unit


def numerals_between(reading: ExtractionContext, span: Span) -> Iterator[tuple[int, Numeral]]:
    """Yield the numerals between two offsets, each with where it stands in the document; numbers of dates are none."""
    text = reading.document.text[span[0] : span[1]]
    offset = span[0]
    for line in text.split("\n"):
        masks = [(p.start - offset, p.end - offset) for p in reading.periods if offset <= p.start < offset + len(line)]
        for numeral in find_numerals(line, masks, reading.document.language):
            yield offset + numeral.start, numeral
        offset += len(line) + 1


def numerals_of(text: str) -> list[Numeral]:
    """Return the numerals of a text by itself, such as an example."""
    found: list[Numeral] = []
    for line in text.split("\n"):
        found += find_numerals(line, [(period.start, period.end) for period in find_periods(line)])
    return found


def note_missing(reading: ExtractionContext, kind: FactKind, name: str, spans: Sequence[Span]) -> None:
    """Say that a value of the model does not stand in its fact's lines."""
    reading.note(
        "unsupported_value",
        f"The {name.replace('_', ' ')} given for a {kind.one} does not stand in the text; left empty.",
        spans=spans,
    )


def _distance(draft: Draft, kind: FactKind, start: int) -> int:
    leaf = draft.leaves[kind.names]
    return max(start - leaf.end, leaf.start - start, 0)


def holds_words(text: str, words: Sequence[str]) -> bool:
    """Tell whether a text has one of some words, in any case, as whole words or with an ending ("patent" in "patents")."""
    folded = text.casefold()
    return any(re.search(rf"(?<!\w){re.escape(word.casefold())}", folded) for word in words)


def find_in(index: TextIndex, words: str, within: Span) -> list[Anchor]:
    """Return the places of some words between two offsets."""
    return [a for a in index.find(words, limit=500) if within[0] <= a.start and a.end <= within[1]]
