"""A JSON Resume file becomes a profile, without a model: what it states is taken as it stands there, and proved against its text."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import schemas
from extract.documents.files.source import read_source
from extract.documents.model.document import JSON, Document, Line
from extract.documents.read import MAX_BYTES, MAX_CHARACTERS, detect_language
from extract.errors import DocumentError
from extract.extraction import checks
from extract.extraction.engine.provenance import document_info
from extract.extraction.skills.uses import with_use
from extract.importing.entries import evidence_of
from extract.importing.facts import (
    ResumeFile,
    read_candidate,
    read_education,
    read_projects,
    read_publications,
    read_roles,
)
from extract.importing.json_nodes import JSONTextError, Node, parse_json
from extract.importing.qualifications import read_qualifications
from extract.text.skills.vocabulary import load_vocabulary
from schemas import Evidence, Finding, Profile, Provenance, TokenCount, UnreadLine

_LISTS = (
    "work", "volunteer", "education", "awards", "certificates", "publications", "skills", "languages", "interests",
    "references", "projects",
)  # fmt: skip
_ABOUT_THE_FILE = ("$schema", "meta")
_PROFILES = "profiles"


def import_resume(path: Path, as_of: str, name: str | None = None) -> tuple[Profile, str]:
    """Return a JSON Resume file as a profile, and the text that its evidence points into.

    The text is the file's own, but for a byte order mark and carriage returns. `as_of` is the ISO date at which "present"
    ends. `name` names the file in the profile; its own name where none is given.

    Raises:
        DocumentError: the file cannot be read, is no JSON, or is no JSON Resume; the message names the place as a JSON
            pointer.
    """
    data = read_source(path, MAX_BYTES).data
    text = _decoded(path, data)
    root = _parsed(path, text)
    _check_structure(path, root)
    document = Document(
        Path(name or path.name), hashlib.sha256(data).hexdigest(), JSON, text, _lines_of(text),
        language=detect_language("\n".join(str(node.value) for node in _content(root))),
    )  # fmt: skip
    profile = _profile(ResumeFile(document, root), as_of)
    if not profile.facts():
        raise DocumentError(
            "empty", f"The file {str(path)!r} states no fact.", "Export it again from where it was made."
        )
    return profile, text


def _decoded(path: Path, data: bytes) -> str:
    try:
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError as error:
        raise DocumentError(
            "damaged", f"The file {str(path)!r} is no text: the byte at offset {error.start} is not UTF-8.", "Save it as UTF-8."
        ) from None  # fmt: skip
    if len(text) > MAX_CHARACTERS:
        raise DocumentError(
            "too_large",
            f"The file {str(path)!r} has {len(text):,} characters; the limit is {MAX_CHARACTERS:,}.",
            "Import the résumé alone.",
        )
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _parsed(path: Path, text: str) -> Node:
    try:
        return parse_json(text)
    except JSONTextError as error:
        line = text.count("\n", 0, error.offset) + 1
        column = error.offset - text.rfind("\n", 0, error.offset)
        inside = f", in {error.pointer!r}" if error.pointer else ""
        raise DocumentError(
            "damaged",
            f"The file {str(path)!r} is no JSON: {error.reason} (line {line}, column {column}{inside}).",
            "Put it right there, or export it again from where it was made.",
        ) from None


def _check_structure(path: Path, root: Node) -> None:
    """Refuse what has not the structure of JSON Resume; single values of another kind are left for findings."""
    if not any(name in root.fields for name in ("basics", *_LISTS)):
        what = "has no section of JSON Resume" if isinstance(root.value, dict) else "is no object"
        raise _no_resume(path, "/", f"{what}, such as 'basics' or 'work'")
    fields = root.fields
    objects = [fields["basics"]] if "basics" in fields else []
    lists = [fields[name] for name in _LISTS if name in fields]
    if objects and isinstance(objects[0].value, dict):
        inner = objects[0].fields
        objects += [inner["location"]] if "location" in inner and inner["location"].value is not None else []
        lists += [inner[_PROFILES]] if _PROFILES in inner and inner[_PROFILES].value is not None else []
    for node in lists:
        if not isinstance(node.value, list):
            raise _no_resume(path, node.pointer, "has to be a list")
    for node in (*objects, *(item for each in lists for item in each.items)):
        if not isinstance(node.value, dict):
            raise _no_resume(path, node.pointer, "has to be an object")


def _no_resume(path: Path, pointer: str, what: str) -> DocumentError:
    return DocumentError(
        "unsupported",
        f"The file {str(path)!r} is no JSON Resume: {pointer!r} {what}.",
        "Compare it with https://jsonresume.org/schema, version 1.0.0.",
    )


def _lines_of(text: str) -> tuple[Line, ...]:
    lines: list[Line] = []
    start = 0
    for number, words in enumerate(text.split("\n"), 1):
        lines.append(Line(number, start, start + len(words)))
        start += len(words) + 1
    return tuple(lines)


def _profile(file: ResumeFile, as_of: str) -> Profile:
    document = file.document
    candidate, roles = read_candidate(file), read_roles(file)
    facts: dict[str, Sequence[Any]] = {
        "roles": roles, "projects": read_projects(file, roles), "education": read_education(file),
        "publications": read_publications(file), "qualifications": read_qualifications(file),
    }  # fmt: skip
    apart = _without_shared_lines(file, facts)
    used = with_use(apart["qualifications"], apart["roles"], apart["projects"], load_vocabulary(), as_of)
    stated: dict[str, Any] = apart | {"qualifications": used}
    known = {fact.id for held in stated.values() for fact in held}
    own = [each.model_copy(update={"fact_ids": [i for i in each.fact_ids if i in known]}) for each in file.findings]
    cited = [*candidate.evidence, *(piece for held in stated.values() for fact in held for piece in fact.evidence)]
    return Profile(
        document=document_info(document, document.path.as_posix()), as_of=as_of, candidate=candidate, talks=[], metrics=[],
        **stated, findings=[*own, *_unknown_sections(file), *_open_ends(stated["roles"]), *_checked(file, stated, as_of)],
        unread_lines=list(_unread(file, cited)), provenance=_provenance(),
    )  # fmt: skip


def _checked(file: ResumeFile, facts: Mapping[str, Sequence[Any]], as_of: str) -> Iterator[Finding]:
    """Yield the findings of a profile's checks, made over the values alone: keys and signs of JSON are nobody's words."""
    document = file.document
    letters = ["\n" if letter == "\n" else " " for letter in document.text]
    for node in _content(file.root):
        letters[node.start : node.end] = document.text[node.start : node.end]
    for finding in checks.check(replace(document, text="".join(letters)), facts, as_of):
        pieces = [evidence_of(document, piece.start, piece.end) for piece in finding.evidence]
        yield finding.model_copy(update={"evidence": pieces})


def _without_shared_lines(file: ResumeFile, facts: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    """Return the facts; a line that holds more than what describes an entry describes none, and a finding says so."""
    pieces = {(piece.start, piece.line) for held in facts.values() for fact in held for piece in fact.evidence}
    counts = Counter(line for _, line in pieces)

    def alone(fact: Any) -> list[int]:
        return [number for number in fact.summary_lines if counts[number] == 1]

    told = [fact for name in ("roles", "projects") for fact in facts[name] if alone(fact) != fact.summary_lines]
    if told:
        file.findings.append(
            Finding(
                code="shared_lines", severity="warning", fact_ids=[fact.id for fact in told],
                message="Several values stand on one line, so that no lines describe this. Format the file, with one value a line, and import it again.",
            )
        )  # fmt: skip
    apart = {fact.id: fact.model_copy(update={"summary_lines": alone(fact)}) for fact in told}
    return {name: [apart.get(fact.id, fact) for fact in held] for name, held in facts.items()}


def _open_ends(roles: Sequence[Any]) -> Iterator[Finding]:
    for role in roles:
        if role.start_date and not role.end_date and not role.is_current:
            yield Finding(
                code="open_end", severity="info", fact_ids=[role.id], evidence=role.evidence[:1],
                message="The position has a begin and no end, and JSON Resume has no word for one that goes on: months are counted from none to those up to the as-of date. An endDate \"present\" says that it goes on.",
            )  # fmt: skip


def _unknown_sections(file: ResumeFile) -> Iterator[Finding]:
    known = ("basics", *_LISTS, *_ABOUT_THE_FILE)
    for name, node in file.root.fields.items():
        if name not in known:
            yield Finding(
                code="unknown_section", severity="info",
                message=f"{node.pointer} is no part of JSON Resume 1.0.0; no fact was made of it.",
            )  # fmt: skip


def _content(root: Node) -> Iterator[Node]:
    """Yield the strings that somebody wrote, not those about the file."""
    for name, node in root.fields.items():
        if name not in _ABOUT_THE_FILE:
            yield from node.strings()


def _unread(file: ResumeFile, cited: Sequence[Evidence]) -> Iterator[UnreadLine]:
    """Yield the texts that no fact cites, each by itself."""
    spans = sorted({(piece.start, piece.end) for piece in cited})
    for node in _content(file.root):
        start, end = node.start, node.end
        if file.document.text[start:end].strip() and not any(
            one <= start < two or start <= one < end for one, two in spans
        ):
            piece = evidence_of(file.document, start, end)
            yield UnreadLine(line=piece.line, start=start, end=end, text=piece.text)


def _provenance() -> Provenance:
    return Provenance(
        model="none", base_url="JSON Resume", mode="import", shape="static", prompts={},
        answer_schema=schemas.fingerprint("profile"), calls=0, tokens=TokenCount(), vouchline=metadata.version("vouchline"),
    )  # fmt: skip
