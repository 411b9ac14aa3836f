"""Marks that give other words in place of the letters that are drawn (ActualText, ISO 32000-1, 14.9.4).

Most are honest: they spell a ligature, or a letter that its font leaves without a name. PDFium reads them in place of the
letters, so a page can show one thing and say another.
"""

# pypdfium2 carries no types; what leaves this module is typed.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false, reportUnknownArgumentType=false
# pyright: reportUnknownParameterType=false, reportInvalidTypeForm=false, reportArgumentType=false
# pyright: reportAttributeAccessIssue=false

from __future__ import annotations

import ctypes
from dataclasses import dataclass

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from rapidfuzz import fuzz

from extract.documents.formats.pdf.pdfium_shapes import DrawnObject, list_objects

_MIN_LIKENESS = 50.0  # of 100; "ﬁ" and "fi", or a word with and without its accents, are far above
_MAX_CHARACTERS = 4000


@dataclass(frozen=True, slots=True)
class _Mark:
    """One mark of one text object: its words, and the handles by which PDFium knows both."""

    drawn: pdfium_c.FPDF_PAGEOBJECT
    words: str
    handle: pdfium_c.FPDF_PAGEOBJECTMARK


def drop_lying_marks(document: pdfium.PdfDocument, index: int, objects: list[DrawnObject]) -> int:
    """Take away marks whose words are not what is drawn; return how many characters they held.

    `objects` are those of the page that `index` names (from 0). Text pages of it loaded afterwards hold the letters as drawn there, and
    the honest marks' words elsewhere. A page without marks costs next to nothing, another is parsed twice.
    """
    marks = _find_marks(objects)
    if not marks:
        return 0
    shown = _bare_texts(document, index)
    lies = 0
    at = 0
    while at < len(marks):
        # One mark may span several text objects that follow one another.
        end = at + 1
        while end < len(marks) and marks[end].words == marks[at].words:
            end += 1
        if len(shown) == len(marks) and _is_lie(marks[at].words, "".join(shown[at:end])):
            lies += len("".join(marks[at].words.split()))
            for mark in marks[at:end]:
                pdfium_c.FPDFPageObj_RemoveMark(mark.drawn, mark.handle)
        at = end
    return lies


def _bare_texts(document: pdfium.PdfDocument, index: int) -> list[str]:
    """Return what each marked object draws, read from a second copy of the page that loses all its marks."""
    twin = document[index]
    try:
        marks = _find_marks(list_objects(twin))
        for mark in marks:
            pdfium_c.FPDFPageObj_RemoveMark(mark.drawn, mark.handle)
        text_page = twin.get_textpage()
        try:
            return [_text_of(mark.drawn, text_page) for mark in marks]
        finally:
            text_page.close()
    finally:
        twin.close()


def _find_marks(objects: list[DrawnObject]) -> list[_Mark]:
    found: list[_Mark] = []
    length = ctypes.c_ulong()
    buffer = (ctypes.c_ushort * _MAX_CHARACTERS)()
    for drawn in objects:
        if drawn.kind != pdfium_c.FPDF_PAGEOBJ_TEXT:
            continue
        for number in range(max(0, pdfium_c.FPDFPageObj_CountMarks(drawn.raw))):
            handle = pdfium_c.FPDFPageObj_GetMark(drawn.raw, number)
            if pdfium_c.FPDFPageObjMark_GetParamStringValue(
                handle, b"ActualText", buffer, ctypes.sizeof(buffer), length
            ):
                words = bytes(buffer)[: max(0, length.value - 2)].decode("utf-16-le", errors="replace")
                found.append(_Mark(drawn.raw, words, handle))
                break
    return found


def _text_of(drawn: pdfium_c.FPDF_PAGEOBJECT, text_page: pdfium.PdfTextPage) -> str:
    buffer = (ctypes.c_ushort * _MAX_CHARACTERS)()
    length = pdfium_c.FPDFTextObj_GetText(drawn, text_page.raw, buffer, ctypes.sizeof(buffer))
    return bytes(buffer)[: max(0, min(length, ctypes.sizeof(buffer)) - 2)].decode("utf-16-le", errors="replace")


def _is_lie(words: str, shown: str) -> bool:
    words, shown = "".join(words.split()), "".join(shown.split())
    if len(words) > 2 * len(shown) + 3:
        return True
    nameless = any(letter in "\0\ufffd" or "\ue000" <= letter <= "\uf8ff" for letter in shown)
    return len(words) > 3 and not nameless and fuzz.ratio(words.casefold(), shown.casefold()) < _MIN_LIKENESS
