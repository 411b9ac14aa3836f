"""The words of headings: what kind of section a line opens, told from the tables of headings.yaml."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping
from importlib import resources
from typing import Any, Literal

import yaml

DocumentKind = Literal["resume", "posting"]

MAX_LABEL_WORDS = 4
"""Longest heading that stands on one line with its list ("Skills: Java, SQL")."""
MAX_HEADING_WORDS = 9
"""Longest heading of the table, with a leading "my" or a trailing "of the position" to spare."""


def heading_key(text: str) -> str:
    """Return a heading's words as the tables list them: case-folded, no accents, digits or punctuation, in any script."""
    text = re.sub(r"(?<=\b\w) (?=\w\b)", "", text) if re.fullmatch(r"(?:\w ){3,}\w", text.strip()) else text
    text = re.sub(r"(?<=[A-Z])l|l(?=[A-Z])", "I", text)  # as text recognition misreads it: "LlCENSES"
    text = unicodedata.normalize("NFKD", text.replace("&", " and ").replace("/", " and "))
    text = "".join(c for c in text.casefold() if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\W\d_]+", " ", text).split())


@functools.cache
def _table(name: str) -> Mapping[str, str]:
    """Return one table of headings as it is looked up: the kind of section by the key of its words."""
    by_language = _read("headings_by_language.yaml") if name == "resume" else {}
    tables = (*by_language.values(), _read("headings.yaml")[name])
    return {heading_key(words): kind for table in tables for kind, listed in table.items() for words in listed}


def _read(file: str) -> dict[str, Any]:
    return yaml.safe_load(resources.files("extract.text.sections").joinpath(file).read_text("utf-8"))


def heading_kind(text: str, kind: DocumentKind, *, marked: bool = False) -> str | None:
    """Return the kind of section that a line opens, or None when it is no heading.

    `marked` says that the format or the layout sets the line off (heading style, bold, capitals); such a line may
    also carry a heading of the table as its last or first words ("Selected Peer-Reviewed Publications").
    """
    stripped = text.strip()
    if not stripped or len(stripped.split()) > MAX_HEADING_WORDS or stripped.endswith((".", ",", ";")):
        return None
    before_colon, colon, after = stripped.partition(":")
    if colon and after.strip():
        return None
    if kind == "resume" and not _BULLET.match(before_colon) and (remark := _REMARK.search(before_colon)):
        head = before_colon[: remark.start()]
        return _kind_of_words(head, kind, marked=marked, colon=bool(colon)) or (
            heading_kind(remark[1], kind) if head.isupper() else None
        )
    return _kind_of_words(before_colon, kind, marked=marked, colon=bool(colon))


def _kind_of_words(stripped: str, kind: DocumentKind, *, marked: bool, colon: bool) -> str | None:
    key = heading_key(stripped)
    table = _table(kind)
    if key in TIMES and re.search(r"\d", stripped):
        return None  # "2014 → now" are dates.
    if key in table:
        return table[key]
    if _SPACED_OUT.fullmatch(stripped) and (spaced := _joined_table(kind).get(key.replace(" ", ""))):
        return spaced
    if kind == "resume" and (composed := _composed_kind(stripped)):
        return composed
    if marked and kind == "resume" and re.fullmatch(r"before [a-z ]+", key):
        return "experience"  # "Before Teaching"
    if (marked or colon) and key:
        words = key.split()
        for length in range(len(words) - 1, 0, -1):
            for part in (" ".join(words[-length:]), " ".join(words[:length])):
                if part in table and (length > 1 or (len(words) <= 4 and part not in WHOLE_ONLY)):
                    return table[part]
    return None


TIMES = frozenset(("now", "currently", "previously", "before that", "at present", "earlier"))
"""Headings that are also the dates of an entry: one of them alone opens no section."""
WHOLE_ONLY = frozenset(("community", "computer", "computers", "computing", "engagements", "speaks", *TIMES))
"""Words that are headings by themselves, and parts of titles beside others: "Community Outreach Coordinator"."""
_SPACED_OUT = re.compile(r"(?=.*\b\w{1,2}\b)\w{1,4}(?: \w{1,4}){1,11}")
"""Letters set wide apart, some of them together: "to o l s"."""


@functools.cache
def _joined_table(name: str) -> Mapping[str, str]:
    return {key.replace(" ", ""): section for key, section in _table(name).items()}


_REMARK = re.compile(r"(?<=\w)\s*\(([^()]*)\)\s*$")
"""What a heading says about its list, or again: "Publications (* equal contribution)", "BERUFSERFAHRUNG (Experience)"."""
_BULLET = re.compile(r"\s*(?:[•●▪◦‣·*–—-]\s|\(?\d{1,2}[.)]\s)")


def _composed_kind(text: str) -> str | None:
    """Return the kind of section of a résumé's heading that is put together from known words ("Talks & Posters")."""
    if _BULLET.match(text):
        return None
    words = heading_key(text).split()
    kinds = [_table("resume_words").get(word) for word in words]
    if len(words) < 2 or None in kinds:
        return None
    return next((kind for kind in kinds if kind != "modifier"), None)


def kind_of_any_word(text: str) -> str:
    """Return the kind of section that the first known word of a heading names, in singular or plural; else "other"."""
    table = _table("resume_words")
    kinds = (table.get(word) or table.get(f"{word}s") for word in heading_key(text).split())
    return next((kind for kind in kinds if kind and kind != "modifier"), "other")


def names_one_kind(text: str) -> bool:
    """Whether all words of a résumé's heading are known, and name one kind of section: not "Certifications and awards"."""
    table = _table("resume_words")
    kinds = {table.get(word) or table.get(f"{word}s") for word in heading_key(text).split()} - {"modifier"}
    return len(kinds) == 1 and None not in kinds


def known_share(text: str) -> float:
    """Return the share of a line's words that headings of résumés are put together from, in singular or plural."""
    table, words = _table("resume_words"), heading_key(text).split()
    return sum(word in table or f"{word}s" in table for word in words) / len(words) if words else 0.0


def own_heading_key(text: str) -> str:
    """Return a heading's words as those of a user are compared, in any script: case-folded, no accents and punctuation."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.sub(r"[\W_]+", " ", "".join(c for c in folded if not unicodedata.combining(c))).split())
