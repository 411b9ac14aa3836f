"""OUT/report.html: one page that shows why each verdict stands, with the lines from both sides."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from extract.errors import UserError
from extract.report.content.sorting import Sort
from extract.report.content.stored import MOST_ON_PAGE, StoredRun, Trouble, read_stored, shorten
from extract.report.content.views import arrange
from extract.report.page.render import page_pieces

REPORT_NAME = "report.html"


def render_report(stored: StoredRun, sort: Sort | None = None) -> str:
    """Return the page as HTML; the same stored files always give the same text."""
    return "".join(page_pieces(arrange(stored, sort)))


def write_page(out: Path, stored: StoredRun, *, sort: Sort | None = None) -> Path:
    """Write OUT/report.html, whole or not at all, and return its path. `sort` is the order of candidates that the reader asked for.

    Raises:
        UserError: `out` cannot be written to.
    """
    view = arrange(stored, sort)
    target = out / REPORT_NAME
    try:
        handle, unfinished = tempfile.mkstemp(dir=out, prefix=".vouchline-", suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
                file.writelines(page_pieces(view))
            Path(unfinished).chmod(0o644)
            Path(unfinished).replace(target)
        except BaseException:
            Path(unfinished).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise UserError(
            f"The report {str(target)!r} could not be written: {error.strerror or type(error).__name__}.",
            "Make the folder writable, or free some space, and run `vouchline report` again.",
        ) from error
    return target


__all__ = [
    "MOST_ON_PAGE",
    "REPORT_NAME",
    "StoredRun",
    "Trouble",
    "read_stored",
    "render_report",
    "shorten",
    "write_page",
]
