"""Profiles that look like one person's, in words. Made by `extract.review.domain.people`."""

from __future__ import annotations

from dataclasses import dataclass

from schemas import Likeness, Sign


@dataclass(frozen=True, slots=True)
class LookAlike:
    """Two profiles that look like one person's: NAMEs, labels, what they share, and who decided what, if anybody did."""

    first: str
    second: str
    first_label: str
    second_label: str
    shared: tuple[str, ...]
    names_differ: bool
    likeness: Likeness | None = None
    by: str = ""


def words_of_sign(sign: Sign) -> str:
    """Return what two profiles share in a few words."""
    match sign.kind:
        case "email":
            return f"mail address {sign.value}"
        case "phone":
            return f"telephone {sign.value}"
        case "link":
            return f"link {sign.value}"
        case "career":
            return f"name, and {sign.value} at the same time"
