"""One entry of a JSON Resume file: its values with the place of each, and findings about those that cannot be used."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from extract.documents.model.document import Document
from extract.importing.json_nodes import Node
from extract.text.dates.partial_date import PartialDate
from extract.text.dates.periods import find_periods
from schemas import Evidence, Finding, Leaf

_SURROGATE = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Stated:
    """A value and where it stands. `escaped`: the file writes it with escapes, such as those of letters beyond ASCII."""

    value: str
    start: int
    end: int
    escaped: bool = False

    def leaf(self, rule: str | None = None) -> Leaf:
        """Return how the value was found; `rule` derived it from the words that stand there."""
        rule = rule or ("json_string" if self.escaped else None)
        return Leaf(how="derived" if rule else "exact", rule=rule, start=self.start, end=self.end)


@dataclass
class Entry:
    """Reads the fields of one object. What was read is remembered as the entry's evidence, what is unusable as findings."""

    document: Document
    node: Node
    fact_id: str | None
    findings: list[Finding]
    read: list[Stated] = field(default_factory=list[Stated])
    told: list[Stated] = field(default_factory=list[Stated])
    """What describes the entry: its summary and highlights."""

    @property
    def lines(self) -> tuple[int, int]:
        """First and last line of the object."""
        return self.document.line_at(self.node.start).number, self.document.line_at(self.node.end - 1).number

    def text(self, *names: str) -> Stated | None:
        """Return the first of these fields that states something, as text."""
        for name in names:
            if (stated := self._stated(self.node.fields.get(name))) is not None:
                self.read.append(stated)
                return stated
        return None

    def texts(self, name: str) -> list[Stated]:
        """Return a list of texts."""
        node = self.node.fields.get(name)
        if node is None or node.value is None:
            return []
        if not isinstance(node.value, list):
            self._unusable(node, "is no list")
            return []
        found = [stated for item in node.value if (stated := self._stated(item)) is not None]
        self.read += found
        return found

    def describe(self, *names: str) -> None:
        """Read texts and lists of texts as what describes the entry."""
        for name in names:
            node = self.node.fields.get(name)
            if node is not None and isinstance(node.value, list):
                self.told += self.texts(name)
            elif (stated := self.text(name)) is not None:
                self.told.append(stated)

    def date(self, name: str) -> Stated | None:
        """Return a date; what is none becomes a finding."""
        stated = self._stated(self.node.fields.get(name))
        if stated is None:
            return None
        try:
            PartialDate.parse(stated.value)
        except ValueError:
            self._unusable(self.node.fields[name], "is no date such as 2023, 2023-10 or 2023-10-05")
            return None
        self.read.append(stated)
        return stated

    def goes_on(self, name: str) -> bool:
        """Whether a field says "present" or the like in place of a date. JSON Resume itself has no word for it."""
        stated = self._stated(self.node.fields.get(name), quiet=True)
        if stated is None or not any(period.is_current for period in find_periods(f"2000 – {stated.value}", None)):
            return False
        self.read.append(stated)
        return True

    def evidence(self) -> list[Evidence]:
        """Return what was read as pieces of the file, in its order; what describes the entry is one piece a line."""
        spans = {(stated.start, stated.end) for stated in self.read if stated not in self.told}
        by_line: dict[int, list[Stated]] = {}
        for stated in self.told:
            by_line.setdefault(self.document.line_at(stated.start).number, []).append(stated)
        spans |= {(min(each.start for each in row), max(each.end for each in row)) for row in by_line.values()}
        return [evidence_of(self.document, start, end) for start, end in sorted(spans)]

    def told_lines(self) -> list[int]:
        """Return the numbers of the lines that describe the entry."""
        return sorted({self.document.line_at(stated.start).number for stated in self.told})

    def leave_out(self, without: str) -> None:
        """Note that the entry has not what a fact needs."""
        self._find("unusable_entry", self.node, f"has {without}, so it was left out", of_fact=False)

    def _stated(self, node: Node | None, *, quiet: bool = False) -> Stated | None:
        if node is None or node.value is None:
            return None
        if not isinstance(node.value, str) or _SURROGATE.search(node.value):
            if not quiet:
                self._unusable(node, "is no text")
            return None
        value, raw = node.value.strip(), self.document.text[node.start : node.end]
        if not value:
            return None
        start = node.start + len(raw) - len(raw.lstrip())
        end = node.start + len(raw.rstrip())
        return Stated(value, start, end, escaped=self.document.text[start:end] != value)

    def _unusable(self, node: Node, what: str) -> None:
        self._find("unusable_value", node, f"{what}, so it was left out")

    def _find(self, code: str, node: Node, what: str, *, of_fact: bool = True) -> None:
        shown = node.value if isinstance(node.value, str) else None
        evidence = [evidence_of(self.document, node.start, node.end)] if shown and shown.strip() else []
        self.findings.append(
            Finding(
                code=code, severity="warning", message=f"{node.pointer} {what}.", evidence=evidence,
                fact_ids=[self.fact_id] if self.fact_id and of_fact else [],
            )
        )  # fmt: skip


def evidence_of(document: Document, start: int, end: int) -> Evidence:
    """Return the piece of a document between two offsets."""
    return Evidence(start=start, end=end, text=document.text[start:end], line=document.line_at(start).number, page=None)


def leaves_of(**stated: Stated | None) -> dict[str, Leaf]:
    """Return how each value that is stated was found."""
    return {name: each.leaf() for name, each in stated.items() if each is not None}


def value_of(stated: Stated | None) -> str | None:
    """Return the value, None where nothing is stated."""
    return stated.value if stated is not None else None
