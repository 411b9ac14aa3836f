"""A made-up document with its facts, as the checks take them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from extract.documents.model.document import Document, Line, Notice
from extract.extraction.checks import check
from extract.text.drafts import evidence_lines
from schemas import Education, Fact, Finding, Leaf, Metric, Project, Publication, Qualification, Role, Talk

AS_OF = "2026-11-22"

F = TypeVar("F", bound=Fact)

DEFAULTS: dict[type[Fact], dict[str, Any]] = {
    Role: {"is_current": False, "employment_type": "unknown"},
    Education: {"level": "other"},
    Metric: {"name": "accuracy", "approximate": False},
    Project: {"name": "Kestrel"},
    Publication: {"title": "On Lanterns"},
    Talk: {"title": "On Lanterns"},
    Qualification: {"name": "Python", "kind": "skill"},
}

FIELDS = {
    "roles": Role, "projects": Project, "education": Education, "publications": Publication, "talks": Talk,
    "metrics": Metric, "qualifications": Qualification,
}  # fmt: skip


def document(text: str, *notices: Notice) -> Document:
    lines: list[Line] = []
    start = 0
    for number, line in enumerate(text.split("\n"), 1):
        lines.append(Line(number, start, start + len(line)))
        start += len(line) + 1
    return Document(Path("made_up.txt"), "0" * 64, "text/plain", text, tuple(lines), language="en", notices=notices)


class Sheet:
    """A text and the facts that cite it."""

    def __init__(self, text: str, *notices: Notice) -> None:
        self.document = document(text, *notices)
        self.facts: dict[str, list[Fact]] = {field: [] for field in FIELDS}

    def add(self, field: str, *lines: int, places: dict[str, str] | None = None, **values: Any) -> Sheet:
        """Add a fact that cites lines (numbers); `places` gives the words in them that bear a field out."""
        kind = FIELDS[field]
        spans = [(self.document.lines[n - 1].start, self.document.lines[n - 1].end) for n in lines]
        leaves: dict[str, Leaf] = {}
        for name, words in (places or {}).items():
            start = self.document.text.index(words, spans[0][0])
            leaves[name] = Leaf(how="exact", start=start, end=start + len(words))
        empty = {name: None for name, info in kind.model_fields.items() if info.is_required()}
        prefix = kind.__name__.lower()
        fact = kind.model_validate(
            {**empty, **DEFAULTS[kind], **values, "id": f"{prefix}-{len(self.facts[field]) + 1}", "leaves": leaves,
             "evidence": evidence_lines(self.document, spans)}
        )  # fmt: skip
        self.facts[field].append(fact)
        return self

    def findings(self, code: str | None = None) -> list[Finding]:
        found = check(self.document, self.facts, AS_OF)
        assert all(len(piece) <= 60 for finding in found for piece in quoted(self.document.text, finding.message))
        return [finding for finding in found if code in (None, finding.code)]

    def codes(self) -> list[str]:
        return [finding.code for finding in self.findings()]


def quoted(text: str, message: str) -> list[str]:
    """Return the pieces of 61 characters that a message shares with a text."""
    return [message[i : i + 61] for i in range(len(message) - 60) if message[i : i + 61] in text]


def role_lines(count: int) -> str:
    return "Experience\n" + "\n".join(f"Clerk at employer {n}" for n in range(1, count + 1))


def roles(*spans: tuple[str | None, str | None], **values: Any) -> Sheet:
    """Return roles at different employers, one a line; an end "now" makes one current."""
    sheet = Sheet(role_lines(len(spans)))
    for number, (start, end) in enumerate(spans, 1):
        dates: dict[str, Any] = {
            "start_date": start,
            "end_date": None if end == "now" else end,
            "is_current": end == "now",
        }
        merged: dict[str, Any] = {"employer": f"Employer {number}", **dates, **values}
        sheet.add("roles", number + 1, **merged)
    return sheet
