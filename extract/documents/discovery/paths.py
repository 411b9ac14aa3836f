"""The documents at the paths that a user names: in folders, in archives, each once, each with its NAME."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from extract.documents.discovery.names import mark_name, name_documents, same_name
from extract.documents.files.container import is_archive_name, list_members, split_member
from extract.documents.files.folder import Found, discover
from extract.documents.sandbox.reader import IsolatedReader
from extract.errors import DocumentError, UserError
from extract.system.limits import ReadLimits


@dataclass(frozen=True, slots=True)
class Named:
    """A document to read: where it lies, its path below the folder (forward slashes), and its NAME.

    A member of an archive lies below it, as if the archive were a folder. With `problem` it cannot be read. A run holds
    one for each document to its end, so it keeps text: a Path takes 400 bytes more.
    """

    place: str
    shown: str
    name: str
    problem: DocumentError | None = None

    @property
    def path(self) -> Path:
        """Where it lies."""
        return Path(self.place)


@dataclass(frozen=True, slots=True)
class _Placed:
    """What was found, and the path below which it is shown."""

    found: Found
    root: PurePath

    @property
    def may_be_archive(self) -> bool:
        return self.found.problem is None and is_archive_name(self.found.path.name) and self.found.path.is_file()


def find_documents(paths: Sequence[Path], *, leave_out: Sequence[Path] = ()) -> list[Named]:
    """Return the documents at these paths, each once: files as they are, and what folders and archives hold.

    `leave_out` names files and folders that are none of them: the results of an earlier run. Archives are listed in
    this process.

    Raises:
        UserError: a path does not exist.
    """
    max_bytes = ReadLimits().max_bytes
    placed: list[_Placed] = []
    for each in _find_files(paths, leave_out):
        try:
            members = list_members(each.found.path, max_bytes=max_bytes) if each.may_be_archive else [each.found]
        except DocumentError as error:
            members = [replace(each.found, problem=error)]
        placed += [_Placed(member, each.root) for member in members]
    return _name(placed)


async def find_documents_isolated(
    paths: Sequence[Path], reader: IsolatedReader, *, leave_out: Sequence[Path] = ()
) -> list[Named]:
    """Return what `find_documents` returns, with archives listed by `reader`. Raises as `find_documents`."""
    placed: list[_Placed] = []
    for each in _find_files(paths, leave_out):
        try:
            members = await reader.list_members(each.found.path) if each.may_be_archive else [each.found]
        except DocumentError as error:
            members = [replace(each.found, problem=error)]
        placed += [_Placed(member, each.root) for member in members]
    return _name(placed)


def _find_files(paths: Sequence[Path], leave_out: Sequence[Path]) -> Iterable[_Placed]:
    """Return files, archives among them, each once."""
    left_out = [Path(os.path.abspath(path)) for path in leave_out]  # noqa: PTH100 - as below
    once: dict[Path, _Placed] = {}
    for given in paths:
        if not os.path.lexists(given) and split_member(given) is None:
            raise UserError(f"There is no file or folder {str(given)!r}.", "Check how it is written.")
        root = given if given.is_dir() else given.parent
        for found in discover(given):
            place = Path(os.path.abspath(found.path))  # noqa: PTH100 - links stay what they are called
            if not any(place.is_relative_to(one) for one in left_out):
                once.setdefault(place, _Placed(found, root))
    return once.values()


def _name(placed: Sequence[_Placed]) -> list[Named]:
    shown = [each.found.path.relative_to(each.root).as_posix() for each in placed]
    if len(set(map(same_name, shown))) < len(shown):
        full = [Path(os.path.abspath(each.found.path)) for each in placed]  # noqa: PTH100 - as above
        top = Path(os.path.commonpath([path.parent for path in full]))
        shown = [path.relative_to(top).as_posix() for path in full]
    shown = _printable(shown)
    return [
        Named(str(each.found.path), text, name, each.found.problem)
        for each, text, name in zip(placed, shown, name_documents(shown), strict=True)
    ]


def _printable(paths: Sequence[str]) -> list[str]:
    """Return paths as JSON can hold them: bytes that are no UTF-8 become "_", told apart where that makes two alike."""
    shown = ["".join("_" if 0xD800 <= ord(char) <= 0xDFFF else char for char in path) for path in paths]
    counts = Counter(shown)
    return [
        text if counts[text] == 1 or text == path else mark_name(text, path)
        for text, path in zip(shown, paths, strict=True)
    ]
