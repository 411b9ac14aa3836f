"""Values that stand in for an answer that is not there yet, so that a document's further questions can be foreseen.

There are two of them, as unlike each other as the schema lets them be: one says nothing, the other says something
everywhere. A question that comes up behind both does not hang on the answer, and can be asked together with it.
"""

from __future__ import annotations

import json
from typing import Any, Literal, cast, get_args

from pydantic import ValidationError

from extract.llm.request.answer_schema import AnswerForm

Json = dict[str, Any]
Variant = Literal["silent", "talkative"]
VARIANTS: tuple[Variant, ...] = get_args(Variant)
_WORDS = "words of no document "


class NoStandInError(Exception):
    """The schema wants something that no stand-in fits, such as a pattern."""


def stand_in(answer: AnswerForm[Any], variant: Variant) -> str:
    """Return an answer of this kind that no model gave, as the text of its reply.

    Raises:
        NoStandInError: none of ours fits its schema.
    """
    text = json.dumps(_value(answer.schema, answer.schema, variant))
    try:
        answer.read(text)
    except ValidationError:
        raise NoStandInError(answer.name) from None
    return text


def _value(schema: Json, whole: Json, variant: Variant) -> Any:
    silent = variant == "silent"
    if "$ref" in schema:
        return _value(whole["$defs"][schema["$ref"].rsplit("/", 1)[-1]], whole, variant)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][-1 if silent else 0]
    if options := cast("list[Json]", schema.get("anyOf", [])):
        filled = [option for option in options if option.get("type") != "null"]
        return None if silent and len(filled) < len(options) else _value(filled[0], whole, variant)
    match schema.get("type"):
        case "object":
            return {name: _value(part, whole, variant) for name, part in schema.get("properties", {}).items()}
        case "array":
            return _items(schema, whole, variant)
        case "string":
            length = schema.get("minLength", 0) if silent else min(schema.get("maxLength", 12), 12)
            return (_WORDS * (1 + length // len(_WORDS)))[:length]
        case "integer" | "number":
            return schema.get("minimum", 0) if silent else schema.get("maximum", schema.get("minimum", 0) + 1)
        case "boolean":
            return not silent
        case _:
            return None


def _items(schema: Json, whole: Json, variant: Variant) -> list[Any]:
    items = [_value(part, whole, variant) for part in schema.get("prefixItems", [])]
    wanted = schema.get("minItems", 0)
    if variant == "talkative":
        wanted = max(wanted, min(1, schema.get("maxItems", 1)))
    missing = wanted - len(items)
    return items + ([_value(schema["items"], whole, variant)] * missing if missing > 0 else [])
