"""Prompts and grammars for the faster engine, and ways to ask it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extract.llm.local.engines import why_not_ik
from extract.llm.local.grammar import copying_grammar, word_grammar
from extract.llm.local.ik.engine import Completion, Engine, Message, Request
from extract.llm.local.ik.native import Library
from extract.llm.local.ik.prefixes import Prefixes

MISSING = why_not_ik()

SYSTEM = {"role": "system", "content": "You list the work and the studies that a document tells of. Copy its words."}

RESUME = "Ward nurse, Harbour Clinic, Ghent\nCared for 24 patients.\nAccounts assistant, Plum Foods, Bruges\nBooked invoices."


def object_schema(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


SEPARATORS = (" ", " ", " ", " ", ", ", ". ", " – ", "\n", ",\n")

ITEM = object_schema(title={"type": "string", "maxLength": 24}, kind={"enum": ["employer", "school"]})

LIST = object_schema(roles={"type": "array", "maxItems": 3, "items": ITEM})

YES = word_grammar(["yes", "no", "partly"])


def engine_of(library: Library, folder: Path | None = None, *, basis: str = "tiny") -> Engine:
    """Return an engine that has read nothing yet."""
    library.stop = False
    return Engine(library, Prefixes(folder, basis))


def asked_of(*texts: str, system: Message | None = SYSTEM) -> list[Message]:
    """Return a conversation: users and assistants take turns."""
    turns = [{"role": "assistant" if n % 2 else "user", "content": text} for n, text in enumerate(texts)]
    return [*([system] if system else []), *turns]


def ask(engine: Engine, text: str, grammar: str | None = YES, max_tokens: int = 400, **more: Any) -> Completion:
    return engine.complete(Request(asked_of(text), grammar, max_tokens, **more))


def prompts(count: int) -> Iterator[str]:
    """Yield texts of made-up words, in lines."""
    choosing = random.Random(5)
    for _ in range(count):
        words = ["".join(choosing.choices("abcdefgnorst", k=choosing.randint(2, 9))) for _ in range(30)]
        yield "".join(word + choosing.choice(SEPARATORS) for word in words).strip()


def ask_fixed(engine: Engine, text: str, fixed: int = 3) -> Completion:
    """Ask with a beginning of three messages that is the same for all documents: the system's and an example."""
    return engine.complete(
        Request(asked_of(RESUME, '{"roles": []}', text), copying_grammar(LIST, text), 200, fixed=fixed)
    )


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.*"))
