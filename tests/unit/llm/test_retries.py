"""Which failures are tried again, after how long, and when that stops."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import aiohttp
import httpx2
import openai
import pytest

from extract.errors import NoRecordingError
from extract.llm.retry.policy import RetryPolicy
from extract.llm.retry.retries import GarbledReplyError, RetryDecision, causes, decide, retry_after_s, retry_call

REQUEST = httpx2.Request("POST", "http://127.0.0.1:1/v1/chat/completions")
NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


def status(code: int, body: object = None, headers: dict[str, str] | None = None) -> openai.APIStatusError:
    response = httpx2.Response(code, headers=headers, request=REQUEST)
    return openai.APIStatusError("no", response=response, body=body)


def timeout_error(cause: Exception) -> openai.APITimeoutError:
    failure = openai.APITimeoutError(request=REQUEST)
    failure.__cause__ = cause
    return failure


def connection_error(cause: Exception) -> openai.APIConnectionError:
    failure = openai.APIConnectionError(request=REQUEST)
    failure.__cause__ = cause
    return failure


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (status(429), RetryDecision(True, "rate_limit")),
        (status(429, headers={"retry-after": "7"}), RetryDecision(True, "rate_limit", 7.0)),
        (status(429, body={"code": "insufficient_quota"}), RetryDecision(False, "no_credit")),
        (status(402), RetryDecision(False, "no_credit")),
        (status(500), RetryDecision(True, "server_error")),
        (status(502), RetryDecision(True, "server_error")),
        (status(503, headers={"retry-after": "2"}), RetryDecision(True, "overloaded", 2.0)),
        (status(529), RetryDecision(True, "overloaded")),
        (status(408), RetryDecision(True, "timeout")),
        (status(504), RetryDecision(True, "timeout")),
        (status(409), RetryDecision(True, "server_error")),
        (status(401), RetryDecision(False, "credentials")),
        (status(403), RetryDecision(False, "credentials")),
        (status(404, body={"message": "The model `x` does not exist"}), RetryDecision(False, "no_model")),
        (status(400, body={"code": "model_not_found"}), RetryDecision(False, "no_model")),
        (status(400, body={"code": "context_length_exceeded"}), RetryDecision(False, "context_length")),
        (status(400, body={"type": "exceed_context_size_error"}), RetryDecision(False, "context_length")),
        (status(400), RetryDecision(False, "bad_request")),
        (status(422), RetryDecision(False, "bad_request")),
        (openai.APITimeoutError(request=REQUEST), RetryDecision(True, "timeout")),
        (connection_error(httpx2.ReadError("x")), RetryDecision(True, "connection")),
        (connection_error(httpx2.ConnectError("x")), RetryDecision(True, "connection")),
        (timeout_error(aiohttp.ServerDisconnectedError()), RetryDecision(True, "connection")),
        (timeout_error(aiohttp.SocketTimeoutError()), RetryDecision(True, "timeout")),
        (NoRecordingError("x"), RetryDecision(False, "unknown")),
        (GarbledReplyError(), RetryDecision(True, "garbled")),
        (RuntimeError("x"), RetryDecision(False, "unknown")),
    ],
)
def test_decision_fits_the_failure(error: Exception, expected: RetryDecision) -> None:
    assert decide(error) == expected


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (connection_error(httpx2.ConnectError("x")), RetryDecision(False, "refused_connection")),
        (connection_error(httpx2.ReadError("x")), RetryDecision(True, "connection")),
        (GarbledReplyError(), RetryDecision(False, "wrong_address")),
        (status(404), RetryDecision(False, "wrong_address")),
    ],
)
def test_decision_is_stricter_when_the_server_has_never_answered(error: Exception, expected: RetryDecision) -> None:
    assert decide(error, first_contact=True) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        ("5", 5.0),
        ("0.5", 0.5),
        ("-3", 0.0),
        ("Sun, 22 Nov 2026 12:01:30 GMT", 90.0),
        ("Sun, 22 Nov 2026 11:00:00 GMT", 0.0),
        ("soon", None),
        ("inf", None),
        ("nan", None),
        ("", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_a_date(value: str | None, expected: float | None) -> None:
    assert retry_after_s(value, now=NOW) == expected


def attempts_of(failures: list[Exception], policy: RetryPolicy) -> tuple[int, float]:
    """Return how often a call is made that fails with `failures` in turn, and the seconds that takes."""
    made = 0

    async def send() -> str:
        nonlocal made
        made += 1
        if made <= len(failures):
            raise failures[made - 1]
        return "done"

    async def run() -> None:
        await retry_call(send, policy, is_first_contact=lambda: False)

    async def pause(seconds: float) -> None:
        pauses_s.append(seconds)

    pauses_s: list[float] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(asyncio, "sleep", pause)
        if len(failures) < policy.max_attempts:
            asyncio.run(run())
        else:
            with pytest.raises(type(failures[-1])):
                asyncio.run(run())
    return made, sum(pauses_s)


def test_call_is_made_once_when_it_succeeds() -> None:
    assert attempts_of([], RetryPolicy())[0] == 1


def test_pauses_grow_with_jitter_when_nothing_is_asked_for() -> None:
    made, seconds = attempts_of([status(500)] * 3, RetryPolicy(first_pause_s=0.1, longest_pause_s=0.2))
    assert made == 4
    assert 0.25 <= seconds <= 0.5  # between half and all of 0.1 + 0.2 + 0.2


def test_pause_is_at_least_what_the_server_asks_for() -> None:
    asked = status(429, headers={"retry-after": "0.4"})
    made, seconds = attempts_of([asked], RetryPolicy(first_pause_s=0.01))
    assert made == 2
    assert 0.4 <= seconds <= 0.41


def test_attempts_end_at_the_limit_when_the_failure_stays() -> None:
    policy = RetryPolicy(max_attempts=6, first_pause_s=0.001, longest_pause_s=0.002)
    assert attempts_of([status(500)] * 6, policy)[0] == 6


def test_attempts_end_when_the_next_would_start_too_late() -> None:
    failures: list[Exception] = [status(429, headers={"retry-after": "100"})] * 6
    made, seconds = attempts_of(failures, RetryPolicy(max_total_s=5))
    assert made == 1
    assert seconds == 0


def test_causes_are_walked_from_the_outside_in() -> None:
    inner = ValueError("inner")
    outer = connection_error(inner)
    assert list(causes(outer)) == [outer, inner]
