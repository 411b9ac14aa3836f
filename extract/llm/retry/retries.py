"""Which failures of a call to the model are tried again, after how long, and when that stops."""

from __future__ import annotations

import email.utils
import random
import ssl
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal, TypeVar, cast

import aiohttp
import httpx2
import openai
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt, stop_before_delay

from extract.llm.retry.policy import RetryPolicy

Kind = Literal[
    "rate_limit", "overloaded", "server_error", "timeout", "connection", "garbled",  # tried again
    "refused_connection", "untrusted", "credentials", "no_credit", "no_model", "wrong_address",  # set-up faults
    "context_length", "bad_request", "unknown",  # for good
]  # fmt: skip
R = TypeVar("R")


class GarbledReplyError(Exception):
    """The server answered 200 with something that is no chat completion. Never leaves the client."""


class ReplyTooLargeError(Exception):
    """The server sends more than a reply can be. Never leaves the client."""


SETUP_FAULTS: frozenset[Kind] = frozenset(
    {"refused_connection", "untrusted", "credentials", "no_credit", "no_model", "wrong_address"}
)
OVERLOAD: frozenset[Kind] = frozenset({"rate_limit", "overloaded", "timeout"})
"""After these, fewer calls are made at once."""
_BROKEN_REPLY = (GarbledReplyError, ReplyTooLargeError, openai.APIResponseValidationError)


@dataclass(frozen=True, slots=True)
class RetryDecision:
    """Whether to try again, what kind of failure it is, and the pause that the server asked for (seconds)."""

    retry: bool
    kind: Kind
    retry_after_s: float | None = None


def decide(error: BaseException, *, first_contact: bool = False) -> RetryDecision:
    """Return what to do about `error`, which a call to the openai client raised.

    `first_contact` is true until the server has answered once: a refused connection is then a set-up fault.
    """
    if any(isinstance(cause, _BROKEN_REPLY) for cause in causes(error)):
        # A proxy's page or a website in place of an API, unless the server has spoken properly before.
        return RetryDecision(False, "wrong_address") if first_contact else RetryDecision(True, "garbled")
    if any(_is_broken_connection(cause) for cause in causes(error)):
        return _decide_connection(error, first_contact)
    if isinstance(error, openai.APITimeoutError | TimeoutError):
        return RetryDecision(True, "timeout")
    if isinstance(error, openai.APIConnectionError | httpx2.TransportError):
        return _decide_connection(error, first_contact)
    if isinstance(error, openai.APIStatusError):
        return _decide_status(error, first_contact)
    return RetryDecision(False, "unknown")


def causes(error: BaseException) -> Iterator[BaseException]:
    """Yield `error` and what it was raised from, outermost first."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or seen.__context__


def retry_after_s(value: str | None, *, now: datetime | None = None) -> float | None:
    """Return the seconds that a Retry-After header asks for: a number of seconds or an HTTP date (RFC 9110, 10.2.3)."""
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            at = email.utils.parsedate_to_datetime(value)
        except ValueError:
            return None
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        seconds = (at - (now or datetime.now(UTC))).total_seconds()
    return max(seconds, 0.0) if seconds < float("inf") else None


async def retry_call(
    send: Callable[[], Awaitable[R]],
    policy: RetryPolicy,
    *,
    is_first_contact: Callable[[], bool],
    on_retry: Callable[[RetryDecision], None] = lambda _: None,
) -> R:
    """Await `send` until it succeeds, fails for good, or the policy is used up; the last error is raised as it is.

    `on_retry` is told of each fault after which it is tried again.
    """
    jitter = random.Random()  # noqa: S311 - spreads clients out, hides nothing

    def should_retry(error: BaseException) -> bool:
        return decide(error, first_contact=is_first_contact()).retry

    def tell(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        if error is not None:
            on_retry(decide(error))

    def pause(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = decide(error).retry_after_s if error else None
        grown = min(policy.first_pause_s * 2 ** (state.attempt_number - 1), policy.longest_pause_s)
        backoff = grown * jitter.uniform(0.5, 1.0)
        return backoff if asked is None else asked + jitter.uniform(0, min(policy.first_pause_s, 1.0))

    retrying = AsyncRetrying(
        stop=stop_after_attempt(policy.max_attempts) | stop_before_delay(policy.max_total_s),
        wait=pause,
        retry=retry_if_exception(should_retry),
        before_sleep=tell,
        reraise=True,
    )

    async def attempt() -> R:  # tenacity awaits only what it can see to be a coroutine function
        return await send()

    return await retrying(attempt)


def _is_broken_connection(error: BaseException) -> bool:
    """Tell whether aiohttp says that a connection failed; openai's transport calls each of these a timeout."""
    return isinstance(error, aiohttp.ClientConnectionError) and not isinstance(error, aiohttp.ServerTimeoutError)


def _is_refused_connection(error: BaseException) -> bool:
    return isinstance(error, httpx2.ConnectError | aiohttp.ClientConnectorError)


def _decide_connection(error: BaseException, first_contact: bool) -> RetryDecision:
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes(error)):
        return RetryDecision(False, "untrusted")
    # A connection that cannot be opened (refused, no such host, no TLS), as against one that broke later.
    refused = any(map(_is_refused_connection, causes(error)))
    if refused and first_contact:
        return RetryDecision(False, "refused_connection")
    return RetryDecision(True, "connection")


def _decide_status(error: openai.APIStatusError, first_contact: bool) -> RetryDecision:
    status = error.status_code
    header = error.response.headers.get("retry-after")
    code = f"{error.code or ''} {error.type or ''}".lower()
    if status in (401, 403):
        return RetryDecision(False, "credentials")
    if status == 404:
        model = "model" in code or "model" in _error_text(error)
        return RetryDecision(False, "no_model" if model or not first_contact else "wrong_address")
    if status == 402 or "insufficient_quota" in code:
        return RetryDecision(False, "no_credit")
    if status == 429:
        return RetryDecision(True, "rate_limit", retry_after_s(header))
    if status in (503, 529):
        return RetryDecision(True, "overloaded", retry_after_s(header))
    if status in (408, 409, 425) or status >= 500:
        return RetryDecision(True, "timeout" if status in (408, 504) else "server_error", retry_after_s(header))
    if "context_length" in code or "exceed_context" in code:
        return RetryDecision(False, "context_length")
    if "model_not_found" in code:
        return RetryDecision(False, "no_model")
    return RetryDecision(False, "bad_request")


def _error_text(error: openai.APIStatusError) -> str:
    """Return the server's own error message, lower case, for telling kinds apart; it goes into no message of ours."""
    body = error.body
    if isinstance(body, dict):
        return str(cast("dict[str, object]", body).get("message", "")).lower()
    return ""


def monotonic_s() -> float:
    """Return the seconds of a clock that never goes back."""
    return time.monotonic()
