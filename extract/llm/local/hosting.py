"""The server's side of sharing one model server among the runs on a machine: who uses it, and when it has to go.

Each run that uses the server holds one loopback connection to it. The operating system closes that connection however
the run ends, so nothing has to be told, and nothing is left over after a kill. docs/decisions/embedded-server.md has
the reasons.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import socketserver
import tempfile
import threading
from dataclasses import asdict, dataclass
from pathlib import Path

JOINED, STOPPING, STAYING = b"joined\n", b"stopping\n", b"staying\n"
"""What the server says to the right key, to the last user that leaves, and to any other that leaves."""

_FIRST_USER_S = 10.0
"""How long a new server waits for its first user: the run that started it may have been killed meanwhile."""
_GREETING_S = 5.0
_MAX_KEY_BYTES = 256


@dataclass(frozen=True, slots=True)
class ServerState:
    """What a run needs to use a server that is already there. The file that holds it can be read by its owner alone."""

    pid: int
    base_url: str
    key: str
    control_port: int

    def write(self, path: Path) -> None:
        """Write the state whole or not at all, with mode 0600."""
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")  # mkstemp gives 0600
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(asdict(self), file)
        Path(temporary).replace(path)

    @classmethod
    def read(cls, path: Path) -> ServerState | None:
        """Return the state in `path`, or None if there is none that can be used."""
        try:
            found = json.loads(path.read_text("utf-8"))
            return cls(
                pid=int(found["pid"]),
                base_url=str(found["base_url"]),
                key=str(found["key"]),
                control_port=int(found["control_port"]),
            )
        except (OSError, ValueError, KeyError, TypeError):
            return None


class Users:
    """How many runs use the server now, and the one decision to stop, after which nobody can join.

    `linger_s` is how long the server stays after its last user left; with 0 it ends at once.
    """

    def __init__(self, linger_s: float, first_user_s: float = _FIRST_USER_S) -> None:
        self._linger_s = linger_s
        self._first_user_s = first_user_s
        self._count = 0
        self._ever = False
        self._closed = False
        self._changed = threading.Condition()

    def join(self) -> bool:
        """Count one user more; False if the server is about to stop."""
        with self._changed:
            if self._closed:
                return False
            self._count += 1
            self._ever = True
            self._changed.notify_all()
            return True

    def ever_joined(self) -> bool:
        """Tell whether anybody has used the server."""
        with self._changed:
            return self._ever

    def leave(self) -> bool:
        """Count one user less; True if the server stops now."""
        with self._changed:
            self._count -= 1
            if self._count == 0 and self._linger_s == 0:
                self._closed = True
            self._changed.notify_all()
            return self._closed

    def wait_until_unused(self) -> None:
        """Return when nobody has used the server for as long as it lingers; nobody can join from then on."""
        patience = self._first_user_s
        with self._changed:
            while self._changed.wait_for(lambda: self._count > 0 or self._closed, timeout=patience):
                self._changed.wait_for(lambda: self._count == 0)
                if self._closed:
                    return
                patience = self._linger_s
            self._closed = True


class _Control(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, key: str, users: Users) -> None:
        self.key = key.encode()
        self.users = users
        super().__init__(("127.0.0.1", 0), _User)


class _User(socketserver.StreamRequestHandler):
    server: _Control  # pyright: ignore[reportIncompatibleVariableOverride]  the only server that makes this handler

    def handle(self) -> None:
        self.connection.settimeout(_GREETING_S)
        try:
            greeting = self.rfile.readline(_MAX_KEY_BYTES).strip()
        except OSError:
            return
        if not hmac.compare_digest(greeting, self.server.key) or not self.server.users.join():
            return
        try:
            self.connection.settimeout(None)
            self.wfile.write(JOINED)
            self.rfile.read()  # until the other side closes, or is gone
        except OSError:
            pass  # a killed run resets its connection
        finally:
            last = self.server.users.leave()
        with contextlib.suppress(OSError):
            self.wfile.write(STOPPING if last else STAYING)


def host(base_url: str, key: str, state_path: Path, users: Users) -> None:
    """Offer the server at `base_url` to the runs of this user until nobody uses it any more, then return.

    Writes `state_path` when runs can join, and removes it at the end.
    """
    with _Control(key, users) as control:
        threading.Thread(target=control.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        state = ServerState(os.getpid(), base_url, key, control.server_address[1])
        state.write(state_path)
        try:
            users.wait_until_unused()
        finally:
            if ServerState.read(state_path) == state:
                state_path.unlink(missing_ok=True)
            control.shutdown()
