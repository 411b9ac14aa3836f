"""The one order, beside that of names, in which a reader can ask for candidates. It is never used unasked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from schemas import Comparison

Sort = Literal["required-met"]
SORTS: tuple[Sort, ...] = ("required-met",)
SORT_RULES: dict[Sort, str] = {"required-met": "most required demands met first, then by name"}


def sort_rank(comparison: Comparison, sort: Sort | None) -> int:
    """Return the place of a comparison before that of its candidate's name; the same for all without a wish."""
    return -comparison.counts.required.met if sort == "required-met" else 0
