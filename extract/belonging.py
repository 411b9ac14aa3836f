"""Whether words stand with the dates of their entry, or with those of another: an employer, a title, a degree, a school.

Words that stand in a document are true of one entry and false of the next. What parts them is the dates of another entry
between the two, or on the words' own row. One thing is shared: an employer, or a school, that stands once above several
entries. It is taken for shared when the entry has no such words of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extract.dates import Period
from extract.documents.model import Document, Line
from extract.drafts import Span
from extract.facts.titles import is_dated_title
from extract.paragraphs import stands_in_bullet
from extract.segment import Section

MAX_HEAD_LINES = 2
"""Lines above and below its dates that an entry's head may have."""
MAX_HEAD_CHARS = 140
_SEPARATOR = re.compile(r"\t|\s{2,}|\s[|·•–—-]\s|[,;()|]|\sat\s|\n")
_SCHOOL = re.compile(
    r"(?i)\b(?:universit\w*|college|school|institut\w*|academy|hochschule|fachhochschule|polytech\w*|gymnasium|lyc[eé]e|"
    r"[eé]cole|universidad\w*|facult\w*|seminar)\b|大学|学院"
)

_NO_NAME = re.compile(
    r"(?i)^(?:[A-Z]{2}|[A-Z]{2}\s\d{5})$|\b(?:remote|hybrid|on-?site|full[- ]time|part[- ]time|intern(?:ship)?|contract|"
    r"temporary|permanent|promoted|team|group|department|lab|division|befristet|vollzeit|teilzeit)\b"
)
"""Pieces of a head that name no employer: a state, how the work was done, a part of the employer."""
_ABBREVIATED = re.compile(r"(?:\.\w+|(?<!\w)(?:[A-Z]|Inc|Ltd|Co|Corp|Bros|Dept|Univ|Assoc|Gov|Jr|Sr|St))\.$")
"""The end of a line that is no sentence: "Acme Co.", "Lakeside s.r.o."."""


