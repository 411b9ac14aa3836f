"""An open port of this machine, and the names that a server on it goes by."""

from __future__ import annotations

import ipaddress
import os
import socket
from dataclasses import dataclass

from extract.errors import UserError

LOOPBACK = "127.0.0.1"
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - asked for by name


@dataclass(frozen=True, slots=True)
class Port:
    """An open socket and its number. `shown` is the host for links, `hosts` the values of Host that it answers to."""

    socket: socket.socket
    number: int
    shown: str
    hosts: frozenset[str]


def open_port(host: str, port: int) -> Port:
    """Open a port; 0 is one that the system picks.

    Raises:
        UserError: the port is taken, or the host is no name or address of this machine.
    """
    try:
        opened = _listen(host, port)
    except (OSError, UnicodeError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or type(error).__name__
        raise UserError(
            f"The port {port} of {host!r} cannot be opened: {reason}.",
            "Leave --port out, and the system picks a free one; --host is a name or address of this machine.",
        ) from error
    number = opened.getsockname()[1]
    shown = f"[{host}]" if ":" in host else LOOPBACK if is_loopback(host) else host
    if host in _EVERYWHERE:
        shown = socket.gethostname()
    names = {shown, LOOPBACK, "localhost", "[::1]"} if is_loopback(host) or host in _EVERYWHERE else {shown}
    return Port(opened, number, shown, frozenset(f"{name.lower()}:{number}" for name in names))


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


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
