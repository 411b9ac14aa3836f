"""A model server on a loopback port that answers by a rule, and keeps what it was asked."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast

from extract.providers import Endpoint, resolve_endpoint

Json = dict[str, Any]
Rule = Callable[["Asked"], Json]


@dataclass(frozen=True)
class Asked:
    """One question as it came over the wire: `form` is the name of its answer's schema, `task` its last message."""

    form: str
    task: str
    body: Json

    @property
    def whole(self) -> str:
        """All messages of the question, as one text."""
        return "\n".join(cast("str", message["content"]) for message in self.body["messages"])


@dataclass
class Answering:
    """A running server."""

    base_url: str
    asked: list[Asked] = field(default_factory=list[Asked])

    def endpoint(self) -> Endpoint:
        return resolve_endpoint(base_url=self.base_url, api_key="none", model="made-up", mode="json_schema")

    def bodies(self) -> list[str]:
        """What was asked, as sorted JSON texts: equal lists are equal questions, whatever their order."""
        return sorted(json.dumps(each.body, sort_keys=True) for each in self.asked)


@contextmanager
def answering(rule: Rule) -> Generator[Answering, None, None]:
    """Run a server that answers each question as `rule` says."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = cast("Json", json.loads(self.rfile.read(int(self.headers["content-length"]))))
            asked = Asked(body["response_format"]["json_schema"]["name"], body["messages"][-1]["content"], body)
            state.asked.append(asked)
            message = {"role": "assistant", "content": json.dumps(rule(asked)), "refusal": None}
            payload = json.dumps(
                {
                    "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "made-up",
                    "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
                    "usage": {"prompt_tokens": 100, "completion_tokens": 5, "total_tokens": 105},
                }
            ).encode()  # fmt: skip
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(payload)))
            self.end_headers()
            self.wfile.write(payload)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state = Answering(f"http://127.0.0.1:{server.server_address[1]}/v1")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
