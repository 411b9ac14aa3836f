"""The one way to a model: a question in, a checked answer out, paid for once."""

from __future__ import annotations

import copy
import time
from types import TracebackType
from typing import Self

from extract.errors import VouchlineError
from extract.llm.cache.answers import AnswerCache
from extract.llm.calls import FINISH_REASONS, CallRecord, observers
from extract.llm.exchange.cached import CachedExchange
from extract.llm.exchange.checked import CheckedExchange
from extract.llm.exchange.composing import compose
from extract.llm.exchange.interface import Exchange, Request, Response
from extract.llm.exchange.live import LiveExchange
from extract.llm.exchange.paced import PacedExchange
from extract.llm.exchange.retrying import RetryingExchange
from extract.llm.prompts.prompt_set import PromptSet, built_in_prompts
from extract.llm.request.providers import Endpoint
from extract.llm.request.questions import Answer, Question, T, Usage
from extract.llm.retry.pacing import Pace
from extract.llm.retry.policy import RetryPolicy
from extract.llm.retry.retries import monotonic_s
from extract.llm.usage import UsageLedger

MOST_AT_ONCE = 256
"""Calls at once where nobody says."""


class ModelClient:
    """Asks one model. Use as an async context manager; many tasks may ask at once.

    `lowest` is what answers below retries, pace, checks and cache: the server at `endpoint` where nothing is given.
    `retry` bounds how often a request is sent again; `timeout_s` bounds one request to the server. `pace` bounds how much is
    asked at once. `usage` counts what was used so far. `max_document_s` bounds all questions about one document or pair,
    None leaves that to its length. `prompts` are what is asked by name; None is the built-in ones. Rules named by `without` do
    not act, nor those that the model's profile leaves out.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        *,
        cache: AnswerCache | None,
        lowest: Exchange | None = None,
        retry: RetryPolicy | None = None,
        timeout_s: float = 600.0,
        seed: int = 7,
        pace: Pace | None = None,
        max_document_s: float | None = None,
        without: frozenset[str] = frozenset(),
        prompts: PromptSet | None = None,
    ) -> None:
        self.endpoint = endpoint
        self.prompts = prompts or built_in_prompts()
        self.without = without | endpoint.profile.rules_left_out
        self.max_document_s = max_document_s
        self.usage = UsageLedger()
        self.pace = pace or Pace(MOST_AT_ONCE)
        self.exchange = _stacked(
            lowest or LiveExchange(endpoint, timeout_s), cache=cache, pace=self.pace, retry=retry or RetryPolicy()
        )
        self._seed = seed

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections; what is to be stored is stored first."""
        await self.exchange.close()

    def over(self, exchange: Exchange) -> Self:
        """Return a client that asks the same by another way, with a ledger of its own."""
        other = copy.copy(self)
        other.exchange, other.usage = exchange, UsageLedger()
        return other

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
        request = compose(question, self.endpoint, self._seed)
        record = CallRecord(
            question.prompt,
            question.document,
            self.endpoint,
            question.max_tokens,
            self._seed,
            time.time_ns(),
            request.trail.faults,
        )
        started = monotonic_s()
        for observer in observers.get():
            observer.call_began(question.prompt, question.document)
        response = None
        try:
            response = await self.exchange.send(request)
            value = question.answer.read(response.text)
        except BaseException as error:
            record.error = type(error).__name__
            if isinstance(error, VouchlineError):
                self.usage.failed += 1
                self.usage.add(question.prompt, request.trail.usage + Usage(seconds=monotonic_s() - started))
            raise
        else:
            used = response.usage
            usage = used if used.from_cache else used + Usage(seconds=monotonic_s() - started)
            self.usage.add(question.prompt, usage)
            return Answer(value, usage, request.key, response.logprobs)
        finally:
            record.seconds = monotonic_s() - started
            _complete(record, request, response)
            for observer in observers.get():
                observer.call_ended(record)


def _stacked(lowest: Exchange, *, cache: AnswerCache | None, pace: Pace, retry: RetryPolicy) -> Exchange:
    """Return the whole way to a model over the layer that answers; without a cache, nothing is kept."""
    checked = CheckedExchange(RetryingExchange(PacedExchange(lowest, pace, retry.max_total_s), retry))
    return checked if cache is None else CachedExchange(checked, cache)


def _complete(record: CallRecord, request: Request, response: Response | None) -> None:
    """Note what was used and why the reply ended, also where there is no answer."""
    record.usage = response.usage if response else request.trail.usage
    reason = response.finish_reason if response else request.trail.finish_reason
    record.finish_reason = reason if reason in ("", *FINISH_REASONS) else "other"
