"""Serve the review page until Ctrl-C: the address, the names that it goes by, and the link that opens it."""

from __future__ import annotations

import getpass
import ipaddress
import os
import socket
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from extract.documents.ocr.recognition import Recognition
from extract.errors import UserError
from extract.review.web import pages
from extract.review.web.app import Serving, make_app, new_token
from extract.system.limits import ReadLimits

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Listening:
    """An open socket, the link that lets a reviewer in, and what to serve behind it."""

    socket: socket.socket
    link: str
    serving: Serving


def listen(
    out: Path, docs: Path | None, host: str, port: int, reviewer: str | None, *,
    limits: ReadLimits | None = None, recognition: Recognition | None = None,
) -> Listening:  # fmt: skip
    """Open the port. Documents are read within `limits`, scans as `recognition` says.

    Raises:
        UserError: the port is taken, or the host is no name or address of this machine.
    """
    try:
        opened = _listen(host, port)
    except OSError as error:
        raise UserError(
            f"The port {port} of {host!r} cannot be opened: {error.strerror or type(error).__name__}.",
            "Leave --port out, and the system picks a free one; --host is a name or address of this machine.",
        ) from error
    port = opened.getsockname()[1]
    token = new_token()
    shown = f"[{host}]" if ":" in host else LOOPBACK if is_loopback(host) else host
    if host in ("0.0.0.0", "::"):  # noqa: S104 - asked for by name
        shown = socket.gethostname()
    names = {shown, LOOPBACK, "localhost", "[::1]"} if is_loopback(host) or host in ("0.0.0.0", "::") else {shown}  # noqa: S104
    hosts = frozenset(f"{name.lower()}:{port}" for name in names)
    serving = Serving(
        out,
        docs,
        pages.clean_name(reviewer or "") or default_reviewer(),
        hosts,
        port,
        token,
        limits or ReadLimits(),
        recognition or Recognition(),
    )
    return Listening(opened, f"http://{shown}:{port}/?token={token}", serving)


def _listen(host: str, port: int) -> socket.socket:
    """Return an open port. Asyncio turns Nagle's delay of 40 ms off only where the socket says that it is TCP."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name != "nt":  # there it would let another program take the port
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        opened.bind((host, port))
        opened.listen(128)
    except BaseException:
        opened.close()
        raise
    return opened


def serve(listening: Listening) -> None:
    """Answer requests until Ctrl-C."""
    with listening.socket:
        make_server(listening.serving).run(sockets=[listening.socket])


def make_server(serving: Serving) -> uvicorn.Server:
    """Return the server. It logs nothing, since names and texts of people would stand in it."""
    return uvicorn.Server(
        uvicorn.Config(
            make_app(serving), access_log=False, log_level="critical", server_header=False, timeout_graceful_shutdown=2,
            timeout_keep_alive=30, ws="none",
        )
    )  # fmt: skip


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def default_reviewer() -> str:
    """Return the name by which this machine knows its user."""
    try:
        return pages.clean_name(getpass.getuser()) or "reviewer"
    except (OSError, KeyError, ImportError):
        return "reviewer"
