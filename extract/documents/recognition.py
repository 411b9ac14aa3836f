"""Text recognition: the words of a page that is only a picture, by the program tesseract where it is installed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from extract.documents.hocr import RecognisedPage, read_hocr
from extract.documents.model import Notice
from extract.documents.picture import GreyPicture
from extract.documents.tesseract import Tesseract, TesseractFailed, find_tesseract
from extract.errors import DocumentError

DPI = 300
"""Pixels an inch at which pages are handed over: what tesseract's models were trained on."""
SURE_CONFIDENCE = 80.0
"""Mean confidence at which no other way up is tried."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """Whether and how pictures of text are read.

    `languages` are names of tesseract's data, such as "eng" or "deu"; empty: those that are installed. `page_timeout_s`
    bounds the work on one page; a page that takes longer counts as unread.
    """

    enabled: bool = True
    languages: tuple[str, ...] = ()
    page_timeout_s: float = 60.0

    def open(self) -> Recogniser:
        """Return what reads pictures.

        Raises:
            DocumentError: "no_text_layer": it is switched off, tesseract is not installed, or lacks a language.
        """
        if not self.enabled:
            raise DocumentError(
                "no_text_layer",
                "The document holds pictures of text, and text recognition is switched off.",
                "Leave out --no-ocr.",
            )
        program = find_tesseract()
        languages = program.languages_for(self.languages)
        return Recogniser(program, languages, self.page_timeout_s)


@dataclass(frozen=True, slots=True)
class Recogniser:
    """A tesseract that is ready to be asked, and the languages it is asked in."""

    program: Tesseract
    languages: tuple[str, ...]
    page_timeout_s: float

    @property
    def name(self) -> str:
        """Program, version and languages, since they decide what is read."""
        return f"tesseract {self.program.version} ({'+'.join(self.languages)})"

    def read(
        self, picture: GreyPicture, number: int, why: str = "is a picture"
    ) -> tuple[RecognisedPage | None, Notice]:
        """Read the picture of a page: its words where they are text, and what to tell the user.

        The picture is tried as it is, and the other ways up where that gives nothing sure. `why` goes on from "Page 1".
        """
        best = RecognisedPage([], 0.0)
        try:
            for turn in (0, 90, 270, 180):
                best = max(best, self._read_turned(picture, turn), key=lambda page: page.confidence)
                if best.readable and best.confidence >= SURE_CONFIDENCE:
                    break
        except TesseractFailed as failure:
            return None, unread(number, why, f"text recognition gave up: {failure}")
        if not best.readable:
            return None, unread(number, why, "text recognition finds no words there that it is sure of")
        what = f"Page {number} {why}; its words were recognised by {self.name}, mean confidence {best.confidence:.0f} of 100."
        return best, Notice("recognised_text", what, number, severity="info")

    def _read_turned(self, picture: GreyPicture, turn: int) -> RecognisedPage:
        turned = picture.turned(turn)
        markup = self.program.recognise(turned.as_pgm(), self.languages, round(72 * turned.scale), self.page_timeout_s)
        return replace(read_hocr(markup, turned.scale), turn=turn)


class PageRecognition:
    """The recognition of one document's pages: opened when a page first needs it, with what to tell of each page."""

    def __init__(self, recognition: Recognition) -> None:
        self.notices: list[Notice] = []
        self._recognition = recognition
        self._recogniser: Recogniser | None = None
        self._refusal: DocumentError | None = None
        self._asked = False

    def read(self, picture: GreyPicture, number: int, why: str = "is a picture") -> RecognisedPage | None:
        """Return the words of a page, None where they cannot be read; a notice says which of the two."""
        self._asked = True
        if self._recogniser is None and self._refusal is None:
            try:
                self._recogniser = self._recognition.open()
            except DocumentError as error:
                self._refusal = error
        if self._recogniser is None:
            self.notices.append(unread(number, why, "text recognition is missing or switched off"))
            return None
        page, notice = self._recogniser.read(picture, number, why)
        self.notices.append(notice)
        return page

    def refuse(self) -> None:
        """Raise why nothing was recognised.

        Raises:
            DocumentError: "no_text_layer", unless no page asked for recognition.
        """
        if self._refusal is not None:
            raise self._refusal
        if self._asked:
            raise DocumentError(
                "no_text_layer", "The document holds pictures, and text recognition finds no words there that it is sure of.",
                "Scan it again, straight and at 300 dpi, or hand in the document that it was printed from.",
            )  # fmt: skip


def unread(number: int, why: str, reason: str) -> Notice:
    """Return what to tell the user of a page that was not read."""
    return Notice("unreadable_page", f"Page {number} {why} and was not read: {reason}.", number, severity="error")
