"""Whether what is stored stands in the document: the words and numbers of facts, and the text that evidence points to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from extract.evaluation.scoring.assembled import assembled_values
from extract.evaluation.scoring.comparators import letters_of, same_number
from extract.evaluation.scoring.files import Stored, StoredPosting, StoredProfile
from extract.text.numbers.number_words import write_words

KINDS = ("roles", "projects", "education", "publications", "talks", "metrics", "qualifications")
VERBATIM = ("employer", "title", "team", "location", "institution", "degree", "field", "gpa", "venue", "authors", "url",
            "name")  # fmt: skip
"""Fields that hold words of the document."""
NUMBERS = ("baseline", "value", "change")
SCALES = (1.0, 1e3, 1e5, 1e6, 1e7, 1e9, 1e12)
"""What a numeral of the text may stand for: 2 of "2M" is 2000000, 2 of "2 lakh" 200000."""

_PLAIN = re.compile(r"\d+(?:\.\d+)?")
_DECIMAL_COMMA = re.compile(r"\d+,\d+")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")


@dataclass(frozen=True, slots=True)
class Support:
    """Of one document: how many values and pieces of evidence were looked up, and which are not in its text.

    `unsupported` names the values as ("roles 2 employer", value); `misplaced` the evidence as ("roles 2", quote);
    `assembled` the values that stand in another fact's entry, as "roles 2 location".
    """

    values: int
    unsupported: tuple[tuple[str, object], ...]
    evidence: int
    misplaced: tuple[tuple[str, str], ...]
    assembled: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return what --json shows of it."""
        return {
            "values": self.values,
            "unsupported": [{"place": place, "value": value} for place, value in self.unsupported],
            "assembled": list(self.assembled),
            "evidence": self.evidence,
            "evidence_errors": [{"place": place, "text": text} for place, text in self.misplaced],
        }


def check_support(stored: StoredProfile | StoredPosting, text: str) -> Support:
    """Look up the values of a profile's facts, and all evidence of a profile or posting, in the document's text."""
    values = [*_values(stored), *_own_values(stored)] if isinstance(stored, StoredProfile) else []
    document = (stored.model_extra or {}).get("document")
    language = cast("dict[str, Any]", document).get("language") if isinstance(document, dict) else None
    squeezed, numerals = letters_of(text), _numerals(write_words(text, language)[0])
    unsupported = tuple(
        (place, value)
        for place, value in values
        if not (_is_said(value, squeezed) if isinstance(value, str) else _is_numeral(value, numerals))
    )
    evidence = list(_evidence(stored.model_dump(), ""))
    misplaced = tuple(
        (place, str(quote["text"])) for place, quote in evidence if text[quote["start"] : quote["end"]] != quote["text"]
    )
    assembled = assembled_values(stored, text) if isinstance(stored, StoredProfile) else ()
    return Support(len(values), unsupported, len(evidence), misplaced, assembled)


def _values(profile: StoredProfile) -> Iterator[tuple[str, str | float]]:
    for kind in KINDS:
        facts: list[Stored] = getattr(profile, kind) or []
        for place, fact in enumerate(facts, 1):
            for field in VERBATIM:
                value = fact.get(field)
                for each in cast("list[object]", value) if isinstance(value, list) else [value]:
                    if isinstance(each, str) and each:
                        yield f"{kind} {place} {field}", each
            for field in NUMBERS if kind == "metrics" else ():
                if isinstance(number := fact.get(field), int | float):
                    yield f"{kind} {place} {field}", float(number)


def _own_values(profile: StoredProfile) -> Iterator[tuple[str, str]]:
    """Yield the words of facts of the user's own kinds: values that were found as they are, none that code worked out."""
    for kind, facts in profile.additional.items():
        for place, fact in enumerate(facts, 1):
            for field, leaf in fact.get("leaves", {}).items():
                if leaf["how"] != "derived" and isinstance(value := fact.get(field), str):
                    yield f"{kind} {place} {field}", value


def _is_said(value: str, squeezed: str) -> bool:
    """Tell whether a value stands in the text as a whole, or each of its words does."""
    return letters_of(value) in squeezed or all(letters_of(word) in squeezed for word in re.split(r"[\s;/,]+", value))


def _numerals(text: str) -> list[float]:
    """Return the numbers of a text whose number words are digits, "1,250" as 1250 and "1,5" as 1.5."""
    plain = _PLAIN.findall(_THOUSANDS.sub("", text))
    return sorted({float(found.replace(",", ".")) for found in (*plain, *_DECIMAL_COMMA.findall(text))})


def _is_numeral(value: float, numerals: list[float]) -> bool:
    return any(same_number(abs(value), numeral * scale) for numeral in numerals for scale in SCALES)


def _evidence(value: object, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every piece of evidence below a value: objects with offsets and the text between them."""
    if isinstance(value, dict):
        node = cast("dict[str, Any]", value)
        if isinstance(node.get("start"), int) and isinstance(node.get("end"), int) and "text" in node:
            yield place, node
        for name, below in node.items():
            yield from _evidence(below, place if name == "evidence" else f"{place} {name}".strip())
    elif isinstance(value, list):
        for number, below in enumerate(cast("list[object]", value), 1):
            numbered = bool(place) and not place[-1].isdigit()
            yield from _evidence(below, f"{place} {number}" if numbered else place)
