"""Read one document, whatever it is."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from extract.documents.files.source import read_source
from extract.documents.formats.registry import SUPPORTED_MEDIA_TYPES, reader_for
from extract.documents.formats.sniff import media_type_of
from extract.documents.model.assemble import assemble
from extract.documents.model.document import Document
from extract.documents.ocr.options import MAX_PAGES, ReadOptions
from extract.documents.ocr.recognition import Recognition
from extract.errors import DocumentError

MAX_BYTES = 50_000_000
MAX_CHARACTERS = 1_000_000
"""Longest text, some 300 full pages: what comes after reading takes about ten seconds for as much."""
_RECOGNITION = Recognition()
_MIN_LETTERS = 60
"""Below this a name and an address decide the guess of the language, so none is made."""
_SAMPLE = 6000


def read_document(
    path: Path,
    *,
    max_bytes: int = MAX_BYTES,
    max_pages: int = MAX_PAGES,
    recognition: Recognition = _RECOGNITION,
) -> Document:
    """Read a document as a person sees it.

    The kind is told by the file's content, not by its name. For UTF-8 plain text, `Document.text` is the file's content
    but for a byte order mark, carriage returns and invisible characters.

    Args:
        path: The file.
        max_bytes: Largest file, in bytes.
        max_pages: Largest number of pages, for formats that have pages.
        recognition: Whether and how scans and pictures are read.

    Raises:
        DocumentError: The document cannot be read; `code` says why.
    """
    source = read_source(path, max_bytes)
    try:
        media_type = media_type_of(source.data, path.name)
        reader = reader_for(media_type)
        if reader is None:
            known = ", ".join(sorted(SUPPORTED_MEDIA_TYPES))
            raise DocumentError("unsupported", f"There is no reader for {media_type}.", f"Readable: {known}.")
        draft = reader(source.data, ReadOptions(max_pages, recognition))
    except DocumentError as error:
        raise DocumentError(error.code, f"{str(path)!r}: {error.what}", error.remedy) from error
    except RecursionError as error:
        raise DocumentError("damaged", f"{str(path)!r}: its parts are nested too deeply.", "Save it again.") from error
    text = "\n".join(line.text for line in draft.lines)
    if len(text) > MAX_CHARACTERS:
        raise DocumentError(
            "too_large",
            f"{str(path)!r} has a text of {len(text):,} characters; the limit is {MAX_CHARACTERS:,}.",
            "Hand in the pages that matter.",
        )
    document = assemble(draft, path, hashlib.sha256(source.data).hexdigest(), detect_language(text))
    if not document.text.strip():
        raise DocumentError("empty", f"{str(path)!r} has no text that can be seen.", "Replace it by the real document.")
    return document


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect_language(text: str) -> str | None:
    """Return the ISO 639-1 code of the language most of a text is in; None for short or unclear text."""
    letters = sum(character.isalpha() for character in text)
    if letters < _MIN_LETTERS:
        return None
    code, probability = _identifier().classify(text[:_SAMPLE])
    return str(code) if probability >= 0.7 else None
