"""The log of decisions: append-only, one file a profile, posting or comparison, shared by everybody who reviews the folder."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Generic, TypeVar

from filelock import FileLock, Timeout
from pydantic import ValidationError

from extract.errors import UserError
from extract.store.results import write_whole
from schemas import Decision, Group, LikenessDecision

GROUPS: tuple[Group, ...] = ("profiles", "postings", "comparisons")
"""What can be decided about, as its logs are kept apart."""
LOG_SUFFIX = ".reviews.jsonl"
LOCK_TIMEOUT_S = 10.0
_Line = TypeVar("_Line", Decision, LikenessDecision)


class DamagedLogError(UserError):
    """A log cannot be read. Nothing is written to it until a person has mended it."""


class StaleDecisionError(Exception):
    """Somebody decided on the same thing in the meantime; nothing was written. `log` is what stands there now."""

    def __init__(self, log: Sequence[Decision]) -> None:
        super().__init__("decided by somebody else in the meantime")
        self.log = log


@dataclass(frozen=True, slots=True)
class ReviewLog:
    """The decisions below OUT/reviews. Every line is one JSON object that ends in a line feed."""

    out: Path

    @property
    def folder(self) -> Path:
        """Where the logs lie."""
        return self.out / "reviews"

    def path(self, group: Group, name: str) -> Path:
        """Return where the decisions on a profile or comparison lie."""
        return self.folder / group / f"{name}{LOG_SUFFIX}"

    def read(self, group: Group, name: str) -> list[Decision]:
        """Return the decisions on a profile or comparison in their order; none where nobody decided yet.

        A last line without its line feed was not written whole and does not count.

        Raises:
            DamagedLogError: the file cannot be read, or a line of it is no decision.
        """
        return LogFile(self.folder, self.path(group, name), Decision).read()

    def append(
        self, group: Group, name: str, make: Callable[[list[Decision], int, str], Sequence[Decision]]
    ) -> tuple[Sequence[Decision], list[Decision]]:
        """Add the decisions of one action while nobody else can: all of them or none.

        Args:
            group: What it is about.
            name: The profile's or comparison's NAME.
            make: Gets the decisions so far, the number of the first new one and the time, and returns the new ones, numbered
                on from there. What it raises, such as StaleDecisionError, leaves the file as it is.

        Returns:
            The new decisions, and all of them.

        Raises:
            DamagedLogError: what stands there cannot be read.
            UserError: the file cannot be written to, or another program holds the lock.
        """
        return LogFile(self.folder, self.path(group, name), Decision).append(make)


@dataclass(frozen=True, slots=True)
class LogFile(Generic[_Line]):
    """One log at `path` below the `folder` of reviews, whose lines are of one model."""

    folder: Path
    path: Path
    model: type[_Line]

    def read(self) -> list[_Line]:
        """Return the lines in their order. Raises as `ReviewLog.read`."""
        return _parse(self.path, self.model)

    def append(self, make: Callable[[list[_Line], int, str], Sequence[_Line]]) -> tuple[Sequence[_Line], list[_Line]]:
        """Add lines while nobody else can, as `ReviewLog.append` does."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / ".lock", timeout=LOCK_TIMEOUT_S):
                log = self.read()
                made = make(log, len(log) + 1, _now(log))
                _append(self.path, made)
        except Timeout:
            raise UserError(
                f"The reviews in {str(self.folder)!r} are locked by another program.", "Try again in a moment."
            ) from None
        except OSError as error:
            raise UserError(
                f"The decision could not be written to {str(self.path)!r}: {error.strerror or type(error).__name__}.",
                "Make the folder writable, or free some space, and decide again.",
            ) from error
        return made, [*log, *made]

    def erase(self, is_gone: Callable[[_Line], bool]) -> int:
        """Take lines out for good and number the others anew; returns how many went. Raises as `append`."""
        try:
            with FileLock(self.folder / ".lock", timeout=LOCK_TIMEOUT_S):
                log = self.read()
                kept = [line for line in log if not is_gone(line)]
                numbered = [line.model_copy(update={"number": number}) for number, line in enumerate(kept, 1)]
                if len(kept) < len(log):
                    write_whole(self.path, _dumped(numbered))
        except Timeout:
            raise UserError(
                f"The reviews in {str(self.folder)!r} are locked by another program.", "Try again in a moment."
            ) from None
        return len(log) - len(kept)


def _dumped(lines: Sequence[Decision | LikenessDecision]) -> bytes:
    dumped = (json.dumps(each.model_dump(mode="json", exclude_defaults=False), ensure_ascii=False) for each in lines)
    return "".join(f"{each}\n" for each in dumped).encode()


def _append(path: Path, made: Sequence[_Line]) -> None:
    line = _dumped(made)
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o644)
    try:
        length = os.fstat(descriptor).st_size
        whole = _whole_bytes(path.read_bytes())
        if whole < length:  # what a crash left of a line; it was never acknowledged
            os.ftruncate(descriptor, whole)
        try:
            written = 0
            while written < len(line):  # a disk that is nearly full takes a part
                written += os.write(descriptor, line[written:])
            os.fsync(descriptor)
        except OSError:
            os.ftruncate(descriptor, whole)
            raise
    finally:
        os.close(descriptor)


def _whole_bytes(content: bytes) -> int:
    return content.rfind(b"\n") + 1


def _parse(path: Path, model: type[_Line]) -> list[_Line]:
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise DamagedLogError(
            f"The decisions in {str(path)!r} cannot be read: {error.strerror or type(error).__name__}.",
            "Check its permissions.",
        ) from error
    decisions: list[_Line] = []
    for number, line in enumerate(content[: _whole_bytes(content)].splitlines(), 1):
        try:
            decision = model.model_validate_json(line)
        except ValidationError:
            decision = None
        if decision is None or decision.number != number:
            raise DamagedLogError(
                f"Line {number} of {str(path)!r} is no decision that follows the one before.",
                "Put the line right, or take the file away; nothing is written to it until then.",
            )
        decisions.append(decision)
    return decisions


def _now(log: Sequence[_Line]) -> str:
    """Return the time in UTC, never before that of the last decision, so that a clock set back changes no order."""
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    return max(now, log[-1].at) if log else now
