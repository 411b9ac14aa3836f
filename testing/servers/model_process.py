"""The model server in a process of its own: HTTP by asyncio alone, so that it can break every rule and is fast.

`python -m testing.servers.model_process PLAN` prints its port. GET /seen tells what it saw; POST /plan changes the plan.
"""

from __future__ import annotations

import asyncio
import contextlib
import email.utils
import hashlib
import json
import re
import socket
import ssl
import struct
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from testing.servers.answers import answer_to, asked_messages, wanted_schema
from testing.servers.plans import BROKEN_OFF, GOOD, Plan, Seen

Json = dict[str, Any]
_CHUNK = b"0" * (1 << 20)
_REASONS = {200: "OK", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found"}


class ModelServer:
    """One server: its plan, and what it has seen under the plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.seen = Seen()
        self._busy = 0
        self._answers: dict[str, str] = {}
        self._questions: dict[bytes, str] = {}

    async def serve_connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer the requests of one connection, one after the other."""
        self.seen.connections += 1
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, TimeoutError):
            while (request := await _read_request(reader)) is not None:
                path, body = request
                if not await self._respond(path, body, writer):
                    break
        writer.close()

    async def _respond(self, path: str, body: bytes, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; returns whether the connection stays."""
        if path == "/seen":
            return await _send(writer, 200, json.dumps(asdict(self.seen)))
        if path == "/plan":
            self.__init__(Plan.parse(body.decode()))
            return await _send(writer, 200, "{}")
        if path.endswith("/models"):
            return await _send(
                writer, 200, json.dumps({"object": "list", "data": [{"id": "made-up", "object": "model"}]})
            )
        digest = self._question(body)
        is_spared = bool(self.plan.spared) and self.seen.requests < self.plan.spared
        met = self.seen.by_question.setdefault(digest, [])
        fault, delay_s = self.plan.fault(digest, len(met)), self.plan.delay_s(digest, len(met))
        if is_spared:
            fault = GOOD
        self._busy += 1
        self.seen.most_at_once = max(self.seen.most_at_once, self._busy)
        if self.plan.capacity and self._busy > self.plan.capacity:
            fault, delay_s = "429_seconds" if self.plan.pause_s else "429", 0.0
        met.append(fault)
        reply_at_s = time.monotonic() + delay_s
        self._answer(digest, body)
        try:
            if (left_s := reply_at_s - time.monotonic()) > 0:
                await asyncio.sleep(left_s)
            return await self._misbehave(fault, digest, body, writer)
        finally:
            self._busy -= 1

    def _question(self, body: bytes) -> str:
        """Return the digest of the question that a request asks, for the first time or again."""
        known = self._questions.get(body)
        if known is None:
            request = json.loads(body)
            text = json.dumps([asked_messages(request), wanted_schema(request), request.get("max_tokens")])
            known = self._questions[body] = hashlib.sha256(text.encode()).hexdigest()
            if self.plan.mark:
                self.seen.marks[known] = sorted(set(re.findall(self.plan.mark, text)))
        return known

    async def _misbehave(self, fault: str, digest: str, body: bytes, writer: asyncio.StreamWriter) -> bool:
        if (status := _status_of(fault)) is not None:
            headers = _retry_after(fault, self.plan.pause_s)
            html = fault == "502"
            text = "<html>Bad Gateway</html>" if html else json.dumps({"error": _error_of(fault)})
            return await _send(writer, status, text, "text/html" if html else "application/json", headers)
        if fault == "html":
            return await _send(writer, 200, "<html>Sign in</html>", "text/html")
        if fault == "silent":
            await asyncio.sleep(3600)
        if fault in ("huge", "huge_unannounced"):
            return await self._send_huge(writer, announced=fault == "huge")
        text = self._completion(GOOD if fault in BROKEN_OFF else fault, digest, body)
        if fault in ("reset", "cut_body"):
            writer.write(_head(200, len(text.encode()), "application/json") + text.encode()[: len(text) // 2])
            await writer.drain()
            if fault == "reset":  # RST in place of FIN
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                writer.transport.abort()
            return False
        if fault == "drip":
            writer.write(_head(200, len(text.encode()), "application/json"))
            for place in range(len(text)):
                writer.write(text.encode()[place : place + 1])
                await writer.drain()
                await asyncio.sleep(self.plan.drip_s)
            return True
        return await _send(writer, 200, text)

    async def _send_huge(self, writer: asyncio.StreamWriter, *, announced: bool) -> bool:
        size = self.plan.huge_bytes
        if announced:
            writer.write(_head(200, size, "application/json"))
        else:
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n")
        for _ in range(size // len(_CHUNK)):
            writer.write(_CHUNK)
            await writer.drain()
        return False

    def _completion(self, fault: str, digest: str, body: bytes) -> str:
        known = self._answer(digest, body)
        return known if fault == GOOD else _spoil(fault, json.loads(known))

    def _answer(self, digest: str, body: bytes) -> str:
        known = self._answers.get(digest)
        if known is None:
            known = self._answers[digest] = completion_text(json.loads(body), self.plan.answers)
        return known


def completion_text(request: Json, answers: str) -> str:
    """Return the body of a proper completion."""
    if answers == "smallest":
        from testing.servers.fitting import smallest  # it reads the schema alone

        content = json.dumps(smallest(request["response_format"]["json_schema"]["schema"]))
    else:
        content = answer_to(request)
    message: Json = {"role": "assistant", "content": content}
    if tools := request.get("tools"):
        called = {"name": tools[0]["function"]["name"], "arguments": content}
        message = {
            "role": "assistant",
            "content": None,
            "tool_calls": [{"id": "1", "type": "function", "function": called}],
        }
    prompt, written = len(json.dumps(request["messages"])) // 4, len(content) // 4 + 1
    return json.dumps(
        {
            "id": "chatcmpl-1",
            "object": "chat.completion",
            "created": 1,
            "model": "made-up",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}],
            "usage": {
                "prompt_tokens": prompt,
                "completion_tokens": written,
                "total_tokens": prompt + written,
                "prompt_tokens_details": {"cached_tokens": prompt // 2},
            },
        }
    )


def _spoil(fault: str, reply: Json) -> str:  # noqa: C901 - one line a fault
    choice = reply["choices"][0]
    match fault:
        case "cut_json":
            return json.dumps(reply)[:-20]
        case "no_object":
            return "[1, 2]"
        case "empty_choices":
            reply["choices"] = []
        case "no_message":
            reply["choices"] = [{"index": 0}]
        case "wrong_schema":
            choice["message"]["content"] = '{"zoo": ["Zenobia Quillfeather"]}'
        case "prose":
            choice["message"]["content"] = "Sure! Zenobia Quillfeather is here."
        case "cut_content":
            choice["message"]["content"] = choice["message"]["content"][:-1]
        case "refusal":
            choice["message"] |= {"content": None, "refusal": "I will not say Zenobia Quillfeather."}
        case "content_filter" | "length":
            choice["finish_reason"] = fault
        case "usage_missing":
            del reply["usage"]
        case "usage_negative":
            reply["usage"] = {"prompt_tokens": -5, "completion_tokens": -7, "total_tokens": -12}
        case "usage_absurd":
            reply["usage"] = {
                "prompt_tokens": 10**15,
                "completion_tokens": 1e300,
                "total_tokens": 0,
                "prompt_tokens_details": {"cached_tokens": 10**16},
            }
        case "usage_text":
            reply["usage"] = {"prompt_tokens": "many", "completion_tokens": None, "prompt_tokens_details": "some"}
        case "odd_fields":
            reply |= {"created": "yesterday", "model": None, "choices": [choice | {"index": "0", "logprobs": "none"}]}
        case _:
            raise ValueError(fault)
    return json.dumps(reply)


def _status_of(fault: str) -> int | None:
    named = {"context_length": 400, "no_credit": 429}
    if fault in named:
        return named[fault]
    digits = fault.partition("_")[0]
    return int(digits) if digits.isdigit() else None


def _error_of(fault: str) -> Json:
    codes = {
        "context_length": "context_length_exceeded",
        "no_credit": "insufficient_quota",
        "404_model": "model_not_found",
    }
    return {"message": "about Zenobia Quillfeather", "type": "error", "code": codes.get(fault)}


def _retry_after(fault: str, pause_s: float) -> dict[str, str]:
    match fault:
        case "429_seconds":
            return {"retry-after": f"{pause_s:g}"}
        case "429_date":  # whole seconds, so up to one more than asked for
            return {"retry-after": email.utils.formatdate(time.time() + max(pause_s, 1), usegmt=True)}
        case "429_past_date":
            return {"retry-after": "Sun, 22 Nov 2020 12:00:00 GMT"}
        case _:
            return {}


async def _read_request(reader: asyncio.StreamReader) -> tuple[str, bytes] | None:
    head = await reader.readuntil(b"\r\n\r\n")
    line, *fields = head.decode("latin-1").split("\r\n")
    sizes = [value for name, _, value in (field.partition(":") for field in fields) if name.lower() == "content-length"]
    return line.split(" ")[1], await reader.readexactly(int(sizes[0])) if sizes else b""


def _head(status: int, size: int, content_type: str, headers: dict[str, str] | None = None) -> bytes:
    more = "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
    reason = _REASONS.get(status, "Error")
    return (
        f"HTTP/1.1 {status} {reason}\r\ncontent-type: {content_type}\r\ncontent-length: {size}\r\n{more}\r\n".encode()
    )


async def _send(
    writer: asyncio.StreamWriter,
    status: int,
    text: str,
    content_type: str = "application/json",
    headers: dict[str, str] | None = None,
) -> bool:
    body = text.encode()
    writer.write(_head(status, len(body), content_type, headers) + body)
    await writer.drain()
    return True


async def main(plan: Plan, certificate: Path | None) -> None:
    """Serve until the standard input closes: the process ends with the one that started it."""
    server = ModelServer(plan)
    tls = None
    if certificate is not None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate)
    listening = await asyncio.start_server(
        server.serve_connection, "127.0.0.1", 0, backlog=1024, ssl=tls, limit=1 << 24
    )
    sys.stdout.write(f"{listening.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main(Plan.parse(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None))
