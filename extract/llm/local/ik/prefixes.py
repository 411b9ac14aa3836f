"""What was read before and need not be read again: states of the model's cache, kept in memory, and on disk where allowed.

A state of the beginning of a conversation that is the same for all documents is kept on disk; nothing that holds words of a
document ever is. A damaged file is one that is not there.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Tokens = NDArray[np.int32]
State = NDArray[np.uint8]

MEMORY_BYTES = 256 << 20
"""Of states in memory: some 9,000 tokens."""
DISK_FILES = 32
"""States on disk; the one that was used least lately goes first."""
WORTH_TOKENS = 48
"""A state is kept where it saves reading more tokens than that."""
WORTH_LOADING = 24
"""A state is put back where it saves reading more tokens than that: it costs as much as reading a few."""
_DIGEST = 32


@dataclass(slots=True, eq=False)
class _Kept:
    tokens: Tokens
    state: State
    used: int


class Prefixes:
    """The states that are known.

    `folder` is where those that may be kept lie, None for nowhere; `basis` names all that a state depends on beside its
    tokens: weights, library, settings.
    """

    def __init__(self, folder: Path | None, basis: str) -> None:
        self._kept: list[_Kept] = []
        self._clock = 0
        self._folder = folder
        self._basis = basis

    def longest(self, prompt: Tokens) -> tuple[int, State | None]:
        """Return how many first tokens of `prompt` a state in memory holds, and that state."""
        best = max(self._kept, key=lambda kept: common(kept.tokens, prompt), default=None)
        if best is None:
            return 0, None
        self._clock += 1
        best.used = self._clock
        return common(best.tokens, prompt), best.state

    def holds(self, tokens: Tokens) -> bool:
        """Tell whether a state in memory begins with these tokens."""
        return any(common(kept.tokens, tokens) == len(tokens) for kept in self._kept)

    def keep(self, tokens: Tokens, state: State) -> None:
        """Keep a state in memory; those that it holds too go, and the oldest where there is no more room."""
        self._clock += 1
        self._kept = [kept for kept in self._kept if common(kept.tokens, tokens) < len(kept.tokens)]
        self._kept.append(_Kept(tokens.copy(), state, self._clock))
        while sum(kept.state.nbytes for kept in self._kept) > MEMORY_BYTES and len(self._kept) > 1:
            self._kept.remove(min(self._kept, key=lambda kept: kept.used))

    def load(self, tokens: Tokens) -> State | None:
        """Return the state of exactly these tokens from disk; None where there is none, or none that is whole."""
        path = self._path(tokens)
        if path is None:
            return None
        try:
            data = path.read_bytes()
            os.utime(path)
        except OSError:
            return None
        state = data[_DIGEST:]
        if _digest(state) != data[:_DIGEST]:
            with suppress(OSError):
                path.unlink()
            return None
        return np.frombuffer(state, np.uint8)

    def store(self, tokens: Tokens, state: State) -> None:
        """Write a state to disk, whole or not at all; where that cannot be, it is read again another time."""
        path = self._path(tokens)
        if path is None:
            return
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".partial")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(_digest(state.tobytes()) + state.tobytes())
                Path(temporary).replace(path)
            except BaseException:
                Path(temporary).unlink(missing_ok=True)
                raise
            for old in sorted(path.parent.iterdir(), key=lambda each: each.stat().st_mtime)[:-DISK_FILES]:
                old.unlink()

    def _path(self, tokens: Tokens) -> Path | None:
        if self._folder is None:
            return None
        return self._folder / f"{hashlib.sha256(self._basis.encode() + tokens.tobytes()).hexdigest()}.state"


def as_tokens(tokens: Sequence[int]) -> Tokens:
    """Return tokens as they are compared here."""
    return np.asarray(tokens, np.int32)


def common(one: Tokens, other: Tokens) -> int:
    """Return how many first tokens two sequences share."""
    size = min(len(one), len(other))
    different = np.flatnonzero(one[:size] != other[:size])
    return int(different[0]) if len(different) else size


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_DIGEST).digest()
