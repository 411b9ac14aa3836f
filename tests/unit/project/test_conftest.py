from __future__ import annotations

import asyncio
import os
import socket
import threading
from pathlib import Path

import platformdirs
import pytest

from tests.conftest import NetworkGuard, NetworkRefusedError

OUTSIDE = "192.0.2.1"  # RFC 5737: set aside for documentation


def test_network_is_refused_when_connecting_by_address(network_guard: NetworkGuard) -> None:
    with socket.socket() as plain, pytest.raises(NetworkRefusedError, match=OUTSIDE):
        plain.connect((OUTSIDE, 80))
    assert network_guard.refused == [f"socket.connect '{OUTSIDE}'"]
    network_guard.refused.clear()


def test_network_is_refused_when_a_name_is_looked_up(network_guard: NetworkGuard) -> None:
    with pytest.raises(NetworkRefusedError, match=r"example\.com"):
        socket.getaddrinfo("example.com", 443)
    network_guard.refused.clear()


def test_network_is_refused_under_asyncio(network_guard: NetworkGuard) -> None:
    async def reach_out() -> None:
        await asyncio.open_connection(OUTSIDE, 80)

    with pytest.raises(NetworkRefusedError):
        asyncio.run(reach_out())
    network_guard.refused.clear()


def test_attempt_is_remembered_when_the_code_swallows_the_error(network_guard: NetworkGuard) -> None:
    def reach_out() -> None:
        try:
            socket.create_connection((OUTSIDE, 80))
        except RuntimeError:
            return

    thread = threading.Thread(target=reach_out)
    thread.start()
    thread.join()
    assert len(network_guard.refused) == 1
    network_guard.refused.clear()


def test_loopback_is_reached_under_asyncio(network_guard: NetworkGuard) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(await reader.readline())
        writer.close()
        await writer.wait_closed()

    async def echo() -> bytes:
        server = await asyncio.start_server(answer, "localhost", 0)
        async with server:
            reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname()[:2])
            writer.write(b"hello\n")
            reply = await reader.readline()
            writer.close()
            await writer.wait_closed()
        return reply

    assert asyncio.run(echo()) == b"hello\n"
    assert network_guard.refused == []


def test_invalid_name_fails_as_unknown_when_looked_up(network_guard: NetworkGuard) -> None:
    with pytest.raises(socket.gaierror):
        socket.getaddrinfo("nowhere.invalid", 80)
    assert network_guard.refused == []


def test_caller_settings_are_gone_and_folders_lie_in_the_home_of_the_test(home: Path) -> None:
    assert not [name for name in os.environ if name.startswith(("VOUCHLINE_", "OPENAI_"))]
    assert Path.home() == home
    assert platformdirs.user_cache_path("vouchline").is_relative_to(home)
    assert platformdirs.user_config_path("vouchline").is_relative_to(home)
