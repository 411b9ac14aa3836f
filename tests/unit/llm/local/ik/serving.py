"""The server of the faster engine with the tiny model, and ways to ask it."""

from __future__ import annotations

import http.client
import json
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from extract.llm.local.engines import why_not_ik
from extract.llm.local.grammar import word_grammar
from extract.llm.local.llama import LlamaSettings
from extract.llm.local.server import EmbeddedServer

MISSING = why_not_ik()

Json = dict[str, Any]

SETTINGS = LlamaSettings(n_ctx=8_192, n_parallel=1, n_threads=1)

YES = word_grammar(["yes", "no"])

SCHEMA: Json = {
    "type": "object",
    "properties": {"kind": {"enum": ["employer", "school"]}, "name": {"type": "string", "maxLength": 12}},
    "required": ["kind", "name"],
    "additionalProperties": False,
}


def serving(model: Path, cache: Path) -> EmbeddedServer:
    return EmbeddedServer(model, cache, SETTINGS, engine="ik")


def connect(server: EmbeddedServer) -> http.client.HTTPConnection:
    address = urlsplit(server.base_url)
    return http.client.HTTPConnection(address.hostname or "", address.port, timeout=30)


def said(text: str, **more: Any) -> Json:
    """Return the body of a request."""
    return {"messages": [{"role": "user", "content": text}], "max_tokens": 100, "temperature": 0} | more


def post(server: EmbeddedServer, body: Json | str | bytes, headers: Json | None = None) -> tuple[int, str]:
    """Send a body and return the status and the text of the reply."""
    connection = connect(server)
    try:
        sent = json.dumps(body) if isinstance(body, dict) else body
        key = {"authorization": f"Bearer {server.api_key}"}
        connection.request("POST", "/v1/chat/completions", sent, key | (headers or {}))
        reply = connection.getresponse()
        return reply.status, reply.read().decode()
    finally:
        connection.close()


def ask(server: EmbeddedServer, text: str, headers: Json | None = None, **more: Any) -> Json:
    """Ask and return the completion."""
    status, reply = post(server, said(text, **more), headers)
    assert status == 200, reply
    return cast("Json", json.loads(reply))


def content(completion: Json) -> str:
    return str(completion["choices"][0]["message"]["content"])


def cached(completion: Json) -> int:
    return int(completion["usage"]["prompt_tokens_details"]["cached_tokens"])
