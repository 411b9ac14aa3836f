"""Find the documents of a folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from extract.errors import DocumentError

# Files that live beside documents and are none: data, code, build products, sound and film. Anything else is yielded,
# also what cannot be read, so that it is reported and not dropped in silence.
NOT_DOCUMENTS = frozenset(
    [
        ".bak",
        ".bib",
        ".c",
        ".cfg",
        ".class",
        ".cpp",
        ".css",
        ".csv",
        ".db",
        ".dll",
        ".exe",
        ".go",
        ".h",
        ".ini",
        ".ipynb",
        ".java",
        ".jinja",
        ".js",
        ".json",
        ".jsonl",
        ".lock",
        ".log",
        ".map",
        ".mp3",
        ".mp4",
        ".o",
        ".parquet",
        ".pem",
        ".php",
        ".pyc",
        ".py",
        ".pyi",
        ".rb",
        ".rs",
        ".sh",
        ".so",
        ".sql",
        ".sqlite",
        ".sty",
        ".cls",
        ".svg",
        ".toml",
        ".ts",
        ".tsv",
        ".ttf",
        ".otf",
        ".typ",
        ".tex",
        ".wav",
        ".woff",
        ".woff2",
        ".xlsx",
        ".xml",
        ".yaml",
        ".yml",
    ]
)
_NOT_DOCUMENT_NAMES = frozenset(("license", "licence", "notice", "makefile", "dockerfile", "thumbs.db", "desktop.ini"))


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read, or with `problem` one that cannot be: it is reported, so that nobody misses it."""

    path: Path
    problem: DocumentError | None = None


def discover(folder_or_file: Path) -> Iterator[Found]:
    """Yield the documents below a folder, sorted by name within each folder, a folder's own files first.

    A file named outright is yielded whatever it is. In folders these are left out: hidden files and folders (names that
    begin with "." or "~$"), files of `NOT_DOCUMENTS` suffixes, licence and build files by name. What else cannot be read is
    yielded with its problem: kinds without a reader, folders that may not be opened, links that lead out of the folder or
    to themselves, pipes and devices. A folder that is reached twice through links is read once.
    """
    if not folder_or_file.is_dir():
        yield Found(folder_or_file)
        return
    root = folder_or_file.resolve()
    seen, waiting = {root}, [(folder_or_file, root)]
    while waiting:
        folder, resolved = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                names = sorted(entry.name for entry in entries if not is_hidden_name(entry.name))
        except OSError as error:
            yield Found(folder, _unreadable(folder, f"the folder could not be opened: {error.strerror}"))
            continue
        folders: list[tuple[Path, Path]] = []
        for name in names:
            path = folder / name
            try:
                # Links alone are resolved: resolving each path anew takes long far down.
                target = path.resolve(strict=True) if path.is_symlink() else resolved / name
                mode = target.stat().st_mode
            except (
                OSError,
                RuntimeError,
            ):  # a link to itself (RuntimeError before Python 3.13) or to nothing; a long path
                yield from _reported(path, "it is a link that leads nowhere, or lies too deep")
                continue
            if not target.is_relative_to(root):
                yield from _reported(path, "it is a link that leads out of the folder", is_folder=stat.S_ISDIR(mode))
            elif stat.S_ISDIR(mode):
                if target not in seen:
                    seen.add(target)
                    folders.append((path, target))
            elif not stat.S_ISREG(mode):
                yield from _reported(path, "it is not a regular file")
            elif is_document_name(name):
                yield Found(path)
        waiting += reversed(folders)


def is_document_name(name: str) -> bool:
    """Whether a file of this name is taken for a document when its folder is read."""
    suffix = os.path.splitext(name)[1].casefold()  # noqa: PTH122 - a name, not a path: it may hold anything
    return suffix not in NOT_DOCUMENTS and name.casefold() not in _NOT_DOCUMENT_NAMES


def is_hidden_name(name: str) -> bool:
    """Whether a file or folder of this name is left out, as what programs keep beside documents is."""
    return name.startswith((".", "~$"))


def _reported(path: Path, what: str, *, is_folder: bool = False) -> Iterator[Found]:
    if is_folder or is_document_name(path.name):
        yield Found(path, _unreadable(path, what))


def _unreadable(path: Path, what: str) -> DocumentError:
    return DocumentError(
        "unreadable", f"{str(path)!r} was not read: {what}.", "Put a copy of what is meant into the folder."
    )
