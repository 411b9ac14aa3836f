"""The codes in a PDF's strings: how many bytes each takes, and how far it advances."""

# pikepdf's objects take any attribute.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from extract.documents.formats.pdf.pdfium_page import standard_width
from extract.redaction.pdf.refusing import unusual

_ENCODED = "cp1252"  # WinAnsi, and near enough to the other encodings for the widths of a standard face


class Codes:
    """One font's codes. `type3` glyphs are drawn by the file's own streams."""

    def __init__(self, font: Any) -> None:
        kind = str(font.get("/Subtype", ""))
        self.wide = kind == "/Type0"
        self.type3 = kind == "/Type3"
        self._widths: dict[int, float] = {}
        self._default = 0.0
        self._standard = ""
        if self.wide:
            self._read_wide(font)
        else:
            self._read_simple(font)

    def split(self, text: bytes) -> Iterator[tuple[bytes, float, bool]]:
        """Yield each code with its advance, in thousandths of the letters' size, and whether it is a space of one byte."""
        step = 2 if self.wide else 1
        for at in range(0, len(text), step):
            piece = text[at : at + step]
            code = int.from_bytes(piece, "big")
            yield piece, self._width(code), not self.wide and code == 0x20

    def _width(self, code: int) -> float:
        if self._standard and code not in self._widths:
            letter = bytes((code,)).decode(_ENCODED, errors="replace")
            self._widths[code] = 1000 * standard_width(self._standard, letter)
        return self._widths.get(code, self._default)

    def _read_simple(self, font: Any) -> None:
        scale = 1.0
        if self.type3:
            scale = 1000 * float(font.get("/FontMatrix", [0.001])[0])
        first = int(font.get("/FirstChar", 0))
        for place, width in enumerate(font.get("/Widths", [])):
            self._widths[first + place] = scale * float(width)
        descriptor = font.get("/FontDescriptor", {})
        self._default = float(descriptor.get("/MissingWidth", 0))
        if not self._widths and not self.type3:
            self._standard = str(font.get("/BaseFont", "/Helvetica")).lstrip("/")
            if not standard_width(self._standard, "a"):
                raise unusual("text in a font that does not say how wide its letters are")

    def _read_wide(self, font: Any) -> None:
        encoding = font.get("/Encoding")
        if str(encoding) != "/Identity-H":
            raise unusual("text in an encoding that is not taken apart")
        descendant = font["/DescendantFonts"][0]
        self._default = float(descendant.get("/DW", 1000))
        table = list(descendant.get("/W", []))
        at = 0
        while at < len(table):
            first, second = int(table[at]), table[at + 1]
            if isinstance(second, int) or not hasattr(second, "__iter__"):
                for code in range(first, min(int(second), first + 65535) + 1):
                    self._widths[code] = float(table[at + 2])
                at += 3
            else:
                for place, width in enumerate(second):
                    self._widths[first + place] = float(width)
                at += 2
