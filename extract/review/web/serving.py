"""Serve the review page until Ctrl-C: the address, the names that it goes by, and the link that opens it."""

from __future__ import annotations

import getpass
import socket
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from extract.documents.ocr.recognition import Recognition
from extract.review.web import pages
from extract.review.web.app import Serving, make_app, new_token
from extract.system.limits import ReadLimits
from extract.web.listening import open_port


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
    opened = open_port(host, port)
    token = new_token()
    serving = Serving(
        out,
        docs,
        pages.clean_name(reviewer or "") or default_reviewer(),
        opened.hosts,
        opened.number,
        token,
        limits or ReadLimits(),
        recognition or Recognition(),
    )
    link = f"http://{opened.shown}:{opened.number}/?token={token}"
    return Listening(opened.socket, link, serving)


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


def default_reviewer() -> str:
    """Return the name by which this machine knows its user."""
    try:
        return pages.clean_name(getpass.getuser()) or "reviewer"
    except (OSError, KeyError, ImportError):
        return "reviewer"
