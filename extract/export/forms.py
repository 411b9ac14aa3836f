"""The forms in which profiles can be written."""

from __future__ import annotations

from extract.errors import UserError

FORMATS = ("jsonresume", "schemaorg", "csv", "jsonl", "parquet", "xlsx")
FILES_ALONE = ("parquet", "xlsx")
"""Forms that are no text."""
FORMS_OF_ONE_TABLE = ("csv", "parquet")
"""Forms in which each of the user's own kinds of facts gets a file of its own."""
FORMS_OF_A_DOCUMENT = ("jsonresume", "schemaorg")
"""Forms in which each profile is a document of its own."""


def missing_library(library: str) -> UserError:
    """Return the error for a form whose library is not there."""
    return UserError(
        f"This form needs {library}, which is not installed.", "Install it: pip install 'vouchline[export]'."
    )
