"""The files of requests that are sent: one question a line, cut where a provider's limits are reached."""

from __future__ import annotations

import json
import uuid
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from extract.llm.exchange.interface import Request
from extract.pipeline.batch.folder import BatchFolder, BatchRecord
from extract.pipeline.batch.limits import BatchLimits

ENDPOINT = "/v1/chat/completions"


def request_line(question: Request) -> bytes:
    """Return a question as a line of the file: the very body that would be sent, under its content address."""
    request = {"custom_id": question.key, "method": "POST", "url": ENDPOINT, "body": question.body}
    return json.dumps(request, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class RequestFiles:
    """Takes questions one by one, each once, and writes them to as many files as the limits ask for.

    Nothing is held in memory but keys. Use as a context manager; `prepared` are the records of the files at the end.
    """

    def __init__(self, folder: BatchFolder, limits: BatchLimits | None = None) -> None:
        self.prepared: list[BatchRecord] = []
        self._next = 1 + max((int(record.name[:4]) for record in folder.records()), default=0)
        self._folder = folder
        self._limits = limits or BatchLimits()
        self._file: BinaryIO | None = None
        self._bytes = 0
        self._keys: list[str] = []

    def __enter__(self) -> RequestFiles:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is None:
            self._finish()
        elif self._file is not None:
            self._file.close()

    def add(self, question: Request) -> None:
        """Write one question."""
        line = request_line(question)
        full = len(self._keys) >= self._limits.requests or self._bytes + len(line) > self._limits.bytes
        if self._keys and full:
            self._finish()
        if self._file is None:
            self._file = self._unfinished.open("wb")
        self._file.write(line)
        self._bytes += len(line)
        self._keys.append(question.key)

    @property
    def _unfinished(self) -> Path:
        return self._folder.path / "requests.part"

    def _finish(self) -> None:
        if self._file is None:
            return
        self._file.close()
        record = BatchRecord(name=f"{self._next:04}-{uuid.uuid4().hex[:12]}", keys=self._keys)
        self._next += 1
        self._unfinished.replace(self._folder.requests_path(record.name))
        self._folder.write(record)
        self.prepared.append(record)
        self._file, self._bytes, self._keys = None, 0, []
