"""Findings over the text itself: what the reader of the file noticed, and lines that speak to a model."""

from __future__ import annotations

from collections.abc import Iterator

from extract.documents.model.document import Document
from extract.extraction.checks.facts_by_kind import FactsByKind
from extract.text.drafts import evidence_at
from extract.text.injection.detection import addressed_spans
from schemas import Finding


def check_notices(document: Document) -> Iterator[Finding]:
    """Yield one finding for each thing that the reader of the file noticed."""
    for notice in document.notices:
        yield Finding(code=notice.code, severity=notice.severity, message=notice.message)


def check_text(document: Document, facts: FactsByKind) -> Iterator[Finding]:
    """Yield one finding for each line, or two lines that only together do so, that speaks to a model or a screener."""
    for start, end in addressed_spans(document):
        if (evidence := evidence_at(document, start, end)) is None:
            continue
        cited_by = [f.id for f in facts.all() if any(e.start < end and start < e.end for e in f.evidence)]
        yield Finding(
            code="text_addresses_model",
            severity="warning",
            message="The text speaks to a language model or to whoever screens the résumé.",
            fact_ids=cited_by,
            evidence=[evidence],
        )
