"""A model server that answers every question with the smallest JSON that fits its schema, and misbehaves on a word.

Tests of what happens around the model need answers that fit, whatever the prompts say by then. Where a test says what
the model answers, it gives an `answer`: a function of the question's schema name and messages; what it leaves to the
server (None) gets the smallest answer.
"""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from tests.faults.server import Step, completion

Json = dict[str, Any]
Answering = Callable[[str, list[str]], Any]
"""Name of the answer's schema and texts of the messages, to the value that is answered; None: the smallest that fits."""


@dataclass
class FittingServer:
    """A running server: its address, and how many questions it has answered."""

    base_url: str
    seen: int = 0
    """Requests of any kind."""
    asked: list[str] = field(default_factory=list[str])


@contextmanager
def serve_fitting(
    faults: Mapping[str, Step] | None = None,
    *,
    models: tuple[str, ...] = ("made-up",),
    delay_s: float = 0.0,
    answer: Answering | None = None,
) -> Generator[FittingServer]:
    """Run a server; a question that holds a word of `faults` gets that step in place of an answer."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._send(Step({"object": "list", "data": [{"id": name, "object": "model"} for name in models]}))

        def do_POST(self) -> None:
            request = cast("Json", json.loads(self.rfile.read(int(self.headers["content-length"]))))
            messages = [str(message["content"]) for message in request["messages"]]
            text = " ".join(messages)
            state.asked.append(text)
            time.sleep(delay_s)
            for word, step in (faults or {}).items():
                if word in text:
                    self._send(step)
                    return
            wanted = request["response_format"]["json_schema"]
            value = answer(wanted["name"], messages) if answer else None
            self._send(completion(json.dumps(smallest(wanted["schema"]) if value is None else value)))

        def _send(self, step: Step) -> None:
            state.seen += 1
            body = (step.body if isinstance(step.body, str) else json.dumps(step.body)).encode()
            self.send_response(step.status)
            self.send_header("content-type", step.content_type)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            return

        def handle(self) -> None:
            with contextlib.suppress(ConnectionError, OSError, ValueError):
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state = FittingServer(f"http://127.0.0.1:{server.server_address[1]}/v1")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def smallest(schema: Json, whole: Json | None = None) -> Any:
    """Return the smallest value that fits a JSON Schema of those that are sent to models."""
    whole = whole or schema
    if "$ref" in schema:
        return smallest(whole["$defs"][schema["$ref"].rsplit("/", 1)[-1]], whole)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][-1]
    if "anyOf" in schema:
        options = schema["anyOf"]
        return None if {"type": "null"} in options else smallest(options[0], whole)
    match schema.get("type"):
        case "object":
            return {name: smallest(part, whole) for name, part in schema.get("properties", {}).items()}
        case "array":
            parts = schema.get("prefixItems", [])
            items = [smallest(part, whole) for part in parts]
            missing = schema.get("minItems", 0) - len(items)
            return items + ([smallest(schema["items"], whole)] * missing if missing > 0 else [])
        case "string":
            return "x" * schema.get("minLength", 0)
        case "integer" | "number":
            return schema.get("minimum", 0)
        case "boolean":
            return False
        case _:
            return None
