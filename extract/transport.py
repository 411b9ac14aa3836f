"""The connections to a model's server: fast where many calls are under way, and no reply larger than replies are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any, cast

import aiohttp
import httpx2
import openai

MAX_REPLY_BYTES = 32 << 20
"""The longest answer that is asked for, with 20 log-probabilities a token, stays below half of it."""


class ReplyTooLargeError(Exception):
    """The server sends more than a reply can be. Never leaves the client."""


def open_connections(*, is_local: bool, recorded: bool, most_bytes: int = MAX_REPLY_BYTES) -> httpx2.AsyncClient:
    """Return the HTTP client for a server; a reply that grows past `most_bytes` is ended with ReplyTooLargeError.

    `recorded` tells that conversations are recorded or played.
    """

    async def bound(response: httpx2.Response) -> None:
        announced = response.headers.get("content-length", "")
        packed = response.headers.get("content-encoding", "identity") != "identity"  # could unpack to anything
        if packed or (announced.isdigit() and int(announced) > most_bytes):
            raise ReplyTooLargeError
        response.stream = _BoundedStream(cast("httpx2.AsyncByteStream", response.stream), most_bytes)

    # aiohttp takes half of httpx2's own time a call; recordings are made and played at httpx2's own transport.
    kind: Any = openai.DefaultAsyncHttpxClient if recorded else openai.DefaultAioHttpClient
    return kind(
        # A proxy set for the outside world must not get the traffic of a server on this machine.
        trust_env=not is_local,
        # How many calls are under way is bounded by extract/pacing.py. aiohttp takes 0 for no bound, and None for 100.
        limits=httpx2.Limits(
            max_connections=None if recorded else 0, max_keepalive_connections=None, keepalive_expiry=15.0
        ),
        headers={"accept-encoding": "identity"},
        event_hooks={"response": [bound]},
    )


def is_refused_connection(error: BaseException) -> bool:
    """Tell whether a connection could not be opened: refused, no such host, no TLS."""
    return isinstance(error, httpx2.ConnectError | aiohttp.ClientConnectorError)


def is_broken_connection(error: BaseException) -> bool:
    """Tell whether a connection was refused or closed, which openai's transport for aiohttp takes for a timeout."""
    return isinstance(error, aiohttp.ClientConnectionError) and not isinstance(error, TimeoutError)


class _BoundedStream(httpx2.AsyncByteStream):
    """A reply's bytes, up to a number of them."""

    def __init__(self, inner: httpx2.AsyncByteStream, most: int) -> None:
        self._inner = inner
        self._most = most

    async def __aiter__(self) -> AsyncIterator[bytes]:
        seen = 0
        async for chunk in self._inner:
            seen += len(chunk)
            if seen > self._most:
                raise ReplyTooLargeError
            yield chunk

    async def aclose(self) -> None:
        """Close the reply."""
        await self._inner.aclose()
