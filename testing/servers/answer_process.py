"""A model server in a process of its own: the smallest answer that fits each question, and a log of what it was asked.

Run as `python -m testing.servers.answer_process LOG DELAY_S PORT [GATE]`; it prints its address, and answers once the file GATE is there. Every request adds two lines to LOG: "asked KEY"
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
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from extract.system.child_process import child_environment
from testing.servers.fitting import smallest
from testing.servers.server import completion

ROOT = Path(__file__).parents[2]


@dataclass
class AnsweringServer:
    """A running server: its address and its log, of which each look reads only what is new."""

    base_url: str
    log: Path
    _read_bytes: int = 0
    _counts: dict[str, Counter[str]] = field(
        default_factory=lambda: {"asked": Counter[str](), "answered": Counter[str]()}
    )

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self.base_url.removesuffix("/v1").rpartition(":")[2])

    def asked(self) -> Counter[str]:
        """How often each question was asked."""
        return self._count("asked")

    def answered(self) -> Counter[str]:
        """How often each question was answered."""
        return self._count("answered")

    def _count(self, word: str) -> Counter[str]:
        if self.log.exists():
            with self.log.open("rb") as file:
                file.seek(self._read_bytes)
                new = file.read()
            whole = new[: new.rfind(b"\n") + 1]  # the last line may be half written
            self._read_bytes += len(whole)
            for line in whole.decode().splitlines():
                said, key = line.split()
                self._counts[said][key] += 1
        return self._counts[word].copy()


@contextmanager
def serve_answers(
    log: Path, *, delay_s: float = 0.0, port: int = 0, gate: Path | None = None
) -> Generator[AnsweringServer]:
    """Run the server for as long as the block lasts; `port` 0 takes one that is free. With a `gate`, all wait for that file."""
    process = subprocess.Popen(
        [sys.executable, "-m", "testing.servers.answer_process", str(log), str(delay_s), str(port), *([str(gate)] if gate else [])],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, env=child_environment(),
    )  # fmt: skip
    try:
        assert process.stdout is not None
        yield AnsweringServer(process.stdout.readline().strip(), log)
    finally:
        process.kill()
        process.communicate()


def main(log: Path, delay_s: float, port: int, gate: Path | None) -> None:
    """Serve until the process is ended."""
    lock = threading.Lock()
    file = log.open("a", encoding="utf-8")

    def note(word: str, key: str) -> None:
        with lock:
            file.write(f"{word} {key}\n")
            file.flush()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            key = hashlib.sha256(body).hexdigest()[:16]
            note("asked", key)
            time.sleep(delay_s)
            while gate and not gate.exists():
                time.sleep(0.01)
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

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    print(f"http://127.0.0.1:{server.server_address[1]}/v1", flush=True)  # noqa: T201 - how it tells its address
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]) if len(sys.argv) > 4 else None)
