"""A model server in a process of its own: the smallest answer that fits each question, and a log of what it was asked.

Run as `python -m tests.faults.answering LOG DELAY_S`; it prints its address. Every request adds two lines to LOG: "asked KEY"
when it has come and "answered KEY" when the reply is out, KEY being a digest of the request's body.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from extract.child_process import child_environment
from tests.faults.fitting import smallest
from tests.faults.server import completion

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class AnsweringServer:
    """A running server: its address and its log."""

    base_url: str
    log: Path

    def asked(self) -> Counter[str]:
        """How often each question was asked."""
        return Counter(self._keys("asked"))

    def answered(self) -> Counter[str]:
        """How often each question was answered."""
        return Counter(self._keys("answered"))

    def _keys(self, word: str) -> list[str]:
        lines = self.log.read_text("utf-8").splitlines() if self.log.exists() else []
        return [line.split()[1] for line in lines if line.startswith(f"{word} ")]


@contextmanager
def serve_answers(log: Path, *, delay_s: float = 0.0) -> Generator[AnsweringServer]:
    """Run the server for as long as the block lasts."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.answering", str(log), str(delay_s)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, env=child_environment(),
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield AnsweringServer(process.stdout.readline().strip(), log)
    finally:
        process.kill()
        process.communicate()


def main(log: Path, delay_s: float) -> None:
    """Serve until the process is ended."""
    lock = threading.Lock()
    file = log.open("a", encoding="utf-8")

    def note(word: str, key: str) -> None:
        with lock:
            file.write(f"{word} {key}\n")
            file.flush()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            key = hashlib.sha256(body).hexdigest()[:16]
            note("asked", key)
            time.sleep(delay_s)
            schema = json.loads(body)["response_format"]["json_schema"]["schema"]
            reply = json.dumps(completion(json.dumps(smallest(schema))).body).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)
            note("answered", key)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            return

        def handle(self) -> None:
            with contextlib.suppress(OSError, ValueError):
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    print(f"http://127.0.0.1:{server.server_address[1]}/v1", flush=True)  # noqa: T201 - how it tells its address
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]))
