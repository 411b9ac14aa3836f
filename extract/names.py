"""The NAME of each document: its path below the folder that was read, without suffix."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from extract.documents.discover import discover
from extract.errors import UserError

MAX_PART_BYTES = 110
"""Longest part of a name, in UTF-8 bytes: two of them and a suffix fit the 255 bytes of usual file systems."""
_FORBIDDEN = frozenset('<>:"|?*\\')
"""Not allowed in file names on Windows, beside control characters."""
_SUFFIX = re.compile(r"(?<=[^/])\.\w{1,10}$")
"""What stands behind the last dot, where it can be a suffix: "J. Doe" has none."""
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


@dataclass(frozen=True, slots=True)
class Named:
    """A document to read: where it lies, its path below the folder (forward slashes), and its NAME."""

    path: Path
    shown: str
    name: str


def find_documents(paths: Sequence[Path], *, leave_out: Sequence[Path] = ()) -> list[Named]:
    """Return the documents at these paths, each once: files as they are, folders with what lies below them.

    `leave_out` names files and folders that are none of them: the results of an earlier run.

    Raises:
        UserError: a path does not exist.
    """
    found: list[tuple[Path, Path]] = []
    for given in paths:
        if not given.exists():
            raise UserError(f"There is no file or folder {str(given)!r}.", "Check how it is written.")
        root = given if given.is_dir() else given.parent
        found += [(path, path.relative_to(root)) for path in discover(given)]
    left_out = [Path(os.path.abspath(path)) for path in leave_out]  # noqa: PTH100 - as below
    once: dict[Path, tuple[Path, Path]] = {}
    for path, below in found:
        resolved = Path(os.path.abspath(path))  # noqa: PTH100 - links stay what they are called
        if not any(resolved.is_relative_to(one) for one in left_out):
            once.setdefault(resolved, (path, below))
    shown = [below.as_posix() for _, below in once.values()]
    if len(set(map(_same, shown))) < len(shown):
        top = Path(os.path.commonpath([path.parent for path in once]))
        shown = [path.relative_to(top).as_posix() for path in once]
    shown = [_printable(text) for text in shown]
    names = name_documents(shown)
    return [Named(path, text, name) for (path, _), text, name in zip(once.values(), shown, names, strict=True)]


def name_documents(paths: Sequence[str]) -> list[str]:
    """Return the NAME of each path (different from each other, forward slashes), in their order.

    The suffix stays where names would be one without it, also where a file system that ignores case takes them for one.
    """
    full = [_safe(path) for path in paths]
    names = [_safe(_SUFFIX.sub("", path)) for path in paths]
    while True:
        counts = Counter(map(_same, names))
        clashing = [i for i, name in enumerate(names) if counts[_same(name)] > 1 and name != full[i]]
        if not clashing:
            break
        for i in clashing:
            names[i] = full[i]
    counts = Counter(map(_same, names))
    return [_marked(name, path) if counts[_same(name)] > 1 else name for name, path in zip(names, paths, strict=True)]


def name_comparisons(pairs: Sequence[tuple[str, str]]) -> list[str]:
    """Return the NAME of the comparison of each (profile, posting), in their order.

    "a--b" and "c" would be the same file as "a" and "b--c"; then a digest of the pair stands behind it.
    """
    names = [f"{profile}--{posting}" for profile, posting in pairs]
    counts = Counter(map(_same, names))
    return [
        _marked(name, "\n".join(pair)) if counts[_same(name)] > 1 else name
        for name, pair in zip(names, pairs, strict=True)
    ]


def _same(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _printable(text: str) -> str:
    """Return a path as JSON can hold it: bytes that are no UTF-8 become "_"."""
    return "".join("_" if 0xD800 <= ord(char) <= 0xDFFF else char for char in text)


def _safe(name: str) -> str:
    return "/".join(_safe_part(part) for part in name.split("/"))


def _safe_part(part: str) -> str:
    text = "".join("_" if char in _FORBIDDEN or unicodedata.category(char) in ("Cc", "Cs") else char for char in part)
    text = text.rstrip(". ") or "_"
    if text.split(".")[0].casefold() in _RESERVED:
        text = f"_{text}"
    if len(text.encode()) <= MAX_PART_BYTES:
        return text
    kept = text.encode()[: MAX_PART_BYTES - 9].decode("utf-8", "ignore")
    return f"{kept}~{_digest(part)}"


def _marked(name: str, path: str) -> str:
    return f"{name}~{_digest(path)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
