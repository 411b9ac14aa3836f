"""The wheel's native library: whether it runs on this machine, and the calls that the engine needs of it.

Struct layouts are written by hand in the wheel and change between its versions, so the version is pinned, and what the
library itself says its defaults are is checked before a model is loaded.
"""

from __future__ import annotations

import ctypes
import importlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

BATCH = 64
"""Tokens read in one call at most: a call of 64 costs as much a token as one of 512, and can be waited for."""

_DEFAULTS = {"n_ctx": 512, "n_batch": 2048, "n_ubatch": 512, "n_seq_max": 1, "logits_all": False, "offload_kqv": True}
_UNSEEN = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)
_SILENT = _UNSEEN(lambda *_: None)
"""In place of the library's log, which holds prompts. There is one log for the whole process, whatever models come and go."""
_ABORT = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p)
_Floats = NDArray[np.float32]


class AbortedError(Exception):
    """A call ended early since `stop` said so; what it was reading has to be forgotten."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A token of the vocabulary: its bytes, and whether it is one of the chat template's own."""

    data: bytes
    control: bool


class Library:
    """One model with one sequence of tokens in its cache. Not thread-safe, but `stop` may be set by another thread.

    Several sequences in one cache are not used: the library's attention on processors is wrong with them, without an error.
    """

    def __init__(self, model: Path, *, n_ctx: int, n_threads: int) -> None:
        """Load a model.

        Raises:
            RuntimeError: the library is of another layout than the one checked, or cannot load the file.
        """
        self._api: Any = importlib.import_module("ik_llama_cpp._ctypes_api")
        self.n_ctx = n_ctx
        self.stop = False
        self._bind()
        self._log_set(ctypes.cast(_SILENT, ctypes.c_void_p), None)
        self._api.llama_backend_init()
        self._model = self._load(model)
        self._context = self._make_context(n_threads)
        self.vocabulary = self._api.llama_model_get_vocab(self._model)
        self.n_vocab: int = self._api.llama_vocab_n_tokens(self.vocabulary)
        self.end: int = self._vocab_eos(self.vocabulary)
        self._batch: Any = self._api.llama_batch_init(BATCH, 0, 1)
        self._room = (ctypes.c_int32 * 65_536)()

    def _bind(self) -> None:
        pointer, number = ctypes.c_void_p, ctypes.c_int32
        for name, arguments, result in (
            ("llama_kv_cache_seq_rm", [pointer, number, number, number], ctypes.c_bool),
            ("llama_vocab_eos", [pointer], number),
            ("llama_token_get_attr", [pointer, number], number),
            ("llama_state_seq_get_size", [pointer, number, ctypes.c_uint32], ctypes.c_size_t),
            ("llama_state_seq_get_data", [pointer, pointer, ctypes.c_size_t, number, ctypes.c_uint32], ctypes.c_size_t),
            ("llama_state_seq_set_data", [pointer, pointer, ctypes.c_size_t, number, ctypes.c_uint32], ctypes.c_size_t),
            ("llama_log_set", [pointer, pointer], None),
            (
                "llama_vocab_tokenize",
                [pointer, ctypes.c_char_p, number, ctypes.POINTER(number), number, ctypes.c_bool, ctypes.c_bool],
                number,
            ),
        ):
            function = getattr(self._api._lib, name)
            function.argtypes, function.restype = arguments, result
            setattr(self, "_" + name.removeprefix("llama_"), function)

    _kv_cache_seq_rm: Any
    _vocab_eos: Any
    _token_get_attr: Any
    _state_seq_get_size: Any
    _state_seq_get_data: Any
    _state_seq_set_data: Any
    _log_set: Any
    _vocab_tokenize: Any

    def _load(self, path: Path) -> Any:
        wanted = self._api.llama_model_default_params()
        if not wanted.use_mmap or wanted.vocab_only:
            raise RuntimeError("the library's model settings are of another layout")
        wanted.repack_tensors, wanted.use_mmap = True, False
        model = self._api.llama_model_load_from_file(str(path).encode(), wanted)
        if not model:
            raise RuntimeError("the model cannot be loaded")
        return model

    def _make_context(self, n_threads: int) -> Any:
        wanted = self._api.llama_context_default_params()
        if any(getattr(wanted, name) != value for name, value in _DEFAULTS.items()):
            raise RuntimeError("the library's context settings are of another layout")
        wanted.n_ctx, wanted.n_batch, wanted.n_ubatch = self.n_ctx, BATCH, BATCH
        wanted.n_threads = wanted.n_threads_batch = n_threads
        wanted.n_seq_max, wanted.flash_attn, wanted.graph_reuse = 1, True, True
        # Asked by the library between the steps of a call, so that a call under way can be ended.
        self._abort = _ABORT(self._is_stopped)
        wanted.abort_callback = ctypes.cast(self._abort, self._api.ggml_abort_callback)
        context = self._api.llama_init_from_model(self._model, wanted)
        if not context:
            raise RuntimeError("there is no room for the model's context")
        return context

    def _is_stopped(self, _: object) -> bool:
        return self.stop

    def pieces(self) -> list[Piece]:
        """Return all tokens of the vocabulary, in order."""
        control, user_defined = 1 << 3, 1 << 4  # LLAMA_TOKEN_ATTR_* of llama.h
        room = ctypes.create_string_buffer(1024)
        found: list[Piece] = []
        for token in range(self.n_vocab):
            size = self._api.llama_token_to_piece(self._model, token, room, 1024, 0, True)
            data, kind = room.raw[:size], self._token_get_attr(self._model, token)
            is_marker = bool(kind & user_defined) and data.startswith(b"<") and data.endswith(b">")
            found.append(Piece(data, bool(kind & control) or is_marker))
        return found

    @property
    def tokenize_address(self) -> int:
        """The address of the library's function that tokenizes, for llguidance."""
        return ctypes.cast(self._vocab_tokenize, ctypes.c_void_p).value or 0

    def tokenize(self, text: bytes, *, special: bool = False) -> list[int]:
        """Return the tokens of a text; with `special`, the chat template's own tokens are read as such."""
        if len(text) > len(self._room):
            half = len(text) // 2
            while half and text[half] & 0xC0 == 0x80:  # inside a character of UTF-8
                half -= 1
            return self.tokenize(text[:half], special=special) + self.tokenize(text[half:], special=special)
        count = self._vocab_tokenize(self.vocabulary, text, len(text), self._room, len(self._room), False, special)
        return list(self._room[:count])

    def read(self, tokens: Sequence[int], at: int, wanted: int) -> None:
        """Read at most `BATCH` tokens from position `at` on; afterwards `logits` knows the last `wanted` of them.

        Raises:
            AbortedError: `stop` was set.
            RuntimeError: the library failed.
        """
        batch, count = self._batch, len(tokens)
        for place, token in enumerate(tokens):
            batch.token[place], batch.pos[place], batch.n_seq_id[place] = token, at + place, 1
            batch.seq_id[place][0], batch.logits[place] = 0, place >= count - wanted
        batch.n_tokens = count
        status = self._api.llama_decode(self._context, batch)
        if self.stop:
            raise AbortedError
        if status:
            raise RuntimeError(f"llama_decode answered {status}")

    def logits(self, place: int) -> _Floats:
        """Return the logits behind token `place` of the last call, for each token of the vocabulary; valid until the next."""
        return np.ctypeslib.as_array(self._api.llama_get_logits_ith(self._context, place), (self.n_vocab,))

    def forget(self, at: int) -> None:
        """Forget all tokens from position `at` on."""
        self._kv_cache_seq_rm(self._context, 0, at, -1)

    def state(self) -> NDArray[np.uint8]:
        """Return what the cache holds, some 28 kB a token."""
        room = np.empty(self._state_seq_get_size(self._context, 0, 0), np.uint8)
        size = self._state_seq_get_data(self._context, room.ctypes.data, len(room), 0, 0)
        return room[:size]

    def set_state(self, state: NDArray[np.uint8]) -> bool:
        """Put a state in place of what the cache holds; False where the library refuses it, and the cache is then empty."""
        self.forget(-1)
        if self._state_seq_set_data(self._context, state.ctypes.data, len(state), 0, 0):
            return True
        self.forget(-1)
        return False
