"""Findings over the text itself: what the reader of the file noticed, and lines that speak to a model."""

from __future__ import annotations

from collections.abc import Iterator

from extract.checks.facts_by_kind import FactsByKind
from extract.documents.model import Document
from extract.drafts import evidence_at
from extract.injection import addresses_model
from schemas import Finding


def check_notices(document: Document) -> Iterator[Finding]:
    """Yield one finding for each thing that the reader of the file noticed."""
    for notice in document.notices:
        yield Finding(code=notice.code, severity=notice.severity, message=notice.message)


def check_text(document: Document, facts: FactsByKind) -> Iterator[Finding]:
    """Yield one finding for each line, or two lines that only together do so, that speaks to a model or a screener."""
    done = 0
    for index, line in enumerate(document.lines):
        if line.start < done:
            continue
        end = line.end if addresses_model(document.line_text(line)) else None
        if end is None and index + 1 < len(document.lines):
            below = document.lines[index + 1]
            both = f"{document.line_text(line)} {document.line_text(below)}"
            if not addresses_model(document.line_text(below)) and addresses_model(both):
                end = below.end
        if end is None or (evidence := evidence_at(document, line.start, end)) is None:
            continue
        done = end
        cited_by = [f.id for f in facts.all() if any(e.start < end and line.start < e.end for e in f.evidence)]
        yield Finding(
            code="text_addresses_model",
            severity="warning",
            message="The text speaks to a language model or to whoever screens the résumé.",
            fact_ids=cited_by,
            evidence=[evidence],
        )
