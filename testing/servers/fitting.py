"""A model server that answers every question with the smallest JSON that fits its schema, and misbehaves on a word.

Tests of what happens around the model need answers that fit, whatever the prompts say by then. Where a test says what
the model answers, it gives an `answer`: a function of the question's schema name and messages; what it leaves to the
server (None) gets the smallest answer.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from testing.servers.server import Speaker, Step, completion, listening

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

    class Handler(Speaker):
        def answer_get(self) -> None:
            state.seen += 1
            self.take(Step({"object": "list", "data": [{"id": name, "object": "model"} for name in models]}))

        def answer_post(self) -> None:
            request = self.read_json()
            messages = [str(message["content"]) for message in request["messages"]]
            text = " ".join(messages)
            state.asked.append(text)
            time.sleep(delay_s)
            state.seen += 1
            self.take(
                next((step for word, step in (faults or {}).items() if word in text), None) or fit(request, messages)
            )

    def fit(request: Json, messages: list[str]) -> Step:
        wanted = request["response_format"]["json_schema"]
        value = answer(wanted["name"], messages) if answer else None
        return completion(json.dumps(smallest(wanted["schema"]) if value is None else value))

    with listening(Handler) as base_url:
        state = FittingServer(base_url)
        yield state


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
