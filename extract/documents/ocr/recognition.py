"""Text recognition: the words of a page that is only a picture, by the program tesseract where it is installed."""

from __future__ import annotations

from dataclasses import dataclass, replace

from extract.documents.model.document import Notice
from extract.documents.ocr.hocr import RecognisedPage, read_hocr
from extract.documents.ocr.picture import GreyPicture
from extract.documents.ocr.tesseract import Tesseract, TesseractFailed, find_tesseract, installing
from extract.errors import DocumentError

DPI = 300
"""Pixels an inch at which pages are handed over: what tesseract's models were trained on."""
SCAN_AGAIN = "Scan it again, straight and at 300 dpi, or hand in the document that it was printed from."
"""What to do with a picture that cannot be read."""
SURE_CONFIDENCE = 80.0
"""Mean confidence at which no other way up is tried."""


@dataclass(frozen=True, slots=True)
class Recognition:
    """Whether and how pictures of text are read.

    `languages` are names of tesseract's data, such as "eng" or "deu"; empty: those that are installed. `page_timeout_s`
    bounds the work on one page, which takes two seconds or less on a quiet machine; a page that takes longer counts as
    unread. `max_pages` of a document are read at most, by count and not by time, so that the same file gives the same text
    on any machine.
    """

    enabled: bool = True
    languages: tuple[str, ...] = ()
    page_timeout_s: float = 300.0
    max_pages: int = 30

    def open(self) -> Recogniser:
        """Return what reads pictures.

        Raises:
            DocumentError: "no_text_layer": it is switched off, tesseract is not installed, or lacks a language.
        """
        if not self.enabled:
            raise DocumentError(
                "no_text_layer",
                "Pictures of text are not read, since text recognition is switched off.",
                "Leave out --no-ocr.",
            )
        program = find_tesseract()
        if program is None:
            raise DocumentError(
                "no_text_layer", "Pictures of text are read by the program tesseract, which is missing.", installing()
            )
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

    def read(self, picture: GreyPicture) -> RecognisedPage:
        """Read the picture of a page as it is, or another way up where that gives nothing sure.

        Raises:
            TesseractFailed: tesseract gave up, or finds no words that it is sure of.
        """
        best = RecognisedPage([], 0.0)
        for turn in (0, 90, 270, 180):
            page = self._read_turned(picture, turn)
            best = max(best, page, key=lambda page: (page.readable, page.confidence))
            if best.readable and best.confidence >= SURE_CONFIDENCE:
                break
        if not best.readable:
            raise TesseractFailed("text recognition finds no words there that it is sure of")
        return best

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
        self._pages = 0

    def read(self, picture: GreyPicture, number: int, why: str = "is a picture") -> RecognisedPage | None:
        """Return the words of a page, None where they cannot be read; a notice says which. `why` goes on from "Page 1"."""
        self._pages += 1
        if self._pages > self._recognition.max_pages:
            if self._pages == self._recognition.max_pages + 1:
                what = f"Page {number} and those after it that are pictures were not read: there are more than "
                what += f"{self._recognition.max_pages} of them."
                self.notices.append(Notice("unreadable_page", what, number, severity="error"))
            return None
        try:
            if self._recogniser is None:
                self._recogniser = self._recognition.open()
            page = self._recogniser.read(picture)
        except DocumentError as error:
            return self._unread(number, why, error, error.what)
        except TesseractFailed as failure:
            what = f"The document holds pictures of pages, or letters that stand for no character, and {failure}."
            return self._unread(number, why, DocumentError("no_text_layer", what, SCAN_AGAIN), f"{failure}.")
        what = f"Page {number} {why}; its words were recognised by {self._recogniser.name}, "
        what += f"mean confidence {page.confidence:.0f} of 100."
        self.notices.append(Notice("recognised_text", what, number, severity="info"))
        return page

    def refuse(self) -> None:
        """Raise why nothing was recognised; do nothing where no page asked for it.

        Raises:
            DocumentError: "no_text_layer".
        """
        if self._refusal is not None:
            raise self._refusal

    def _unread(self, number: int, why: str, refusal: DocumentError, reason: str) -> None:
        self._refusal = self._refusal or refusal
        what = f"Page {number} {why} and was not read: {reason}"
        self.notices.append(Notice("unreadable_page", what, number, severity="error"))
