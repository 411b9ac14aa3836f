"""The folders that an agent may read, and no file outside of them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from extract.documents.files.container import split_member
from extract.documents.files.folder import is_document_name, is_hidden_name
from extract.errors import UserError


class Folders:
    """Folders below which documents may be read.

    Raises:
        UserError: one is not there.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        missing = next((folder for folder in folders if not folder.is_dir()), None)
        if missing is not None:
            raise UserError(f"There is no folder {str(missing)!r}.", "Name folders of documents that agents may read.")
        self.roots = tuple(dict.fromkeys(folder.resolve() for folder in folders))

    def find(self, given: str) -> tuple[Path, str]:
        """Return where a document is, links followed, and its path below its folder, with forward slashes.

        `given` is absolute, or below one of the folders; a member of an archive is named as if that were a folder.

        Raises:
            UserError: it is not below a folder, not there, or no document by its name.
        """
        try:
            return self._find(given)
        except (OSError, ValueError, RuntimeError):  # too long, a null character, a link to itself
            raise self._missing(given) from None

    def _find(self, given: str) -> tuple[Path, str]:
        places = [root / given for root in self.roots]  # an absolute path takes the place of the root
        place = next((each for each in places if os.path.lexists(each) or split_member(each)), places[0])
        member = split_member(place)
        real = (member[0] if member else place).resolve()
        root = next((each for each in self.roots if real.is_relative_to(each)), None)
        if root is None:
            raise UserError(
                f"The path {given!r} leads out of the folders that may be read.",
                f"They are: {', '.join(repr(str(each)) for each in self.roots)}.",
            )
        inner = real.relative_to(root).parts
        if not real.is_file():
            raise self._missing(given)
        if any(map(is_hidden_name, inner)) or not is_document_name(real.name):
            raise UserError(
                f"The file {given!r} is no document by its name.", "`list_documents` names those there are."
            )
        shown = "/".join((*inner, *((member[1],) if member else ())))
        return (real / member[1] if member else real), shown

    def _missing(self, given: str) -> UserError:
        return UserError(f"There is no document {given[:200]!r}.", "`list_documents` names those there are.")
