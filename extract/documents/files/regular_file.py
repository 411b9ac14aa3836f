"""Open a file without hanging on a pipe, and notice when it changes under the reader."""

from __future__ import annotations

import os
import stat
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from extract.errors import DocumentError


@contextmanager
def open_regular(path: Path) -> Generator[tuple[BinaryIO, int]]:
    """Give a regular file and its size in bytes. A symbolic link is followed.

    Raises:
        DocumentError: "unreadable" (no such file, no permission, a folder, a pipe or a device, a disk that fails), or
            "changed" (size or time of change moved while the block ran).
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
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            yield file, before.st_size
        after = os.fstat(descriptor)
    except OSError as error:
        raise DocumentError(
            "unreadable",
            f"The file {str(path)!r} could not be read: {error.strerror}.",
            "Check the disk and try again.",
        ) from error
    finally:
        os.close(descriptor)
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise DocumentError(
            "changed", f"The file {str(path)!r} changed while it was read.", "Run again once nothing writes to it."
        )
