"""One conversation in, one completion out: read what is new of it, then write what the grammar allows.

What the grammar leaves no choice about is written without asking the model, and guesses are checked several in a call.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import llguidance
import numpy as np
from numpy.typing import NDArray

from extract.llm.local.ik.drafting import Drafter
from extract.llm.local.ik.loops import Loops
from extract.llm.local.ik.native import BATCH, AbortedError, Library
from extract.llm.local.ik.prefixes import WORTH_LOADING, WORTH_TOKENS, Prefixes, Tokens, as_tokens, common
from extract.llm.local.ik.vocabulary import Vocabulary

AT_ONCE = 8
"""Tokens in a call while writing: the library takes up to that many for less than the price of two calls."""
FIRST_GUESSES = 12
"""Guesses that are read with the end of a prompt, where a call is large anyway."""
SAMPLED_FROM = 40
"""Tokens drawn from where a temperature is given: llama.cpp's own default (top_k)."""

Finish = Literal["stop", "length"]
Message = Mapping[str, str]
_Row = NDArray[np.float32]


class RefusedError(Exception):
    """A request that cannot be answered: `kind` is llama.cpp's name for the reason."""

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Request:
    """A chat completion request. `fixed` counts the first messages that are the same for all documents.

    `grammar` is one of llguidance's; None writes free text. `temperature` 0 takes the likeliest token.
    """

    messages: Sequence[Message]
    grammar: str | None
    max_tokens: int
    top_logprobs: int = 0
    temperature: float = 0.0
    seed: int = 0
    fixed: int = 0


@dataclass(slots=True)
class Chosen:
    """A token that the model chose: natural-log probabilities over the tokens that the grammar allowed, likeliest first."""

    token: int
    logprob: float
    top: list[tuple[int, float]]


@dataclass(slots=True)
class Completion:
    """What came of a request. `tokens` leaves out the one that ends the message; `chosen` is filled where asked for.

    `read` counts the prompt's tokens that were not known, `calls` those to the model while writing, `drafted` and `accepted`
    the guesses, `forced` the tokens that the grammar left no choice about.
    """

    text: str = ""
    finish: Finish = "stop"
    repeated: bool = False
    tokens: list[int] = field(default_factory=list[int])
    chosen: list[Chosen] = field(default_factory=list[Chosen])
    prompt_tokens: int = 0
    read: int = 0
    calls: int = 0
    drafted: int = 0
    accepted: int = 0
    forced: int = 0
    read_s: float = 0.0
    write_s: float = 0.0


