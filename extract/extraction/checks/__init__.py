"""Findings about a profile that code can make.

In: a profile and its document.
Out: findings with evidence.
Must not know: models; no check changes a fact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extract.documents.model.document import Document
from extract.extraction.checks.arithmetic import check_arithmetic
from extract.extraction.checks.careers import check_career
from extract.extraction.checks.dated import check_dates
from extract.extraction.checks.duplicates import check_duplicates
from extract.extraction.checks.facts_by_kind import FactsByKind, first_place
from extract.extraction.checks.text import check_notices, check_text
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
