"""A model server that misbehaves on command: HTTP on a loopback port, speaking /v1/chat/completions.

`Speaker` and `listening` are what the other servers of the tests are made of too; that of `model_process` alone is its own,
since it breaks rules that http.server keeps.
"""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

Json = dict[str, Any]


@dataclass(frozen=True)
class Step:
    """What the server does with one request.

    `status` and `body` are what it sends; `action` is "reply", "reset" (the connection breaks), "hang" (nothing comes
    until the server stops) or "cut" (the connection closes halfway through the body).
    """

    body: str | bytes | Json = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    content_type: str = "application/json"
    action: str = "reply"
    delay_s: float = 0.0


def completion(
    content: str | None,
    *,
    finish_reason: str = "stop",
    refusal: str | None = None,
    tool_arguments: str | None = None,
    logprobs: Json | None = None,
    usage: tuple[int, int, int] = (100, 60, 10),
) -> Step:
    """Return a proper completion; `usage` is prompt, cached and completion tokens."""
    message: Json = {"role": "assistant", "content": content, "refusal": refusal}
    if tool_arguments is not None:
        call = {"id": "call_1", "type": "function", "function": {"name": "Fact", "arguments": tool_arguments}}
        message["tool_calls"] = [call]
    choice: Json = {"index": 0, "message": message, "finish_reason": finish_reason, "logprobs": logprobs}
    prompt, cached, written = usage
    return Step(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "made-up",
            "choices": [choice],
            "usage": {
                "prompt_tokens": prompt,
                "completion_tokens": written,
                "total_tokens": prompt + written,
                "prompt_tokens_details": {"cached_tokens": cached},
            },
        }
    )


def error(
    status: int, *, code: str | None = None, message: str = "no", headers: Mapping[str, str] | None = None
) -> Step:
    """Return an error in OpenAI's form."""
    return Step(
        {"error": {"message": message, "type": "error", "code": code}}, status=status, headers=dict(headers or {})
    )


@dataclass
class FaultServer:
    """A running server: its address, and the requests that it has seen."""

    base_url: str
    requests: list[Json] = field(default_factory=list[Json])
    request_headers: list[dict[str, str]] = field(default_factory=list[dict[str, str]])
    paths: list[str] = field(default_factory=list[str])
    most_at_once: int = 0


class Speaker(BaseHTTPRequestHandler):
    """Speaks HTTP, keeps connections, prints nothing, and minds no client that has gone."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # the body is a packet of its own, which would wait 40 ms for the other side's word

    def do_GET(self) -> None:
        self.answer_get()

    def do_POST(self) -> None:
        self.answer_post()

    def answer_get(self) -> None:
        """Answer a GET; a server that has nothing to get says so."""
        self.take(error(501))

    def answer_post(self) -> None:
        """Answer a POST; a server that takes nothing says so."""
        self.take(error(501))

    def read_body(self) -> bytes:
        """Return the body of the request."""
        return self.rfile.read(int(self.headers.get("content-length", 0)))

    def read_json(self) -> Json:
        """Return the body of the request, which is a JSON object."""
        return cast("Json", json.loads(self.read_body()))

    def take(self, step: Step) -> None:
        """Do what the step says, but for waiting."""
        if step.action == "reset":
            linger = struct.pack("ii", 1, 0)  # close with RST instead of FIN
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()
            self.close_connection = True
            return
        body = step.body if isinstance(step.body, str | bytes) else json.dumps(step.body)
        data = body.encode() if isinstance(body, str) else body
        self.send_response(step.status)
        self.send_header("content-type", step.content_type)
        self.send_header("content-length", str(len(data)))
        for name, value in step.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data[: len(data) // 2] if step.action == "cut" else data)
        if step.action == "cut":
            self.wfile.flush()
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        return

    def handle(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            super().handle()

    def finish(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            super().finish()


def bind(speaker: type[Speaker]) -> ThreadingHTTPServer:
    """Return a server on a loopback port that is free."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), speaker)
    server.daemon_threads = True
    return server


@contextmanager
def listening(speaker: type[Speaker]) -> Generator[str]:
    """Let a speaker answer from threads of this process; gives the address that a client is told."""
    server = bind(speaker)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def serve(*steps: Step) -> Generator[FaultServer]:
    """Run a server that takes `steps` in turn, the last one again and again."""
    stopping = threading.Event()
    lock = threading.Lock()
    busy = 0

    class Handler(Speaker):
        def answer_post(self) -> None:
            nonlocal busy
            request = self.read_json()
            if stopping.is_set():  # a connection kept open outlives the server's socket
                self.close_connection = True
                return
            with lock:
                step = steps[min(len(state.requests), len(steps) - 1)]
                state.requests.append(request)
                state.request_headers.append({name.lower(): value for name, value in self.headers.items()})
                state.paths.append(self.path)
                busy += 1
                state.most_at_once = max(state.most_at_once, busy)
            try:
                stopping.wait(step.delay_s)
                if step.action == "hang":
                    stopping.wait()
                    self.close_connection = True
                else:
                    self.take(step)
            finally:
                with lock:
                    busy -= 1

    with listening(Handler) as base_url:
        state = FaultServer(base_url)
        try:
            yield state
        finally:
            stopping.set()


def unused_address() -> str:
    """Return a loopback address at which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}/v1"


def sent_messages(requests: Sequence[Json]) -> list[list[Json]]:
    """Return the messages of each request."""
    return [cast("list[Json]", request["messages"]) for request in requests]
