"""How much one document may cost: file, pages, time and memory."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadLimits:
    """The limits that a document is read within. A document that goes past one has an outcome that names it.

    `seconds` is wall-clock time. `memory_mb` is what reading may add to the process that reads, in millions of bytes.
    `file_mb` is the largest file, and the largest member of an archive, in millions of bytes. `pages` is the largest
    number of pages, for formats that have pages.
    """

    seconds: float = 120.0
    memory_mb: int = 2_000
    file_mb: int = 50
    pages: int = 500

    @property
    def max_bytes(self) -> int:
        """The largest file, in bytes."""
        return self.file_mb * 1_000_000

    @property
    def memory_bytes(self) -> int:
        """The memory that may be added, in bytes."""
        return self.memory_mb * 1_000_000
