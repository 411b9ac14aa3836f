"""The claims of one résumé: each field of each gold fact as it stands, set otherwise, and made false."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench import changes
from bench.told import Answer, Told, answers_of
from extract.text.canonical import canonicalise

AS_IT_STANDS = "as it stands"
_FALSE = {
    "title": (changes.false_titles, changes.false_digits, changes.false_words),
    "employer": (changes.false_digits, changes.false_words),
    "location": (changes.false_digits,),
    "institution": (changes.false_digits, changes.false_words),
    "degree": (changes.false_degrees, changes.false_words),
    "field": (changes.false_digits, changes.false_words),
    "gpa": (changes.false_digits,),
    "venue": (changes.false_digits, changes.false_words),
    "period": (changes.false_periods,),
    "number": (changes.false_numerals,),
    "what": (changes.false_words,),
}
_TRUE = {"period": changes.true_periods, "number": changes.true_numerals}
_PAPER_TITLE = (changes.false_digits, changes.false_words)
_SWAPPED = {
    "employer": "another employer",
    "institution": "another school",
    "period": "another's dates",
    "degree": "degree",
}
"""Fields whose value in another fact of the same document is a claim of its own, and what that change is called."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim: `value` in the field `name` of the answer at `place` to a question.

    `quote` is the claim as a peer is asked about it: the value itself, a number with the words around it.
    """

    question: str
    place: tuple[Any, ...]
    name: str
    value: object
    change: str
    is_true: bool
    quote: str


def claims_of(told: Told, lines: Sequence[str]) -> Iterator[Claim]:
    """Yield the claims about a document whose faultless answers are `told`, whose text has these `lines`; no false value twice for a field of a fact."""
    for question in ("jobs", "degrees", "publications", "numbers"):
        answers = answers_of(told, question)
        for place, answer in answers:
            for name, value in answer.items():
                if not isinstance(value, str | int) or name == "is" or not value or answer.get("is") == "other":
                    continue
                seen = {_key(value)}
                false = [*_false(question, name, value)]
                if name in _SWAPPED:
                    false += [(_SWAPPED[name], other[name]) for _, other in answers if other.get(name)]
                for change, changed in _true(name, value):
                    yield Claim(question, place, name, changed, change, True, _quote(question, place, value, changed))
                for change, changed in false:
                    if name == "period" and any(str(value) in line and str(changed) in line for line in lines):
                        continue  # "Feb-Apr 2022, Feb-Apr 2023" has both
                    if _key(changed) in seen or (name == "number" and _key(changed) in _numbers_beside(answers, place)):
                        continue
                    seen.add(_key(changed))
                    yield Claim(question, place, name, changed, change, False, _quote(question, place, value, changed))


def _numbers_beside(answers: Sequence[tuple[tuple[Any, ...], Answer]], place: tuple[Any, ...]) -> set[str]:
    """Return the other numbers of a line: "4" of "3 out of 4" is one that the line gives too."""
    return {_key(answer["number"]) for other, answer in answers if other[0] == place[0]}


def _key(value: object) -> str:
    return canonicalise(str(value))[0].text


def _false(question: str, name: str, value: object) -> Iterator[tuple[str, Any]]:
    if name == "year":
        year = int(str(value))
        yield from (("year", other) for other in (year - 1, year + 1, year - 10))
        return
    functions = _PAPER_TITLE if (question, name) == ("publications", "title") else _FALSE[name]
    for function in functions:
        yield from function(str(value))


def _true(name: str, value: object) -> Iterator[tuple[str, object]]:
    if name != "what":  # the model's own wording; what is stored are words of the line
        yield AS_IT_STANDS, value
    if name not in ("year", "what"):
        yield from _TRUE.get(name, changes.true_words)(str(value))


def _quote(question: str, place: tuple[Any, ...], value: object, changed: object) -> str:
    """Return the claim as words that a peer can look up: a number with up to four words before and two behind."""
    if question != "numbers" or (value == changed and not str(value)[:1].isdigit()):
        return str(changed)
    line = str(place[0])
    start = line.find(str(value))
    if start < 0:
        return str(changed)
    before = " ".join(line[:start].split()[-4:])
    behind = " ".join(line[start + len(str(value)) :].split()[:2])
    return f"{before} {changed} {behind}".strip()
