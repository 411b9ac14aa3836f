"""What was told of a document's positions and programmes of study, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from extract.extraction.engine.context import ExtractionContext
from extract.extraction.placement import Layout, Placed, Told, place_facts
from extract.extraction.placement.told import FactShape
from extract.text.dates.periods import Period
from extract.text.drafts import Span

ROLE = FactShape(
    "role", ("title", "employer"), ("location",), "employer",
    ("education", "publications", "talks", "awards", "certifications", "patents", "references", "skills", "languages", "interests"),
)  # fmt: skip
STUDY = FactShape(
    "degree", ("degree", "institution"), ("field", "gpa"), "institution",
    ("experience", "publications", "talks", "projects", "awards", "patents", "references"), {"field": "degree"},
)  # fmt: skip
_PIECES = re.compile(r"[\t|·•,;:@]|\s[–—-]\s")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_NAMES = re.compile(r"[^\W\d_a-zß-ÿ][^\W\d_]")
"""What may be a name: it begins with a capital, or in a script without them."""
MARKS = ("\t", ",", ";", ":", "|", "·", "•", "@", "–", "—", "-")


@dataclass(slots=True)
class Careers:
    """What was told of a document, and where it stands. `placed` has a fact for each of `told`, None where it stands nowhere."""

    reading: ExtractionContext
    layout: Layout
    told: list[Told] = field(default_factory=list[Told])
    placed: list[Placed | None] = field(default_factory=list["Placed | None"])
    time_off: list[Period] = field(default_factory=list[Period])

    def place(self) -> None:
        """Find the places of all facts."""
        self.placed = place_facts(self.layout, self.reading.document.text, self.told)
        taken = self.taken()
        self.placed = [fact and self._without_strange_heading(fact, taken) for fact in self.placed]
        self.placed = [fact and self._without_strange_period(fact) for fact in self.placed]

    def _without_strange_period(self, fact: Placed) -> Placed:
        """Return a position without the period of another one, which stands beside that one's title and not beside its own."""
        title, period = fact.places.get("title"), fact.places.get("period")
        if fact.told.shape is not ROLE or title is None or period is None or title.row == period.row:
            return fact
        others = (each.places for each in self.facts(ROLE) if each is not fact)
        is_strange = any(o.get("period") == period and "title" in o and o["title"].row == period.row for o in others)
        kept = {name: place for name, place in fact.places.items() if name != "period"}
        return replace(fact, places=kept) if is_strange else fact

    def _without_strange_heading(self, fact: Placed, taken: Sequence[Span]) -> Placed:
        """Return a position without the employer of a heading far above, where its own lines name something that no fact took."""
        if fact.told.shape is not ROLE or "employer" not in fact.shared or not self._names_more(fact, taken):
            return fact
        kept = {name: place for name, place in fact.places.items() if name not in fact.shared}
        return replace(fact, places=kept, shared=frozenset())

    def _names_more(self, fact: Placed, taken: Sequence[Span]) -> bool:
        layout = self.layout
        first = fact.own[0]
        if first > 0 and not layout.is_detail(first - 1) and layout.are_in_one_section(first - 1, first):
            first -= 1
        return any(self.row_names_more(row, taken) for row in range(first, fact.own[1] + 1))

    def taken(self) -> list[Span]:
        """Return the words that are some fact's already, and all periods."""
        found = [(place.start, place.end) for fact in self.facts() for place in fact.places.values()]
        return found + [(period.start, period.end) for period in self.reading.periods]

    def row_names_more(self, row: int, taken: Sequence[Span]) -> bool:
        """Tell whether something on a row, beside what is taken, may be a name."""
        begin, end = self.layout.rows[row].start, self.layout.rows[row].end
        letters = list(self.reading.document.text[begin:end])
        for start, stop in taken:
            for place in range(max(start, begin), min(stop, end)):
                letters[place - begin] = "\t"
        return any(_NAMES.match(piece.strip()) for piece in _PIECES.split(_IN_BRACKETS.sub("", "".join(letters))))

    def facts(self, shape: FactShape | None = None) -> list[Placed]:
        """Return the facts that stand somewhere, of one kind or of both."""
        return [each for each in self.placed if each and (shape is None or each.told.shape is shape)]

    def drop(self, gone: Iterable[Told]) -> None:
        """Leave out facts, and place the others anew."""
        left_out = {id(each) for each in gone}
        if left_out:
            self.told = [each for each in self.told if id(each) not in left_out]
            self.place()

    def untaken(self) -> list[Period]:
        """Return the periods that no fact has."""
        taken = {each.places["period"].start for each in self.facts() if "period" in each.places}
        off = {period.start for period in self.time_off}
        return [period for period in self.reading.periods if period.start not in taken | off]
