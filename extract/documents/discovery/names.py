"""The NAME of each document: its path below the folder that was read, without suffix."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

MAX_PART_BYTES = 110
"""Longest part of a name, in UTF-8 bytes: two of them and a suffix fit the 255 bytes of usual file systems."""
_FORBIDDEN = frozenset('<>:"|?*\\')
"""Not allowed in file names on Windows, beside control characters."""
_SUFFIX = re.compile(r"(?<=[^/])\.\w{1,10}$")
"""What stands behind the last dot, where it can be a suffix: "J. Doe" has none."""
_RESERVED = frozenset({"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))})


def name_documents(paths: Sequence[str]) -> list[str]:
    """Return the NAME of each path (different from each other, forward slashes), in their order.

    The suffix stays where names would be one without it, also where a file system that ignores case takes them for one.
    """
    full = [safe_path(path) for path in paths]
    names = [safe_path(_SUFFIX.sub("", path)) for path in paths]
    while True:
        counts = Counter(map(same_name, names))
        clashing = [i for i, name in enumerate(names) if counts[same_name(name)] > 1 and name != full[i]]
        if not clashing:
            break
        for i in clashing:
            names[i] = full[i]
    counts = Counter(map(same_name, names))
    return [
        mark_name(name, path) if counts[same_name(name)] > 1 else name for name, path in zip(names, paths, strict=True)
    ]


class ComparisonNames:
    """The NAME of the comparison of each of these profiles with each of these postings.

    "a--b" and "c" would be the same file as "a" and "b--c"; then a digest of the pair stands behind it.
    """

    def __init__(self, profiles: Iterable[str], postings: Iterable[str]) -> None:
        self._profiles = set(map(same_name, profiles))
        self._postings = set(map(same_name, postings))

    def of(self, pair: tuple[str, str]) -> str:
        """Return the name of a pair."""
        name = "--".join(pair)
        return mark_name(name, "\n".join(pair)) if self._readings(same_name(name)) > 1 else name

    def _readings(self, name: str) -> int:
        """Return how many pairs a name could stand for."""
        places = [place for place in range(len(name)) if name.startswith("--", place)]
        return sum(name[:place] in self._profiles and name[place + 2 :] in self._postings for place in places)


def same_name(name: str) -> str:
    """Return what two names have in common that some file systems take for one."""
    return unicodedata.normalize("NFC", name).casefold()


def safe_path(name: str) -> str:
    """Return a path with forward slashes whose parts every usual file system can hold."""
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


def mark_name(name: str, path: str) -> str:
    """Return the name with a digest of what it stands for behind it."""
    return f"{name}~{_digest(path)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
