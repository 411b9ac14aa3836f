"""What goes over the pipes between a run and a process that reads documents: JSON of a shape that is checked.

The process parses what strangers wrote, so what it sends is data and never code: no pickles. A request is one line. A
reply is four bytes with its length (big-endian), then the JSON.
"""

from __future__ import annotations

import json
from base64 import b64encode
from dataclasses import asdict, replace
from pathlib import Path
from typing import Literal, get_args

from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from extract.documents.drawing import PNG_SIGNATURE, DrawnPage
from extract.documents.files.folder import Found
from extract.documents.formats.registry import SUPPORTED_MEDIA_TYPES
from extract.documents.model.document import Document
from extract.documents.ocr.recognition import Recognition
from extract.errors import DocumentError, DocumentErrorCode, InternalError, VouchlineError
from extract.system.limits import ReadLimits

Task = Literal["read", "list", "draw"]
LENGTH_BYTES = 4
MAX_REPLY_BYTES = 64_000_000
"""A document whose text and lines take more is too large; a document of a million characters takes some 12 MB."""
_MAX_MESSAGE = 4_000
_NOWHERE = Path()


class _Refusal(BaseModel):
    """A DocumentError, or with `code` None a fault of the program."""

    model_config = ConfigDict(extra="forbid")
    code: DocumentErrorCode | None = None
    what: str = Field(max_length=_MAX_MESSAGE)
    remedy: str = Field(max_length=_MAX_MESSAGE)


class _Member(BaseModel):
    model_config = ConfigDict(extra="forbid")
    inner: str
    problem: _Refusal | None = None


class _Picture(BaseModel):
    model_config = ConfigDict(extra="forbid")
    png: Base64Bytes
    width: float = Field(gt=0, allow_inf_nan=False)
    height: float = Field(gt=0, allow_inf_nan=False)


class _Reply(BaseModel):
    """Just one of the four is there."""

    model_config = ConfigDict(extra="forbid")
    document: Document | None = None
    members: list[_Member] | None = None
    picture: _Picture | None = None
    refusal: _Refusal | None = None


_REPLY = TypeAdapter(_Reply)


class GarbledReplyError(Exception):
    """What came back is no reply: the process that sent it is not to be trusted any more."""


def pack_limits(limits: ReadLimits) -> bytes:
    """Return the first line that a process gets."""
    return TypeAdapter(ReadLimits).dump_json(limits) + b"\n"


def unpack_limits(line: bytes) -> ReadLimits:
    """Return the limits of the first line."""
    return TypeAdapter(ReadLimits).validate_json(line)


def pack_request(task: Task, path: Path, recognition: Recognition, page: int = 0) -> bytes:
    """Return a request as one line. Bytes of a path that are no UTF-8 survive as escapes."""
    return json.dumps([task, str(path), asdict(recognition), page]).encode() + b"\n"


def unpack_request(line: bytes) -> tuple[Task, Path, Recognition, int]:
    """Return what is asked for, how scans are to be read, and the page to draw."""
    task, path, recognition, page = json.loads(line)
    if task not in get_args(Task):
        raise ValueError(task)
    return task, Path(path), TypeAdapter(Recognition).validate_python(recognition), int(page)


def pack_document(document: Document) -> bytes:
    """Return the reply that holds a document; its path stays out, since whoever asked knows it."""
    return _pack(_Reply(document=replace(document, path=_NOWHERE)))


def pack_members(members: list[Found], archive: Path) -> bytes:
    """Return the reply that lists an archive; where it is a document itself, its one member is called ""."""
    packed = [
        _Member(
            inner="" if found.path == archive else found.path.relative_to(archive).as_posix(),
            problem=None if found.problem is None else _refuse(found.problem),
        )
        for found in members
    ]
    return _pack(_Reply(members=packed))


def pack_picture(page: DrawnPage) -> bytes:
    """Return the reply that holds a drawn page."""
    return _pack(_Reply(picture=_Picture(png=b64encode(page.png), width=page.width, height=page.height)))


def pack_error(error: DocumentError | InternalError) -> bytes:
    """Return the reply that says why there is nothing else."""
    return _pack(_Reply(refusal=_refuse(error)))


def unpack_document(reply: bytes, path: Path) -> Document:
    """Return the document of a reply.

    Raises:
        DocumentError: it could not be read. InternalError: a fault of the program.
        GarbledReplyError: the reply is not one, or its offsets do not fit its text.
    """
    document = _unpack(reply).document
    if document is None or not _holds_together(document):
        raise GarbledReplyError
    return replace(document, path=path)


def unpack_members(reply: bytes, archive: Path) -> list[Found]:
    """Return what a listed archive holds. Raises as `unpack_document`."""
    members = _unpack(reply).members
    if members is None or any(".." in member.inner.split("/") for member in members):
        raise GarbledReplyError
    return [
        Found(archive / member.inner if member.inner else archive, member.problem and _document_error(member.problem))
        for member in members
    ]


def unpack_picture(reply: bytes) -> DrawnPage:
    """Return the drawn page of a reply. Raises as `unpack_document`."""
    picture = _unpack(reply).picture
    if picture is None or not picture.png.startswith(PNG_SIGNATURE):
        raise GarbledReplyError
    return DrawnPage(picture.png, picture.width, picture.height)


def _pack(reply: _Reply) -> bytes:
    data = reply.model_dump_json(exclude_none=True).encode()
    if len(data) > MAX_REPLY_BYTES:
        what = f"What it holds takes {len(data):,} bytes; the limit is {MAX_REPLY_BYTES:,}."
        return pack_error(DocumentError("too_large", what, "Split the document."))
    return len(data).to_bytes(LENGTH_BYTES, "big") + data


def _unpack(reply: bytes) -> _Reply:
    try:
        unpacked = _REPLY.validate_json(reply, strict=True)
    except ValidationError:
        raise GarbledReplyError from None  # the error quotes the document
    if unpacked.refusal is not None:
        raise _error(unpacked.refusal)
    return unpacked


def _holds_together(document: Document) -> bool:
    end = len(document.text)
    spans = [(line.start, line.end) for line in document.lines]
    spans += [(link.start, link.end) for link in document.links if link.start is not None and link.end is not None]
    return (
        document.media_type in SUPPORTED_MEDIA_TYPES
        and all(0 <= start <= stop <= end for start, stop in spans)
        and all(line.number == number for number, line in enumerate(document.lines, start=1))
    )


def _refuse(error: DocumentError | InternalError) -> _Refusal:
    code = error.code if isinstance(error, DocumentError) else None
    return _Refusal(code=code, what=error.what[:_MAX_MESSAGE], remedy=error.remedy[:_MAX_MESSAGE])


def _error(refusal: _Refusal) -> VouchlineError:
    if refusal.code is None:
        return InternalError(refusal.what, refusal.remedy)
    return DocumentError(refusal.code, refusal.what, refusal.remedy)


def _document_error(refusal: _Refusal) -> DocumentError:
    if refusal.code is None:
        raise GarbledReplyError
    return DocumentError(refusal.code, refusal.what, refusal.remedy)
