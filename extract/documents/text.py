"""Plain text: the file's own characters, whatever encoding they came in."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from extract.documents.assemble import Draft, DraftLine, Part
from extract.documents.model import Notice
from extract.errors import DocumentError

MEDIA_TYPE = "text/plain"

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# The encodings that résumés come in besides Unicode; a guess among all that Python knows is wrong more often.
# Windows-1250 and 1254 are left out: on short Western text they win against Windows-1252 by chance.
_GUESSES = ["gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "cp1252", "cp1251", "cp1253", "koi8_r"]
_C1 = re.compile("[\x80-\x9f]")


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """Return the characters of a text file, and the encoding they were in.

    A byte order mark decides, then valid UTF-8, then UTF-16 without a mark, then `declared` where it fits, then a guess
    among legacy encodings.

    Raises:
        DocumentError: "damaged": the bytes are no text in any of them.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace"), name
    try:
        if b"\x00" not in data:
            return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    bare = _utf16_without_mark(data)
    if bare:
        return data.decode(bare, errors="replace"), bare
    if declared and (text := _try(data, declared)) is not None:
        return text, declared
    text = data.decode("utf-8", errors="replace")
    if b"\x00" not in data and text.count("\ufffd") * 20 < sum(character > "\x7f" for character in text):
        return text, "utf-8"  # UTF-8 with a few broken bytes, such as a file that was cut or patched
    return _guess(data)


def _utf16_without_mark(data: bytes) -> str | None:
    """UTF-16 of mostly Latin text has a zero in every second byte."""
    sample = data[:4096]
    if sample.count(0) > 0.75 * len(sample):
        return None
    half = len(sample) // 2 or 1
    if sample[1::2].count(0) > half * 0.6:
        return "utf-16-le"
    if sample[0::2].count(0) > half * 0.6:
        return "utf-16-be"
    return None


def _try(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return None if _C1.search(text) else text


def _guess(data: bytes) -> tuple[str, str]:
    if b"\x00" in data:
        raise DocumentError("damaged", "The bytes are not text.", "Convert the document to PDF, DOCX or UTF-8 text.")
    best = from_bytes(data, cp_isolation=_GUESSES, explain=False).best()
    if best is not None:
        return str(best), best.encoding
    for encoding in ("cp1252", "latin-1"):
        text = _try(data, encoding) if encoding == "cp1252" else data.decode(encoding)
        if text is not None:
            return text, encoding
    raise DocumentError("damaged", "The bytes are not text in any encoding.", "Save the document as UTF-8 text.")


def read_text(data: bytes) -> Draft:
    """Read a plain text file.

    The text is the file's content, code point for code point: only a leading byte order mark goes, CR LF and CR become
    LF, and characters that cannot be seen are left out by `assemble`.
    """
    text, encoding = decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    draft = Draft(MEDIA_TYPE, [DraftLine([Part(line)]) for line in text.split("\n")], exact=True)
    if encoding not in ("utf-8", "ascii"):
        draft.notices.append(Notice("encoding", f"The text was not UTF-8; it was read as {encoding}."))
    if "\ufffd" in text:
        draft.notices.append(Notice("unmapped_characters", "Some bytes stand for no character; they show as U+FFFD."))
    return draft
