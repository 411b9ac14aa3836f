"""The one way to a model: a question in, a checked answer out, paid for once."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, cast
from weakref import WeakValueDictionary

import instructor
import openai
from instructor.core.exceptions import InstructorRetryException
from openai.types.chat import ChatCompletion

from extract.cache import AnswerCache, StoredAnswer
from extract.completions import (
    Reply,
    check_complete,
    describe,
    read_completion,
    rebuild_completion,
    restore_reply,
    store_reply,
    unfence,
)
from extract.errors import InvalidReplyError, VouchlineError
from extract.failures import explain
from extract.keys import request_key
from extract.ledger import UsageLedger
from extract.providers import Endpoint, Mode
from extract.questions import Answer, Asking, Question, T, Usage, asking
from extract.retries import GarbledReplyError, RetryPolicy, monotonic_s, retry_call
from extract.wire import constrained, request_arguments

# How often a reply that does not fit the schema is asked for again, by instructor.
MAX_REASKS = 1

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
    """What happens on the way of one question, between `ask` and the requests that instructor makes for it."""

    question: Question[Any]
    use_cache: bool
    key: str = ""
    usage: Usage = field(default_factory=Usage)
    reply: Reply | None = None
    hit: StoredAnswer | None = None
    failure: Exception | None = None
    lock: asyncio.Lock | None = None


class ModelClient:
    """Asks one model. Use as an async context manager; many tasks may ask at once.

    `retry` bounds the transport's retries; `timeout_s` bounds one request. `usage` counts what was used so far.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        cache: AnswerCache | None,
        retry: RetryPolicy | None = None,
        timeout_s: float = 600.0,
        seed: int = 7,
    ) -> None:
        self.endpoint = endpoint
        self.usage = UsageLedger()
        self._cache = cache
        self._retry = retry or RetryPolicy()
        self._timeout_s = timeout_s
        self._seed = seed
        self._has_answered = False
        self._asked_now: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._openai = openai.AsyncOpenAI(
            base_url=endpoint.base_url,
            api_key=endpoint.api_key.get_secret_value() or "none",
            max_retries=0,
            timeout=timeout_s,
            # A proxy set for the outside world must not get the traffic of a server on this machine.
            http_client=openai.DefaultAsyncHttpxClient(trust_env=not endpoint.is_local),
        )
        mode = _MODES[endpoint.mode]
        # instructor around our own sending, which is openai's with retries, cache and checks: a re-ask goes the same way.
        self._instructor = instructor.AsyncInstructor(
            client=None, create=instructor.patch(create=self._send, mode=mode), mode=mode
        )

    async def __aenter__(self) -> ModelClient:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections."""
        await self._openai.close()

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
        started = monotonic_s()
        try:
            value = await self._converse(call, question)
        except VouchlineError:
            self.usage.failed += 1
            self.usage.add(question.prompt, call.usage + Usage(seconds=monotonic_s() - started))
            raise
        finally:
            if call.lock is not None:
                call.lock.release()
        usage = call.usage if call.hit else call.usage + Usage(seconds=monotonic_s() - started)
        self.usage.add(question.prompt, usage)
        return Answer(value, usage, call.key, call.reply.logprobs if call.reply else ())

    async def _converse(self, call: _Call, question: Question[T]) -> T:
        """Let instructor ask, and ask again where the reply does not fit; store what came of it."""
        arguments = request_arguments(question, self.endpoint, self._seed)
        create = cast("Any", self._instructor.create_with_completion)
        fits = False
        # The exception's text and fields hold every completion, so it ends here, and what is raised has no trace of it.
        with contextlib.suppress(InstructorRetryException):
            await create(response_model=question.answer, max_retries=MAX_REASKS, call=call, **arguments)
            fits = True
        if not fits or call.reply is None:
            if call.hit is not None and self._cache is not None:
                self._cache.drop(call.key)
            raise call.failure or self._invalid(call)
        if call.hit is None and self._cache is not None:
            self._cache.put(call.key, store_reply(call.reply, call.usage))
        # instructor's value is of a subclass that carries the completion along; this one is plainly of the type asked for.
        return question.answer.model_validate_json(call.reply.text, strict=True)

    async def _send(self, *, call: _Call, **wire: Any) -> ChatCompletion:
        """Answer one request of instructor's; what goes wrong is kept in `call`, since instructor wraps it."""
        try:
            return await self._reply_to(call, constrained(wire, call.question.answer, self.endpoint))
        except Exception as error:
            call.failure = error
            raise

    async def _reply_to(self, call: _Call, wire: Mapping[str, Any]) -> ChatCompletion:
        """Send what instructor made of the question, or give back what the cache holds for exactly that."""
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
            stored = await self._look_up(call)
            if stored is not None:
                return stored
        completion = await self._request_with_retries(call, wire)
        self._has_answered = True
        if self.endpoint.mode == "json":
            unfence(completion)
        call.reply = read_completion(completion, self.endpoint.mode)
        call.usage = call.usage + replace(call.reply.usage, reasks=1 if call.usage.calls else 0)
        check_complete(completion, call.question, self.endpoint)
        return completion

    async def _request_with_retries(self, call: _Call, wire: Mapping[str, Any]) -> ChatCompletion:
        try:
            return await retry_call(
                lambda: self._request(wire), self._retry, is_first_contact=lambda: not self._has_answered
            )
        except (openai.OpenAIError, GarbledReplyError, json.JSONDecodeError) as error:
            failure = explain(error, self.endpoint, call.question, first_contact=not self._has_answered)
        raise failure  # outside the block, so that nothing of the request hangs on to it

    async def _request(self, wire: Mapping[str, Any]) -> ChatCompletion:
        create = cast("Any", self._openai.chat.completions.create)
        completion: object = await create(**wire)
        if not isinstance(completion, ChatCompletion) or not completion.choices:
            raise GarbledReplyError
        return completion

    async def _look_up(self, call: _Call) -> ChatCompletion | None:
        """Return the stored completion. Of several tasks with the same question, one asks and the others wait for it."""
        if self._cache is None or not call.use_cache:
            return None
        lock = self._asked_now.setdefault(call.key, asyncio.Lock())
        await lock.acquire()
        call.lock = lock
        stored = self._cache.get(call.key)
        if stored is None:
            return None
        call.hit, call.reply = stored, restore_reply(stored)
        call.usage = call.reply.usage
        return rebuild_completion(stored, self.endpoint.mode, call.question.answer.__name__)

    def _invalid(self, call: _Call) -> InvalidReplyError:
        return InvalidReplyError(
            f"The reply to question {describe(call.question)} by {self.endpoint.model!r} does not fit its schema, "
            f"also after being asked for again ({call.usage.calls} calls).",
            "Try a stronger model for this document.",
            completion=call.reply.text if call.reply else None,
        )
