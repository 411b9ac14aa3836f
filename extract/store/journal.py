"""The journal of a folder of results: one line a document or pair that came to an end, only ever added to.

It is what lets the same command go on after any kind of stop, and what tells an unchanged document from a changed one.
A journal that is cut off at any byte is worth its whole lines; what the others told is done again, from the answers
that were kept.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Iterable, Iterator
from io import FileIO
from pathlib import Path
from typing import BinaryIO

from pydantic import ValidationError

from extract.errors import UserError
from extract.store.journal_rows import ComparisonRow, DocumentRow, JournalRow, LeftOutRow, dump_row, parse_row

_SYNC_S = 2.0
"""How often lines are forced to the disk. Killing the program loses none; a power cut loses those of this time at most."""
_ROOM = 1_000
"""How many outdated lines are kept, beside as many as there are lines that hold."""

Pair = tuple[str, str]
"""Names of a profile and a posting."""


class Journal:
    """The lines of a journal, found by document or pair; a later line replaces an earlier one.

    In memory is where each line begins; the lines are read back as they are needed. With `writable` off nothing is
    changed, and nothing has to be there. Use as a context manager, from one thread.
    """

    def __init__(self, path: Path, *, writable: bool = True) -> None:
        self.path = path
        self.writable = writable
        self._documents: dict[str, int] = {}
        self._comparisons: dict[Pair, int] = {}
        self._left_out: set[str | Pair] = set()
        self._lines = 0
        self._end = 0
        self._synced_s = time.monotonic()
        self._appending: FileIO | None = None
        self._reading: BinaryIO | None = None
        if path.exists():
            self._reading = path.open("rb")
            self._index(self._reading)
        if writable:
            self._open_for_writing()

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def rows(self) -> int:
        """How many lines it has."""
        return self._lines

    def close(self) -> None:
        """Force what was added to the disk and close the file.

        Raises:
            UserError: the disk does not take it.
        """
        try:
            if self._appending is not None:
                self.sync()
        except OSError as error:
            raise _cannot_write(self.path, error) from error
        finally:
            for file in (self._appending, self._reading):
                if file is not None:
                    file.close()
            self._appending = self._reading = None

    def document(self, path: str) -> DocumentRow | None:
        """Return the line of the document that is shown as `path`."""
        row = self._read(self._documents.get(path))
        return row if isinstance(row, DocumentRow) else None

    def comparison(self, pair: Pair) -> ComparisonRow | None:
        """Return the line of a profile and a posting."""
        row = self._read(self._comparisons.get(pair))
        return row if isinstance(row, ComparisonRow) else None

    def listed_documents(self) -> Iterator[str]:
        """Yield the documents of the last run and of what was added to it since, in the order of their lines."""
        return (path for path in self._documents if path not in self._left_out)

    def listed_comparisons(self) -> Iterator[Pair]:
        """Yield the pairs of the last run and of what was added to it since, in the order of their lines."""
        return (pair for pair in self._comparisons if pair not in self._left_out)

    def leave_out(self, documents: Iterable[str] = (), comparisons: Iterable[Pair] = ()) -> None:
        """Note that these are no part of the last run any more."""
        row = LeftOutRow(documents=list(documents), comparisons=list(comparisons))
        if row.documents or row.comparisons:
            self.add(row)

    def add(self, row: JournalRow) -> None:
        """Add a line.

        Raises:
            UserError: it cannot be written. What stood there before is whole.
        """
        assert self._appending is not None
        line = dump_row(row)
        try:
            _write_whole(self._appending, line)
            if time.monotonic() - self._synced_s >= _SYNC_S:
                self.sync()
        except OSError as error:
            self._cut_back()
            raise _cannot_write(self.path, error) from error
        self._note(row, self._end)
        self._end += len(line)

    def erase(self, change: Callable[[JournalRow], JournalRow | None]) -> int:
        """Write the journal anew from the lines that hold, each as `change` gives it; None leaves it out for good.

        Returns how many lines were left out or changed.

        Raises:
            UserError: the disk does not take it.
        """
        assert self._appending is not None
        appending, self._appending = self._appending, None
        try:
            appending.close()
            changed = self._rewrite(change)
            self._appending = self.path.open("ab", buffering=0)
        except OSError as error:
            raise _cannot_write(self.path, error) from error
        return changed

    def sync(self) -> None:
        """Force what was added to the disk."""
        assert self._appending is not None
        os.fsync(self._appending.fileno())
        self._synced_s = time.monotonic()

    def _index(self, file: BinaryIO) -> None:
        for line in file:
            if not line.endswith(b"\n"):
                break  # cut off: the rest of it never came
            with contextlib.suppress(ValidationError):  # damaged: what it told is done again
                self._note(parse_row(line), self._end)
            self._end += len(line)

    def _note(self, row: JournalRow, offset: int) -> None:
        self._lines += 1
        match row:
            case DocumentRow():
                self._documents[row.entry.path] = offset
                self._left_out.discard(row.entry.path)
            case ComparisonRow():
                pair = (row.entry.profile, row.entry.posting)
                self._comparisons[pair] = offset
                self._left_out.discard(pair)
            case LeftOutRow():
                self._left_out.update(row.documents, row.comparisons)

    def _read(self, offset: int | None) -> JournalRow | None:
        if offset is None:
            return None
        assert self._reading is not None
        self._reading.seek(offset)
        try:
            return parse_row(self._reading.readline())
        except ValidationError:  # somebody else wrote into the file
            return None

    def _open_for_writing(self) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self._lines > 2 * (len(self._documents) + len(self._comparisons)) + _ROOM:
                self._rewrite()
            self._appending = self.path.open(
                "ab", buffering=0
            )  # a buffer would write again, on closing, what has failed
            self._appending.truncate(self._end)
            self._reading = self._reading or self.path.open("rb")
        except OSError as error:
            self.close()
            raise _cannot_write(self.path, error) from error

    def _rewrite(self, change: Callable[[JournalRow], JournalRow | None] = lambda row: row) -> int:
        """Write the lines that hold into a new file, which then takes the place of the old one; returns how many changed."""
        assert self._reading is not None
        documents = [item for item in self._left_out if isinstance(item, str)]
        pairs = [item for item in self._left_out if not isinstance(item, str)]
        left_out = LeftOutRow(documents=sorted(documents), comparisons=sorted(pairs))
        fresh = self.path.with_suffix(".part")
        changed = 0
        with fresh.open("wb") as file:
            offsets = sorted((*self._documents.values(), *self._comparisons.values()))
            for row in (*(self._read(offset) for offset in offsets), left_out):
                kept = None if row is None else change(row)
                changed += kept != row
                if kept is not None:
                    file.write(dump_row(kept))
            file.flush()
            os.fsync(file.fileno())
        self._reading.close()
        fresh.replace(self.path)
        self._documents, self._comparisons, self._left_out = {}, {}, set()
        self._lines = self._end = 0
        self._reading = self.path.open("rb")
        self._index(self._reading)
        return changed

    def _cut_back(self) -> None:
        """Take away what a failed write left behind the last whole line."""
        assert self._appending is not None
        with contextlib.suppress(OSError):  # the next run takes it away
            os.ftruncate(self._appending.fileno(), self._end)


def _write_whole(file: FileIO, line: bytes) -> None:
    left = memoryview(line)
    while left:
        left = left[file.write(left) :]


def _cannot_write(path: Path, error: OSError) -> UserError:
    return UserError(
        f"The journal {str(path)!r} could not be written: {error.strerror or type(error).__name__}.",
        "Make the folder writable, or free some space; then run the same command again, what is done is kept.",
    )
