"""What every answer forbids, and which requests come from elsewhere."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
OTHER_NAME = "This server goes by another name."
OTHER_SITE = "Refused: another site asked for this."


def with_security_headers(send: Send) -> Send:
    """Return `send` with the headers that forbid scripts, styles and connections other than the server's own."""

    async def send_guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return send_guarded


def goes_by(headers: Headers, hosts: frozenset[str]) -> bool:
    """Tell whether a request names the server by one of its own names: against DNS rebinding."""
    return headers.get("host", "").lower() in hosts and len(headers.getlist("host")) == 1


def is_from_other_site(headers: Headers) -> bool:
    """Tell whether a browser says that a page of another site asks."""
    return headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
