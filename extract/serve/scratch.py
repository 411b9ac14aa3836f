"""Folders for the documents of requests, gone when the server is: at its end, or else at the next start of one."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import filelock

_PREFIX = "vouchline-serve-"
_LOCK = "lock"


@contextmanager
def scratch_folder() -> Generator[Path]:
    """Give a folder that only this user can read; it and all in it are removed at the end.

    What a server left that was killed is removed first: a folder whose lock nobody holds.
    """
    _remove_left()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        with filelock.FileLock(folder / _LOCK):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_left() -> None:
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        # Of another user, on a file system without locks, or in use: left alone.
        with contextlib.suppress(OSError, NotImplementedError, filelock.Timeout):
            if not (folder / _LOCK).is_file() or not _is_own(folder):
                continue
            with filelock.FileLock(folder / _LOCK, blocking=False):
                shutil.rmtree(folder, ignore_errors=True)


def _is_own(folder: Path) -> bool:
    """Tell whether a folder is this user's; nothing of others is touched, nor what a link leads to."""
    return not folder.is_symlink() and (os.name == "nt" or folder.stat().st_uid == os.getuid())
