"""Find the documents of a folder."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

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
_MAX_DEPTH = 100


def discover(folder_or_file: Path) -> Iterator[Path]:
    """Yield the documents below a folder, sorted by name within each folder, a folder's own files first.

    A file named outright is yielded whatever it is. In folders these are left out: hidden files and folders (names that
    begin with "." or "~$"), links that lead out of the folder, files of `NOT_DOCUMENTS` suffixes, licence and build
    files by name, pipes and devices. Unsupported kinds are yielded, so that they are reported. A folder that is reached
    twice through links is read once.
    """
    if not folder_or_file.is_dir():
        yield folder_or_file
        return
    root = folder_or_file.resolve()
    yield from _walk(folder_or_file, root, {root}, 0)


def _walk(folder: Path, root: Path, seen: set[Path], depth: int) -> Iterator[Path]:
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries if not entry.name.startswith((".", "~$")))
    except OSError:
        return
    folders: list[Path] = []
    for name in names:
        path = folder / name
        try:
            target = path.resolve()
            if not target.is_relative_to(root):
                continue
            if path.is_dir():
                if target not in seen and depth < _MAX_DEPTH:
                    seen.add(target)
                    folders.append(path)
            elif is_document_name(name) and (target.is_file() or not target.exists()):
                yield path
        except (OSError, RuntimeError):
            continue  # a link that leads to itself
    for path in folders:
        yield from _walk(path, root, seen, depth + 1)


def is_document_name(name: str) -> bool:
    """Whether a file of this name is taken for a document when its folder is read."""
    suffix = os.path.splitext(name)[1].casefold()  # noqa: PTH122 - a name, not a path: it may hold anything
    return suffix not in NOT_DOCUMENTS and name.casefold() not in _NOT_DOCUMENT_NAMES
