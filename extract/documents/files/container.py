"""Documents inside `.zip` archives: listed, and read one at a time, without unpacking the archive to disk.

A member is called as if its archive were a folder: `batch.zip/inner/cv.pdf`. Archives hold archives, up to `MAX_DEPTH`.
"""

from __future__ import annotations

import contextlib
import io
import re
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from extract.documents.files.folder import Found, is_document_name, is_hidden_name
from extract.documents.files.package import is_packed_too_tightly, unpack_member
from extract.documents.files.regular_file import open_regular
from extract.errors import DocumentError

SUFFIX = ".zip"
MAX_DEPTH = 3
MAX_MEMBERS = 5_000
"""Most members of an archive, those of archives in it included."""
MAX_UNPACKED_BYTES = 2_000_000_000
"""Most bytes that the documents of an archive unpack to, those of archives in it included."""

_DRIVE = re.compile(r"^[A-Za-z]:")
_UTF_8_FLAG, _ENCRYPTED_FLAG = 0x800, 0x1
# What archives hold that are documents, or packages of programs, themselves: one document each, not many.
_PACKAGE_MEMBERS = frozenset({"[Content_Types].xml", "mimetype", "word/document.xml", "META-INF/MANIFEST.MF"})


@dataclass(frozen=True, slots=True)
class _Member:
    """A member under a name of its own (forward slashes, nothing that leads out), and why it cannot be read."""

    name: str
    info: zipfile.ZipInfo
    problem: DocumentError | None


@dataclass(slots=True)
class _Tally:
    members: int = 0
    unpacked: int = 0

    def add(self, members: int, unpacked: int) -> None:
        self.members += members
        self.unpacked += unpacked
        if self.members > MAX_MEMBERS:
            raise DocumentError(
                "too_large", f"The archive holds more than {MAX_MEMBERS:,} members.", "Make several of it."
            )
        if self.unpacked > MAX_UNPACKED_BYTES:
            what = f"The archive's documents unpack to more than {MAX_UNPACKED_BYTES:,} bytes."
            raise DocumentError("too_large", what, "Make several of it.")


def is_archive_name(name: str) -> bool:
    """Whether a file of this name may be an archive of documents; its content decides."""
    return name.casefold().endswith(SUFFIX)


def split_member(path: Path) -> tuple[Path, str] | None:
    """Return the archive that a path leads into, and the member's name; None where the path is one of the file system."""
    for parent in path.parents:
        if is_archive_name(parent.name) and parent.is_file():
            return parent, path.relative_to(parent).as_posix()
    return None


def list_members(path: Path, *, max_bytes: int) -> list[Found]:
    """Return the documents of an archive, in its order; members that cannot be read come with their problem.

    Left out is what is left out of folders: hidden members, `__MACOSX`, names that no document has. An archive that is a
    document itself, such as a Word document of that name, is the one thing returned.

    Args:
        path: The archive.
        max_bytes: Largest member, in bytes.

    Raises:
        DocumentError: nothing in it can be read: "damaged", "empty" (no document in it), "too_large" (too many members or
            bytes), or as `open_regular`.
    """
    try:
        with open_regular(path) as (file, _):
            tally = _Tally()
            found = dict(_told_apart(_walk(file, max_bytes, 1, tally)))
    except DocumentError as error:
        raise _about(path, error) from error
    return [Found(path / name, problem and _about(path / name, problem)) for name, problem in found.items()]


def read_member(path: Path, name: str, max_bytes: int) -> bytes:
    """Return the bytes of a member, which `list_members` called `path / name`.

    Raises:
        DocumentError: its problem; "unreadable" where the archive has no such member; or as `list_members`.
    """
    try:
        with open_regular(path) as (file, _):
            return _read(file, name, max_bytes, 1)
    except DocumentError as error:
        raise _about(path / name, error) from error


def _walk(file: BinaryIO, max_bytes: int, depth: int, tally: _Tally) -> Iterator[tuple[str, DocumentError | None]]:
    """Yield names below the archive; "" stands for the archive itself, where it is a document."""
    with _open(file) as archive:
        if _is_document(archive):
            yield "", None
            return
        tally.add(len(archive.infolist()), 0)
        empty = True
        for member in _members(archive, max_bytes):
            empty = False
            tally.add(0, member.info.file_size)
            if member.problem is not None or not is_archive_name(member.name):
                yield member.name, member.problem
            elif depth == MAX_DEPTH:
                what = f"Archives in archives are read up to a depth of {MAX_DEPTH}."
                yield member.name, DocumentError("unsupported", what, "Unpack it, and name the folder.")
            else:
                yield from _walk_nested(archive, member, max_bytes, depth, tally)
        if empty:
            raise DocumentError("empty", "The archive holds no document.", "Look whether it is the right one.")


