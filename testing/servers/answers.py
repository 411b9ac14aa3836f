"""Answers made up for a question: valid for its schema, and the same for the same question, whenever it is asked."""

from __future__ import annotations

import json
import random
from typing import Any, cast

Json = dict[str, Any]
MOST_ITEMS = 3
"""Items of an array that may be longer."""
_WORDS_OF_A_TEXT = 4
_ASKED_AGAIN = "Correct your JSON"
"""How instructor begins to ask again: the answer is that to the question before it."""


def answer_to(request: Json) -> str:
    """Return the JSON text that answers a request, chosen by its question alone, not by how often or how it is asked."""
    schema = wanted_schema(request)
    if schema is None:
        return "{}"
    messages = asked_messages(request)
    text = json.dumps([messages, schema], sort_keys=True)
    shown = str(messages[-1]["content"]).split()
    return json.dumps(_value(schema, schema, random.Random(text), shown), ensure_ascii=False)


def asked_messages(request: Json) -> list[Json]:
    """Return the messages of the question; where it is asked again, those of the first time."""
    messages: list[Json] = request["messages"]
    return messages[:-2] if str(messages[-1].get("content")).startswith(_ASKED_AGAIN) else messages


def wanted_schema(request: Json) -> Json | None:
    """Return the schema that the reply must fit; None where the request names none."""
    if wanted := request.get("response_format", {}).get("json_schema"):
        return cast("Json", wanted["schema"])
    tools = request.get("tools")
    return cast("Json", tools[0]["function"]["parameters"]) if tools else None


def _value(schema: Json, whole: Json, chance: random.Random, shown: list[str]) -> Any:
    if "$ref" in schema:
        return _value(whole["$defs"][schema["$ref"].rsplit("/", 1)[-1]], whole, chance, shown)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return chance.choice(schema["enum"])
    if "anyOf" in schema:
        return _value(chance.choice(schema["anyOf"]), whole, chance, shown)
    match schema.get("type"):
        case "object":
            return {name: _value(part, whole, chance, shown) for name, part in schema.get("properties", {}).items()}
        case "array":
            items = [_value(part, whole, chance, shown) for part in schema.get("prefixItems", [])]
            least = max(schema.get("minItems", 0), len(items))
            wanted = chance.randint(least, max(least, min(schema.get("maxItems", MOST_ITEMS), MOST_ITEMS)))
            more = schema.get("items")
            return items + [_value(more, whole, chance, shown) for _ in range(wanted - len(items)) if more]
        case "string":
            return _text(schema, chance, shown)
        case "integer" | "number":
            least = schema.get("minimum", 0)
            return chance.randint(int(least), int(schema.get("maximum", least + 9)))
        case "boolean":
            return chance.random() < 0.5
        case _:
            return None


def _text(schema: Json, chance: random.Random, shown: list[str]) -> str:
    """Return some words of the question in a row, as a model copies them."""
    start = chance.randrange(len(shown)) if shown else 0
    text = " ".join(shown[start : start + chance.randint(1, _WORDS_OF_A_TEXT)])[: schema.get("maxLength", 1000)]
    return text + "x" * (schema.get("minLength", 0) - len(text))
