"""What a careful reader would raise over a finished set of facts: code alone, no model, the same every time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extract.checks.arithmetic import check_arithmetic
from extract.checks.careers import check_career
from extract.checks.dated import check_dates
from extract.checks.duplicates import check_duplicates
from extract.checks.facts_by_kind import FactsByKind, first_place
from extract.checks.text import check_notices, check_text
from extract.documents.model import Document
from schemas import Fact, Finding

_SEVERITIES = ("error", "warning", "info")


def check(document: Document, facts: Mapping[str, Sequence[Fact]], as_of: str) -> list[Finding]:
    """Return the findings over a document and its facts, the gravest first, then by their place in the document.

    `facts` has the lists of a profile by the name of their field ("roles", "metrics", …); one left out counts as empty.
    `as_of` is the ISO date at which "present" ends. No message quotes the document; `evidence` points into it.
    """
    sorted_facts = FactsByKind.of(facts)
    findings = [
        *check_notices(document),
        *check_text(document, sorted_facts),
        *check_dates(document, sorted_facts, as_of),
        *check_career(document, sorted_facts, as_of),
        *check_arithmetic(document, sorted_facts),
        *check_duplicates(sorted_facts),
    ]
    places = {fact.id: first_place(fact) for fact in sorted_facts.all()}

    def order(finding: Finding) -> tuple[int, int, str, list[str], str]:
        starts = [piece.start for piece in finding.evidence]
        place = min(starts or [places[fact_id] for fact_id in finding.fact_ids], default=0)
        return _SEVERITIES.index(finding.severity), place, finding.code, finding.fact_ids, finding.message

    return sorted(findings, key=order)
