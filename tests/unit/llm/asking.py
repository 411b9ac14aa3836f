"""A question with a small answer, and ways to ask it of a server that a test starts."""

from __future__ import annotations

import asyncio
import json
import traceback
from collections.abc import Sequence
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from extract.llm.cache.answers import AnswerCache
from extract.llm.client import ModelClient
from extract.llm.request.answer_schema import form_of
from extract.llm.request.providers import Endpoint, Mode, Provider, resolve_endpoint
from extract.llm.request.questions import Answer, Message, Question
from extract.llm.retry.policy import RetryPolicy
from testing.servers.server import FaultServer

SECRET_TEXT = "Zenobia Quillfeather"

KEY = "sk-made-up-key-0000"

FAST = RetryPolicy(max_attempts=4, first_pause_s=0.01, longest_pause_s=0.02, max_total_s=20)


class Fact(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    name: str = Field(max_length=60)
    kind: Literal["employer", "school"]


GOOD = json.dumps({"name": "Acme", "kind": "employer"})

FACT = Fact(name="Acme", kind="employer")


def question(text: str = "Where?", **changes: Any) -> Question[Fact]:
    settings: dict[str, Any] = {
        "prompt": "facts",
        "prompt_fingerprint": "0" * 64,
        "messages": (Message("system", "Answer."), Message("user", f"{SECRET_TEXT}. {text}")),
        "answer": form_of(Fact),
        "max_tokens": 50,
        "document": "r1.txt",
    }
    return Question(**(settings | changes))


def endpoint_of(base_url: str, *, mode: Mode | None = None, provider: Provider = "llama_cpp", **more: Any) -> Endpoint:
    return resolve_endpoint(base_url=base_url, model="made-up", api_key=KEY, provider=provider, mode=mode, **more)


def ask_all(
    base_url: str,
    questions: Sequence[Question[Fact]],
    *,
    mode: Mode | None = None,
    cache: AnswerCache | None = None,
    retry: RetryPolicy = FAST,
    timeout_s: float = 10,
) -> tuple[list[Answer[Fact]], ModelClient]:
    async def run() -> tuple[list[Answer[Fact]], ModelClient]:
        async with ModelClient(
            endpoint_of(base_url, mode=mode), cache=cache, retry=retry, timeout_s=timeout_s
        ) as client:
            return [await client.ask(each) for each in questions], client

    return asyncio.run(run())


def ask(server: FaultServer, **settings: Any) -> Answer[Fact]:
    return ask_all(server.base_url, [question()], **settings)[0][0]


def everything_said(failure: BaseException) -> str:
    return "".join(traceback.format_exception(failure)) + repr(failure)
