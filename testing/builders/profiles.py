"""Small made-up profiles and postings, built line by line, for tests of the comparison."""

from __future__ import annotations

import itertools
from typing import Any

from schemas import (
    DocumentInfo,
    Education,
    Evidence,
    Leaf,
    Posting,
    Profile,
    Project,
    Provenance,
    Qualification,
    Requirement,
    Role,
    TokenCount,
)
from schemas.posting import RequirementKind

AS_OF = "2026-11-22"
DOCUMENT = DocumentInfo(
    path="resume.txt", sha256="0" * 64, media_type="text/plain", pages=None, characters=0, language="en"
)
PROVENANCE = Provenance(
    model="made-up", base_url="http://127.0.0.1", mode="json_schema", shape="closed", prompts={}, answer_schema="0",
    calls=0, tokens=TokenCount(), vouchline="0",
)  # fmt: skip


class MadeUpResume:
    """A résumé under way: each fact added brings its own lines."""

    def __init__(self, name: str | None = "Ada Example") -> None:
        self.name = name
        self._offset = 0
        self._lines = itertools.count(1)
        self._ids = itertools.count(1)
        self.facts: dict[str, list[Any]] = {"roles": [], "projects": [], "education": [], "qualifications": []}

    def line(self, text: str) -> Evidence:
        start, self._offset = self._offset, self._offset + len(text) + 1
        return Evidence(start=start, end=start + len(text), text=text, line=next(self._lines), page=None)

    def role(
        self, title: str, start: str | None, end: str | None = None, *told: str, current: bool = False, **more: Any
    ) -> MadeUpResume:
        values: dict[str, Any] = {
            "employer": "Acme",
            "team": None,
            "location": None,
            "employment_type": "unknown",
            **more,
        }
        evidence = [self.line(text) for text in (f"{title}, {values['employer']}", *told)]
        values.setdefault("summary_lines", [piece.line for piece in evidence[1:]])
        self.facts["roles"].append(
            Role(id=f"role-{next(self._ids)}", title=title, start_date=start, end_date=end, is_current=current, evidence=evidence, **values)
        )  # fmt: skip
        return self

    def study(self, degree: str | None, level: Any, field: str | None, **more: Any) -> MadeUpResume:
        values: dict[str, Any] = {"institution": "Example University", "start_date": None, "end_date": None, "gpa": None, "completed": None, "location": None, **more}  # fmt: skip
        words = values.pop("words", f"{degree or ''} {field or ''}, {values['institution']}")
        self.facts["education"].append(
            Education(id=f"education-{next(self._ids)}", degree=degree, level=level, field=field, evidence=[self.line(words)], **values)
        )  # fmt: skip
        return self

    def project(self, text: str) -> MadeUpResume:
        self.facts["projects"].append(
            Project(id=f"project-{next(self._ids)}", name=text, role_id=None, start_date=None, end_date=None, evidence=[self.line(text)])
        )  # fmt: skip
        return self

    def listed(self, text: str, kind: Any = "skill") -> MadeUpResume:
        """Add a line of a list, each item a qualification, as code cuts it."""
        line = self.line(text)
        for item in text.partition(":")[2].split(",") if ":" in text else [text]:
            leaf = Leaf(how="derived", rule="list_item", start=line.start, end=line.end)
            self.facts["qualifications"].append(
                Qualification(id=f"qualification-{next(self._ids)}", name=item.strip(), kind=kind, date=None, evidence=[line], leaves={"name": leaf})
            )  # fmt: skip
        return self

    def profile(self) -> Profile:
        candidate = {"name": self.name, "email": None, "phone": None, "location": None}
        return Profile.model_validate(
            {
                "document": DOCUMENT, "as_of": AS_OF, "candidate": candidate, "publications": [], "talks": [], "metrics": [],
                "findings": [], "unread_lines": [], "provenance": PROVENANCE, **self.facts,
            }
        )  # fmt: skip


def requirement(text: str, kind: RequirementKind | None = None, number: int = 1, **more: Any) -> Requirement:
    """Return a demand as code reads it, apart from what is given."""
    from extract.extraction.requirements.reading_demands import read_demand

    read = read_demand(text, text)
    values: dict[str, Any] = {
        "kind": kind or read.kind, "importance": "required", "levels": list(read.levels), "fields": list(read.fields), "min_years": read.min_years,
        "max_years": read.max_years, "skills": list(read.skills), "match": read.match, "or_equivalent": read.or_equivalent,
        "at_least": read.at_least, "language_level": read.language_level, "topic": read.topic, "item": None,
    }  # fmt: skip
    start = 1000 * number
    evidence = Evidence(start=start, end=start + len(text), text=text, line=number, page=None)
    return Requirement(id=f"requirement-{number}", text=text, evidence=[evidence], **(values | more))


def posting(*demands: Requirement | str) -> Posting:
    """Return a posting of these demands."""
    requirements = [
        each if isinstance(each, Requirement) else requirement(each, number=n) for n, each in enumerate(demands, 1)
    ]
    return Posting(
        document=DOCUMENT, title="Made-up position", company=None, location=None, employment_type="unknown",
        requirements=requirements, findings=[], unread_lines=[], provenance=PROVENANCE,
    )  # fmt: skip
