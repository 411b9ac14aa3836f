"""Open a document's zip archive: size, paths and XML are checked before anything is read."""

from __future__ import annotations

import io
import zipfile

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
    tight = any(
        member.file_size > _SMALL and member.file_size > MAX_RATIO * max(1, member.compress_size) for member in members
    )
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
        with archive.open(name) as member:
            data = member.read(MAX_XML_BYTES + 1)
    except KeyError:
        return None
    except (zipfile.BadZipFile, OSError, EOFError, RuntimeError, NotImplementedError, ValueError) as error:
        raise DocumentError("damaged", f"The part {name!r} of the document is broken.", "Save it again.") from error
    except Exception as error:  # zlib.error has no public base
        if type(error).__module__ in ("zlib", "lzma"):
            raise DocumentError("damaged", f"The part {name!r} of the document is broken.", "Save it again.") from error
        raise
    if len(data) > MAX_XML_BYTES:
        raise DocumentError("too_large", f"The part {name!r} of the document is too large.", "Split the document.")
    return parse_xml(data, name, allow_doctype=allow_doctype)


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
