"""OUT/batches: what was sent, what came back, and from which folder; each file written whole or not at all."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from extract.comparison.options import SearchWay
from extract.errors import UserError
from extract.store.results import write_whole
from schemas import BatchTotals, Tokens

FOLDER_NAME = "batches"
_LOCK_PAUSE_S = 0.1
State = Literal["prepared", "uploaded", "sent", "fetched"]


class Plan(BaseModel):
    """Whose questions these are, so that `collect` needs no more than OUT. `folder` is a path from OUT.

    Whatever changes a question is here.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)
    folder: str
    kind: Literal["auto", "resume", "posting"]
    as_of: str
    model: str
    base_url: str
    provider: str
    mode: str
    shape: str
    kinds: str | None
    prompts: str | None = None
    synonyms: str | None
    blind_schools: bool
    repeat: int
    search: SearchWay = "words"


class BatchRecord(BaseModel):
    """One batch. `keys` are the content addresses of its questions, which are their custom ids at the provider.

    `state`: prepared (the file of requests lies here), uploaded (the provider has the file), sent (it has the batch),
    fetched (all that it will ever bring lies here). `status` is the provider's own word, `error_codes` are those of a
    batch that failed as a whole. Tokens and cost are those that the provider reported with the replies.
    """

    model_config = ConfigDict(extra="forbid")
    name: str
    state: State = "prepared"
    keys: list[str]
    file_id: str | None = None
    batch_id: str | None = None
    status: str | None = None
    error_codes: list[str] = []
    replies: int = 0
    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True)
class BatchFolder:
    """The folder of batches of one OUT. Use it inside `locked`, apart from reading."""

    out: Path

    @property
    def path(self) -> Path:
        """Where everything lies."""
        return self.out / FOLDER_NAME

    @asynccontextmanager
    async def locked(self) -> AsyncGenerator[None]:
        """Keep other commands out; waits until those before are done.

        Raises:
            UserError: the folder cannot be written to.
        """
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = FileLock(self.path / ".lock", timeout=0)
            while True:
                try:
                    lock.acquire()
                    break
                except Timeout:
                    await asyncio.sleep(_LOCK_PAUSE_S)
        except OSError as error:
            raise UserError(
                f"The folder {str(self.path)!r} cannot be used: {error.strerror or type(error).__name__}.",
                "Make it writable, or name another folder with -o.",
            ) from error
        try:
            yield
        finally:
            lock.release()

    def requests_path(self, name: str) -> Path:
        """Return where the requests of a batch lie until it is sent."""
        return self.path / f"{name}.requests.jsonl"

    def output_path(self, name: str) -> Path:
        """Return where the replies of a batch lie."""
        return self.path / f"{name}.output.jsonl"

    def errors_path(self, name: str) -> Path:
        """Return where the requests that failed lie."""
        return self.path / f"{name}.errors.jsonl"

    def write(self, record: BatchRecord) -> None:
        """Write the record of a batch. Raises UserError if that is impossible."""
        write_whole(self._record_path(record.name), record.model_dump_json(indent=2) + "\n")

    def drop(self, record: BatchRecord) -> None:
        """Forget a batch that was never sent."""
        for path in (self.requests_path(record.name), self._record_path(record.name)):
            path.unlink(missing_ok=True)

    def records(self) -> list[BatchRecord]:
        """Return all batches, in the order of their names.

        Raises:
            UserError: a record is damaged. Going on without it could pay for its questions again.
        """
        return [self._read(path) for path in sorted(self.path.glob("*.batch.json"))]

    def write_plan(self, plan: Plan) -> None:
        """Write whose questions these are."""
        write_whole(self.path / "plan.json", json.dumps(plan.model_dump(), ensure_ascii=False, indent=2) + "\n")

    def read_plan(self) -> Plan | None:
        """Return whose questions these are; None where nothing was ever sent.

        Raises:
            UserError: it is damaged.
        """
        path = self.path / "plan.json"
        try:
            return Plan.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            raise UserError(f"The file {str(path)!r} cannot be used.", "Run `vouchline submit` again.") from error

    def sweep(self) -> None:
        """Remove what a killed command left half written."""
        for path in (*self.path.glob("*.part"), *self.path.glob(".vouchline-*")):
            with contextlib.suppress(OSError):
                path.unlink()

    def _record_path(self, name: str) -> Path:
        return self.path / f"{name}.batch.json"

    def _read(self, path: Path) -> BatchRecord:
        try:
            return BatchRecord.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise UserError(
                f"The record of a batch in {str(path)!r} cannot be read.",
                "Mend it, or remove it: then its questions count as never sent, and are paid for again.",
            ) from error


def batch_totals(out: Path) -> BatchTotals | None:
    """Return what the batches of a folder of results came to, for run.json; None where there was none.

    Raises:
        UserError: a record is damaged.
    """
    over = [record for record in BatchFolder(out).records() if record.state == "fetched"]
    if not over:
        return None
    costs = [record.cost_usd for record in over if record.cost_usd is not None]
    return BatchTotals(
        batches=len(over),
        replies=sum(record.replies for record in over),
        tokens=Tokens(
            prompt=sum(record.prompt_tokens for record in over),
            completion=sum(record.completion_tokens for record in over),
            cached=sum(record.cached_tokens for record in over),
        ),
        cost_usd=round(sum(costs), 8) if len(costs) == len(over) else None,
    )
