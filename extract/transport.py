"""The connections to a model's server: fast where many calls are under way, and no reply larger than replies are.

Calls go out by aiohttp, which takes a quarter of httpx2's own time a call; recordings are made and played at httpx2.
"""

from __future__ import annotations

import urllib.request
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlsplit

import aiohttp
import httpx2
import openai

from extract.errors import SettingsError

MAX_REPLY_BYTES = 32 << 20
"""The longest answer that is asked for, with 20 log-probabilities a token, stays below half of it."""
KEPT_OPEN_S = 15.0
"""How long a connection that is not used is kept."""


class ReplyTooLargeError(Exception):
    """The server sends more than a reply can be. Never leaves the client."""


@dataclass(frozen=True, slots=True)
class RawReply:
    """What a server sent back. Headers are as they came: what some servers put into them is no ASCII."""

    status: int
    headers: Sequence[tuple[bytes, bytes]]
    body: bytes

    @property
    def is_success(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300


class Connections(Protocol):
    """The connections to one address."""

    async def post(self, headers: Mapping[str, str], content: bytes) -> RawReply:
        """Send a request and return the reply.

        Raises:
            TimeoutError, httpx2.TimeoutException: no byte came in time.
            ReplyTooLargeError: the reply is longer than a reply can be.
            aiohttp.ClientError, httpx2.TransportError, OSError: the connection failed.
        """
        ...

    async def close(self) -> None:
        """Close the connections."""
        ...


class LiveConnections:
    """Connections by aiohttp. `timeout_s` bounds the wait for a connection, and for each byte.

    A server that `is_local` is asked without the proxy of the environment: that is for the outside world.
    """

    def __init__(self, url: str, timeout_s: float, *, is_local: bool, most_bytes: int = MAX_REPLY_BYTES) -> None:
        self._url = url
        self._proxy = None if is_local else proxy_for(url)
        self._timeout = aiohttp.ClientTimeout(connect=timeout_s, sock_connect=timeout_s, sock_read=timeout_s)
        self._most_bytes = most_bytes
        self._session: aiohttp.ClientSession | None = None

    async def post(self, headers: Mapping[str, str], content: bytes) -> RawReply:
        """Send a request and return the reply; raises as `Connections.post` says."""
        if self._session is None:
            # How many calls are under way is bounded by extract/pacing.py; 0 is for no bound here.
            connector = aiohttp.TCPConnector(limit=0, keepalive_timeout=KEPT_OPEN_S, ssl=httpx2.create_ssl_context())
            self._session = aiohttp.ClientSession(connector=connector, timeout=self._timeout, auto_decompress=False)
        async with self._session.post(self._url, data=content, headers=headers, proxy=self._proxy) as response:
            packed = response.headers.get("content-encoding", "identity") != "identity"  # could unpack to anything
            if packed or (response.content_length or 0) > self._most_bytes:
                raise ReplyTooLargeError
            body = await self._bounded(response)
        return RawReply(response.status, response.raw_headers, body)

    async def _bounded(self, response: aiohttp.ClientResponse) -> bytes:
        if response.content_length is not None:  # more bytes than it says are not read
            return await response.read()
        body = bytearray()
        async for chunk in response.content.iter_any():
            body += chunk
            if len(body) > self._most_bytes:
                raise ReplyTooLargeError
        return bytes(body)

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()


class RecordedConnections:
    """Connections by httpx2, of which recordings are made and played. Arguments as for `LiveConnections`."""

    def __init__(self, url: str, timeout_s: float, *, is_local: bool, most_bytes: int = MAX_REPLY_BYTES) -> None:
        self._url = url
        self._most_bytes = most_bytes
        self._http = openai.DefaultAsyncHttpxClient(
            trust_env=not is_local,
            timeout=timeout_s,
            limits=httpx2.Limits(max_connections=None, max_keepalive_connections=None, keepalive_expiry=KEPT_OPEN_S),
        )

    async def post(self, headers: Mapping[str, str], content: bytes) -> RawReply:
        """Send a request and return the reply; raises as `Connections.post` says."""
        async with self._http.stream("POST", self._url, headers=dict(headers), content=content) as response:
            if response.headers.get("content-encoding", "identity") != "identity":
                raise ReplyTooLargeError
            body = b"".join([chunk async for chunk in self._bounded(response)])
        return RawReply(response.status_code, response.headers.raw, body)

    async def _bounded(self, response: httpx2.Response) -> AsyncIterator[bytes]:
        seen = 0
        async for chunk in response.aiter_raw():
            seen += len(chunk)
            if seen > self._most_bytes:
                raise ReplyTooLargeError
            yield chunk

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()


def proxy_for(url: str) -> str | None:
    """Return the proxy that the environment names for an address (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, less NO_PROXY).

    Raises:
        SettingsError: it is of a kind that cannot be used.
    """
    parts = urlsplit(url)
    proxies = urllib.request.getproxies()
    if urllib.request.proxy_bypass(parts.netloc.rpartition("@")[2]):
        return None
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    if not proxy:
        return None
    proxy = proxy if "://" in proxy else f"http://{proxy}"
    kind = urlsplit(proxy).scheme
    if kind not in ("http", "https"):
        raise SettingsError(
            f"The proxy that the environment names for {parts.hostname!r} is of the kind {kind!r}, which cannot be used.",
            "Name an HTTP proxy, or except the host in the variable NO_PROXY.",
        )
    return proxy


def is_refused_connection(error: BaseException) -> bool:
    """Tell whether a connection could not be opened: refused, no such host, no TLS."""
    return isinstance(error, httpx2.ConnectError | aiohttp.ClientConnectorError)
