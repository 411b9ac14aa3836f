"""A fault of the program in a server: named by its place, answered, and no reason to end."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from extract.errors import UserError, describe_failure


class Faults:
    """Names a fault of the program by its place alone: messages of exceptions may quote a document.

    `answer` makes the response that says so.
    """

    def __init__(self, app: ASGIApp, answer: Callable[[Request, Exception], Awaitable[Response]]) -> None:
        self._app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and answer where that fails."""
        begun = False

        async def send_noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        except Exception as error:  # noqa: BLE001 - one fault must not end the server, nor print what it was about
            reason = describe_failure(error).reason
            sys.stderr.write(f"error: {reason}\n")
            if not begun and scope["type"] == "http":
                await (await self._answer(Request(scope), UserError(reason)))(scope, receive, send)
