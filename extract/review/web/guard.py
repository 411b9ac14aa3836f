"""Who may speak to the page: whoever has the link, from the page itself, under the name that it was served by.

Every request needs the Host that the server goes by (against DNS rebinding) and, but for the link itself, the cookie that
the link set. What changes something also needs the page's own Origin. Every answer forbids scripts, styles and
connections other than the server's own.
"""

from __future__ import annotations

import secrets
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from extract.web.guarding import OTHER_NAME, OTHER_SITE, goes_by, is_from_other_site, with_security_headers

MAX_BODY_BYTES = 256_000
_WELCOME = (
    '<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/">'
    '<link rel="icon" href="/static/icon.svg"><title>Vouchline review</title></head><body><p><a href="/">Go on to the review page</a></p></body></html>'
)


class Guard:
    """Lets a request through to `app` only when it is the reviewer's own.

    `hosts` are the names, port included, that the server answers to; `port` makes the cookie's name, since cookies do not
    tell ports apart.
    """

    def __init__(self, app: ASGIApp, hosts: frozenset[str], port: int, token: str) -> None:
        self._app = app
        self._hosts = hosts
        self._cookie = f"vouchline-{port}"
        self._token = token
        self._session = secrets.token_urlsafe(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return

        send_guarded = with_security_headers(send)
        refused = self._refusal(scope)
        if refused is not None:
            await refused(scope, receive, send_guarded)
        else:
            await self._app(scope, receive, send_guarded)

    def _refusal(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if not goes_by(headers, self._hosts):
            return PlainTextResponse(OTHER_NAME, 421)
        if scope["method"] not in ("GET", "HEAD"):
            origin = headers.get("origin", "")
            if origin.lower() != f"http://{host.lower()}":
                return PlainTextResponse("Refused: this did not come from the review page.", 403)
            if int(headers.get("content-length", "0") or 0) > MAX_BODY_BYTES or "transfer-encoding" in headers:
                return PlainTextResponse("Too much at once.", 413)
        if is_from_other_site(headers) and not self._has_token(scope):
            return PlainTextResponse(OTHER_SITE, 403)
        if self._has_token(scope):
            welcome = HTMLResponse(_WELCOME)
            welcome.set_cookie(self._cookie, self._session, httponly=True, samesite="strict", path="/")
            return welcome
        if not self._has_cookie(headers):
            return PlainTextResponse(
                "Open the link that `vouchline review` printed: it holds the key to this page.", 401
            )
        return None

    def _has_token(self, scope: Scope) -> bool:
        if scope["method"] != "GET" or scope["path"] != "/" or not scope["query_string"]:
            return False
        given = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
        return secrets.compare_digest(given.encode(), self._token.encode())

    def _has_cookie(self, headers: Headers) -> bool:
        for line in headers.getlist("cookie"):
            try:
                morsel = SimpleCookie(line).get(self._cookie)
            except CookieError:
                continue
            if morsel is not None and secrets.compare_digest(morsel.value.encode(), self._session.encode()):
                return True
        return False
