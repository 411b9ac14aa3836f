"""One document while the model is asked about it: what all fact kinds need, and the only way they reach the model."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from extract.documents.model.document import Document, Line
from extract.extraction.engine.patience import document_patience_s
from extract.extraction.engine.prompt_runner import PromptRunner
from extract.extraction.placement import Layout
from extract.llm.client import ModelClient
from extract.llm.models.profile import ModelProfile
from extract.llm.request.answer_schema import AnswerForm, narrowed, one_of_or_null
from extract.text.anchor import Anchor, TextIndex
from extract.text.dates.periods import Period, find_periods
from extract.text.drafts import Span, evidence_at
from extract.text.injection.detection import without_addressed
from extract.text.sections.headings import DocumentKind
from extract.text.sections.segment import Section, sections, unknown_headings
from schemas import Evidence, Finding
from schemas.answers.base import MAX_TEXT
from schemas.answers.repair import RepairAnswer

LAST_DAY = "9999-12-31"
MAX_LINES_CHARS = 2_000
"""Most code points of the lines shown when one field is asked for again."""

LIST_MARK = re.compile(r"(?:[•●▪◦‣·*–—-]|\(?\d{1,3}[.)]|\[\d{1,3}\])\s")
"""What an entry of a list begins with: a bullet, a dash or a number."""
SHARED = ("employer", "institution")
"""Fields whose words may stand once above several entries."""
_NAMES_SOMETHING = re.compile(r"[^\W\d_a-zß-ÿ].*[^\W\d_]|[^\W\d_].*[^\W\d_a-zß-ÿ]")
"""A name of an employer or a school has a capital, or letters of a script without them."""


_RANK_BEFORE = re.compile(
    r"(?<![\w-])(?:(?:Senior|Junior|Lead|Principal|Staff|Assistant|Associate|Chief|Deputy|Vice|Acting|Interim|Sr\.?|Jr\.?|"
    r"Head|Charge|Sous|Journeyman|Managing|Executive|Distinguished|Graduate|Trainee|Apprentice)[ \u00a0]+)+\Z"
)
_RANK_BEHIND = re.compile(
    r"(?:[ \u00a0]+(?:Assistant|Associate|Fellow|Intern|Trainee|Apprentice|Officer|Manager|Lead|Leader|Director|Engineer|Scientist|"
    r"Analyst|Student|Professor|Supervisor|Technician|Specialist|Consultant|Coordinator|Administrator|Representative))+(?![\w-])"
)


class ExtractionContext(PromptRunner):
    """A document, its sections and periods, and the questions asked about it.

    `document` is a résumé without what speaks to a model: neither the model nor code reads that as facts. `findings` grows
    as fact kinds notice things. `headings` are those of kinds of the user's own, as `sections` takes them; `asked_headings`
    are filled before the sections are first used. What lies after `as_of`, an ISO date, lies ahead.
    """

    def __init__(
        self,
        document: Document,
        kind: DocumentKind,
        client: ModelClient,
        name: str,
        headings: Mapping[str, str] | None = None,
        as_of: str = LAST_DAY,
    ) -> None:
        super().__init__(client, name, document_patience_s(len(document.text)), (document.sha256,))
        self.document = without_addressed(document) if kind == "resume" else document
        self.kind: DocumentKind = kind
        self._headings = headings or {}
        self.asked_headings: dict[int, str] = {}
        self.as_of = as_of
        self.findings: list[Finding] = []
        self._repairs: dict[tuple[object, ...], RepairAnswer | None] = {}

    def has_rule(self, name: str) -> bool:
        """Tell whether the rule of a name (extract.llm.models.rules) acts."""
        return name not in self.client.without

    @functools.cached_property
    def index(self) -> TextIndex:
        """The document's text, ready to be searched."""
        return TextIndex(self.document.text)

    @functools.cached_property
    def _without_dates(self) -> str:
        """The text with blanks for periods that are set at the right end of a line, beside words that go on below."""
        text = self.document.text
        for period in self.periods:
            line = self.document.line_at(period.start)
            if text[line.start : period.start].endswith("\t") and not text[period.end : line.end].strip():
                text = text[: period.start] + " " * (period.end - period.start) + text[period.end :]
        return text

    @functools.cached_property
    def _index_without_dates(self) -> TextIndex:
        return TextIndex(self._without_dates)

    @functools.cached_property
    def sections(self) -> list[Section]:
        """The document's sections, in order."""
        return sections(self.document, self.kind, self._headings, self.asked_headings)

    def unknown_headings(self) -> dict[int, Section]:
        """Return what may be headings of words that no table has, by line number, each of the kind of the section it stands in."""
        return unknown_headings(self.document, self._headings)

    @functools.cached_property
    def periods(self) -> list[Period]:
        """The periods and dates that stand in the text, in order."""
        return find_periods(self.document.text, self.document.language)

    @functools.cached_property
    def layout(self) -> Layout:
        """How the lines stand to each other, to tell whose words are whose."""
        return Layout(self.document, self.sections, self.periods)

    @property
    def profile(self) -> ModelProfile:
        """What the model can do."""
        return self.client.endpoint.profile

    @property
    def closed(self) -> bool:
        """Whether answers are held to this document's own choices (True), or to one schema for all documents."""
        return self.profile.shape == "closed"

    def section_at(self, offset: int) -> Section:
        """Return the section that holds the code point at `offset`."""
        for section in reversed(self.sections):
            if section.start <= offset:
                return section
        return self.sections[0]

    @functools.cached_property
    def _rows(self) -> list[int]:
        count = 0
        rows: list[int] = []
        for line in self.document.lines:
            count += bool(self.document.line_text(line).strip())
            rows.append(count)
        return rows

    def row_of(self, offset: int) -> int:
        """Return the number of the line at `offset` among the lines with words, counted from 1."""
        return self._rows[self.document.line_at(offset).number - 1]

    def sections_of(self, *kinds: str) -> list[Section]:
        """Return the sections of the kinds named, in order."""
        return [section for section in self.sections if section.kind in kinds]

    def has_section(self, part: Span, kind: str) -> bool:
        """Tell whether a part of the document holds some of a section of this kind; its heading may be in another part."""
        return any(section.start < part[1] and part[0] < section.end for section in self.sections_of(kind))

    def parts(self) -> list[Span]:
        """Return the pieces in which the document is shown to the model: the whole of it where that fits.

        A longer document is cut between sections, a longer section between its entries, where that is possible; a line is
        never cut. The parts do not overlap, so that what stands in one of them is asked about once.
        """
        parts: list[Span] = []
        for section in self.sections:
            if parts and self._bytes(parts[-1][0], section.end) <= self.profile.part_bytes:
                parts[-1] = (parts[-1][0], section.end)
            else:
                parts += self._pieces_of(section, self.profile.part_bytes)
        return parts

    def list_pieces(self, part: Span, *kinds: str) -> list[Span]:
        """Return the pieces in which a list of a kind is asked about: the part itself, where its sections of the kind are short.

        Longer ones are cut between entries, and what stands before, between and after them is a piece too.
        """
        own = [
            (max(start, part[0]), min(end, part[1]))
            for section in self.sections_of(*kinds)
            for start, end in self._pieces_of(section, self.profile.list_bytes)
            if start < part[1] and part[0] < end
        ]
        if len(own) < 2 or sum(self._bytes(*piece) for piece in own) <= self.profile.long_list_bytes:
            return [part]
        bounds = [part[0], *(offset for piece in own for offset in piece), part[1]]
        between = [(end, start) for end, start in zip(bounds[::2], bounds[1::2], strict=True)]
        return sorted(piece for piece in [*own, *between] if self.document.text[slice(*piece)].strip())

    def rows_in(self, span: Span) -> int:
        """Return how many lines with words a span has."""
        return sum(bool(line.strip()) for line in self.document.text[slice(*span)].split("\n"))

    def _pieces_of(self, section: Section, most: int) -> Iterator[Span]:
        """Yield the pieces of a section of at most so many bytes, cut before the last line of each that may begin an entry."""
        start, end, entry = section.start, section.start, section.start
        for previous, line in pairwise((section.lines[0], *section.lines)):
            if self._bytes(start, line.end) > most and end > start:
                cut = entry if entry > start else line.start
                yield start, max(each.end for each in section.lines if each.end <= cut)
                start = cut
            if self._begins_entry(previous, line):
                entry = line.start
            end = line.end
        yield start, end

    def _begins_entry(self, previous: Line, line: Line) -> bool:
        """Tell whether a line may begin an entry: after an empty line, with a list's mark, or after a sentence's end."""
        above, text = self.document.line_text(previous).strip(), self.document.line_text(line).strip()
        if not text:
            return False
        return (
            not above
            or LIST_MARK.match(text) is not None
            or (above.endswith((".", "!", "?")) and not text[0].islower())
        )

    def _bytes(self, start: int, end: int) -> int:
        return len(self.document.text[start:end].encode())

    def shown(self, span: Span) -> str:
        """Return the text between two offsets as the model is shown it: white space folded, a line a line."""
        lines = self.document.text[span[0] : span[1]].split("\n")
        folded = (" ".join(line.split()) for line in lines)
        return "\n".join(line for line in folded if line)

    def anchor(self, text: str | None, near: Sequence[Span] = (), within: Span | None = None) -> Anchor | None:
        """Find a value in the document: the occurrence nearest to `near`, inside `within` where that is given."""
        if not text or not text.strip():
            return None
        if within:
            inside = [a for a in self.index.find(text, limit=500) if within[0] <= a.start and a.end <= within[1]]
            if not near or not inside:
                return inside[0] if inside else None
            return min(inside, key=lambda a: (min(_distance(a, span) for span in near), a.start))
        return self.index.best(text, near)

    def anchor_around_dates(self, text: str, within: Span) -> Anchor | None:
        """Find a value that wraps around a date beside it: "… across nine<tab>Feb 2020" with "countries" on the next line."""
        found = self._index_without_dates.find(text, limit=500)
        return next((a for a in found if within[0] <= a.start and a.end <= within[1]), None)

    def lines_around(self, span: Span, before: int = 2, after: int = 3) -> list[Line]:
        """Return the lines that a span touches, with so many lines with words before and after, and empty ones between."""
        lines = self.document.lines
        first = self.document.line_at(span[0]).number - 1
        last = self.document.line_at(max(span[0], span[1] - 1)).number - 1
        top, bottom = self._rows[first] - before, self._rows[last] + after
        while first > 0 and self._rows[first - 1] >= max(top, 1):
            first -= 1
        while last + 1 < len(lines) and self._rows[last + 1] <= bottom:
            last += 1
        return list(lines[first : last + 1])

    def note(
        self,
        code: str,
        message: str,
        severity: Literal["info", "warning", "error"] = "warning",
        spans: Sequence[Span] = (),
    ) -> None:
        """Add a finding about pieces of the document."""
        pieces = [evidence_at(self.document, *span) for span in spans]
        evidence: list[Evidence] = [piece for piece in pieces if piece]
        self.findings.append(Finding(code=code, severity=severity, message=message, evidence=evidence))

    def words(self, anchor: Anchor, claim: str | None) -> str:
        """Return what stands at an anchor as a value: white space folded, a word cut at a line's end made whole."""
        text = self.document.text[anchor.start : anchor.end]
        if "\t" in text and "\n" in text:
            text = self._without_dates[anchor.start : anchor.end]
        if "\n" in text and claim and re.search(r"[-\u00ad\u2010]\s*\n", text):
            return " ".join(claim.split())
        return " ".join(text.split())

    def with_rank(self, title: Anchor) -> Anchor:
        """Take in the words right beside a title that change its rank: "Senior" of "Senior Data Engineer", "Assistant" of "Research Assistant"."""
        text, line = self.document.text, self.document.line_at(title.start)
        before = _RANK_BEFORE.search(text[line.start : title.start])
        behind = _RANK_BEHIND.match(text, title.end)
        if not before and not behind:
            return title
        return Anchor(
            before.start() + line.start if before else title.start, behind.end() if behind else title.end, title.how
        )

    async def ask_again(
        self, kind: str, name: str, span: Span, find: Callable[[str | None], Anchor | None]
    ) -> Anchor | None:
        """Ask for one field of a fact over the lines of `span` alone, and return where `find` finds the answer.

        Two tries: in free words, then, where answers are held to the document's choices, among the pieces of the lines.
        """
        words = {"lines": self.shown(span)[:MAX_LINES_CHARS], "field": name.replace("_", " "), "kind": kind}
        free = await self._copied(RepairAnswer, words)
        if free is None:
            return None
        if anchor := find(free.value):
            return anchor
        pieces = pieces_of(words["lines"])
        if name in SHARED:
            pieces = [piece for piece in pieces if _NAMES_SOMETHING.search(piece)]
        if not self.closed or not pieces:
            return None
        chosen = await self._copied(repair_choice(tuple(pieces)), words)
        return find(chosen.value) if chosen else None

    async def _copied(
        self, answer: type[RepairAnswer] | AnswerForm[RepairAnswer], words: dict[str, str]
    ) -> RepairAnswer | None:
        """Ask for one value of some lines, the same question once; None where there was no whole answer."""
        asked = (answer, *words.values())
        if asked not in self._repairs:
            self._repairs[asked] = await self.ask("repair", answer, 80, **words)
        return self._repairs[asked]


@functools.lru_cache(maxsize=64)
def repair_choice(pieces: tuple[str, ...]) -> AnswerForm[RepairAnswer]:
    """Return the answer that is one of the pieces of some lines, or null."""
    return narrowed(RepairAnswer, "RepairChoice", value=one_of_or_null(pieces))


def pieces_of(lines: str) -> list[str]:
    """Return the pieces of lines between the separators that résumés use, in order, each once."""
    found = (piece.strip(" .") for piece in re.split(r"\n|\t|,\s|\s[|·•–—-]\s|\s{2,}", lines))
    return [piece for piece in dict.fromkeys(found) if 1 < len(piece) <= MAX_TEXT][:40]


def _distance(anchor: Anchor, span: Span) -> int:
    return max(span[0] - anchor.end, anchor.start - span[1], 0)
