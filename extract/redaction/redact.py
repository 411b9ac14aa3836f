"""One document into its copy, by format."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extract.documents import Document
from extract.documents.formats import sniff
from extract.errors import DocumentError, RedactionError
from extract.redaction.copying import Copy
from extract.redaction.docx.copy import redact_docx
from extract.redaction.findings import Finder, Hit, of_leaves
from extract.redaction.pdf.refusing import scan
from extract.redaction.plain import redact_html, redact_markdown, redact_text
from extract.store.results import write_whole
from schemas import Profile

_Redact = Callable[[bytes, Document, Finder, Iterable[Hit]], Copy]


def _redact_pdf(data: bytes, document: Document, finder: Finder, known: Iterable[Hit]) -> Copy:
    try:
        from extract.redaction.pdf.copy import redact_pdf
    except ImportError as error:
        if error.name != "pikepdf":
            raise
        raise RedactionError(
            "unsafe", "A PDF is redacted with the library pikepdf, which is missing.", "pip install 'vouchline[redact]'"
        ) from error
    return redact_pdf(data, document, finder, known)


_WRITERS: dict[str, _Redact] = {
    sniff.PDF: _redact_pdf, sniff.DOCX: redact_docx, sniff.TEXT: redact_text, sniff.MARKDOWN: redact_markdown,
    sniff.HTML: redact_html,
}  # fmt: skip

_SUFFIXES = {sniff.PDF: ".pdf", sniff.DOCX: ".docx", sniff.TEXT: ".txt", sniff.MARKDOWN: ".md", sniff.HTML: ".html"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a user asks for: the candidate's name where they know it, and whether names of schools go too."""

    name: str | None = None
    schools: bool = False


def redact(data: bytes, document: Document, profile: Profile | None, wanted: Wanted) -> tuple[Copy, dict[str, Any]]:
    """Return a copy of a document without who its candidate is, and the record of what was taken, without the words.

    `data` are the file's bytes, of which `document` was read; `profile` is what is stored of it, None if nothing is.

    Raises:
        RedactionError: no safe copy can be made: "no_name", "no_profile", "scan", "unsafe".
        DocumentError: "unsupported" (no copies of this format), "encrypted", "damaged".
    """
    if document.media_type in sniff.PICTURES:
        raise scan()
    writer = _WRITERS.get(document.media_type)
    if writer is None:
        raise DocumentError(
            "unsupported", f"No redacted copies are made of {document.media_type}.",
            "Save it as PDF, Word (.docx), HTML, Markdown or plain text.",
        )  # fmt: skip
    if profile is not None and profile.document.characters != len(document.text):
        profile = None  # made from another reading of the file: its offsets do not hold
    finder = Finder.of(document, profile, wanted.name, schools=wanted.schools)
    known = list(of_leaves(profile, document.text)) if profile is not None else []
    copy = writer(data, document, finder, known)
    return copy, _record(document, copy, finder, wanted)


def _record(document: Document, copy: Copy, finder: Finder, wanted: Wanted) -> dict[str, Any]:
    counts = Counter((each.kind, each.page) for each in copy.taken)
    rows = sorted(counts.items(), key=lambda row: (row[0][1] or 0, row[0][0]))
    return {
        "media_type": document.media_type,
        "name_from": finder.known,
        "schools": wanted.schools,
        "taken": [{"kind": kind, "page": page, "count": count} for (kind, page), count in rows],
        "not_looked_for": finder.not_looked_for(schools=wanted.schools),
        "notes": copy.notes,
    }


def write_copy(
    out: Path, name: str | None, document: Document, copy: Copy, record: dict[str, Any], *, words: bool
) -> Path:
    """Write a copy, and the record beside it; returns the path of the copy.

    Without a `name` (a path below `out`) it is called by the hash of its document: names of files often hold names of
    people. `words`: the record says what was taken, too.
    """
    suffix = _SUFFIXES[document.media_type]
    path = out / name if name is not None else out / f"candidate-{document.sha256[:12]}{suffix}"
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {"copy": path.name, "sha256": document.sha256, **record}
    if words:
        told["words"] = [{"kind": each.kind, "page": each.page, "text": each.text} for each in copy.taken if each.text]
    write_whole(path.with_name(f"{path.name}.redacted.json"), json.dumps(told, ensure_ascii=False, indent=2) + "\n")
    write_whole(path, copy.data)
    return path
