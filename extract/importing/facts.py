"""The sections of a JSON Resume file (https://jsonresume.org/schema, version 1.0.0) as facts of a profile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from extract.documents.model.document import Document
from extract.extraction.kinds.careers.roles import employment_type
from extract.extraction.kinds.education.degrees import completed, level_of
from extract.importing.entries import Entry, evidence_of, leaves_of, value_of
from extract.importing.json_nodes import Node
from schemas import Candidate, Education, Fact, Finding, Project, Publication, Role

F = TypeVar("F", bound=Fact)
Values = dict[str, Any]
"""The fields of a fact but those that all facts have."""
_OWN_WORDS = ("label", "summary")
"""Fields of `basics` that say what somebody does; all others say who somebody is."""
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


@dataclass
class ResumeFile:
    """A JSON Resume file: its text, its value, and findings about what of it could not be used."""

    document: Document
    root: Node
    findings: list[Finding] = field(default_factory=list[Finding])

    def nodes(self, *sections: str) -> list[Node]:
        """Return the entries of sections, in the order of the file."""
        found = [node for name in sections if name in self.root.fields for node in self.root.fields[name].items]
        return sorted(found, key=lambda node: node.start)

    def entry(self, node: Node, fact_id: str | None = None) -> Entry:
        """Return a reader of an object's fields."""
        return Entry(self.document, node, fact_id, self.findings)


def read_candidate(file: ResumeFile) -> Candidate:
    """Return who the file is of. All of `basics` but what somebody does is evidence: a comparison must not see it."""
    basics = file.root.fields.get("basics")
    if basics is None:
        return Candidate(name=None, email=None, phone=None, location=None)
    person = file.entry(basics)
    name, email, phone = person.text("name"), person.text("email"), person.text("phone")
    place = basics.fields.get("location")
    location = file.entry(place).text("city", "region", "address", "countryCode") if place else None
    pages = [person.text("url"), *(file.entry(node).text("url") for node in _items(basics, "profiles"))]
    links = [page for page in pages if page is not None]
    own = [node for key, node in basics.fields.items() if key not in _OWN_WORDS]
    strings = [string for node in own for string in node.strings() if str(string.value).strip()]
    return Candidate(
        name=value_of(name), email=value_of(email), phone=value_of(phone), location=value_of(location),
        links=[link.value for link in links],
        leaves=leaves_of(name=name, email=email, phone=phone, location=location, links=links[0] if links else None),
        evidence=[evidence_of(file.document, string.start, string.end) for string in strings],
    )  # fmt: skip


def read_roles(file: ResumeFile) -> list[Role]:
    """Return paid and voluntary positions, in the order of the file."""

    def values_of(entry: Entry) -> Values:
        voluntary = entry.node.pointer.startswith("/volunteer/")
        employer = entry.text("organization") if voluntary else entry.text("name", "company")
        title, location, start = entry.text("position"), entry.text("location"), entry.date("startDate")
        current = entry.goes_on("endDate")
        end = None if current else entry.date("endDate")
        entry.describe("summary", "highlights")
        return {
            "employer": value_of(employer), "title": value_of(title), "team": None, "location": value_of(location),
            "employment_type": "volunteer" if voluntary else employment_type(value_of(title) or ""),
            "start_date": value_of(start), "end_date": value_of(end), "is_current": current,
            "leaves": leaves_of(employer=employer, title=title, location=location, start_date=start, end_date=end),
            "summary_lines": entry.told_lines(),
        }  # fmt: skip

    return _facts(file, Role, ("work", "volunteer"), values_of)


def read_projects(file: ResumeFile, roles: Sequence[Role]) -> list[Project]:
    """Return projects. One of an employer at whom a single position was held stands under that position."""

    def values_of(entry: Entry) -> Values | None:
        name, start, end = entry.text("name"), entry.date("startDate"), entry.date("endDate")
        entity = entry.text("entity")
        if name is None:
            return None
        owners = [role.id for role in roles if entity is not None and role.employer == entity.value]
        entry.describe("description", "highlights")
        return {
            "name": name.value, "role_id": owners[0] if len(owners) == 1 else None, "start_date": value_of(start),
            "end_date": value_of(end), "leaves": leaves_of(name=name, start_date=start, end_date=end),
            "summary_lines": entry.told_lines(),
        }  # fmt: skip

    return _facts(file, Project, ("projects",), values_of)


def read_education(file: ResumeFile) -> list[Education]:
    """Return programmes of study. One is unfinished where it says `"completed": false`, which Vouchline's export writes."""

    def values_of(entry: Entry) -> Values:
        school, degree, area = entry.text("institution"), entry.text("studyType"), entry.text("area")
        start, end, score = entry.date("startDate"), entry.date("endDate"), entry.text("score")
        said = entry.node.fields.get("completed")
        words = " ".join(each.value for each in (degree, area) if each is not None)
        return {
            "institution": value_of(school), "degree": value_of(degree), "level": level_of(value_of(degree) or ""),
            "field": value_of(area), "start_date": value_of(start), "end_date": value_of(end), "gpa": value_of(score),
            "completed": False if said is not None and said.value is False else completed(words), "location": None,
            "leaves": leaves_of(institution=school, degree=degree, field=area, start_date=start, end_date=end, gpa=score),
        }  # fmt: skip

    return _facts(file, Education, ("education",), values_of)


def read_publications(file: ResumeFile) -> list[Publication]:
    """Return publications. The format names no authors, so nothing is said of the person's place among them."""

    def values_of(entry: Entry) -> Values | None:
        title, venue, url = entry.text("name"), entry.text("publisher"), entry.text("url")
        released = entry.date("releaseDate")
        if title is None:
            return None
        year = int(released.value[:4]) if released is not None else 0
        leaves = leaves_of(title=title, venue=venue, url=url)
        if released is not None and _FIRST_YEAR <= year <= _LAST_YEAR:
            leaves["year"] = released.leaf(None if released.value == str(year) else "year_of_date")
        return {
            "title": title.value, "venue": value_of(venue), "year": year if "year" in leaves else None, "authors": [],
            "candidate_authorship": None, "url": value_of(url), "leaves": leaves,
        }  # fmt: skip

    return _facts(file, Publication, ("publications",), values_of)


def _facts(
    file: ResumeFile, kind: type[F], sections: tuple[str, ...], values_of: Callable[[Entry], Values | None]
) -> list[F]:
    """Return a fact for each entry that states enough for one; of others a finding tells."""
    facts: list[F] = []
    for node in file.nodes(*sections):
        entry = file.entry(node, f"{kind.__name__.lower()}-{len(facts) + 1}")
        values = values_of(entry)
        if values is None or not entry.read:
            entry.leave_out("no name" if entry.read else "nothing that could be used")
            continue
        facts.append(
            kind.model_validate(values | {"id": entry.fact_id, "evidence": entry.evidence(), "entry": entry.lines})
        )
    return facts


def _items(node: Node, key: str) -> list[Node]:
    return node.fields[key].items if key in node.fields else []
