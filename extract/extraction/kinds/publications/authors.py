"""Read the names of a publication's authors, and the candidate's place among them where the candidate's name is one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from extract.text.dates.month_names import month_numbers
from extract.text.drafts import Span

_PARTICLE = r"(?:de|van|von|der|den|da|di|del|dos|la|le|bin|al|el|ter|zu)"
_WORD = rf"(?:[*∗⁎_†‡§]*[A-ZÀ-ÞĀ-Ž][\w'’.\-]*[*∗⁎_†‡§¹²³]*|{_PARTICLE})"
_PIECE = re.compile(rf"\s*(?:(?:and|und|et|y|&)\s+)?(?P<name>{_WORD}(?:\s{_WORD}){{0,4}})\s*$")
_SEPARATOR = re.compile(r"\s*(?:[,;]|\s&\s|\s(?:and|und|et(?!\sal)|y)\s)")
_REST = re.compile(r"(?i)\s*(?:,\s*)?(?:et al\.?|u\. ?a\.|and (?:\d+ |many )?(?:others|more)|…|\.\.\.)\s*$")
_MARKS = "*∗⁎†‡§¹²³"
_TITLES = frozenset(
    [
        "dr",
        "prof",
        "professor",
        "mr",
        "mrs",
        "ms",
        "mx",
        "phd",
        "md",
        "pharmd",
        "jr",
        "sr",
        "ii",
        "iii",
        "ing",
        "dipl",
        "msc",
        "bsc",
        "mba",
        "rn",
        "pe",
        "esq",
    ]
)
MAX_LIST_CHARS = 600

Authorship = Literal["first", "co_first", "author"]


@dataclass(frozen=True, slots=True)
class Author:
    """One piece of a list of authors: a name, or half of one that is written "Doe, Jane". Offsets are into the text."""

    name: str
    marks: str
    start: int
    end: int


def read_authors(text: str, span: Span) -> list[Author]:
    """Return the names of a piece of text that is a list of authors and nothing else; nothing where it is not one.

    "et al." may end it. Names have one to five words, each with a capital or a particle ("van der").
    """
    start, end = span
    piece = text[start:end]
    if len(piece) > MAX_LIST_CHARS:
        return []
    if rest := _REST.search(piece):
        end = start + rest.start()
    found: list[Author] = []
    for first, last in _pieces(text, start, end):
        match = _PIECE.match(text[first:last])
        if match is None or match["name"].strip(".").casefold() in month_numbers():
            return []  # "July" before a title is when it appeared.
        name = match["name"]
        plain = re.sub(rf"[{_MARKS}_]", "", name).strip(" .") + ("." if re.search(r"\b\w\.$", name) else "")
        marks = "".join(c for c in name if c in _MARKS and not name.startswith("**"))
        found.append(Author(plain, marks, first + match.start("name"), first + match.end("name")))
    return found


def _pieces(text: str, start: int, end: int) -> Iterator[Span]:
    position = start
    for match in _SEPARATOR.finditer(text, start, end):
        if text[position : match.start()].strip():
            yield position, match.start()
        position = match.end()
    if text[position:end].strip():
        yield position, end


def _tokens(name: str) -> list[str]:
    folded = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return [word for word in re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", folded) if word not in _TITLES]


def find_candidate(authors: list[Author], candidate: str) -> int | None:
    """Return the place in `authors` of the piece that is the candidate, counted from 0; None where none is.

    A name is the candidate's when it has all words of the candidate's name, or the last of them together with the
    initial of the first, in either order and also over two pieces ("Doe, J.").
    """
    words = _tokens(candidate)
    if len(words) < 2:
        return None
    for place, author in enumerate(authors):
        own = _tokens(author.name)
        if words[-1] not in own and set(words) != set(own):
            continue
        behind = _tokens(authors[place + 1].name) if len(own) == 1 and place + 1 < len(authors) else []
        given = [word for word in [*own, *behind[:2]] if word != words[-1]]
        if set(words) <= {*own, *behind} or any(
            word in (words[0], words[0][0]) or _initials(word, words) for word in given
        ):
            return place
    return None


def _initials(word: str, words: list[str]) -> bool:
    """Whether a short word is initials of given names: "jm" of "Jane Marie Doe"."""
    initials = "".join(part[0] for name in words[:-1] for part in re.split(r"[-'’]", name))
    return len(word) <= 3 and initials.startswith(word)


def authorship_of(authors: list[Author], place: int, *, equal_marked: bool) -> Authorship:
    """Return what the candidate's place among the authors says. `equal_marked`: a note says that a mark means equal parts."""
    of_first = set(_marks_at(authors, 0))
    if equal_marked and place and of_first & set(_marks_at(authors, place)):
        return "co_first"
    if place == 0:
        others = authors[2:] if _is_second_half(authors, 1) else authors[1:]
        shared = equal_marked and any(set(author.marks) & of_first for author in others)
        return "co_first" if shared else "first"
    return "author"


def _marks_at(authors: list[Author], place: int) -> str:
    """Return the marks of a name, which stand behind its second half in "Doe, J.*"."""
    return authors[place].marks + (authors[place + 1].marks if _is_second_half(authors, place + 1) else "")


def _is_second_half(authors: list[Author], place: int) -> bool:
    return place < len(authors) and _INITIALS.fullmatch(authors[place].name) is not None


_INITIALS = re.compile(r"(?:[A-ZÀ-ÞĀ-Ž]\.?[\s-]?){1,3}")


def end_of_authors(citation: str, candidate: str | None) -> int | None:
    """Return where the authors end that a citation begins with, behind their full stop; None where it begins with none.

    "Roe R, Doe J*. Title" and "R. Roe, J. Doe. Title" alike. The candidate has to be one of them, or there have to be two.
    """
    for stop in _STOP.finditer(citation, 0, MAX_LIST_CHARS):
        authors = read_authors(citation, (0, stop.start()))
        if not authors or not any(_INITIAL.search(author.name) for author in authors):
            continue
        given_first = _INITIAL.match(authors[0].name) is not None
        is_cut = given_first and _INITIALS.fullmatch(authors[-1].name) is not None  # "R. Roe, J" of "R. Roe, J. Doe"
        if is_cut or _GOES_ON.match(citation, stop.end()):
            continue
        if find_candidate(authors, candidate) is not None if candidate else len(authors) > 1:
            return stop.end()
    return None


_STOP = re.compile(r"\.\s+")
_GOES_ON = re.compile(r"(?:[A-ZÀ-ÞĀ-Ž]{1,2}[.,]|(?:and|und|et|y|&)\s)")
"""Behind a full stop that ends an initial and not the authors."""
_INITIAL = re.compile(r"(?<!\w)[A-ZÀ-ÞĀ-Ž]{1,3}[*∗⁎†‡§]?(?:\.|(?!\w))")
