"""Whether a stored file still fits the text that was written beside it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from extract.errors import UserError
from schemas import Evidence, Posting, Profile


def check_against_text(stored: Profile | Posting, file: Path, text_file: Path) -> None:
    """Check every piece of evidence against the text beside the file; without such a text there is nothing to check.

    Raises:
        UserError: some evidence does not give its text: one of the two files was changed.
    """
    try:
        text = text_file.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        return
    wrong = next((piece for piece in _evidence(stored) if text[piece.start : piece.end] != piece.text), None)
    if wrong is not None:
        raise UserError(
            f"The file {str(file)!r} cites words at offset {wrong.start} that {text_file.name!r} does not have there: "
            "one of the two was changed.",
            "Extract the document again.",
        )


def _evidence(stored: Profile | Posting) -> Iterator[Evidence]:
    for holder in stored.facts() if isinstance(stored, Profile) else stored.requirements:
        yield from holder.evidence
