"""Scans and photographs of documents: PNG, JPEG, TIFF with one page or more, WebP, BMP, GIF."""

from __future__ import annotations

import io
import math
import warnings
from typing import Any

from PIL import Image, ImageOps, ImageSequence

from extract.documents.formats.pdf.page_lines import recognised_lines
from extract.documents.formats.pdf.visibility import MAX_PIXELS
from extract.documents.layout.running_heads import join_pages
from extract.documents.model.assemble import DraftDocument, DraftLine
from extract.documents.ocr.options import ReadOptions
from extract.documents.ocr.picture import GreyPicture
from extract.documents.ocr.recognition import DPI, PageRecognition
from extract.errors import DocumentError

MAX_PICTURE_PIXELS = 120_000_000
"""A larger picture is refused before it is unpacked: 600 dpi of a page are 35 million, a large camera's 100."""

_LONG_SIDE_POINTS = 842.0  # of A4
_SCREEN_DPI = 100.0  # programs that know no resolution write 72 or 96


def read_scan(data: bytes, options: ReadOptions) -> DraftDocument:
    """Read a picture by text recognition, each of a TIFF's pages in turn.

    Places are in points by the resolution that the file states; where it states none that a scanner uses, the longer side
    counts as that of A4.

    Raises:
        DocumentError: "damaged", "too_large" (pixels or pages), "no_text_layer" (no recognition, or nothing that it reads).
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of broken metadata, and of sizes that are looked at here
            with Image.open(io.BytesIO(data)) as file:
                return _read(file, options)
    except (Image.DecompressionBombError, MemoryError) as error:
        raise _too_large() from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, ZeroDivisionError) as error:
        raise DocumentError(
            "damaged", "The picture cannot be read.", "Save it again, or scan the page again."
        ) from error


def _read(file: Image.Image, options: ReadOptions) -> DraftDocument:
    # Moving pictures are no documents: of a GIF or WebP the first is read.
    count = getattr(file, "n_frames", 1) if file.format == "TIFF" else 1
    if count > options.max_pages:
        what = f"The picture has {count:,} pages; the limit is {options.max_pages:,}."
        raise DocumentError("too_large", what, "Raise the limit, or split it.")
    media_type = Image.MIME.get(file.format or "", "image/*")
    draft = DraftDocument(media_type, [], pages=count)
    pages: list[list[DraftLine]] = []
    heights: list[float] = []
    recognition = PageRecognition(options.recognition)
    for number, frame in enumerate(ImageSequence.Iterator(file), start=1):
        if number > count:
            break
        page = _as_page(frame)
        recognised = recognition.read(page, number) if page.has_ink else None
        pages.append([] if recognised is None else recognised_lines(recognised, number))
        heights.append((page.width if recognised and recognised.turn % 180 else page.height) / page.scale)
    draft.notices += recognition.notices
    if not any(pages):
        recognition.refuse()
    join_pages(draft, pages, heights)
    return draft


def _as_page(frame: Image.Image) -> GreyPicture:
    """Return a picture as it is meant to be looked at: upright, on white, in grey, at about the resolution for recognition."""
    if frame.width * frame.height > MAX_PICTURE_PIXELS:
        raise _too_large()
    stated: Any = frame.info.get("dpi") or (0, 0)
    dpi = float(min(stated))
    image = ImageOps.exif_transpose(frame)
    if image.has_transparency_data:
        image = image.convert("RGBA")
        image = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image)
    grey = image.convert("L") if not image.mode.startswith("I") else image.point(lambda tone: tone / 256).convert("L")
    if dpi < _SCREEN_DPI:
        dpi = 72 * max(grey.size) / _LONG_SIDE_POINTS
    # Small letters are read badly and more than the usual resolution only costs time.
    factor = DPI / dpi if dpi < 0.8 * DPI or dpi > 1.4 * DPI else 1.0
    factor = min(factor, 4.0, math.sqrt(MAX_PIXELS / (grey.width * grey.height)))
    if factor != 1.0:
        size = (max(1, round(grey.width * factor)), max(1, round(grey.height * factor)))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    return GreyPicture(grey.tobytes(), grey.width, grey.height, grey.width, dpi * factor / 72)


def _too_large() -> DocumentError:
    return DocumentError("too_large", "The picture has too many pixels.", "Scan it at 300 dpi, a page a picture.")
