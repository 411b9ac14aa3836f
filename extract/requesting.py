"""One chat completion request, without what openai's client works out anew for each.

Address, headers and key are openai's, taken once; a request is then the bytes of its body. What goes wrong is raised as
openai's own errors, which `extract/retries.py` tells apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import httpx2
import openai
from pydantic_core import from_json, to_json

from extract.providers import Endpoint
from extract.transport import Connections, LiveConnections, RawReply, RecordedConnections


class Requester:
    """The connections to one endpoint's chat completions. `timeout_s` bounds the wait for each byte."""

    def __init__(self, endpoint: Endpoint, timeout_s: float, *, recorded: bool) -> None:
        self._openai = openai.AsyncOpenAI(
            base_url=endpoint.base_url, api_key=endpoint.api_key.get_secret_value() or "none", max_retries=0,
            http_client=httpx2.AsyncClient(trust_env=False),  # sends nothing; its own would want a proxy that it can use
        )  # fmt: skip
        base = self._openai.base_url
        self._url = str(base.copy_with(raw_path=base.raw_path + b"chat/completions"))
        named = {**self._openai.auth_headers, **self._openai.default_headers, "Accept-Encoding": "identity"}
        self._headers = {name: value for name, value in named.items() if isinstance(value, str)}
        kind = RecordedConnections if recorded else LiveConnections
        self._connections: Connections = kind(self._url, timeout_s, is_local=endpoint.is_local)

    async def close(self) -> None:
        """Close the connections."""
        await self._connections.close()
        await self._openai.close()

    async def post(self, body: Mapping[str, Any], headers: Mapping[str, str]) -> bytes:
        """Send a request, with more `headers`, and return the body of the reply.

        Raises:
            openai.APIStatusError: the server answered with anything but 2xx.
            openai.APITimeoutError, openai.APIConnectionError: it did not answer; the cause says why.
        """
        try:
            reply = await self._connections.post({**self._headers, **headers}, to_json(body))
        except (TimeoutError, httpx2.TimeoutException) as error:
            raise openai.APITimeoutError(request=self._request()) from error
        except Exception as error:
            raise openai.APIConnectionError(request=self._request()) from error
        if reply.is_success:
            return reply.body
        raise self._status_error(reply)

    def _request(self) -> httpx2.Request:
        """Return what openai's errors want to know of a request: nothing of what was asked."""
        return httpx2.Request("POST", self._url)

    def _status_error(self, reply: RawReply) -> openai.APIStatusError:
        """Return openai's error for a status, with what the server says in OpenAI's form as its body."""
        try:
            said: Any = from_json(reply.body)
        except ValueError:
            said = None
        if isinstance(said, dict):
            table = cast("dict[str, object]", said)
            said = table.get("error", table)
        response = httpx2.Response(reply.status, headers=list(reply.headers), request=self._request())
        return openai.APIStatusError(f"Error code: {reply.status}", response=response, body=said)