class Entries:
    """The dated entries of a document. `periods` are those of the whole text, in order; `sections` hold all its lines.

    In sections of education entries may be bullets themselves; elsewhere a date in a bullet dates a detail, unless the bullet
    is a title with its period.
    """

    def __init__(self, document: Document, periods: Sequence[Period], sections: Sequence[Section]) -> None:
        self._document = document
        self._sections = sections
        self._heads: dict[Span, frozenset[int]] = {}
        self._dates = [period for period in periods if self._dates_an_entry(period)]

    def are_parted(self, words: Span, dates: Span) -> bool:
        """Tell whether another entry's dates stand between words and dates, or on the line of either.

        Words of the head of another entry are that one's, and words below the dates must be of the same head: below a
        description stands the next entry.
        """
        dates = self._dates_of(dates)
        first, last = min(words, dates), max(words, dates)
        line, own = self._document.line_at(words[0]), self._document.line_at(dates[0])
        if line == own:
            return False
        others = [period for period in self._dates if not own.start <= period.start <= own.end]
        if not self._has_dates(own) and self._stand_apart(line, own):
            return True
        if any(
            (first[1] <= period.start and period.end <= last[0]) or line.start <= period.start <= line.end
            for period in others
        ):
            return True
        if line.number in self._head_lines(dates):
            return False
        return words[0] >= dates[1] or any(
            line.number in self._head_lines((period.start, period.end)) for period in others
        )

    def _has_dates(self, line: Line) -> bool:
        return any(line.start <= period.start <= line.end for period in self._dates)

    def _stand_apart(self, one: Line, other: Line) -> bool:
        """Tell whether a description stands between two lines, in its bullets."""
        first, last = sorted((one.number, other.number))
        return any(stands_in_bullet(self._document, line) for line in self._document.lines[first : last - 1])

    def _dates_of(self, span: Span) -> Span:
        """Return the dates of the entry whose head a piece of text stands in; the piece itself where no dates are."""
        number = self._document.line_at(span[0]).number
        spans = [(period.start, period.end) for period in self._dates]
        if any(start < span[1] and span[0] < end for start, end in spans):
            return span
        mine = [dates for dates in spans if number in self._head_lines(dates)]
        return min(mine, key=lambda dates: max(dates[0] - span[1], span[0] - dates[1]), default=span)

    def may_share(self, words: Span, dates: Span, known: Sequence[Span], *, is_school: bool) -> bool:
        """Tell whether words above several entries are this one's too: it has none of their kind itself.

        `known` are the pieces of the entry's head that are something else, such as its title.
        """
        if words[0] > dates[0] or not any(s.start <= words[0] and dates[0] < s.end for s in self._sections):
            return False
        dates = self._dates_of(dates)
        own = self._pieces(dates, known)
        if is_school:
            return not any(_SCHOOL.search(piece) for piece in own)
        line = self._document.line_at(words[0])
        if not any(period.start >= line.start for period in self._dates):
            return False
        shared = self._pieces_of([line], ())
        return all(piece in shared or _NO_NAME.search(piece) for piece in own)

    def has_words_beside(self, period: Period) -> bool:
        """Tell whether words stand on the line of a period, so that it is theirs."""
        line = self._document.line_at(period.start)
        beside = (
            self._document.text[line.start : max(line.start, period.start)] + self._document.text[period.end : line.end]
        )
        return re.search(r"[^\W\d_]{2}", beside) is not None

    def _dates_an_entry(self, period: Period) -> bool:
        line = self._document.line_at(period.start)
        if any(s.kind == "education" and s.start <= period.start < s.end for s in self._sections):
            return True
        if line.end - line.start > MAX_HEAD_CHARS:
            return False
        is_range = period.kind == "range" or period.is_current
        return not stands_in_bullet(self._document, line) or (
            is_range and is_dated_title(self._document.line_text(line), period.text)
        )

    def _pieces(self, dates: Span, known: Sequence[Span]) -> list[str]:
        """Return the pieces of an entry's head, without its dates and what is known of it; a title of another counts."""
        return self._pieces_of(self._head(dates), [dates, *known])

    def _pieces_of(self, lines: Sequence[Line], masked: Sequence[Span]) -> list[str]:
        found: list[str] = []
        for line in lines:
            letters = list(self._document.line_text(line))
            for start, end in masked:
                for place in range(max(start, line.start), min(end, line.end)):
                    letters[place - line.start] = "\t"
            pieces = (piece.strip(" *#_.:") for piece in _SEPARATOR.split("".join(letters)))
            found += [piece for piece in pieces if re.search(r"[^\W\d_]", piece)]
        return found

    def _head_lines(self, dates: Span) -> frozenset[int]:
        if dates not in self._heads:
            self._heads[dates] = frozenset(line.number for line in self._head(dates))
        return self._heads[dates]

    def _head(self, dates: Span) -> list[Line]:
        own = self._document.line_at(dates[0])
        head, body = [own], self._body(own)
        is_spaced = self._is_blank(own.number - 1) and self._is_blank(own.number + 1)
        for step in (1,) if self._begins_with_dates(own) else (-1, 1):
            number = own.number
            for _ in range(MAX_HEAD_LINES):
                number += step * (2 if is_spaced and self._is_blank(number + step) else 1)
                line = self._line(number)
                if line is None or line not in body or not self._is_of_head(line):
                    break
                head.append(line)
        return sorted(head, key=lambda line: line.number)

    def _line(self, number: int) -> Line | None:
        return self._document.lines[number - 1] if 1 <= number <= len(self._document.lines) else None

    def _is_blank(self, number: int) -> bool:
        line = self._line(number)
        return line is not None and not self._document.line_text(line).strip()

    def _begins_with_dates(self, line: Line) -> bool:
        """Tell whether the entries of a line's section begin with their dates: its first line with words has some.

        Where no heading is known, the lines up to the next empty one stand for the section, if they are several.
        """
        body = self._body(line)
        if len(self._sections) == 1 and len(block := self._block(line)) > 1:
            body = block
        first = next((each for each in body if self._document.line_text(each).strip()), line)
        return any(first.start <= period.start <= first.end for period in self._dates)

    def _block(self, line: Line) -> Sequence[Line]:
        first = last = line.number
        while first > 1 and not self._is_blank(first - 1):
            first -= 1
        while last < len(self._document.lines) and not self._is_blank(last + 1):
            last += 1
        return self._document.lines[first - 1 : last]

    def _body(self, line: Line) -> Sequence[Line]:
        """Return the lines of the section that holds a line, without its heading."""
        return next((s.body for s in self._sections if s.start <= line.start <= s.end), ())

    def _is_of_head(self, line: Line) -> bool:
        text = self._document.line_text(line).strip()
        return (
            bool(text)
            and len(text) <= MAX_HEAD_CHARS
            and (not text.endswith(".") or _ABBREVIATED.search(text) is not None)
            and not stands_in_bullet(self._document, line)
            and not any(line.start <= period.start <= line.end for period in self._dates)
        )
