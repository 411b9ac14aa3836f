"""What a JSON Resume file lists: skills with their keywords, languages, certificates and awards.

Its interests are hobbies and its references are other people's words: neither is a qualification.
"""

from __future__ import annotations

from collections.abc import Iterator

from extract.extraction.kinds.qualifications.listed import level_of_language
from extract.importing.entries import Entry, Stated, evidence_of
from extract.importing.facts import ResumeFile
from schemas import Qualification
from schemas.profile import QualificationKind

_KINDS: dict[str, QualificationKind] = {
    "skills": "skill", "languages": "language", "certificates": "certification", "awards": "award"
}  # fmt: skip
_LIST_ITEM = "list_item"
"""The rule of a name in a list of skills: a comparison takes it for less than what is told of a position."""
_Listed = tuple[Stated | None, dict[str, Stated | None]]
"""A name, and the other fields of the qualification."""


def read_qualifications(file: ResumeFile) -> list[Qualification]:
    """Return the qualifications, section by section."""
    found: list[Qualification] = []
    for section, kind in _KINDS.items():
        for node in file.nodes(section):
            entry = file.entry(node, f"qualification-{len(found) + 1}")
            named = [(name, more) for name, more in _listed(entry, section) if name is not None]
            if not named:
                entry.leave_out("no name" if entry.read else "nothing that could be used")
            for name, more in named:
                stated = {field: each for field, each in more.items() if each is not None}
                found.append(_qualification(file, f"qualification-{len(found) + 1}", kind, name, stated))
    return found


def _listed(entry: Entry, section: str) -> Iterator[_Listed]:
    match section:
        case "skills":
            yield entry.text("name"), {"level": entry.text("level")}
            for word in entry.texts("keywords"):
                yield word, {}
        case "languages":
            yield entry.text("language"), {"level": entry.text("fluency")}
        case "certificates":
            yield entry.text("name"), {"date": entry.date("date"), "issuer": entry.text("issuer")}
        case _:
            yield entry.text("title"), {"date": entry.date("date"), "issuer": entry.text("awarder")}


def _qualification(
    file: ResumeFile, fact_id: str, kind: QualificationKind, name: Stated, stated: dict[str, Stated]
) -> Qualification:
    values = {field: each.value for field, each in stated.items()}
    leaves = {field: each.leaf() for field, each in stated.items()}
    if kind == "language" and (written := values.get("level")):
        values["level"] = level_of_language(f"{name.value}: {written}") or written
        leaves["level"] = stated["level"].leaf(None if values["level"] == written else "language_level")
    leaves["name"] = name.leaf(_LIST_ITEM if kind == "skill" else None)
    pieces = sorted({(each.start, each.end) for each in (name, *stated.values())})
    evidence = [evidence_of(file.document, start, end) for start, end in pieces]
    return Qualification.model_validate(
        {
            "id": fact_id,
            "name": name.value,
            "kind": kind,
            "date": None,
            "leaves": leaves,
            "evidence": evidence,
            **values,
        }
    )
