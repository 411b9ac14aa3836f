"""Résumés and job postings into profiles and comparisons in which every fact cites the line that bears it out.

Everything public stands in `__all__`; docs/api.md shows it at work. Names are loaded when they are first used, so that
`import extract` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from extract.comparison.compare import compare_profile
    from extract.documents.read import read_document
    from extract.errors import DocumentError, ModelCallError, UserError, VouchlineError
    from extract.extraction.posting import extract_posting
    from extract.extraction.profile import extract_profile
    from extract.pipeline.blocking import Session
    from extract.pipeline.run import run_folder
    from extract.pipeline.setup.session import open_client
    from extract.settings.load import Settings

_HOMES = {
    "DocumentError": "errors",
    "ModelCallError": "errors",
    "Session": "pipeline.blocking",
    "Settings": "settings.load",
    "UserError": "errors",
    "VouchlineError": "errors",
    "compare_profile": "comparison.compare",
    "extract_posting": "extraction.posting",
    "extract_profile": "extraction.profile",
    "open_client": "pipeline.setup.session",
    "read_document": "documents.read",
    "run_folder": "pipeline.run",
}

__all__ = [
    "DocumentError",
    "ModelCallError",
    "Session",
    "Settings",
    "UserError",
    "VouchlineError",
    "compare_profile",
    "extract_posting",
    "extract_profile",
    "open_client",
    "read_document",
    "run_folder",
]


def __getattr__(name: str) -> object:
    """Load a public name from where it lives."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
