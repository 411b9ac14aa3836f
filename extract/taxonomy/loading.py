"""The taxonomy that a user chose: "esco", which the package brings, "none", or a file of the user's own."""

from __future__ import annotations

import functools
from pathlib import Path

from extract.taxonomy.concepts import Source
from extract.taxonomy.esco import NAME, esco_concepts, esco_source
from extract.taxonomy.own import read_taxonomy
from extract.taxonomy.taxonomy import Taxonomy

NONE = "none"


def load_taxonomy(choice: str) -> Taxonomy | None:
    """Return the taxonomy chosen, None for "none"; it is built once, and a file is read again once it was changed.

    Raises:
        SettingsError: the file cannot be used.
    """
    if choice == NONE:
        return None
    return _esco() if choice == NAME else _own(choice, _changed_ns(choice))


def taxonomy_source(choice: str) -> Source | None:
    """Return which taxonomy was chosen, None for "none". Of ESCO's table no name is read.

    Raises as `load_taxonomy`.
    """
    if choice == NAME:
        return esco_source()
    found = load_taxonomy(choice)
    return found.source if found else None


def _changed_ns(choice: str) -> int:
    try:
        return Path(choice).stat().st_mtime_ns
    except OSError:
        return 0


@functools.cache
def _esco() -> Taxonomy:
    return Taxonomy(esco_source(), list(esco_concepts()))


@functools.lru_cache(maxsize=4)
def _own(choice: str, _changed: int) -> Taxonomy:
    return Taxonomy(*read_taxonomy(Path(choice)))
