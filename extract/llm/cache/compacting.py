"""Forgotten answers overwritten: a database keeps what was deleted in pages that nobody uses, until it is written anew."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

_WAIT_FOR_LOCK_S = 10


def compact(folder: Path) -> bool:
    """Write the database of answers in `folder` anew, without what was deleted, and remove what was set aside as damaged.

    Returns whether nothing deleted is left; not while another program uses the cache.
    """
    for path in folder.glob("cache.db*.damaged"):
        path.unlink(missing_ok=True)
    database = folder / "cache.db"
    if not database.exists():
        return True
    try:
        with contextlib.closing(
            sqlite3.connect(database, timeout=_WAIT_FOR_LOCK_S, isolation_level=None)
        ) as connection:
            connection.execute("VACUUM")
            busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    except sqlite3.Error:
        return False
    return not busy
