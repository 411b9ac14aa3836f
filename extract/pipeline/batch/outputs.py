"""The files that a provider gives back: which question each line answers, and what it says where it does not."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from extract.llm.exchange.batched import Replies
from extract.llm.exchange.response import check_form, read_completion
from extract.llm.request.questions import Usage
from extract.llm.retry.retries import GarbledReplyError
from extract.pipeline.batch.folder import BatchFolder, BatchRecord

MAX_TRIES = 3
"""How many batches a question is put into that they do not answer, before it is left to the run."""
_PASSING = frozenset({408, 409, 425, 429})
_OK = 200


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of an output or error file: its key, the status (0: never ran), and the completion where there is one."""

    key: str
    status: int
    body: dict[str, Any] | None
    place: tuple[int, int]
    """Offset and length in bytes."""


def read_replies(folder: BatchFolder, records: Sequence[BatchRecord]) -> Replies:
    """Return what all fetched batches brought. The replies stay in their files until they are asked for."""
    places: dict[str, tuple[Path, int, int]] = {}
    turned_down: set[str] = set()
    tries: Counter[str] = Counter()
    for record in records:
        if record.state != "fetched":
            continue
        asked, answered = set(record.keys), set[str]()
        for path in (folder.output_path(record.name), folder.errors_path(record.name)):
            for line in _lines(path):
                if line.key not in asked:
                    continue
                if line.status == _OK and line.body is not None:
                    places[line.key] = (path, *line.place)
                    answered.add(line.key)
                elif 400 <= line.status < 500 and line.status not in _PASSING:
                    turned_down.add(line.key)
        # A batch that failed as a whole has tried nothing.
        tries.update(asked - answered if record.status != "failed" else ())
    spent = {key for key, count in tries.items() if count >= MAX_TRIES}

    def find(key: str) -> dict[str, Any] | None:
        if key not in places:
            return None
        path, offset, length = places[key]
        with path.open("rb") as file:
            file.seek(offset)
            return cast("dict[str, Any]", json.loads(file.read(length))["response"]["body"])

    return Replies(find, frozenset((turned_down | spent) - places.keys()))


def count_usage(path: Path, keys: Sequence[str]) -> tuple[int, Usage]:
    """Return how many of a batch's questions have a reply, and the tokens that the provider reported for them."""
    asked, used = set(keys), Usage()
    seen: set[str] = set()
    for line in _lines(path):
        if line.key not in asked or line.key in seen or line.status != _OK or line.body is None:
            continue
        seen.add(line.key)
        try:
            used += read_completion(check_form(line.body), "json").usage
        except GarbledReplyError:
            continue  # no completion: the client will say so, and nothing is known of its tokens
    return len(seen), used


def _lines(path: Path) -> Iterator[_Line]:
    """Yield the lines that can be read; one that cannot counts as no reply."""
    if not path.exists():
        return
    offset = 0
    with path.open("rb") as file:
        for raw in file:
            place = (offset, len(raw))
            offset += len(raw)
            try:
                line = cast("dict[str, Any]", json.loads(raw))
                response = cast("dict[str, Any]", line.get("response") or {})
                yield _Line(str(line["custom_id"]), int(response.get("status_code") or 0), response.get("body"), place)
            except (ValueError, KeyError, TypeError, AttributeError):
                continue
