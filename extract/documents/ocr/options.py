"""What a caller may choose about reading a document."""

from __future__ import annotations

from dataclasses import dataclass, field

from extract.documents.ocr.recognition import Recognition

MAX_PAGES = 500


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """`max_pages` is the largest number of pages, for formats that have pages; `recognition`, how pictures are read."""

    max_pages: int = MAX_PAGES
    recognition: Recognition = field(default_factory=Recognition)
