"""What was removed, or would be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from extract.errors import UserError


@dataclass(frozen=True, slots=True)
class Removed:
    """So many things of a kind at one place; `what` is in the singular, `where` a path below OUT, or of the cache."""

    what: str
    where: str
    count: int = 1


def remove_file(path: Path, base: Path) -> None:
    """Remove a file, and the folders between it and `base` that are empty then: their names may be the person's.

    Raises:
        UserError: it cannot be removed.
    """
    try:
        path.unlink(missing_ok=True)
        for folder in path.parents:
            if folder == base or not folder.is_relative_to(base) or any(folder.iterdir()):
                break
            folder.rmdir()
    except OSError as error:
        raise UserError(
            f"The file {str(path)!r} could not be removed: {error.strerror or type(error).__name__}.",
            "Make it and its folder writable, and repeat the command: it goes on.",
        ) from error
