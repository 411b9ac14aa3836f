"""The embedded model as a server on this machine: started when it is needed, shared by the runs, gone with the last."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import secrets
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO, Self, cast

from filelock import FileLock

from extract.errors import ModelSetupError
from extract.llm.local.child import EXIT_NO_MODEL, ServeOrder
from extract.llm.local.engines import EngineName
from extract.llm.local.hosting import JOINED, STOPPING, ServerState
from extract.llm.local.llama import LlamaSettings, check_machine, is_healthy
from extract.llm.local.weights import cache_folder
from extract.system.child_process import child_environment, module_command

CHILD_COMMAND = module_command("extract.llm.local.child")
_START_S = 180.0
_POLL_S = 0.05
_JOIN_S = 5.0
_STOP_S = 10.0


class EmbeddedServer:
    """A context manager, sync and async: inside, `base_url` and `api_key` are those of a server that runs `model`.

    A server of the same model and settings that another run of this user started is used too. It lives as long as
    somebody uses it, also when the run that started it ends first, and `linger_s` seconds more. `port` 0 lets the
    system pick one. `command` is the child process; it gets its `ServeOrder` on stdin. `engine` is what runs the model.
    """

    def __init__(
        self,
        model: Path,
        cache_dir: Path | None = None,
        settings: LlamaSettings | None = None,
        command: Sequence[str] = CHILD_COMMAND,
        linger_s: float = 0.0,
        port: int = 0,
        engine: EngineName = "llama.cpp",
    ) -> None:
        self.base_url = ""
        self.api_key = ""
        self.pid = 0
        self._model = model
        self._settings = settings or LlamaSettings()
        self._command = tuple(command)
        self._linger_s = linger_s
        self._port = port
        self._engine: EngineName = engine
        self._folder = cache_folder(cache_dir) / "server"
        self._connection: socket.socket | None = None
        self._reaper: threading.Thread | None = None

    def start(self) -> None:
        """Join the server of another run, or start one; returns when it answers. Does nothing if that was done.

        Raises:
            ModelSetupError: no such model file, no wheel, too little memory, or the server did not come up.
        """
        if self._connection is not None:
            return
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with FileLock(self._path("lock")):
            if not self._join():
                if self._command == CHILD_COMMAND:
                    check_machine(self._model, self._settings, self._engine)
                _check_port(self._port)
                self._start_child()

    def close(self) -> None:
        """Stop using the server. If nobody else uses it, it ends, and this waits until it has ended."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        with connection, contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(_STOP_S)
            stopping = connection.recv(16) == STOPPING
            if stopping and self._reaper is not None:
                self._reaper.join(_STOP_S)

    def wait(self) -> None:
        """Return when the server has ended; it does not end by itself while this run uses it."""
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.recv(1)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self.start)
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self.close)

    def _path(self, suffix: str) -> Path:
        """Return a file of this server's. Runs that ask for the same thing on the same machine find the same file."""
        asked = [socket.gethostname(), str(self._model.resolve()), asdict(self._settings), self._command, self._engine]
        return self._folder / f"{hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:16]}.{suffix}"

    def _join(self) -> bool:
        """Connect to the server whose state is on disk; False if there is none that knows the key and answers."""
        state = ServerState.read(self._path("json"))
        if state is None:
            return False
        try:
            connection = socket.create_connection(("127.0.0.1", state.control_port), timeout=_JOIN_S)
        except OSError:
            return False
        try:
            connection.sendall(f"{state.key}\n".encode())
            joined = connection.recv(16) == JOINED and is_healthy(state.base_url.removesuffix("/v1"))
        except OSError:
            joined = False
        if not joined:
            connection.close()
            return False
        connection.settimeout(None)
        self._connection, self.base_url, self.api_key, self.pid = connection, state.base_url, state.key, state.pid
        return True

    def _start_child(self) -> None:
        state_path = self._path("json")
        state_path.unlink(missing_ok=True)
        log = self._path("log")
        log.unlink(missing_ok=True)
        log.touch(mode=0o600)
        order = ServeOrder(
            model=str(self._model.resolve()),
            settings=self._settings,
            key=secrets.token_urlsafe(32),
            state_path=str(state_path),
            linger_s=self._linger_s,
            port=self._port,
            engine=self._engine,
            states=str(self._folder.parent / "states"),
        )
        with log.open("wb") as output:
            # A session of its own keeps Ctrl-C, and the end of the terminal, away from a server that others use.
            process = subprocess.Popen(
                self._command,
                bufsize=0,
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=output,
                env=child_environment(),
                start_new_session=True,
            )
        try:
            self._await_child(process, order, log)
        except BaseException:  # Ctrl-C while the weights load, too
            process.kill()
            process.wait()
            raise
        # The server may outlive this run's use of it; somebody has to collect its exit status then.
        self._reaper = threading.Thread(target=process.wait, daemon=True)
        self._reaper.start()

    def _await_child(self, process: subprocess.Popen[bytes], order: ServeOrder, log: Path) -> None:
        """Give the child its order and join it. Its stdin stays open so long: it ends if this process does."""
        with cast("IO[bytes]", process.stdin) as stdin:
            with contextlib.suppress(BrokenPipeError):
                stdin.write(order.to_json().encode())
            self._join_when_ready(process, log)

    def _join_when_ready(self, process: subprocess.Popen[bytes], log: Path) -> None:
        deadline = time.monotonic() + _START_S
        while not self._join():
            if process.poll() is not None:
                raise _died(process.returncode, self._model, log)
            if time.monotonic() > deadline:
                raise ModelSetupError(
                    f"The server of the embedded model did not answer within {_START_S:.0f} seconds.",
                    f"Its log is {str(log)!r}.",
                )
            time.sleep(_POLL_S)


def serve_forever(
    announce: Callable[[str, str], None],
    model: Path,
    port: int = 0,
    cache_dir: Path | None = None,
    settings: LlamaSettings | None = None,
    command: Sequence[str] = CHILD_COMMAND,
    engine: EngineName = "llama.cpp",
) -> None:
    """Serve `model` until this process is stopped; `announce` gets the address and the key, once.

    Runs of the same user use this server as long as it is there.

    Raises:
        ModelSetupError: as `EmbeddedServer.start`; the port is taken; a server of this model runs on another port; or
            the server died.
    """
    with EmbeddedServer(model, cache_dir, settings, command, port=port, engine=engine) as server:
        if port and not server.base_url.endswith(f":{port}/v1"):
            raise ModelSetupError(
                f"This model is already served at {server.base_url!r}.",
                "Wait until the run that uses it has ended, or leave out the port.",
            )
        announce(server.base_url, server.api_key)
        server.wait()
    raise ModelSetupError("The server of the embedded model has ended.", "Start it again.")


def _check_port(port: int) -> None:
    if not port:
        return
    with socket.socket() as probe:
        if sys.platform != "win32":  # as servers do there: a port that was left a moment ago can be used
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise ModelSetupError(f"The port {port!r} cannot be used.", "Choose another.") from error


def _died(status: int, model: Path, log: Path) -> ModelSetupError:
    if status == EXIT_NO_MODEL:
        return ModelSetupError(
            f"The engine cannot load the model {str(model)!r}.",
            f"Check that the file is whole and of a kind that it knows; its log is {str(log)!r}.",
        )
    if status == -9:
        return ModelSetupError(
            "The server of the embedded model was killed while it started.",
            "This happens when memory runs out: close other programs, or name another model with --base-url.",
        )
    return ModelSetupError(
        f"The server of the embedded model ended with status {status} while it started.",
        f"Its log is {str(log)!r}.",
    )
