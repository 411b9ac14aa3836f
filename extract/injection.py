"""Tell the lines of a document that speak to a language model, or to whoever screens the document, from those that don't."""

from __future__ import annotations

import re

_ORDERS = re.compile(
    r"(?i)\b(?:ignore|disregard|forget|override)\s+(?:\w+\s+){0,3}?(?:previous|prior|above|earlier|preceding)\s+"
    r"(?:\w+\s+){0,2}?(?:instructions?|prompts?|rules|directions|commands)\b"
)


def addresses_model(line: str) -> bool:
    """Tell whether a line speaks to a model or a screener ("ignore all previous instructions")."""
    return _ORDERS.search(line) is not None
