"""A taxonomy of the user's own, from a CSV or JSON file; the CSV files that ESCO publishes are read as they are."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

from extract.errors import SettingsError
from extract.taxonomy.concepts import Concept, ConceptKind, Source
from extract.taxonomy.esco import NAME as ESCO

FORM = (
    'A CSV file has the columns id, label and aliases (one a line, or between "|"), and may have kind (skill or occupation); '
    'a JSON file is a list of such objects, or {"name": …, "version": …, "concepts": […]}. docs/taxonomies.md shows both.'
)
_COLUMNS = {"conceptUri": "id", "preferredLabel": "label", "altLabels": "aliases", "conceptType": "kind"}
"""The columns of ESCO's own files."""
_KINDS: dict[str, ConceptKind | None] = {
    "skill": "skill", "occupation": "occupation", "": None, "knowledgeskillcompetence": "skill",
}  # fmt: skip
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_PARTS = re.compile(r"[|\n]")
Row = Mapping[str, object]


def read_taxonomy(path: Path) -> tuple[Source, list[Concept]]:
    """Return the source and the concepts of a file.

    The key of its ids is the "name" that a JSON file gives, "esco" for ESCO's own files, and the file's name without suffix otherwise.

    Raises:
        SettingsError: the file cannot be read, is not UTF-8, has no concept, lacks a column, or has an id twice or an empty label.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise _error(path, f"cannot be read ({type(error).__name__})", "Name a CSV or JSON file.") from error
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = data[: error.start].count(b"\n") + 1
        raise _error(path, f"is not UTF-8 (line {where})", "Save it as UTF-8.") from None
    if not text.strip():
        raise _error(path, "is empty", FORM)
    name, version = path.stem.casefold(), ""
    if path.suffix.casefold() == ".json":
        named, rows = _json_rows(path, text)
        name, version = str(named.get("name", name)), str(named.get("version", ""))
    else:
        is_esco, rows = _csv_rows(path, text)
        name = ESCO if is_esco else name
    if not _NAME.fullmatch(name):
        raise _error(
            path, f"has the name {name!r}, which cannot be a key of ids",
            "Name it in small letters, digits, - and _, beginning with a letter: in the file's name, or as \"name\" of a JSON file.",
        )  # fmt: skip
    concepts = _concepts(path, rows)
    if not concepts:
        raise _error(path, "holds no concept", FORM)
    return Source(name, version or "own", hashlib.sha256(data).hexdigest()[:16]), concepts


def _csv_rows(path: Path, text: str) -> tuple[bool, list[tuple[str, Row]]]:
    """Return whether it is a file of ESCO's, and each row with its place."""
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        head = next(lines)
        columns = [_COLUMNS.get(column.strip(), column.strip().casefold()) for column in head]
        missing = [column for column in ("id", "label", "aliases") if column not in columns]
        if missing:
            raise _error(path, f"has no column {missing[0]!r}; it has {', '.join(map(repr, head))}", FORM)
        rows: list[tuple[str, Row]] = []
        for cells in lines:
            if cells and len(cells) != len(columns):
                raise _error(path, f"has {len(cells)} cells on line {lines.line_num}, and {len(columns)} columns", FORM)
            if cells:
                rows.append((f"line {lines.line_num}", dict(zip(columns, cells, strict=True))))
    except csv.Error as error:
        raise _error(path, f"is no CSV file ({error}, line {lines.line_num})", FORM) from None
    return "conceptUri" in head, rows


def _delimiter(text: str) -> str:
    head = text.split("\n", 1)[0]
    return max(",;\t", key=head.count)


def _json_rows(path: Path, text: str) -> tuple[Mapping[str, object], list[tuple[str, Row]]]:
    """Return what the file says of itself, and each concept with its place."""
    try:
        data: Any = json.loads(text)
    except ValueError as error:
        raise _error(path, f"is no JSON ({error})", "Mend it.") from None
    named = cast("dict[str, object]", data) if isinstance(data, dict) else {"concepts": cast("object", data)}
    listed = named.get("concepts")
    if not isinstance(listed, list):
        raise _error(path, 'has no list "concepts"', FORM)
    rows: list[tuple[str, Row]] = []
    for number, row in enumerate(cast("list[object]", listed), 1):
        if not isinstance(row, dict):
            raise _error(path, f"holds no object as concept {number}", FORM)
        rows.append((f"concept {number}", cast("Row", row)))
        missing = [field for field in ("id", "label") if field not in row]
        if missing:
            raise _error(path, f"has no {missing[0]!r} in concept {number}", FORM)
    return named, rows


def _concepts(path: Path, rows: list[tuple[str, Row]]) -> list[Concept]:
    places: dict[str, str] = {}
    concepts: list[Concept] = []
    for place, row in rows:
        identifier, label = _text(row.get("id")), _text(row.get("label"))
        if not identifier or not label:
            raise _error(
                path, f"has an empty {'label' if identifier else 'id'} ({place})", "Fill it in, or remove the entry."
            )
        if identifier in places:
            raise _error(
                path, f"has the id {identifier!r} twice ({places[identifier]} and {place})", "Keep one of them."
            )
        places[identifier] = place
        kind = _text(row.get("kind")).casefold()
        if kind not in _KINDS:
            raise _error(path, f"has the kind {kind!r} ({place})", "A kind is skill or occupation, or left empty.")
        concepts.append(Concept(identifier, label, tuple(_aliases(row.get("aliases"))), _KINDS[kind]))
    return concepts


def _aliases(value: object) -> Iterator[str]:
    listed = cast("list[object]", value) if isinstance(value, list) else _PARTS.split(_text(value))
    yield from filter(None, map(_text, listed))


def _text(value: object) -> str:
    return str(value).strip() if isinstance(value, str | int) else ""


def _error(path: Path, what: str, remedy: str) -> SettingsError:
    return SettingsError(f"The taxonomy {str(path)!r} {what}.", remedy)
