"""The documents behind the results: found again where a run read them, checked by their hash, read and drawn.

Reading and drawing go on in processes of their own, within the limits of a run: no file hangs or kills the server.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from extract.documents import Document
from extract.documents.drawing import DrawnPage
from extract.documents.files.source import read_source
from extract.documents.ocr.recognition import Recognition
from extract.documents.sandbox.reader import IsolatedReader
from extract.errors import DocumentError, VouchlineError
from extract.review.domain.known_text import known_document
from extract.store.results import Results
from extract.system.limits import ReadLimits
from schemas import DocumentInfo, Posting, Profile

DOCUMENTS_FOLDER = "documents"
"""Where documents lie beside the results, so that both can be moved together."""
KEPT_DOCUMENTS, KEPT_PICTURES = 48, 64
READERS = 2
"""Processes for reading, and as many for drawing: one that hangs until its time is up stops no other document."""
DRAWING_S = 20.0
"""Most seconds for the picture of one page, where the limits give more; a usual page takes a tenth of one."""
PATIENCE_S = 2.0
"""How long a page waits for a document that is still being read, before it shows what the results quote of it."""
_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True)
class Shown:
    """A document as the page shows it. `whole`: read again, so that boxes are there; otherwise put together from quotes.

    `path` is the file, None where it is not there any more or is another one now.
    """

    document: Document
    whole: bool
    path: Path | None


class Sources:
    """Finds, reads and draws documents, and keeps the last ones. Lives in one event loop; `close` it there."""

    def __init__(
        self, out: Path, docs: Path | None = None, limits: ReadLimits | None = None,
        recognition: Recognition | None = None, command: Sequence[str] | None = None,
    ) -> None:  # fmt: skip
        limits = limits or ReadLimits()
        quick = replace(limits, seconds=min(limits.seconds, DRAWING_S))
        self._out = out
        self._docs = docs
        self._hashes: dict[tuple[str, int, int], str] = {}
        self._reader = IsolatedReader(limits, recognition, workers=READERS, command=command)
        self._painter = IsolatedReader(quick, workers=READERS, command=command)
        self._kept: OrderedDict[str, asyncio.Future[Document | None]] = OrderedDict()
        self._pictures: OrderedDict[tuple[str, int], asyncio.Future[DrawnPage | None]] = OrderedDict()
        self._runs: tuple[tuple[int, int], Mapping[str, str]] | None = None

    async def start_ahead(self) -> None:
        """Start a process for reading and one for drawing, so that the first document does not wait for them."""
        # One that does not start is told to who needs it later. Cancelled, both are waited for until they have ended.
        await asyncio.gather(self._reader.start_ahead(), self._painter.start_ahead(), return_exceptions=True)

    async def close(self) -> None:
        """End what is under way, and the processes."""
        work: list[asyncio.Future[Any]] = [*self._kept.values(), *self._pictures.values()]
        for each in work:
            each.cancel()
        await asyncio.gather(*work, return_exceptions=True)
        await self._reader.end_idle()
        await self._painter.end_idle()

    def find(self, info: DocumentInfo) -> Path | None:
        """Return where the document lies; None where no file there has its hash."""
        for path in self._candidates(info):
            try:
                status = path.stat()
                key = (str(path), status.st_size, status.st_mtime_ns)
                if key not in self._hashes:
                    self._hashes[key] = hashlib.sha256(
                        read_source(path, self._reader.limits.max_bytes).data
                    ).hexdigest()
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
        beside = self._out / DOCUMENTS_FOLDER
        if Path(os.path.abspath(beside / info.path)).is_relative_to(os.path.abspath(beside)):  # noqa: PTH100 - links stay
            found.append(beside / info.path)
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

    async def begin(self, info: DocumentInfo) -> Path | None:
        """Return where a document lies, and begin to read it, for who asks for it next."""
        path = await asyncio.to_thread(self.find, info)
        if path is not None:
            await self._read(info, path, 0.0)
        return path

    async def show(
        self, stored: Profile | Posting, patience_s: float = PATIENCE_S, known: Callable[[], Document] | None = None
    ) -> Shown:
        """Return the document of a profile or posting, waiting `patience_s` seconds at most for it to be read.

        `known` gives what is shown where there is nothing better, by default the text that the results quote.
        """
        path = await asyncio.to_thread(self.find, stored.document)
        if path is not None:
            document = await self._read(stored.document, path, patience_s)
            if document is not None and _fits(document, stored):
                return Shown(document, True, path)
        return Shown(await asyncio.to_thread(known or (lambda: known_document(stored))), False, path)

    async def _read(self, info: DocumentInfo, path: Path, patience_s: float) -> Document | None:
        sha256 = info.sha256
        reading = self._kept.get(sha256)
        if reading is None:
            reading = self._kept[sha256] = asyncio.ensure_future(_or_none(self._reader.read(path)))
            while len(self._kept) > KEPT_DOCUMENTS:
                self._kept.popitem(last=False)[1].cancel()
        self._kept.move_to_end(sha256)
        return await _wait(reading, patience_s)

    async def picture(self, info: DocumentInfo, number: int) -> DrawnPage | None:
        """Return a page (from 1) as a picture; None where there is none, or the page cannot be drawn within the limits.

        A page that could not be drawn is not tried again.
        """
        key = info.sha256, number
        drawing = self._pictures.get(key)
        if drawing is None:
            path = await asyncio.to_thread(self.find, info)
            if path is None or info.media_type != "application/pdf" or not 1 <= number <= (info.pages or 1):
                return None
            drawing = self._pictures.get(key) or asyncio.ensure_future(_or_none(self._painter.draw(path, number)))
            self._pictures[key] = drawing
            while len(self._pictures) > KEPT_PICTURES:
                self._pictures.popitem(last=False)[1].cancel()
        self._pictures.move_to_end(key)
        return await _wait(drawing, None)


async def _or_none(work: Awaitable[_Made]) -> _Made | None:
    """Return what the work gives; None where the document does not give it within the limits, or harms its reader."""
    try:
        return await work
    except VouchlineError:
        return None


async def _wait(work: asyncio.Future[_Made | None], patience_s: float | None) -> _Made | None:
    """Wait so long for work that others may wait for too; None where it takes longer, or was given up."""
    await asyncio.wait((work,), timeout=patience_s)
    return work.result() if work.done() and not work.cancelled() else None


def _fits(document: Document, stored: Profile | Posting) -> bool:
    """Tell whether the text read now is the one that the results point into: another version may read otherwise."""
    if len(document.text) != stored.document.characters:
        return False
    facts = stored.facts() if isinstance(stored, Profile) else stored.requirements
    return all(document.text[piece.start : piece.end] == piece.text for fact in facts for piece in fact.evidence)
