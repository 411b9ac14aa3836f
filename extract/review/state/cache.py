"""Profiles and postings as they were last read, so that a long one is not read again for every question about it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

from extract.documents import Document
from extract.errors import UserError
from extract.review.decisions.subjects import Item, posting_items, profile_items
from extract.review.domain.deciding import versions_of
from extract.review.domain.known_text import known_document
from extract.review.state.doubts import findings_by_fact
from extract.store.results import Results
from schemas import Finding, Posting, Profile, Versions

_Group = Literal["profiles", "postings"]
KEPT = 16
Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Shelved:
    """A profile or posting with its items, and the versions that a decision on it is made on."""

    stored: Profile | Posting
    items: Sequence[Item]
    versions: Versions

    @cached_property
    def known(self) -> Document:
        """What the file quotes of its document."""
        return known_document(self.stored)

    @cached_property
    def findings(self) -> dict[str, list[Finding]]:
        """The findings about each fact, by its id."""
        return findings_by_fact(self.stored)


class ResultCache:
    """The last profiles and postings of a folder that were asked for. May be used by several threads."""

    def __init__(self, results: Results) -> None:
        self._results = results
        self._kept: OrderedDict[Path, tuple[Stamp, Shelved]] = OrderedDict()
        self._lock = threading.Lock()

    def profile(self, name: str) -> Shelved:
        """Return a profile as it is stored now.

        Raises:
            UserError: it is not there, or cannot be used.
        """
        return self._take(self._results.profile_path(name), name, "profiles")

    def posting(self, name: str) -> Shelved:
        """Return a posting as it is stored now. Raises as `profile`."""
        return self._take(self._results.posting_path(name), name, "postings")

    def _take(self, path: Path, name: str, group: _Group) -> Shelved:
        stamp = _stamp(path)
        with self._lock:
            kept = self._kept.get(path)
            if kept is not None and kept[0] == stamp:
                self._kept.move_to_end(path)
                return kept[1]
        shelved = self._read(path, name, group)
        with self._lock:
            if stamp is not None and _stamp(path) == stamp:  # not replaced while it was read
                self._kept[path] = stamp, shelved
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return shelved

    def _read(self, path: Path, name: str, group: _Group) -> Shelved:
        if group == "profiles":
            stored: Profile | Posting = self._results.read_profile(name)
            items = profile_items(stored)
        else:
            stored = self._results.read_posting(name)
            items = posting_items(stored)
        try:
            return Shelved(stored, items, versions_of(path, stored.provenance.model, stored.document.sha256))
        except OSError as error:
            raise UserError(f"The file {path.name!r} went away while it was read.", "Reload the page.") from error


def _stamp(path: Path) -> Stamp | None:
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino
