"""One chat completion request over openai's connections, without what openai's client works out anew for each.

Address, headers, key and connections are openai's, taken once; a request is then the bytes of its body. What goes wrong is
raised as openai's own errors, which `extract/retries.py` tells apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import httpx2
import openai
from pydantic_core import from_json, to_json

from extract.providers import Endpoint
from extract.transport import open_connections


class Requester:
    """The connections to one endpoint's chat completions. `timeout_s` bounds the wait for each byte."""

    def __init__(self, endpoint: Endpoint, timeout_s: float, *, recorded: bool) -> None:
        self._http = open_connections(is_local=endpoint.is_local, recorded=recorded)
        self._openai = openai.AsyncOpenAI(
            base_url=endpoint.base_url,
            api_key=endpoint.api_key.get_secret_value() or "none",
            max_retries=0,
            timeout=timeout_s,
            http_client=self._http,
        )
        base = self._openai.base_url
        self._url = base.copy_with(raw_path=base.raw_path + b"chat/completions")
        self._headers = httpx2.Headers(self._http.headers)
        named = {**self._openai.auth_headers, **self._openai.default_headers}
        self._headers.update({name: value for name, value in named.items() if isinstance(value, str)})
        self._extensions = {"timeout": httpx2.Timeout(timeout_s).as_dict()}

    async def close(self) -> None:
        """Close the connections."""
        await self._openai.close()

    async def post(self, body: Mapping[str, Any]) -> bytes:
        """Send a request and return the body of the reply.

        Raises:
            openai.APIStatusError: the server answered with anything but 2xx.
            openai.APITimeoutError, openai.APIConnectionError: it did not answer; the cause says why.
        """
        request = httpx2.Request(
            "POST", self._url, headers=self._headers, content=to_json(body), extensions=dict(self._extensions),
            cookies=self._http.cookies if len(self._http.cookies) else None,
        )  # fmt: skip
        try:
            response = await self._http.send(request)
        except httpx2.TimeoutException as error:
            raise openai.APITimeoutError(request=request) from error
        except Exception as error:
            raise openai.APIConnectionError(request=request) from error
        if response.is_success:
            return response.content
        raise _status_error(response)


def _status_error(response: httpx2.Response) -> openai.APIStatusError:
    """Return openai's error for a status, with what the server says in OpenAI's form as its body."""
    try:
        said: Any = from_json(response.content)
    except ValueError:
        said = None
    if isinstance(said, dict):
        table = cast("dict[str, object]", said)
        said = table.get("error", table)
    return openai.APIStatusError(f"Error code: {response.status_code}", response=response, body=said)
