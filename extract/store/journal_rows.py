"""The rows of the journal: what became of each document and pair, and what its stored result rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from schemas import RunComparison, RunDocument


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class FileState(_Row):
    """What a file system says of a file without reading it. Times are nanoseconds since 1970.

    `racy`: the file was written to so shortly before it was read that a later change may bear the same time.
    """

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int
    racy: bool = False


class ResultState(_Row):
    """A stored result as it was when it was written; `sha256` is of its bytes, in hex."""

    size: int
    mtime_ns: int
    sha256: str


class Made(_Row):
    """What a stored result rests on, beside the documents.

    `basis` names model, version, schema and the like; `prompts` holds the fingerprint of each prompt that was asked.
    """

    basis: dict[str, str]
    prompts: dict[str, str]
    result: ResultState


class DocumentRow(_Row):
    """What became of a document.

    `file` is the state of the file, or of the archive that holds it. `choice` is what --kind said. `characters` is the
    length of its text. `made` is None where nothing was stored.
    """

    row: Literal["document"] = "document"
    entry: RunDocument
    choice: str = "auto"
    file: FileState | None = None
    sha256: str = ""
    media_type: str = ""
    characters: int = 0
    made: Made | None = None


class ComparisonRow(_Row):
    """What became of a pair. `profile_sha256` and `posting_sha256` are of the stored files that were compared."""

    row: Literal["comparison"] = "comparison"
    entry: RunComparison
    profile_sha256: str = ""
    posting_sha256: str = ""
    made: Made | None = None


class LeftOutRow(_Row):
    """Documents (paths) and pairs of names that are no part of the last run any more, though their results may lie there."""

    row: Literal["left_out"] = "left_out"
    documents: list[str] = []
    comparisons: list[tuple[str, str]] = []


JournalRow = DocumentRow | ComparisonRow | LeftOutRow
_ROWS: TypeAdapter[JournalRow] = TypeAdapter(Annotated[JournalRow, Field(discriminator="row")])


def parse_row(line: bytes) -> JournalRow:
    """Return the row of a line.

    Raises:
        pydantic.ValidationError: it is none: cut off, damaged, or of another version.
    """
    return _ROWS.validate_json(line)


def dump_row(row: JournalRow) -> bytes:
    """Return a row as its line, line feed included."""
    return row.model_dump_json().encode() + b"\n"


def first_difference(then: Mapping[str, str], now: Mapping[str, str]) -> str | None:
    """Return the first name of `now` whose value was another one then; None where all are the same."""
    return next((name for name, value in now.items() if then.get(name) != value), None)
