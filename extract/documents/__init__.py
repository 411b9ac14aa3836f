"""Documents as a person sees them: text in reading order, with the place of every line.

In: files, folders and archives.
Out: `Document`: one text, its lines, notices.
Must not know: models, facts and sections.
"""

from extract.documents.files.folder import discover
from extract.documents.formats.registry import SUPPORTED_MEDIA_TYPES, Format, list_formats
from extract.documents.model.boxes import boxes_of
from extract.documents.model.document import Document, Line, Link, Notice
from extract.documents.ocr.recognition import Recognition
from extract.documents.read import MAX_BYTES, MAX_PAGES, read_document

__all__ = [
    "MAX_BYTES",
    "MAX_PAGES",
    "SUPPORTED_MEDIA_TYPES",
    "Document",
    "Format",
    "Line",
    "Link",
    "Notice",
    "Recognition",
    "boxes_of",
    "discover",
    "list_formats",
    "read_document",
]
