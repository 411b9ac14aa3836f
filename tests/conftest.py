"""What holds for every test: no network but loopback, no key, no settings and no cache of the person who runs it."""

from __future__ import annotations

import itertools
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# How long an example takes depends on what else the machine does; the tests of speed measure it on their own terms.
hypothesis.settings.register_profile("steady", deadline=None)
hypothesis.settings.load_profile("steady")

LOOPBACK_NAMES = frozenset({"", "localhost", "0.0.0.0", "::", "::1"})  # "" and the zeros: any address of this machine
SETTING_PREFIXES = ("VOUCHLINE_", "OPENAI_", "AZURE_OPENAI_", "OTEL_")
SETTING_SUFFIXES = ("_API_KEY", "_PROXY", "_proxy")


class NetworkRefusedError(RuntimeError):
    """A test tried to leave this machine. Not an OSError, so that no retry takes it for a fault of the line."""


class NetworkGuard:
    """Refuses every name look-up and connection that is not loopback, in all threads and under asyncio.

    An audit hook sees the call below every library, and cannot be taken off again; it acts while `active`.
    What a test tried is kept in `refused`, since the code under test may have swallowed the error.
    Processes that a test starts are outside its reach.
    """

    def __init__(self) -> None:
        self.active = False
        self.refused: list[str] = []

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.active:
            return
        if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
            address = arguments[1]
            if isinstance(address, tuple):  # str and bytes are sockets in the file system; None is a connected one
                self._check(event, address[0])  # pyright: ignore[reportUnknownArgumentType]
        elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
            self._check(event, arguments[0])

    def _check(self, event: str, host: object) -> None:
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host or "")
        if name in LOOPBACK_NAMES or name.startswith("127."):
            return
        if name.endswith(".invalid"):  # RFC 2606: never resolves, so a test may ask for it
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        self.refused.append(f"{event} {name!r}")
        raise NetworkRefusedError(f"{event} to {name!r} refused: tests reach nothing but loopback.")


_guard = NetworkGuard()
sys.addaudithook(_guard)
_home_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def network_guard() -> Iterator[NetworkGuard]:
    """Refuse the network during a test, and fail the test that tried it, whatever became of the error."""
    _guard.refused.clear()
    _guard.active = True
    try:
        yield _guard
    finally:
        _guard.active = False
    if _guard.refused:
        pytest.fail(f"the test tried to reach the network: {', '.join(_guard.refused)}")


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that holds a home for each test."""
    return tmp_path_factory.mktemp("homes")


@pytest.fixture(autouse=True)
def home(homes: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test a home folder of its own, with its cache and settings below, and none of the caller's settings.

    The folders are not made: code that needs one has to make it.
    """
    for name in list(os.environ):
        if name.startswith(SETTING_PREFIXES) or name.endswith(SETTING_SUFFIXES):
            monkeypatch.delenv(name)
    place = homes / str(next(_home_numbers))
    monkeypatch.setenv("HOME", str(place))
    for name, folder in {
        "XDG_CACHE_HOME": "cache",
        "XDG_CONFIG_HOME": "config",
        "XDG_DATA_HOME": "data",
        "XDG_STATE_HOME": "state",
    }.items():
        monkeypatch.setenv(name, str(place / folder))
    return place
