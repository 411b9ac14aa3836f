"""The documents behind the results: found again where a run read them, checked by their hash, read and drawn."""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import os
import struct
import threading
import zlib
from collections import OrderedDict
from collections.abc import Mapping
from concurrent.futures import Executor, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from extract.documents import MAX_BYTES, Document, read_document
from extract.documents.pdfium_page import PagePicture, PdfFile
from extract.documents.source import read_source
from extract.errors import DocumentError
from extract.review.known_text import known_document
from extract.storage import Results
from schemas import DocumentInfo, Posting, Profile

PICTURE_WIDTH_PX = 1400
KEPT_DOCUMENTS, KEPT_PICTURES = 48, 64
SHORT_PAGES = 12
PATIENCE_S = 2.0
"""How long a page waits for a document that is still being read, before it shows what the results quote of it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as the page shows it. `whole`: read again, so that boxes are there; otherwise put together from quotes.

    `path` is the file, None where it is not there any more or is another one now.
    """

    document: Document
    whole: bool
    path: Path | None


class Sources:
    """Finds, reads and draws documents, and keeps the last ones. PDFium is used by one thread at a time."""

    def __init__(self, out: Path, docs: Path | None = None) -> None:
        self._out = out
        self._docs = docs
        self._hashes: dict[tuple[str, int, int], str] = {}
        self._kept: OrderedDict[str, asyncio.Future[Document | None]] = OrderedDict()
        self._pictures: OrderedDict[tuple[str, int], tuple[bytes, float, float]] = OrderedDict()
        self._pool: Executor | None = None
        self._drawing = threading.Lock()
        self._runs: tuple[tuple[int, int], Mapping[str, str]] | None = None

    def close(self) -> None:
        """End the reading process."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def find(self, info: DocumentInfo) -> Path | None:
        """Return where the document lies; None where no file there has its hash."""
        for path in self._candidates(info):
            try:
                status = path.stat()
                key = (str(path), status.st_size, status.st_mtime_ns)
                if key not in self._hashes:
                    self._hashes[key] = hashlib.sha256(read_source(path, MAX_BYTES).data).hexdigest()
            except (OSError, ValueError, DocumentError):
                continue
            if self._hashes[key] == info.sha256:
                return path
        return None

    def _candidates(self, info: DocumentInfo) -> list[Path]:
        found: list[Path] = []
        if self._docs is not None:
            path = self._docs / info.path
            if Path(os.path.abspath(path)).is_relative_to(os.path.abspath(self._docs)):  # noqa: PTH100 - links stay
                found.append(path)
        source = self._sources().get(info.path)
        if source is not None:
            found.append(self._out / source)
        return found

    def _sources(self) -> Mapping[str, str]:
        """Return where the run read each document, by its path; asked anew when run.json changed."""
        results = Results(self._out)
        try:
            status = results.run_path.stat()
        except OSError:
            return {}
        stamp = (status.st_mtime_ns, status.st_size)
        if self._runs is None or self._runs[0] != stamp:
            run = results.read_run()
            documents = run.documents if run is not None else []
            self._runs = stamp, {each.path: each.source for each in documents if each.source}
        return self._runs[1]

    async def show(self, stored: Profile | Posting, patience_s: float = PATIENCE_S) -> Shown:
        """Return the document of a profile or posting, waiting `patience_s` seconds at most for it to be read."""
        path = await asyncio.to_thread(self.find, stored.document)
        if path is not None:
            document = await self._read(stored.document, path, patience_s)
            if document is not None and _fits(document, stored):
                return Shown(document, True, path)
        return Shown(await asyncio.to_thread(known_document, stored), False, path)

    async def _read(self, info: DocumentInfo, path: Path, patience_s: float) -> Document | None:
        sha256 = info.sha256
        reading = self._kept.get(sha256)
        if reading is None or (reading.done() and reading.exception() is not None):
            reading = asyncio.ensure_future(self._read_anywhere(path, info.pages or 1))
            self._kept[sha256] = reading
            while len(self._kept) > KEPT_DOCUMENTS:
                self._kept.popitem(last=False)
        self._kept.move_to_end(sha256)
        try:
            return await asyncio.wait_for(asyncio.shield(reading), patience_s)
        except TimeoutError:
            return None

    async def _read_anywhere(self, path: Path, pages: int) -> Document | None:
        """Read a short document at once; one of many pages in a process of its own, which takes seconds to start."""
        if pages > SHORT_PAGES:
            return await self._read_apart(path)
        return await asyncio.to_thread(self._read_here, path)

    def _read_here(self, path: Path) -> Document | None:
        with self._drawing:
            return _read_or_none(path)

    async def _read_apart(self, path: Path) -> Document | None:
        if self._pool is None:
            self._pool = ProcessPoolExecutor(
                1, mp_context=multiprocessing.get_context("spawn"), initializer=_end_with_server
            )
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, _read_or_none, path)
        except (BrokenProcessPool, RuntimeError):  # the library of some format crashed, or the server is ending
            self.close()
            return None

    async def picture(self, info: DocumentInfo, number: int) -> tuple[bytes, float, float] | None:
        """Return a page (from 1) as PNG with its width and height in points; None where there is no such picture."""
        kept = self._pictures.get((info.sha256, number))
        if kept is not None:
            self._pictures.move_to_end((info.sha256, number))
            return kept
        path = await asyncio.to_thread(self.find, info)
        if path is None or info.media_type != "application/pdf":
            return None
        drawn = await asyncio.to_thread(self._draw, path, number)
        if drawn is not None:
            self._pictures[info.sha256, number] = drawn
            while len(self._pictures) > KEPT_PICTURES:
                self._pictures.popitem(last=False)
        return drawn

    def _draw(self, path: Path, number: int) -> tuple[bytes, float, float] | None:
        try:
            data = read_source(path, MAX_BYTES).data
            with self._drawing, PdfFile(data) as file:
                picture = file.paint_page(number, PICTURE_WIDTH_PX) if 1 <= number <= len(file) else None
        except DocumentError:
            return None
        return None if picture is None else (encode_png(picture), picture.width, picture.height)


def encode_png(picture: PagePicture) -> bytes:
    """Return a picture as PNG (W3C, third edition): eight bits a channel, without alpha, rows unfiltered."""
    row = picture.columns * picture.channels
    lines = (picture.pixels[start : start + row] for start in range(0, picture.stride * picture.rows, picture.stride))
    if picture.channels == 4:
        lines = (bytes(byte for place, byte in enumerate(line) if place % 4 != 3) for line in lines)
    colour = {1: 0, 3: 2, 4: 2}[picture.channels]
    body = zlib.compress(b"".join(b"\0" + line for line in lines), 3)
    head = struct.pack(">IIBBBBB", picture.columns, picture.rows, 8, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _end_with_server() -> None:
    """End this process when the server's ends, however that comes about: nobody else would."""
    server = multiprocessing.parent_process()

    def wait() -> None:
        if server is not None:
            server.join()
        os._exit(0)

    threading.Thread(target=wait, daemon=True).start()


def _read_or_none(path: Path) -> Document | None:
    """Read a document in the process of its own; None where it cannot be read any more."""
    try:
        return read_document(path)
    except DocumentError:
        return None


def _fits(document: Document, stored: Profile | Posting) -> bool:
    """Tell whether the text read now is the one that the results point into: another version may read otherwise."""
    if len(document.text) != stored.document.characters:
        return False
    facts = stored.facts() if isinstance(stored, Profile) else stored.requirements
    return all(document.text[piece.start : piece.end] == piece.text for fact in facts for piece in fact.evidence)
