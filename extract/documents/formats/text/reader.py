"""Plain text: the file's own characters, whatever encoding they came in."""

from __future__ import annotations

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

from extract.documents.model.assemble import DraftDocument, DraftLine, Part
from extract.documents.model.document import Notice
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
# What programs call an encoding, and the wider one that browsers read it as (https://encoding.spec.whatwg.org/#names-and-labels).
_WIDER = {
    "us-ascii": "cp1252", "ascii": "cp1252", "iso-8859-1": "cp1252", "latin1": "cp1252", "latin-1": "cp1252",
    "iso-8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030", "shift-jis": "cp932", "x-sjis": "cp932",
    "euc-kr": "cp949", "ks-c-5601-1987": "cp949", "utf-8": "", "utf8": "", "utf-7": "",
}  # fmt: skip
_ODD = frozenset(("Cc", "Cn", "Co", "Cs"))  # controls, what stands for nothing, private use, halves of characters
_C1 = re.compile("[\x80-\x9f]")


def decode(data: bytes, declared: str | None = None) -> tuple[str, str]:
    """Return the characters of a text file, and the encoding they were in.

    A byte order mark decides, then the escapes of ISO-2022-JP, then valid UTF-8, then UTF-16 without a mark, then
    `declared` where it fits, then a guess among legacy encodings.

    Raises:
        DocumentError: "damaged": the bytes are no text in any of them.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, errors="replace"), name
    if b"\x00" in data:
        if bare := _utf16_without_mark(data):
            return data.decode(bare, errors="replace"), bare
    elif b"\x1b$" in data and (text := _try(data, "iso2022_jp")) is not None:
        return text, "iso2022_jp"
    elif (text := _try_utf8(data)) is not None:
        return text, "utf-8"
    declared = _WIDER.get((declared or "").casefold().replace("_", "-"), declared)
    if declared and (text := _try(data, declared)) is not None:
        return text, declared
    text = data.decode("utf-8", errors="replace")
    if b"\x00" not in data and text.count("\ufffd") * 20 < sum(character > "\x7f" for character in text):
        return text, "utf-8"  # UTF-8 with a few broken bytes, such as a file that was cut or patched
    return _guess(data)


def _utf16_without_mark(data: bytes) -> str | None:
    """Tell which UTF-16 it is: the one in which nearly all is assigned, and more of it is ASCII; None where neither is."""
    sample = data[:8192][: len(data) // 2 * 2]
    best, most = None, 0
    for name in ("utf-16-le", "utf-16-be"):
        text = sample.decode(name, errors="replace")
        odd = sum(character not in "\t\n\r\f" and unicodedata.category(character) in _ODD for character in text)
        plain = sum("\t" <= character <= "~" for character in text)
        if odd <= 0.01 * len(text) and plain > most:
            best, most = name, plain
    return best


def _try_utf8(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _try(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except (ValueError, LookupError):  # codecs of Python's own raise more than UnicodeDecodeError
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


def read_text(data: bytes) -> DraftDocument:
    """Read a plain text file.

    The text is the file's content, code point for code point: only a leading byte order mark goes, CR LF and CR become
    LF, and characters that cannot be seen are left out by `assemble`.
    """
    text, encoding = decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    draft = DraftDocument(MEDIA_TYPE, [DraftLine([Part(line)]) for line in text.split("\n")], exact=True)
    if encoding not in ("utf-8", "ascii"):
        draft.notices.append(Notice("encoding", f"The text was not UTF-8; it was read as {encoding}."))
    if "\ufffd" in text:
        draft.notices.append(Notice("unmapped_characters", "Some bytes stand for no character; they show as U+FFFD."))
    return draft
