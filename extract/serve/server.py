"""Serve until Ctrl-C or SIGTERM: the model opened first, requests answered, what is under way ended in time."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import threading
from collections.abc import Callable, Generator

import uvicorn

from extract.errors import UserError
from extract.pipeline.open_pipeline import OpenPipeline
from extract.serve.app import make_app
from extract.serve.options import Serving
from extract.serve.scratch import scratch_folder
from extract.settings.load import Settings
from extract.web.listening import Port, is_loopback

GRACE_S = 5.0
"""Seconds that requests under way may still take once the server is asked to end."""


def check_host(host: str, *, has_token: bool) -> None:
    """Refuse to serve others without a token.

    Raises:
        UserError: the host is not this machine alone, and there is no token.
    """
    if not has_token and not is_loopback(host):
        raise UserError(
            f"A server at {host!r} needs a token: whoever reaches that address could use it.",
            "Set VOUCHLINE_SERVE_TOKEN or name a file with --token-file; or leave --host out, to serve this machine alone.",
        )


async def serve(
    port: Port, serving: Serving, settings: Settings, *, record_with: str = "", started: Callable[[], None]
) -> None:
    """Answer requests at an open port until a signal asks to end. `started` is called once the model is there.

    Raises:
        UserError: the model cannot be used, or the user's own files.
    """
    async with OpenPipeline(settings, record_with=record_with) as pipeline:
        with scratch_folder() as folder:
            stopping = asyncio.Event()
            app = make_app(pipeline, serving, folder, stopping)
            started()
            await EndingServer(app, stopping).serve(sockets=[port.socket])


class EndingServer(uvicorn.Server):
    """Ends without being killed by the signal that asks for it, so that what surrounds it is put away too.

    It logs nothing, since names of files of people would stand in it.
    """

    def __init__(self, app: Callable[..., object], stopping: asyncio.Event) -> None:
        super().__init__(
            uvicorn.Config(
                app, access_log=False, log_level="critical", server_header=False, ws="none", timeout_keep_alive=30,
                timeout_graceful_shutdown=int(GRACE_S) + 5,
            )
        )  # fmt: skip
        self._stopping = stopping

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None]:
        """Let SIGINT and SIGTERM ask to end during the block; a second SIGINT does not wait for requests under way."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End: take no request, give those under way their time, then end them with an answer that says so."""
        timer = asyncio.get_running_loop().call_later(0 if self.force_exit else GRACE_S, self._stopping.set)
        try:
            await super().shutdown(sockets)
        finally:
            timer.cancel()
