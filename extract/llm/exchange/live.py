"""The lowest layer in production: a model's server, asked by openai's own client over aiohttp."""

from __future__ import annotations

import asyncio
import urllib.request
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import httpx2
import openai
from pydantic_core import from_json

from extract.errors import SettingsError
from extract.llm.exchange.interface import Request, Response
from extract.llm.exchange.response import check_form, read_completion
from extract.llm.local.engines import FIXED_HEADER
from extract.llm.request.providers import Endpoint
from extract.llm.retry.retries import GarbledReplyError, ReplyTooLargeError

MAX_REPLY_BYTES = 32 << 20
"""The longest answer that is asked for, with 20 log-probabilities a token, stays below half of it."""
KEPT_OPEN_S = 15.0
"""How long a connection that is not used is kept."""


class LiveExchange:
    """The connections to one endpoint. `timeout_s` bounds one request, from its first byte to the reply's last."""

    def __init__(self, endpoint: Endpoint, timeout_s: float = 600.0) -> None:
        """Make the client; nothing is sent yet.

        Raises:
            SettingsError: the environment names a proxy that cannot be used.
        """
        self._timeout_s = timeout_s
        self._openai = connect(endpoint, timeout_s)

    async def send(self, request: Request) -> Response:
        """Send a request once.

        Raises:
            openai.APIStatusError: the server answered with anything but 2xx.
            openai.APIConnectionError: it did not answer; the causes say why.
            TimeoutError: the reply was not whole in time.
            GarbledReplyError: the reply is no chat completion.
        """
        fixed = request.question.fixed if request.endpoint.profile.prefixes else 0
        headers = {FIXED_HEADER: str(fixed)} if fixed else {}
        body = request.body  # what goes by `extra_body` goes as it stands
        # openai's timeout bounds the wait for each byte; a reply that drips is bounded here.
        async with asyncio.timeout(self._timeout_s):
            reply = await self._openai.chat.completions.with_raw_response.create(
                model=body.pop("model"), messages=body.pop("messages"), extra_body=body, extra_headers=headers
            )
        try:
            return read_completion(check_form(from_json(reply.content)), request.endpoint.mode)
        except ValueError:
            raise GarbledReplyError from None

    async def close(self) -> None:
        """Close the connections."""
        await self._openai.close()


def connect(endpoint: Endpoint, timeout_s: float) -> openai.AsyncOpenAI:
    """Return openai's client of an endpoint; it tries nothing again. A server on this machine is asked without a proxy.

    Raises:
        SettingsError: the environment names a proxy that cannot be used.
    """
    if not endpoint.is_local:
        _check_proxy(endpoint.base_url)
    return openai.AsyncOpenAI(
        base_url=endpoint.base_url,
        api_key=endpoint.api_key.get_secret_value() or "none",
        max_retries=0,
        timeout=timeout_s,
        default_headers={"Accept-Encoding": "identity"},
        http_client=openai.DefaultAioHttpClient(
            trust_env=not endpoint.is_local,
            verify=httpx2.create_ssl_context(),  # authorities of the environment hold on this machine too
            # aiohttp's 0 is no bound: how many calls are under way is bounded by the pace.
            limits=httpx2.Limits(max_connections=0, keepalive_expiry=KEPT_OPEN_S),
            event_hooks={"response": [_bound]},
        ),
    )


class _Bounded(httpx2.AsyncByteStream):
    """The bytes of a reply, no more of them than replies have."""

    def __init__(self, stream: httpx2.AsyncByteStream) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        seen = 0
        async for chunk in self._stream:
            seen += len(chunk)
            if seen > MAX_REPLY_BYTES:
                raise ReplyTooLargeError
            yield chunk

    async def aclose(self) -> None:
        await self._stream.aclose()


async def _bound(response: httpx2.Response) -> None:
    if response.headers.get("content-encoding", "identity") != "identity":  # could unpack to anything
        raise ReplyTooLargeError
    assert isinstance(response.stream, httpx2.AsyncByteStream)
    response.stream = _Bounded(response.stream)


def _check_proxy(url: str) -> None:
    """Raise where the proxy that the environment names for an address is of a kind that aiohttp takes for another."""
    parts = urlsplit(url)
    if urllib.request.proxy_bypass(parts.netloc):
        return
    named = urllib.request.getproxies()
    kind, separator, _ = (named.get(parts.scheme) or named.get("all") or "").partition("://")
    if separator and kind not in ("http", "https"):
        raise SettingsError(
            f"The proxy that the environment names for {parts.hostname!r} is of the kind {kind!r}, which cannot be used.",
            "Name an HTTP proxy, or except the host in the variable NO_PROXY.",
        )
