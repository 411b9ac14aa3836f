"""OUT/report.html: one page that shows why each verdict stands, with the lines from both sides."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from extract.errors import UserError
from extract.report.page import fill_page
from extract.report.stored import MOST_ON_PAGE, StoredRun, Trouble, read_stored, shorten
from extract.report.views import arrange
from schemas import Run

REPORT_NAME = "report.html"


def render_report(stored: StoredRun) -> str:
    """Return the page as HTML; the same stored files always give the same text."""
    return fill_page(arrange(stored))


def write_report(out: Path, run: Run | None = None, *, documents_left_out: int = 0) -> Path:
    """Write OUT/report.html from what is stored in `out`, whole or not at all, and return its path.

    Files that are missing or damaged are named on the page. `run` and `documents_left_out`: as in `read_stored`.

    Raises:
        UserError: `out` is no folder, holds no results yet, or cannot be written to.
    """
    page = render_report(read_stored(out, run, documents_left_out=documents_left_out)).encode()
    target = out / REPORT_NAME
    try:
        handle, unfinished = tempfile.mkstemp(dir=out, prefix=".report-", suffix=".part")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(page)
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
    "write_report",
]
