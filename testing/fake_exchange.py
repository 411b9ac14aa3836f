"""The lowest layer of a test: a rule that answers, and what it was asked."""

from __future__ import annotations

from collections.abc import Callable

from extract.llm.exchange.interface import Json, Request, Response
from extract.llm.exchange.response import read_completion

Rule = Callable[[Request], str | Json]
"""From a request to the text of its reply, or to a whole chat completion; what it raises is what the server did."""


class FakeExchange:
    """Answers by a rule, without a server; `requests` are those that came, in order."""

    def __init__(self, rule: Rule) -> None:
        self.requests: list[Request] = []
        self._rule = rule

    async def send(self, request: Request) -> Response:
        """Return what the rule says, as if a server had sent it; raises what the rule raises."""
        self.requests.append(request)
        said = self._rule(request)
        if isinstance(said, str):
            message = {"role": "assistant", "content": said}
            said = {"choices": [{"index": 0, "finish_reason": "stop", "message": message}]}
        return read_completion(said, request.endpoint.mode)

    async def close(self) -> None:
        """There is nothing to close."""