def _walk_nested(
    archive: zipfile.ZipFile, member: _Member, max_bytes: int, depth: int, tally: _Tally
) -> Iterator[tuple[str, DocumentError | None]]:
    before = tally.members
    try:
        data = unpack_member(archive, member.info, max_bytes)
        inner = list(_walk(io.BytesIO(data), max_bytes, depth + 1, tally))
    except DocumentError as error:
        if tally.members > MAX_MEMBERS or tally.unpacked > MAX_UNPACKED_BYTES:
            raise  # that is the whole archive's
        tally.members = before
        yield member.name, error
        return
    for name, problem in inner:
        yield f"{member.name}/{name}" if name else member.name, problem


def _read(file: BinaryIO, name: str, max_bytes: int, depth: int) -> bytes:
    with _open(file) as archive:
        for member in _members(archive, max_bytes):
            inside = name.removeprefix(f"{member.name}/")
            if name != member.name and (inside == name or not is_archive_name(member.name) or depth == MAX_DEPTH):
                continue
            if member.problem is not None:
                raise member.problem
            data = unpack_member(archive, member.info, max_bytes)
            return data if name == member.name else _read(io.BytesIO(data), inside, max_bytes, depth + 1)
    raise DocumentError("unreadable", f"The archive has no member {name!r}.", "List it with `vouchline read`.")


def _open(file: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError) as error:
        raise DocumentError("damaged", "The archive is broken.", "Make it again.") from error


def _is_document(archive: zipfile.ZipFile) -> bool:
    return not _PACKAGE_MEMBERS.isdisjoint(archive.namelist())


def _members(archive: zipfile.ZipFile, max_bytes: int) -> Iterator[_Member]:
    taken: set[str] = set()
    for info in archive.infolist():
        written = _name(info)
        parts = written.split("/")
        shown = [part for part in parts if part not in ("", ".", "..")]
        if parts[-1] == "" or not shown or _is_left_out(shown):
            continue
        name = _first_free("/".join(shown), taken)
        taken.add(name)
        yield _Member(name, info, _problem(info, written, max_bytes))


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name. Old programs write UTF-8 without saying so, and Windows ones backslashes."""
    name = info.filename
    if not info.flag_bits & _UTF_8_FLAG:
        with contextlib.suppress(UnicodeError):  # bytes of an unknown code page stay as zipfile shows them
            name = name.encode("cp437").decode("utf-8")
    return name.replace("\\", "/")


def _is_left_out(parts: list[str]) -> bool:
    return "__MACOSX" in parts or any(map(is_hidden_name, parts)) or not is_document_name(parts[-1])


def _first_free(name: str, taken: set[str]) -> str:
    stem, dot, suffix = name.rpartition(".")
    number, free = 1, name
    while free in taken:
        number += 1
        free = f"{stem} ({number}){dot}{suffix}" if dot else f"{name} ({number})"
    return free


def _problem(info: zipfile.ZipInfo, written: str, max_bytes: int) -> DocumentError | None:
    code: Literal["damaged", "unreadable", "encrypted", "too_large"]
    if written.startswith("/") or _DRIVE.match(written) or ".." in written.split("/"):
        code, what, remedy = "damaged", f"Its name {written!r} leads out of the archive.", "Do not trust this archive."
    elif stat.S_ISLNK(info.external_attr >> 16):
        code, what, remedy = "unreadable", "It is a link.", "Pack the file that it leads to."
    elif info.flag_bits & _ENCRYPTED_FLAG:
        code, what, remedy = "encrypted", "It is locked with a password.", "Unpack it, and name the folder."
    elif info.file_size > max_bytes:
        what = f"It unpacks to {info.file_size:,} bytes; the limit is {max_bytes:,}."
        code, remedy = "too_large", "Hand in a smaller copy, or raise --max-file-mb."
    elif is_packed_too_tightly(info):
        code, what, remedy = "too_large", "It is packed tighter than documents are.", "Do not trust this archive."
    else:
        return None
    return DocumentError(code, what, remedy)


def _told_apart(
    found: Iterator[tuple[str, DocumentError | None]],
) -> Iterator[tuple[str, DocumentError | None]]:
    """Report what has the path of something else: a file in a folder `a.zip` beside an archive `a.zip`."""
    taken: set[str] = set()
    for name, problem in found:
        free = _first_free(name, taken)
        taken.add(free)
        twice = DocumentError("damaged", "The archive has two members of that path.", "Rename one of them.")
        yield free, problem if free == name else twice


def _about(path: Path, error: DocumentError) -> DocumentError:
    """Return the error with the path in it."""
    told = repr(str(path)) in error.what
    return DocumentError(error.code, error.what if told else f"{str(path)!r}: {error.what}", error.remedy)
