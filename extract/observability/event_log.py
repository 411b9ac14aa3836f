"""The log of what happens, a JSON object a line. Its fields are in docs/operating.md; it never holds words of a document."""

from __future__ import annotations

import contextlib
import json
import sys
import time
import uuid
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TextIO

from extract.errors import SettingsError
from extract.llm.calls import CallRecord
from extract.observability.events import RunRecord
from extract.pipeline.run_state import Account
from schemas.run import Outcome


@contextmanager
def open_event_log(file: str) -> Generator[EventLog]:
    """Give a log that adds to `file`; "-" is stderr.

    Raises:
        SettingsError: the file cannot be opened.
    """
    if file == "-":
        yield EventLog(sys.stderr)
        return
    try:
        stream = Path(file).expanduser().open("a", encoding="utf-8", buffering=1)
    except OSError as error:
        raise SettingsError(
            f"The log {file!r} cannot be written: {error.strerror or type(error).__name__}.",
            "Name another file with --log-json.",
        ) from error
    with stream:
        yield EventLog(stream)


class EventLog:
    """Writes a line for each thing that happens. `run` tells the lines of one command from others in the same file."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._run = uuid.uuid4().hex[:12]
        self._began_s = time.monotonic()
        self._items: dict[tuple[str, str], float] = {}

    def run_began(self, run: RunRecord) -> None:
        """Write a line."""
        self._write("run_began", command=run.command, vouchline=version("vouchline"))

    def stage_began(self, stage: str, total: int, account: Account) -> None:
        """Write a line."""
        endpoint = account.endpoint
        self._write(
            "stage_began",
            stage=stage,
            total=total,
            model=endpoint.model,
            provider=endpoint.provider,
            server=endpoint.server,
        )

    def item_began(self, stage: str, item: str) -> None:
        """Write a line."""
        self._items[stage, item] = time.monotonic()
        self._write(f"{stage.removesuffix('s')}_began", name=item)

    def item_ended(self, stage: str, item: str, outcome: Outcome, reason: str) -> None:
        """Write a line."""
        seconds = time.monotonic() - self._items.pop((stage, item), time.monotonic())
        more = {"reason": reason} if reason else {}
        self._write(f"{stage.removesuffix('s')}_ended", name=item, outcome=outcome, seconds=round(seconds, 3), **more)

    def call_began(self, prompt: str, document: str) -> None:
        """Do nothing: what came of it is told when it has ended."""

    def call_ended(self, call: CallRecord) -> None:
        """Write a line."""
        usage = call.usage
        self._write(
            "call", document=call.document, prompt=call.prompt, model=call.endpoint.model, from_cache=usage.from_cache,
            prompt_tokens=usage.prompt_tokens, cached_tokens=usage.cached_tokens,
            completion_tokens=usage.completion_tokens, calls=usage.calls, reasks=usage.reasks, retries=call.retries,
            seconds=round(call.seconds, 3), finish_reason=call.finish_reason, error=call.error,
        )  # fmt: skip

    def run_ended(self, run: RunRecord) -> None:
        """Write a line."""
        figures: dict[str, object] = {}
        if run.account is not None:
            paid, price = run.account.paid, run.account.price
            figures = {
                "calls": paid.calls, "prompt_tokens": paid.prompt_tokens, "cached_tokens": paid.cached_tokens,
                "completion_tokens": paid.completion_tokens, "cost_usd": price.cost_usd(paid) if price else None,
            }  # fmt: skip
        self._write(
            "run_ended", command=run.command, error=run.error, seconds=round(time.monotonic() - self._began_s, 3),
            outcomes={stage: dict(counts) for stage, counts in run.outcomes.items()}, **figures,
        )  # fmt: skip

    def _write(self, event: str, **fields: object) -> None:
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = json.dumps({"time": now, "event": event, "run": self._run, **fields}, ensure_ascii=True)
        with contextlib.suppress(OSError, ValueError):  # a full disk or a closed stream is no reason to stop
            self._stream.write(f"{line}\n")
