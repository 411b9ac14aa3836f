"""A stand-in for the model process: a real HTTP server that takes the same order and hosts itself in the same way."""

from __future__ import annotations

import http.server
import os
import sys
import threading
import time
from pathlib import Path

from extract.llm.local.child import EXIT_NO_MODEL, begin
from extract.llm.local.hosting import host


class _Handler(http.server.BaseHTTPRequestHandler):
    key = ""

    def do_GET(self) -> None:
        allowed = self.path == "/health" or self.headers["Authorization"] == f"Bearer {self.key}"
        self.send_response(200 if allowed else 401)
        self.end_headers()
        self.wfile.write(b"ok" if allowed else b"no")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name is http.server's
        """Keep quiet."""


def main() -> None:
    order, users = begin(sys.stdin)
    if "broken" in order.model:
        sys.exit(EXIT_NO_MODEL)
    if "crash" in order.model:
        os.abort()
    if "slow" in order.model:
        Path(f"{order.model}.began").touch()
        time.sleep(3_600)
    _Handler.key = order.key
    server = http.server.ThreadingHTTPServer(("127.0.0.1", order.port), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    host(f"http://127.0.0.1:{server.server_port}/v1", order.key, Path(order.state_path), users)
    os._exit(0)


if __name__ == "__main__":
    main()
