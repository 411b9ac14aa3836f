"""Take a document's bytes: a file's, or those of a member of an archive."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from extract.documents.files.container import read_member, split_member
from extract.documents.files.regular_file import open_regular
from extract.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Source:
    """A file's bytes as they were at one moment, and where they came from."""

    path: Path
    data: bytes


def read_source(path: Path, max_bytes: int) -> Source:
    """Read a regular file whole, or a member of an archive that is named like a file in it: `batch.zip/inner/cv.pdf`.

    Args:
        path: The file. A symbolic link is followed.
        max_bytes: What is larger is refused unread.

    Raises:
        DocumentError: "unreadable" (no such file, no permission, a folder, a pipe or a device), "too_large", "changed"
            (size or time of change moved while it was read) or "empty" (no bytes); for members as `read_member`.
    """
    member = split_member(path)
    data = _read_file(path, max_bytes) if member is None else read_member(*member, max_bytes)
    if not data:
        raise DocumentError("empty", f"The file {str(path)!r} has no bytes.", "Replace it by the real document.")
    return Source(path, data)


def _read_file(path: Path, max_bytes: int) -> bytes:
    with open_regular(path) as (file, size):
        data = file.read(max_bytes + 1) if size <= max_bytes else b""
        size = max(size, len(data))
        if size > max_bytes:
            raise DocumentError(
                "too_large",
                f"The file {str(path)!r} has {size:,} bytes or more; the limit is {max_bytes:,}.",
                "Hand in a smaller copy, or raise --max-file-mb.",
            )
        return data
