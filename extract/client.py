"""The one way to a model: a question in, a checked answer out, paid for once."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Self, cast
from weakref import WeakValueDictionary

import instructor
from instructor.core.exceptions import InstructorRetryException
from openai.types.chat import ChatCompletion
from pydantic import ValidationError

from extract.cache import AnswerCache, StoredAnswer
from extract.calls import FINISH_REASONS, CallRecord, observers
from extract.completions import (
    Reply,
    check_complete,
    describe,
    for_instructor,
    read_completion,
    rebuild_completion,
    restore_reply,
    store_reply,
    unfence,
)
from extract.errors import InvalidReplyError, VouchlineError
from extract.keys import request_key
from extract.ledger import UsageLedger
from extract.pacing import Pace
from extract.prompt_set import PromptSet, built_in_prompts
from extract.providers import Endpoint, Mode
from extract.questions import Answer, Asking, Question, T, Usage, asking
from extract.retries import monotonic_s
from extract.retry_policy import RetryPolicy
from extract.sending import Sender
from extract.storing import AnswerWriter
from extract.wire import constrained, request_arguments, request_body

# How often a reply that does not fit the schema is asked for again, by instructor.
MAX_REASKS = 1

MOST_AT_ONCE = 256
"""Calls at once where nobody says."""

Json = dict[str, Any]

_MODES: dict[Mode, instructor.Mode] = {
    "json_schema": instructor.Mode.JSON_SCHEMA,
    "tools": instructor.Mode.TOOLS,
    "json": instructor.Mode.JSON,
}

# instructor logs validation errors, which quote the reply, as errors; openai logs whole requests when debugging. Both
# hold document text. A level set here holds for every logger below it, whatever handlers there are.
logging.getLogger("instructor").setLevel(logging.CRITICAL + 1)
logging.getLogger("openai").setLevel(logging.WARNING)


class _StaleEntryError(Exception):
    """What the cache held does not fit the schema any more."""


@dataclass(slots=True)
class _Call:
    """What happens on the way of one question, between `ask` and the requests that are made for it."""

    question: Question[Any]
    use_cache: bool
    key: str = ""
    usage: Usage = field(default_factory=Usage)
    reply: Reply | None = None
    completion: Json | None = None
    hit: StoredAnswer | None = None
    failure: Exception | None = None
    lock: asyncio.Lock | None = None
    shown: bool = False
    retries: list[str] = field(default_factory=list[str])


class ModelClient:
    """Asks one model. Use as an async context manager; many tasks may ask at once.

    `retry` bounds the transport's retries; `timeout_s` bounds one request. `pace` bounds how much is asked at once.
    `recorded` tells that conversations are recorded or played. `usage` counts what was used so far. `max_document_s` bounds
    all questions about one document or pair, None leaves that to its length. `prompts` are what is asked by name; None is the
    built-in ones. Rules named by `without` do not act, nor those that the model's profile leaves out.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        cache: AnswerCache | None,
        retry: RetryPolicy | None = None,
        timeout_s: float = 600.0,
        seed: int = 7,
        pace: Pace | None = None,
        recorded: bool = False,
        max_document_s: float | None = None,
        without: frozenset[str] = frozenset(),
        kept_alone: bool = False,
        prompts: PromptSet | None = None,
    ) -> None:
        self.endpoint = endpoint
        self.prompts = prompts or built_in_prompts()
        self.without = without | endpoint.profile.rules_left_out
        self.unkept = 0
        self._kept_alone = kept_alone
        self.max_document_s = max_document_s
        self.usage = UsageLedger()
        self.pace = pace or Pace(MOST_AT_ONCE)
        self._cache = cache
        self._seed = seed
        self._writer = AnswerWriter(cache) if cache is not None else None
        self._asked_now: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._sender = Sender(endpoint, self.pace, retry or RetryPolicy(), timeout_s, recorded=recorded)
        mode = _MODES[endpoint.mode]
        # instructor around our own sending, which is openai's with retries, cache and checks: a re-ask goes the same way.
        self._instructor = instructor.AsyncInstructor(
            client=None, create=instructor.patch(create=self._send, mode=mode), mode=mode
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections; what is to be stored is stored first."""
        if self._writer is not None:
            await self._writer.close()
        await self._sender.close()

    async def ask(self, question: Question[T]) -> Answer[T]:
        """Return the model's answer to `question`, from the cache where it holds one.

        Raises:
            ModelSetupError: wrong key, no such model, nobody answers at the address.
            NoRecordingError: a replay has no recording of this question.
            TransportError: the server failed until the retries ran out.
            ReplyCutOffError: the reply reached `max_tokens`.
            RefusalError: the model or its filter declined.
            InvalidReplyError: the reply does not fit the schema, also after being asked again.
            ModelCallError: the server refused this request.
        """
        token = asking.set(Asking(question.prompt, question.prompt_fingerprint, question.document))
        try:
            try:
                return await self._ask_once(question, use_cache=True)
            except _StaleEntryError:
                return await self._ask_once(question, use_cache=False)
        finally:
            asking.reset(token)

    async def _ask_once(self, question: Question[T], *, use_cache: bool) -> Answer[T]:
        call = _Call(question, use_cache=use_cache and self._cache is not None)
        record = CallRecord(
            question.prompt,
            question.document,
            self.endpoint,
            question.max_tokens,
            self._seed,
            time.time_ns(),
            call.retries,
        )
        started = monotonic_s()
        for observer in observers.get():
            observer.call_began(question.prompt, question.document)
        try:
            value = await self._converse(call, question)
        except BaseException as error:
            record.error = type(error).__name__
            if isinstance(error, VouchlineError):
                self.usage.failed += 1
                self.usage.add(question.prompt, call.usage + Usage(seconds=monotonic_s() - started))
            raise
        else:
            usage = call.usage if call.hit else call.usage + Usage(seconds=monotonic_s() - started)
            self.usage.add(question.prompt, usage)
            return Answer(value, usage, call.key, call.reply.logprobs if call.reply else ())
        finally:
            if call.lock is not None:
                call.lock.release()
            record.seconds, record.usage = monotonic_s() - started, call.usage
            reason = call.reply.finish_reason if call.reply else ""
            record.finish_reason = reason if reason in ("", *FINISH_REASONS) else "other"
            for observer in observers.get():
                observer.call_ended(record)

    async def _converse(self, call: _Call, question: Question[T]) -> T:
        """Ask, and let instructor ask again where the reply does not fit; store what came of it."""
        arguments = request_arguments(question, self.endpoint, self._seed)
        value = None
        if self.endpoint.mode == "json_schema":  # instructor would send the very same, see docs/decisions/client.md
            await self._reply_to(call, constrained(arguments, question.answer, self.endpoint, question.source))
            value = _read(question, call.reply)
        if value is None:
            value = await self._converse_by_instructor(call, question, arguments)
        if call.hit is None and call.reply is not None and self._writer is not None:
            await self._writer.put(call.key, store_reply(call.reply, call.usage))
        return value

    async def _converse_by_instructor(self, call: _Call, question: Question[T], arguments: Json) -> T:
        create = cast("Any", self._instructor.create_with_completion)
        value = None
        # The exception's text and fields hold every completion, so it ends here, and what is raised has no trace of it.
        with contextlib.suppress(InstructorRetryException):
            await create(response_model=question.answer.as_class(), max_retries=MAX_REASKS, call=call, **arguments)
            # instructor's value is of a subclass that carries the completion along; this one is plainly of the type.
            value = _read(question, call.reply)
        if value is None:
            if call.hit is not None and self._cache is not None:
                self._cache.drop(call.key)
            raise call.failure or self._invalid(call)
        return value

    async def _send(self, *, call: _Call, **wire: Any) -> ChatCompletion:
        """Answer one request of instructor's; what goes wrong is kept in `call`, since instructor wraps it."""
        try:
            if call.completion is not None and self.endpoint.mode == "json_schema" and not call.shown:
                call.shown = True  # instructor's first request is what was asked already
                return for_instructor(call.completion)
            await self._reply_to(call, constrained(wire, call.question.answer, self.endpoint, call.question.source))
            assert call.completion is not None
            return for_instructor(call.completion)
        except Exception as error:
            call.failure = error
            raise

    async def _reply_to(self, call: _Call, wire: Mapping[str, Any]) -> None:
        """Send a request, or take what the cache holds for exactly that."""
        if call.hit is not None:
            raise _StaleEntryError  # instructor asks again, so what was stored does not fit
        if not call.key:
            call.key = request_key(
                wire,
                prompt_fingerprint=call.question.prompt_fingerprint,
                provider=self.endpoint.provider,
                mode=self.endpoint.mode,
                server=self.endpoint.server,
            )
            if await self._look_up(call):
                return
        call.completion = completion = await self._exchange(call, wire)
        if self.endpoint.mode == "json":
            unfence(completion)
        call.reply = read_completion(completion, self.endpoint.mode)
        call.usage = call.usage + replace(call.reply.usage, reasks=1 if call.usage.calls else 0)
        check_complete(completion, call.question, self.endpoint)

    async def _exchange(self, call: _Call, wire: Mapping[str, Any]) -> Json:
        """Send a request and return what came back."""
        if self._kept_alone:
            self.unkept += 1
            raise TimeoutError  # as where time is up: the question has no answer
        return await self._sender.send(request_body(wire), call.question, call.retries)

    async def _look_up(self, call: _Call) -> bool:
        """Take the stored answer. Of several tasks with the same question, one asks and the others wait for it."""
        if self._cache is None or not call.use_cache:
            return False
        lock = self._asked_now.setdefault(call.key, asyncio.Lock())
        await lock.acquire()
        call.lock = lock
        stored = self._cache.get(call.key)
        if stored is None:
            return False
        call.hit, call.reply = stored, restore_reply(stored)
        call.usage = call.reply.usage
        call.completion = rebuild_completion(stored, self.endpoint.mode, call.question.answer.name)
        return True

    def _invalid(self, call: _Call) -> InvalidReplyError:
        return InvalidReplyError(
            f"The reply to question {describe(call.question)} by {self.endpoint.model!r} does not fit its schema, "
            f"also after being asked for again ({call.usage.calls} calls).",
            "Try a stronger model for this document.",
            completion=call.reply.text if call.reply else None,
        )


def _read(question: Question[T], reply: Reply | None) -> T | None:
    """Return the value that a reply's text is, None where it does not fit."""
    if reply is None:
        return None
    try:
        return question.answer.read(reply.text)
    except ValidationError:
        return None
