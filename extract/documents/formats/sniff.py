"""Tell what a file is from its bytes. The suffix only decides between kinds of text that look alike."""

from __future__ import annotations

import io
import re
import zipfile

from extract.errors import DocumentError

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
RTF = "application/rtf"
EML = "message/rfc822"
HTML = "text/html"
MARKDOWN = "text/markdown"
TEXT = "text/plain"

# What a file opens with. Where letters alone would do, as a text may open with them, more is asked for.
_IMAGES = (
    (rb"\x89PNG\r\n\x1a\n", "image/png"),
    (rb"\xff\xd8\xff", "image/jpeg"),
    (rb"II\*\x00|MM\x00\*", "image/tiff"),
    (rb"GIF8[79]a", "image/gif"),
    (rb"BM.{4}\x00{4}", "image/bmp"),
    (rb"RIFF.{4}WEBP", "image/webp"),
)
PICTURES = tuple(media_type for _, media_type in _IMAGES)
_ENCRYPTED_OFFICE = "EncryptedPackage".encode("utf-16-le")  # a stream's name: MS-OFFCRYPTO 2.3.1
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_UNSUPPORTED = (
    (rb"\x1f\x8b", "a gzip archive"),
    (rb"7z\xbc\xaf", "a 7-Zip archive"),
    (rb"Rar!\x1a", "a RAR archive"),
    (rb"%!PS", "a PostScript file"),
    (rb"\x7fELF", "a program"),
    (rb"MZ[^\x00]{0,62}\x00", "a program"),
)
_HTML = re.compile(
    rb"<(?:!doctype\s+html|html|head|body|title|meta|article|section|main|div|h1|table)\b", re.IGNORECASE
)
_MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]*:[ \t][^\r\n]*\r?\n(?:[ \t]+[^\r\n]*\r?\n)*){3,}")
_MAIL_NAMES = re.compile(rb"^(?:from|received|return-path|mime-version|message-id):", re.IGNORECASE | re.MULTILINE)
_MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"  # byte order marks, zeros and white space
_MARKDOWN_SUFFIXES = {".md", ".markdown", ".mdown", ".mkd"}


def media_type_of(data: bytes, name: str) -> str:
    """Return the media type of a file's bytes.

    Args:
        data: The whole file.
        name: The file's name, for messages, and to tell Markdown from plain text, which no byte tells apart.

    Raises:
        DocumentError: "unsupported", for kinds that are known and cannot be read; "encrypted", for Office files with a
            password; "damaged", for a broken archive.
    """
    if data.startswith(_OLD_OFFICE):
        raise _old_office(data, name)
    head = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in data[:1024]:
        return PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_type(data, name)
    if head.startswith(b"{\\rtf"):
        return RTF
    if media_type := _opening(data, _IMAGES):
        return media_type
    if kind := _opening(data, _UNSUPPORTED):
        raise DocumentError("unsupported", f"{name!r} is {kind}.", "Save it as PDF, DOCX or plain text.")
    # Markup in UTF-16 is markup with a zero in every second byte.
    if _looks_like_html(data[:4096].lstrip(_MARKS).replace(b"\x00", b"").lstrip(), name):
        return HTML
    if b"\x00" not in head:
        mail = _MAIL.match(head)
        if mail and _MAIL_NAMES.search(mail.group()):
            return EML
    return MARKDOWN if _suffix(name) in _MARKDOWN_SUFFIXES else TEXT


def _old_office(data: bytes, name: str) -> DocumentError:
    """Word locks a .docx with a password by putting it into a file of the old kind."""
    if _ENCRYPTED_OFFICE in data:
        return DocumentError("encrypted", f"{name!r} is locked with a password.", "Save a copy without password.")
    remedy = "Open it in Word or LibreOffice, and save it as .docx or PDF."
    return DocumentError(
        "unsupported", f"{name!r} is an Office file of the kind used before 2007, such as .doc.", remedy
    )


def _opening(data: bytes, kinds: tuple[tuple[bytes, str], ...]) -> str | None:
    return next((kind for pattern, kind in kinds if re.match(pattern, data[:80], re.DOTALL)), None)


def _suffix(name: str) -> str:
    return "." + name.rpartition(".")[2].casefold() if "." in name else ""


def _looks_like_html(head: bytes, name: str) -> bool:
    if head[:1] != b"<":
        return False
    # Markdown may open with a piece of HTML; the suffix then says which of the two it is.
    return bool(_HTML.search(head)) and (_suffix(name) not in _MARKDOWN_SUFFIXES or b"<html" in head.lower())


def _zip_type(data: bytes, name: str) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            kind = b""
            if "mimetype" in names and archive.getinfo("mimetype").file_size < 200:
                kind = archive.read("mimetype")
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise DocumentError("damaged", f"{name!r} is a broken archive.", "Save the document again.") from error
    if "word/document.xml" in names:
        return DOCX
    if kind.startswith(ODT.encode()):
        return ODT
    if "[Content_Types].xml" in names and any(member.startswith("word/") for member in names):
        return DOCX
    raise DocumentError(
        "unsupported",
        f"{name!r} is an archive, and no DOCX or ODT document.",
        "Unpack it and name the folder, or give it the suffix .zip.",
    )
