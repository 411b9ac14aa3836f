"""Documents as a person sees them: text in reading order, with the place of every line."""

from extract.documents.discover import discover
from extract.documents.formats import SUPPORTED_MEDIA_TYPES, Format, list_formats
from extract.documents.model import Document, Line, Link, Notice
from extract.documents.read import MAX_BYTES, MAX_PAGES, read_document
from extract.documents.recognition import Recognition

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
    "discover",
    "list_formats",
    "read_document",
]
