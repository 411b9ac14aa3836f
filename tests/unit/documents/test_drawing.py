"""Pages as pictures: the PNG that is written holds the pixels that were drawn."""

from __future__ import annotations

import struct
import zlib

from hypothesis import given, settings
from hypothesis import strategies as st

from extract.documents.drawing import encode_png
from extract.documents.formats.pdf.pdfium_page import PagePicture


@given(st.integers(1, 9), st.integers(1, 9), st.sampled_from([1, 3, 4]), st.integers(0, 5), st.data())
@settings(max_examples=50)
def test_picture_comes_back_from_its_png(columns: int, rows: int, channels: int, pad: int, data: st.DataObject) -> None:
    stride = columns * channels + pad
    pixels = data.draw(st.binary(min_size=stride * rows, max_size=stride * rows))
    png = encode_png(PagePicture(1, 1, pixels, columns, rows, stride, channels))
    chunks: dict[bytes, bytes] = {}
    place = 8
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind, body = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        assert struct.unpack(">I", png[place + 8 + length : place + 12 + length]) == (zlib.crc32(kind + body),)
        chunks[kind] = body
        place += 12 + length
    assert list(chunks) == [b"IHDR", b"IDAT", b"IEND"]
    kept = 1 if channels == 1 else 3
    lines = zlib.decompress(chunks[b"IDAT"])
    for row in range(rows):
        line = lines[row * (columns * kept + 1) :][: columns * kept + 1]
        source = pixels[row * stride : row * stride + columns * channels]
        wanted = bytes(byte for at, byte in enumerate(source) if channels != 4 or at % 4 != 3)
        assert line == b"\0" + wanted
