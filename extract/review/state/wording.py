"""Fields and values in the words of the page."""

from __future__ import annotations

from extract.report.content.wording import number, words
from schemas import Value


def label_of(field: str) -> str:
    """Return what people call a field."""
    return _LABELS.get(field) or words(field).capitalize()


_LABELS = {"is_current": "Current", "gpa": "Grade", "url": "Address", "candidate_authorship": "Authorship",
           "role_id": "Belongs to", "context_id": "Belongs to", "min_years": "Years, at least", "max_years": "Years, at most",
           "or_equivalent": "Or equivalent", "item": "Number or bullet", "text": "Demand"}  # fmt: skip


def shown(value: Value) -> str:
    """Return a value in words; "" where it says nothing."""
    if value is None or value is False or value == "unknown":
        return ""
    if value is True:
        return "yes"
    if isinstance(value, list):
        return "; ".join(words(each) if each in _CLOSED else each for each in value)
    if isinstance(value, float):
        return number(value)
    return words(value) if isinstance(value, str) and value in _CLOSED else str(value)


_CLOSED = frozenset(
    {
        "full_time",
        "part_time",
        "co_first",
        "percentage_points",
        "up_to",
        "at_least",
        "research_interest",
        "not_shown",
        "years_experience",
    }
)


def input_value(value: Value) -> str:
    """Return a value as a form field holds it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "\n".join(value)
    if isinstance(value, float):
        return f"{value:.15g}"
    return str(value)
