"""Kept answers in one compressed file, so that a set of documents can be extracted again anywhere without a model."""

from __future__ import annotations

import gzip
import json
import tempfile
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from pathlib import Path

from extract.errors import UserError
from extract.llm.cache.answers import AnswerCache, StoredAnswer
from extract.pipeline.setup.shared_cache import open_cache
from extract.settings.load import Settings
from extract.store.results import write_whole


@contextmanager
def open_answers(file: Path | None, settings: Settings) -> Generator[AnswerCache]:
    """Give the answers of a file, or of the cache that the settings choose.

    Raises:
        UserError: the file cannot be read, or is no file of answers.
    """
    if file is None:
        with open_cache(settings) as cache:
            yield cache
        return
    kept = read_answers(file)
    with tempfile.TemporaryDirectory() as folder, AnswerCache(Path(folder)) as cache:
        cache.put_all(kept)
        yield cache


def read_answers(file: Path) -> list[tuple[str, StoredAnswer]]:
    """Return the answers of a file, each with its key.

    Raises:
        UserError: the file cannot be read, or is no file of answers.
    """
    try:
        lines = gzip.decompress(file.read_bytes()).decode("utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        return [(str(row["key"]), StoredAnswer.model_validate(row["answer"])) for row in rows]
    except (OSError, ValueError, KeyError, TypeError, EOFError) as error:  # pydantic's is a ValueError
        raise UserError(f"The file {str(file)!r} is no file of kept answers.", "Write it anew.") from error


def write_answers(file: Path, cache: AnswerCache, keys: Iterable[str]) -> int:
    """Write the answers below these keys, in the order of the keys, and return how many there were.

    The time at which an answer was stored is left out, so that the same answers give the same bytes.
    """
    rows: list[str] = []
    for key in sorted(set(keys)):
        answer = cache.get(key)
        if answer is not None:
            said = answer.model_dump(mode="json") | {"stored_at": 0.0}
            rows.append(json.dumps({"key": key, "answer": said}, ensure_ascii=False, separators=(",", ":")))
    write_whole(file, gzip.compress("\n".join(rows).encode(), mtime=0))
    return len(rows)
