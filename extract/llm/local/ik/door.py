"""The engine behind HTTP, as llama.cpp's server is: OpenAI's chat completions on a loopback port, one at a time.

A request whose client goes away is ended at once, also in the middle of reading a prompt.
"""

from __future__ import annotations

import asyncio
import contextlib
import hmac
import json
import math
import socket
import threading
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, cast

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from extract.llm.local.engines import FIXED_HEADER
from extract.llm.local.grammar import compact_grammar
from extract.llm.local.ik.engine import AbortedError, Completion, Engine, RefusedError, Request
from extract.llm.local.ik.vocabulary import Vocabulary

MAX_TOP_LOGPROBS = 20
_ROLES = frozenset({"system", "user", "assistant"})
_SEEDS = 0xFFFF_FFFF
"""A seed is as many bits in llama.cpp, where -1 is one too."""
_NOT_UNDERSTOOD = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError)
"""What reading a body ends in that is no request: of another form, too large a number, or too deep."""

Json = dict[str, Any]


class Door:
    """Serves an engine to those who know the key, on 127.0.0.1; `address` is "http://127.0.0.1:PORT"."""

    def __init__(self, engine: Engine, model_name: str, key: str, port: int = 0) -> None:
        """Listen.

        Raises:
            RuntimeError: the port cannot be used.
        """
        self._engine, self._model, self._key = engine, model_name, key
        self._turn = asyncio.Lock()
        self._worker = ThreadPoolExecutor(max_workers=1)
        self._socket = socket.socket()
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind(("127.0.0.1", port))
        except OSError as error:
            raise RuntimeError("the port cannot be used") from error
        self._socket.listen(64)
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"

    def open(self) -> None:
        """Answer from now on, in a thread of its own."""
        routes = [
            Route("/health", self._health),
            Route("/v1/models", self._guarded(self._models)),
            Route("/v1/chat/completions", self._guarded(self._complete), methods=["POST"]),
        ]
        # No log: it would name what is asked. No limit on time: a client that waits no longer goes away.
        config = uvicorn.Config(Starlette(routes=routes), log_config=None, access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        threading.Thread(target=server.run, kwargs={"sockets": [self._socket]}, daemon=True).start()

    def _guarded(self, handle: Callable[[HttpRequest], Awaitable[Response]]) -> Callable[..., Awaitable[Response]]:
        async def guarded(request: HttpRequest) -> Response:
            given = request.headers.get("authorization", "")
            if not hmac.compare_digest(given.encode(), f"Bearer {self._key}".encode()):
                return _error(401, "authentication_error", "the key is not right")
            return await handle(request)

        return guarded

    async def _health(self, _: HttpRequest) -> Response:
        return JSONResponse({"status": "ok"})

    async def _models(self, _: HttpRequest) -> Response:
        return JSONResponse(
            {"object": "list", "data": [{"id": self._model, "object": "model", "owned_by": "vouchline"}]}
        )

    async def _complete(self, http: HttpRequest) -> Response:
        try:
            body = json.loads(await http.body())
            request = _request_of(body, http.headers.get(FIXED_HEADER, "0"), self._engine.native.n_ctx)
        except _NOT_UNDERSTOOD:
            return _error(400, "invalid_request_error", "this is no chat completion request that this server knows")
        gone = asyncio.ensure_future(_gone(http))
        try:
            async with self._turn:
                completion = None if gone.done() else await self._answer(request, gone)
        except RefusedError as error:
            return _error(400, error.kind, str(error))
        except RuntimeError as error:
            return _error(500, "server_error", str(error))
        finally:
            gone.cancel()
        if completion is None:
            return Response(status_code=499)  # nobody reads it
        reply = _reply(completion, self._engine.vocabulary, self._model)
        if body.get("stream"):
            return StreamingResponse(_streamed(reply), media_type="text/event-stream")
        return JSONResponse(reply)

    async def _answer(self, request: Request, gone: asyncio.Future[None]) -> Completion | None:
        """Return the completion; None where the client has gone away."""
        self._engine.ready()
        work = asyncio.get_running_loop().run_in_executor(self._worker, self._engine.complete, request)
        try:
            await asyncio.wait((work, gone), return_when=asyncio.FIRST_COMPLETED)
        finally:
            if not work.done():
                self._engine.stop()
            with contextlib.suppress(AbortedError):
                await asyncio.shield(work)
        try:
            return work.result()
        except AbortedError:
            return None


async def _gone(http: HttpRequest) -> None:
    """Return when the client has closed its connection."""
    while (await http.receive())["type"] != "http.disconnect":
        pass


def _request_of(body: Json, fixed: str, most: int) -> Request:
    """Read a request.

    Raises:
        _NOT_UNDERSTOOD: it is none that can be answered.
    """
    messages = [{"role": str(m["role"]), "content": _content(m["content"])} for m in body["messages"]]
    if body.get("tools") or not messages or not all(m["role"] in _ROLES for m in messages):
        raise ValueError
    temperature = float(body.get("temperature") or 0.0)
    if not 0 <= temperature < math.inf:
        raise ValueError
    wanted = body.get("max_tokens") or body.get("max_completion_tokens") or most
    return Request(
        messages, _grammar_of(body), int(wanted),
        min(max(int(body.get("top_logprobs") or 1), 1), MAX_TOP_LOGPROBS) if body.get("logprobs") else 0,
        temperature, int(body.get("seed") or 0) & _SEEDS, min(max(int(fixed), 0), len(messages) - 1),
    )  # fmt: skip


def _content(content: object) -> str:
    parts = [{"text": content}] if isinstance(content, str) else cast("list[Json]", content)
    text = "".join(str(part["text"]) for part in parts)
    text.encode()  # half of a surrogate pair is no text
    return text


def _grammar_of(body: Json) -> str | None:
    if grammar := body.get("grammar"):
        if not str(grammar).startswith("%llguidance"):
            raise ValueError
        return str(grammar)
    wanted: Json = body.get("response_format") or {}
    if wanted.get("type") == "json_schema":
        return compact_grammar(wanted["json_schema"]["schema"])
    if wanted.get("type") == "json_object":
        return '%llguidance {}\nstart: %json {"type": "object"}'
    return None


def _reply(completion: Completion, vocabulary: Vocabulary, model: str) -> Json:
    choice: Json = {
        "index": 0, "message": {"role": "assistant", "content": completion.text}, "finish_reason": completion.finish,
    }  # fmt: skip
    if completion.chosen:
        choice["logprobs"] = {
            "content": [
                _token(vocabulary, chosen.token, chosen.logprob)
                | {"top_logprobs": [_token(vocabulary, *each) for each in chosen.top]}
                for chosen in completion.chosen
            ]
        }
    written = len(completion.tokens)
    return {
        "id": "chatcmpl-local", "object": "chat.completion", "created": int(time.time()), "model": model, "choices": [choice],
        "usage": {
            "prompt_tokens": completion.prompt_tokens, "completion_tokens": written,
            "total_tokens": completion.prompt_tokens + written,
            "prompt_tokens_details": {"cached_tokens": completion.prompt_tokens - completion.read},
        },
        "timings": {
            "prompt_ms": 1e3 * completion.read_s, "predicted_ms": 1e3 * completion.write_s, "calls": completion.calls,
            "draft_n": completion.drafted, "draft_n_accepted": completion.accepted, "forced_n": completion.forced,
        },
    }  # fmt: skip


def _token(vocabulary: Vocabulary, token: int, logprob: float) -> Json:
    # JSON has no infinity; nothing that unlikely is ever told from nothing.
    return {"token": vocabulary.text([token]), "logprob": max(logprob, -1e4) if not math.isnan(logprob) else -1e4}


async def _streamed(reply: Json) -> AsyncIterator[str]:
    """Yield the whole completion as one event, for clients that want a stream."""
    choice = reply["choices"][0]
    rest = {name: value for name, value in choice.items() if name != "message"}
    delta = {**reply, "object": "chat.completion.chunk", "choices": [{**rest, "delta": choice["message"]}]}
    yield f"data: {json.dumps(delta)}\n\n"
    yield "data: [DONE]\n\n"


def _error(status: int, kind: str, message: str) -> Response:
    return JSONResponse({"error": {"code": status, "type": kind, "message": message}}, status_code=status)
