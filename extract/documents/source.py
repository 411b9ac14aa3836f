"""Take a file's bytes without hanging on a pipe, swallowing a huge file, or mixing two versions of it."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from extract.errors import DocumentError

_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Source:
    """A file's bytes as they were at one moment, and where they came from."""

    path: Path
    data: bytes


def read_source(path: Path, max_bytes: int) -> Source:
    """Read a regular file whole.

    Args:
        path: The file. A symbolic link is followed.
        max_bytes: Files larger than this are refused unread.

    Raises:
        DocumentError: "unreadable" (no such file, no permission, a folder, a pipe or a device), "too_large", "changed"
            (size or time of change moved while it was read) or "empty" (no bytes).
    """
    try:
        # Without O_NONBLOCK the open itself would wait for ever on a pipe that nobody writes to.
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise DocumentError(
            "unreadable",
            f"The file {str(path)!r} could not be opened: {reason}.",
            "Check that it exists and may be read.",
        ) from error
    try:
        before = os.fstat(descriptor)
        if not stat.S_ISREG(before.st_mode):
            raise DocumentError(
                "unreadable", f"{str(path)!r} is not a regular file.", "Name a file, not a folder, pipe or device."
            )
        if before.st_size > max_bytes:
            raise _too_large(path, before.st_size, max_bytes)
        data = _read_blocks(descriptor, path, max_bytes)
        after = os.fstat(descriptor)
    except OSError as error:
        raise DocumentError(
            "unreadable",
            f"The file {str(path)!r} could not be read: {error.strerror}.",
            "Check the disk and try again.",
        ) from error
    finally:
        os.close(descriptor)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(data) != after.st_size:
        raise DocumentError(
            "changed", f"The file {str(path)!r} changed while it was read.", "Run again once nothing writes to it."
        )
    if not data:
        raise DocumentError("empty", f"The file {str(path)!r} has no bytes.", "Replace it by the real document.")
    return Source(path, data)


def _read_blocks(descriptor: int, path: Path, max_bytes: int) -> bytes:
    blocks: list[bytes] = []
    total = 0
    while block := os.read(descriptor, _BLOCK):
        blocks.append(block)
        total += len(block)
        if total > max_bytes:
            raise _too_large(path, total, max_bytes)
    return b"".join(blocks)


def _too_large(path: Path, size: int, max_bytes: int) -> DocumentError:
    return DocumentError(
        "too_large",
        f"The file {str(path)!r} has {size:,} bytes or more; the limit is {max_bytes:,}.",
        "Raise the limit, or hand in a smaller copy.",
    )
