"""How a document, a stored result and all that a result rests on are recognised again without reading them."""

from __future__ import annotations

import functools
import hashlib
import os
import time
from dataclasses import dataclass
from importlib import resources
from importlib.metadata import version
from pathlib import Path

import schemas
from extract.documents.files.container import split_member
from extract.extraction.custom.loading import Kinds
from extract.extraction.engine.provenance import address
from extract.llm.models.profile import as_stored
from extract.llm.request.keys import fingerprint
from extract.llm.request.providers import Endpoint
from extract.settings.load import Settings
from extract.store.journal_rows import FileState, ResultState
from extract.taxonomy.loading import taxonomy_source

_RACY_NS = 2_000_000_000
"""FAT keeps times to 2 seconds, other file systems finer ones."""
_CODE_SUFFIXES = (".py", ".yaml")
_WITHOUT_RESULTS = frozenset({"cli", "evaluation", "export", "observability", "report", "review"})
"""Folders of the program that no profile, posting or comparison rests on."""


def file_state(path: Path) -> FileState | None:
    """Return the state of a document's file, or of the archive that holds it; None where there is none.

    Take it before reading: what is written to the file later then shows.
    """
    try:
        found = os.stat(path)  # noqa: PTH116 - Path.stat costs twice as much, and folders are large
    except (OSError, ValueError):
        archive = split_member(path)
        return file_state(archive[0]) if archive else None
    racy = abs(time.time_ns() - found.st_mtime_ns) < _RACY_NS
    return FileState(
        size=found.st_size, mtime_ns=found.st_mtime_ns, ctime_ns=found.st_ctime_ns, inode=found.st_ino, racy=racy
    )


def same_file(then: FileState | None, now: FileState | None) -> bool:
    """Whether a file is surely what it was. A file that was read too soon after it was written is never sure."""
    if then is None or now is None or then.racy:
        return False
    return (then.size, then.mtime_ns, then.ctime_ns, then.inode) == (now.size, now.mtime_ns, now.ctime_ns, now.inode)


def file_sha256(path: Path) -> str | None:
    """Return the sha256 of a file's bytes in hex; None where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def result_state(path: Path) -> ResultState | None:
    """Return the state of a stored result, with its digest; None where there is none that can be read."""
    try:
        found = path.stat()
    except OSError:
        return None
    digest = file_sha256(path)
    return ResultState(size=found.st_size, mtime_ns=found.st_mtime_ns, sha256=digest) if digest else None


def same_result(path: Path, then: ResultState) -> bool:
    """Whether a stored result is what was written: by size and time, and where the time differs by its bytes."""
    try:
        found = os.stat(path)  # noqa: PTH116 - as above
    except OSError:
        return False
    if found.st_size != then.size:
        return False
    return found.st_mtime_ns == then.mtime_ns or file_sha256(path) == then.sha256


@dataclass(frozen=True, slots=True)
class Basis:
    """What the results of a run rest on beside documents and prompts: names and values, by kind of result."""

    profile: dict[str, str]
    posting: dict[str, str]
    comparison: dict[str, str]

    @classmethod
    def of(cls, endpoint: Endpoint, settings: Settings, kinds: Kinds | None = None) -> Basis:
        """Return what holds for this model, these settings and kinds of the user's own. The as-of date is nothing to a posting.

        Raises:
            SettingsError: the user's file of names or taxonomy cannot be read.
        """
        asked = {
            "model": endpoint.model, "address of the model": address(endpoint), "provider": endpoint.provider,
            "way of asking": f"{endpoint.mode}, {endpoint.shape}",
            "profile of the model": fingerprint(as_stored(endpoint.profile))[:16], "version of Vouchline": program_version(),
        }  # fmt: skip
        languages = "+".join(settings.ocr_languages) or "installed"
        read = {"text recognition": languages if settings.ocr else "off"}
        return cls(
            profile={
                **asked, "taxonomy": str(taxonomy_source(settings.taxonomy) or "none"), **read, "as-of date": settings.day, "schema": schemas.fingerprint("profile"),
                **({"rules left out": ", ".join(sorted(settings.without))} if settings.without else {}),
                "kinds of your own": fingerprint({name: kind.fingerprint for name, kind in (kinds or {}).items()}),
            },
            posting={**asked, **read, "schema": schemas.fingerprint("posting")},
            comparison={
                **asked,
                "as-of date": settings.as_of or "that of the profile",
                "schema": schemas.fingerprint("comparison"),
                "way of comparing": settings.compare_options.as_stored().model_dump_json(),
            },
        )  # fmt: skip


@functools.cache
def program_version() -> str:
    """Return the version and a digest of the program's own files, so that who changes it never sees old results."""
    digest = hashlib.sha256()
    for package in ("schemas", "extract"):
        folder = Path(str(resources.files(package)))
        for path in sorted(folder.rglob("*")):
            place = path.relative_to(folder)
            if path.suffix in _CODE_SUFFIXES and place.parts[0] not in _WITHOUT_RESULTS:
                digest.update(place.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return f"{version('vouchline')} ({digest.hexdigest()[:12]})"
