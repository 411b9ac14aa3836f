"""A page of a document as a picture for people to look at."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from extract.documents.files.source import read_source
from extract.documents.formats.pdf.pdfium_page import PagePicture, PdfFile
from extract.errors import DocumentError

PICTURE_WIDTH_PX = 1400
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page as PNG, `PICTURE_WIDTH_PX` wide; `width` and `height` are the page's, in points."""

    png: bytes
    width: float
    height: float


def draw_page(path: Path, number: int, max_bytes: int) -> DrawnPage:
    """Return a page (from 1) of a PDF.

    Raises:
        DocumentError: the file cannot be opened as a PDF, or has no such page, or it is damaged.
    """
    source = read_source(path, max_bytes)
    with PdfFile(source.data) as file:
        picture = file.paint_page(number, PICTURE_WIDTH_PX) if 1 <= number <= len(file) else None
    if picture is None:
        raise DocumentError("damaged", f"{str(path)!r}: page {number} cannot be drawn.", "Look at its text instead.")
    return DrawnPage(encode_png(picture), picture.width, picture.height)


def encode_png(picture: PagePicture) -> bytes:
    """Return a picture as PNG (W3C, third edition): eight bits a channel, without alpha, rows unfiltered."""
    row = picture.columns * picture.channels
    lines = (picture.pixels[start : start + row] for start in range(0, picture.stride * picture.rows, picture.stride))
    if picture.channels == 4:
        lines = (bytes(byte for place, byte in enumerate(line) if place % 4 != 3) for line in lines)
    colour = {1: 0, 3: 2, 4: 2}[picture.channels]
    body = zlib.compress(b"".join(b"\0" + line for line in lines), 3)
    head = struct.pack(">IIBBBBB", picture.columns, picture.rows, 8, colour, 0, 0, 0)
    return PNG_SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
