"""A Firefox of one's own, spoken to as Mozilla's tests do: by Marionette, the protocol that every Firefox brings.

Selenium needs geckodriver, which comes with neither Debian nor a package for Python, and Mozilla's own client for Python brings
a dozen packages without types. The protocol is small: WebDriver's commands as JSON over TCP, each with its length before it.
https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

START_S, ANSWER_S = 300.0, 180.0
"""Long: a new profile is set up at the first start, and the machine may be busy."""
PREFERENCES = {
    "marionette.port": 0,  # any; Firefox writes into its profile which one
    "ui.prefersReducedMotion": 1,
    "app.normandy.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "extensions.systemAddon.update.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "services.settings.server": "data:,#remote-settings-dummy/v1",
}
"""No motion, and nothing is asked of the network."""


def find_firefox() -> str | None:
    """Return a Firefox of this machine that runs; the `firefox` of some systems only says where to get one."""
    for name in ("firefox-esr", "firefox"):
        found = shutil.which(name)
        if found and subprocess.run([found, "--version"], capture_output=True, timeout=START_S).returncode == 0:
            return found
    return None


class FirefoxError(Exception):
    """Firefox did not do what a test asked for."""


class Connection:
    """A session in a Firefox."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), ANSWER_S)
        self._file = self._socket.makefile("rb")
        self._number = 0

    def begin(self) -> None:
        """Begin the session: Firefox says who it is, and is asked for one."""
        self._receive()
        self.send("WebDriver:NewSession")

    def send(self, command: str, **parameters: Any) -> Any:
        """Return what a command gives.

        Raises:
            FirefoxError: it failed.
        """
        self._number += 1
        message = json.dumps([0, self._number, command, parameters]).encode()
        self._socket.sendall(b"%d:%s" % (len(message), message))
        _, number, error, result = self._receive()
        assert number == self._number
        if error:
            raise FirefoxError(f"{command}: {error['message']}")
        return result["value"] if list(result or ()) == ["value"] else result

    def _receive(self) -> Any:
        length = b""
        while (digit := self._file.read(1)) != b":":
            if not digit:
                raise FirefoxError("Firefox went away.")
            length += digit
        return json.loads(self._file.read(int(length)))

    def close(self) -> None:
        self._file.close()
        self._socket.close()


@contextmanager
def start_firefox(firefox: str, folder: Path) -> Generator[Connection]:
    """Start a Firefox without a screen, with a new profile in `folder`, and end it afterwards."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
    (folder / "user.js").write_text("\n".join(lines), "utf-8")
    command = [firefox, "--headless", "--no-remote", "--marionette", "--profile", str(folder)]
    with (folder / "firefox.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            connection = Connection(_port_of(folder, process))
            try:
                connection.begin()
                yield connection
            finally:
                connection.close()
        finally:
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _port_of(folder: Path, process: subprocess.Popen[bytes]) -> int:
    deadline = time.monotonic() + START_S
    while True:
        written = folder / "MarionetteActivePort"
        if written.exists() and (port := written.read_text("ascii").strip()):
            return int(port)
        if process.poll() is not None or time.monotonic() > deadline:
            raise FirefoxError(
                f"Firefox did not start: {(folder / 'firefox.log').read_text('utf-8', 'replace')[-500:]}"
            )
        time.sleep(0.1)
