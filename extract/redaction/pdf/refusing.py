"""Why a PDF is not redacted."""

from __future__ import annotations

from extract.errors import RedactionError


def unusual(what: str) -> RedactionError:
    """Return the error about a file that holds `what`, which cannot be taken apart safely."""
    return RedactionError("unsafe", f"The PDF holds {what}.", "Print it into a new PDF, and redact that one.")


def scan() -> RedactionError:
    """Return the error about a document whose words are pixels."""
    return RedactionError(
        "scan", "It is a scan to redact: its words are parts of pictures, or letters that stand for no character.",
        "Redact the document that it was made from.",
    )  # fmt: skip
