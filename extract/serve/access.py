"""Who may ask, and how much may be sent at once: settled before anything of a request is read."""

from __future__ import annotations

import secrets

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from extract.serve.options import Serving
from extract.serve.problems import ProblemError
from extract.web.guarding import OTHER_NAME, OTHER_SITE, goes_by, is_from_other_site, with_security_headers

OPEN_PATHS = frozenset({"/health"})
"""What everybody may ask who reaches the server: whether it is there."""


class Access:
    """Lets a request through to `app` only where its sender may ask and its body is not too large."""

    def __init__(self, app: ASGIApp, serving: Serving) -> None:
        self._app = app
        self._serving = serving

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        send = with_security_headers(send)
        refused = self._refusal(Headers(scope=scope), scope["path"])
        if refused is not None:
            await refused.answer()(scope, receive, send)
            return
        await self._app(scope, self._counted(receive), send)

    def _refusal(self, headers: Headers, path: str) -> ProblemError | None:
        if is_from_other_site(headers) or not self._is_own_origin(headers):
            return ProblemError(403, "other_site", OTHER_SITE, "Ask from a program, not from a page in a browser.")
        if self._serving.token is None:
            # Without a token a page that a browser shows could ask under a name that leads here.
            if not goes_by(headers, self._serving.hosts):
                return ProblemError(421, "other_name", OTHER_NAME, "Ask at the address that `vouchline serve` printed.")
        elif path not in OPEN_PATHS and not self._has_token(headers):
            return ProblemError(
                401, "no_token", "The request carries no token, or another one.",
                "Send the header `Authorization: Bearer TOKEN` with the token that the server was started with.",
            )  # fmt: skip
        length = headers.get("content-length", "")
        if (
            length.isascii()
            and length.isdigit()
            and len(length) < 20
            and int(length) <= self._serving.limits.body_bytes
        ):
            return None
        return self._too_large() if length else None

    def _is_own_origin(self, headers: Headers) -> bool:
        """Tell whether no page asks, or one of this server, which has none."""
        return headers.get("origin", "").lower() in ("", f"http://{headers.get('host', '').lower()}")

    def _has_token(self, headers: Headers) -> bool:
        assert self._serving.token is not None
        scheme, _, given = headers.get("authorization", "").partition(" ")
        same = secrets.compare_digest(given.strip().encode(), self._serving.token.get_secret_value().encode())
        return same and scheme.lower() == "bearer"

    def _counted(self, receive: Receive) -> Receive:
        """Return `receive` that ends a request whose body grows too large without having said so."""
        left = self._serving.limits.body_bytes

        async def receive_counted() -> Message:
            nonlocal left
            message = await receive()
            left -= len(message.get("body", b""))
            if left < 0:
                raise self._too_large()
            return message

        return receive_counted

    def _too_large(self) -> ProblemError:
        most = self._serving.limits.body_bytes
        return ProblemError(
            413, "body_too_large", f"The body of the request is larger than {most:,} bytes.",
            "Send fewer or smaller documents, or have the server started with a larger --max-body-mb.",
        )  # fmt: skip
