"""Open a document's zip archive: size, paths and XML are checked before anything is read."""

from __future__ import annotations

import io
import lzma
import zipfile
import zlib

from lxml import etree

from extract.errors import DocumentError

XmlElement = etree._Element  # pyright: ignore[reportPrivateUsage]
"""An element of a parsed part; lxml has no public name for its class."""

MAX_UNPACKED_BYTES = 200_000_000
MAX_XML_BYTES = 60_000_000
MAX_RATIO = 250
"""Unpacked by packed size: word processing XML stays below 60 in practice, bombs reach 1,000 and more."""
_MAX_MEMBERS = 10_000
_SMALL = 2_000_000  # a ratio says nothing about small members


def open_archive(data: bytes) -> zipfile.ZipFile:
    """Open the archive.

    Raises:
        DocumentError: "damaged" (broken, or paths that lead out of it), "encrypted", "too_large" (it would unpack to
            more than `MAX_UNPACKED_BYTES`, or is packed tighter than documents are).
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise DocumentError("damaged", "The document's archive is broken.", "Save the document again.") from error
    total = sum(member.file_size for member in members)
    tight = any(map(is_packed_too_tightly, members))
    if total > MAX_UNPACKED_BYTES or len(members) > _MAX_MEMBERS or tight:
        raise DocumentError(
            "too_large", f"The document would unpack to {total:,} bytes.", "Save it again, with fewer pictures."
        )
    for member in members:
        if member.filename.startswith(("/", "\\")) or ".." in member.filename.replace("\\", "/").split("/"):
            raise DocumentError(
                "damaged", "The document's archive holds a path that leads out of it.", "Do not trust this file."
            )
        if member.flag_bits & 1:
            raise DocumentError("encrypted", "The document is locked with a password.", "Save a copy without password.")
    return archive


def read_xml(archive: zipfile.ZipFile, name: str, *, allow_doctype: bool = False) -> XmlElement | None:
    """Parse a member without entities, network or unbounded depth; None where the archive has no such member.

    Raises:
        DocumentError: "damaged" (broken XML, a document type declaration), "too_large".
    """
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    return parse_xml(unpack_member(archive, info, MAX_XML_BYTES), name, allow_doctype=allow_doctype)


def is_packed_too_tightly(member: zipfile.ZipInfo) -> bool:
    """Whether a member is packed as bombs are and documents are not."""
    return member.file_size > _SMALL and member.file_size > MAX_RATIO * max(1, member.compress_size)


def unpack_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, max_bytes: int) -> bytes:
    """Return the bytes of a member, whatever its header says of their number.

    Raises:
        DocumentError: "damaged", "encrypted", "too_large", or "unsupported" (packed by a method that is not known).
    """
    name = member.filename
    try:
        with archive.open(member) as file:
            data = file.read(max_bytes + 1)
    except NotImplementedError as error:
        what = f"The part {name!r} is packed by a method that is not known."
        raise DocumentError("unsupported", what, "Pack it again by the usual method.") from error
    except RuntimeError as error:
        raise DocumentError("encrypted", f"The part {name!r} is locked with a password.", "Remove it.") from error
    except (zipfile.BadZipFile, OSError, EOFError, ValueError, zlib.error, lzma.LZMAError) as error:
        raise DocumentError("damaged", f"The part {name!r} is broken.", "Save it again.") from error
    if len(data) > max_bytes:
        raise DocumentError("too_large", f"The part {name!r} is too large.", "Split the document.")
    return data


def parse_xml(data: bytes, name: str, *, allow_doctype: bool = False) -> XmlElement:
    """Parse XML of a document; see `read_xml`."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(
            "damaged", f"The part {name!r} of the document is not well-formed XML.", "Save it again."
        ) from error
    if root.getroottree().docinfo.doctype and not allow_doctype:
        raise DocumentError(
            "damaged",
            f"The part {name!r} declares a document type, which no word processor writes.",
            "Do not trust it.",
        )
    return root
