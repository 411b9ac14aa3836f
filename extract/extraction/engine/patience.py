"""How long the questions about one document may take, and what is said of those that got no whole answer."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from schemas import Finding

OUT_OF_TIME = "out_of_time"
"""The finding about questions that got no answer in time."""
BASE_S = 120.0
A_THOUSAND_S = 90.0
"""Seconds for each 1,000 characters of a document. On two cores the embedded model needs some 10 to 20: a machine that others
keep busy, a slow one or a server with many users is several times slower, and still honest."""
A_REQUIREMENT_S = 30.0
"""Seconds for each requirement of a posting that a profile is compared with: up to three lines are judged for one."""


def document_patience_s(characters: int) -> float:
    """Return the seconds that a document of so many characters may take."""
    return BASE_S + A_THOUSAND_S * characters / 1_000


def pair_patience_s(requirements: int) -> float:
    """Return the seconds that a comparison with so many requirements may take."""
    return BASE_S + A_REQUIREMENT_S * requirements


def unanswered_findings(cut_off: Mapping[str, int], not_asked: Mapping[str, int], patience_s: float) -> list[Finding]:
    """Return the findings about questions whose answers reached their limit, and about those that time ran out for.

    Both count questions by the name of their prompt.
    """
    findings: list[Finding] = []
    if cut_off:
        said = f"The answers to these questions reached their limit or repeated themselves: {_named(cut_off)}. What they gave so far is kept."
        findings.append(Finding(code="cut_off", severity="warning", message=said, evidence=[]))
    if not_asked:
        said = (
            f"The time for this document ran out after {patience_s:,.0f} s; not answered: {_named(not_asked)}. "
            "Raise --max-document-s and run it again."
        )
        findings.append(Finding(code=OUT_OF_TIME, severity="error", message=said, evidence=[]))
    return findings


def _named(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} ({count})" if count > 1 else name for name, count in Counter(counts).items())