class Engine:
    """A loaded model that answers one request at a time. `stop` may be called by another thread.

    `mask` is room for the tokens that a grammar allows, a bit a token.
    """

    def __init__(self, library: Library, prefixes: Prefixes) -> None:
        self.native = library
        self.vocabulary = Vocabulary(library)
        self._prefixes = prefixes
        self._held: Tokens = as_tokens([])
        self.mask = np.zeros((library.n_vocab + 31) // 32, np.int32)

    def stop(self) -> None:
        """End the request that is under way; it raises AbortedError."""
        self.native.stop = True

    def ready(self) -> None:
        """Begin anew after `stop`."""
        self.native.stop = False

    def complete(self, request: Request) -> Completion:
        """Answer a request.

        Raises:
            RefusedError: the prompt does not fit, or the grammar is none.
            AbortedError: `stop` was called.
            RuntimeError: the library failed.
        """
        parts = self.vocabulary.conversation(request.messages)
        prompt = as_tokens([token for part in parts for token in part])
        room = self.native.n_ctx - len(prompt) - AT_ONCE - FIRST_GUESSES
        if room <= 0:
            said = f"the prompt has {len(prompt)} tokens, and {self.native.n_ctx} is the limit"
            raise RefusedError("exceed_context_size_error", said)
        writing = Writing(self, request, min(request.max_tokens, room))
        system = len(parts) - 1 - len(request.messages)  # one that the template put first
        fixed = sum(map(len, parts[: request.fixed + system])) if request.fixed else 0
        began_s = time.perf_counter()
        try:
            known, read = self._known(prompt, fixed)
            writing.read_prompt(prompt, known)
            writing.result.read += read
            writing.result.read_s = time.perf_counter() - began_s
            while not writing.done:
                writing.step()
        except BaseException:
            self._held = as_tokens([])
            self.native.forget(-1)
            raise
        self.native.forget(len(prompt))
        self._held = prompt
        return writing.result

    def _known(self, prompt: Tokens, fixed: int) -> tuple[int, int]:
        """Make the cache hold the beginning of a prompt; return how many tokens, and how many of them had to be read."""
        read = 0
        known = common(self._held, prompt)
        in_memory, state = self._prefixes.longest(prompt)
        if len(self._held) - known > WORTH_TOKENS and not self._prefixes.holds(self._held):
            self._prefixes.keep(self._held, self.native.state())
        if max(known, in_memory) < fixed - WORTH_LOADING:
            known, read = fixed, self._begin(prompt[:fixed])
        elif state is not None and in_memory > known + WORTH_LOADING:
            known = in_memory if self.native.set_state(state) else 0
        known = min(known, len(prompt) - 1)
        self.native.forget(known)
        self._held = prompt[:known]
        return known, read

    def _begin(self, beginning: Tokens) -> int:
        """Make the cache hold the beginning of a conversation that is the same for all documents, from disk or by reading.

        Returns how many tokens had to be read.
        """
        read, state = 0, self._prefixes.load(beginning)
        if state is None or not self.native.set_state(state):
            self.native.forget(-1)
            for at in range(0, len(beginning), BATCH):
                self.native.read(beginning[at : at + BATCH].tolist(), at, 1)
            read, state = len(beginning), self.native.state()
            self._prefixes.store(beginning, state)
        self._prefixes.keep(beginning, state)
        return read


class Writing:
    """One answer under way."""

    def __init__(self, engine: Engine, request: Request, max_tokens: int) -> None:
        self.result = Completion()
        self.done = False
        self._library, self._vocabulary, self._mask = engine.native, engine.vocabulary, engine.mask
        self._request, self._max_tokens = request, max_tokens
        self._matcher = _matcher_of(request.grammar, self._vocabulary)
        self._drafter = Drafter(self._vocabulary, request.messages) if request.grammar else None
        self._loops = Loops()
        self._random = np.random.default_rng(request.seed)
        self._unread: list[int] = []  # of the answer, chosen already
        self._guesses: list[int] = []
        self._at = 0  # the position of the first token of `_unread`

    def read_prompt(self, prompt: Tokens, known: int) -> None:
        """Read what is new of a prompt, with what the grammar forces at the answer's start and the first guesses."""
        self._force()
        self._guesses = self._draft(FIRST_GUESSES)
        tokens = [*prompt[known:].tolist(), *self._unread, *self._guesses]
        last = max(len(tokens) - BATCH, 0)
        for at in range(0, last, BATCH):
            self._library.read(tokens[at : min(at + BATCH, last)], known + at, 1)
        wanted = len(self._guesses) + 1
        self._library.read(tokens[last:], known + last, wanted)
        self._at = len(prompt) + len(self._unread)
        self.result.prompt_tokens, self.result.read = len(prompt), len(prompt) - known
        self._choose(len(tokens) - last - wanted)

    def step(self) -> None:
        """Have the model read what is chosen, with guesses, and choose on."""
        began_s = time.perf_counter()
        while len(self._unread) > BATCH:  # many tokens forced at once
            self._library.read(self._unread[:BATCH], self._at, 1)
            self._at, self._unread = self._at + BATCH, self._unread[BATCH:]
        self._guesses = self._draft(max(AT_ONCE - len(self._unread), 0))
        tokens = [*self._unread, *self._guesses]
        wanted = len(self._guesses) + 1
        self._library.read(tokens, self._at, wanted)
        self._at += len(self._unread)
        self.result.calls += 1
        self._choose(len(tokens) - wanted)
        self.result.write_s += time.perf_counter() - began_s

    def _draft(self, room: int) -> list[int]:
        if self._drafter is None or self._request.temperature or room <= 0 or self._matcher.is_stopped():
            return []
        guesses = self._drafter.draft(self._matcher, room)
        self.result.drafted += len(guesses)
        return guesses

    def _choose(self, row: int) -> None:
        """Take tokens as far as the last call tells: row `row` is behind the last chosen token, the next behind each guess."""
        guesses, right = self._guesses, 0
        self._unread = []
        while not self._is_over():
            forced = self._forced()
            for token in forced or [self._choice(row + right)]:
                if token == self._vocabulary.end:
                    self.done = True
                    break
                if not self._unread and right < len(guesses) and guesses[right] == token:
                    right += 1
                else:
                    self._unread.append(token)
                self._take(token)
            self.result.forced += len(forced)
            if self._unread:
                break
        self.result.accepted += right
        self._at += right
        if right < len(guesses):
            self._library.forget(self._at)
        if not self._is_over():
            self._force()
        if self._is_over():
            self._finish()

    def _forced(self) -> list[int]:
        """Return what the grammar leaves no choice about, as far as there is room for it."""
        if not self._request.grammar:
            return []
        return self._matcher.compute_ff_tokens()[: max(self._max_tokens - len(self.result.tokens), 0)]

    def _force(self) -> None:
        """Take what the grammar leaves no choice about."""
        forced = self._forced()
        self.result.forced += len(forced)
        for token in forced:
            self._unread.append(token)
            self._take(token)

    def _take(self, token: int) -> None:
        if self._matcher.try_consume_tokens([token]) != 1:
            raise RuntimeError("the grammar refuses what it allowed")
        self.result.tokens.append(token)
        data = self._vocabulary.bytes[token]
        if self._drafter:
            self._drafter.accept(data)
        self._loops.feed(data)

    def _is_over(self) -> bool:
        return (
            self.done or self._matcher.is_stopped() or len(self.result.tokens) >= self._max_tokens or self._loops.seen
        )

    def _finish(self) -> None:
        whole = self.done or self._matcher.is_stopped()
        self.done = True
        self.result.repeated = self._loops.seen and not whole
        self.result.finish = "stop" if whole else "length"
        self.result.text = self._vocabulary.text(self.result.tokens)

    def _choice(self, place: int) -> int:
        """Return the token that comes next: the likeliest that the grammar allows, or one drawn from the likely ones."""
        row = self._library.logits(place)
        plain = not self._request.top_logprobs and not self._request.temperature
        if plain:
            top = int(row.argmax())
            if top == self._vocabulary.end:
                if self._matcher.is_accepting():
                    return top
            elif self._matcher.validate_tokens([top]) == 1:
                return top
        self._matcher.unsafe_compute_mask_ptr(self._mask.ctypes.data, self._mask.nbytes)
        allowed = np.flatnonzero(np.unpackbits(self._mask.view(np.uint8), bitorder="little")[: len(row)])
        if plain:
            return int(allowed[row[allowed].argmax()])
        logprobs = _log_softmax(row[allowed].astype(np.float64))
        order = np.argsort(-logprobs, kind="stable")
        number = 0
        if self._request.temperature:
            scaled = np.exp(_log_softmax(logprobs[order[:SAMPLED_FROM]] / self._request.temperature))
            number = int(self._random.choice(len(scaled), p=scaled / scaled.sum()))
        token, logprob = int(allowed[order[number]]), float(logprobs[order[number]])
        if self._request.top_logprobs:
            top = [(int(allowed[i]), float(logprobs[i])) for i in order[: self._request.top_logprobs]]
            self.result.chosen.append(Chosen(token, logprob, top))
        return token


def _log_softmax(values: NDArray[np.float64]) -> NDArray[np.float64]:
    highest = float(values.max())
    return values - (highest + math.log(float(np.exp(values - highest).sum())))


def _matcher_of(grammar: str | None, vocabulary: Vocabulary) -> Any:
    """Return what tells which tokens may come next.

    Raises:
        RefusedError: it is no grammar that can be held to.
    """
    text = llguidance.LLMatcher.grammar_from_lark("start: /(?s:.*)/") if grammar is None else grammar
    make: Any = llguidance.LLMatcher
    matcher = make(vocabulary.guidance, text, log_level=0)
    if matcher.is_error():
        raise RefusedError("invalid_request_error", "the grammar cannot be used")
    return matcher


__all__ = ["AbortedError", "Completion", "Engine", "RefusedError", "Request"]
